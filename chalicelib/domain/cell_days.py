"""A day as offices write it: year first or day first, or the number that Excel keeps for it."""

import re
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.cell_reasons import CellRefused, Reason
from chalicelib.domain.spelling import ascii_digits, clean

_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})")
# 05/02/26 may be this century or the last, and either end may be the day.
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
# What programs add when they write a day down as an instant.
_MIDNIGHT: Final = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
# Five digits: the days from 1927 to 2173. Four would be taken for a year.
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
# Excel counts from 1 January 1900 and believes in a 29 February of that year.
_SERIAL_ZERO: Final = date(1899, 12, 30)


def day(text: str, column: str, least: date, most: date) -> date:
    """Return the day, both ends included; raise CellRefused when it is none or lies outside."""
    found = _read(_MIDNIGHT.sub("", ascii_digits(clean(text))), column)
    if not least <= found <= most:
        raise CellRefused(column, Reason.DATE_OUT_OF_RANGE)
    return found


def _read(text: str, column: str) -> date:
    serial = _SERIAL.fullmatch(text)
    if serial:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    written = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if written is None:
        raise CellRefused(column, _why_not(text))
    try:
        return date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError:
        raise CellRefused(column, Reason.IMPOSSIBLE_DATE) from None


def _why_not(text: str) -> Reason:
    if not text:
        return Reason.MISSING
    return Reason.SHORT_YEAR if _SHORT_YEAR.fullmatch(text) else Reason.NOT_A_DATE
