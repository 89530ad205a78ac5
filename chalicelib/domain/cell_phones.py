"""A phone number as offices keep it in a spreadsheet, read into one form: + and all digits.

Only the form is looked at here. Whether the number can exist is the phone book's to say.
"""

import re
from typing import Final

from chalicelib.domain.cell_reasons import CellRefused, Reason
from chalicelib.domain.spelling import ascii_digits, clean

# An Indian number has ten digits, landlines with their area code (National Numbering Plan 2003).
_INDIAN: Final = re.compile(r"(?:(?:\+|00|0)?91)?0?([1-9]\d{9})")
# ITU-T E.164: at most fifteen digits. Without its + a foreign number looks like a wrong Indian one.
_FOREIGN: Final = re.compile(r"\+(?!91)[1-9]\d{6,14}")
_SCIENTIFIC: Final = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_DECIMALS: Final = re.compile(r"(\d)\.0+$")
_BETWEEN: Final = re.compile(r"[,;|/&\n]")
# Excel's mark for "this is text" stands in front of some.
_FILLING: Final = re.compile("['\\s().\\-\u2010-\u2015]")
_LEAST_DIGITS: Final = 6
_TWICE_TEN: Final = 20


def phone_text(text: str, column: str) -> str | None:
    """Return the number as +91 and ten digits, a foreign one as written with +; None when empty.

    Raises CellRefused: a shortened, a wrong or a second number.
    """
    parts = _numbers_in(ascii_digits(text))
    if not parts:
        return None
    if len(parts) > 1:
        raise CellRefused(column, _why_not_one(parts))
    return _number(_in_full(parts[0], column), column)


def _numbers_in(text: str) -> list[str]:
    return [part for part in map(clean, _BETWEEN.split(text)) if part]


def _why_not_one(parts: list[str]) -> Reason:
    long = [part for part in parts if _count_digits(part) >= _LEAST_DIGITS]
    return Reason.TWO_NUMBERS if len(long) > 1 else Reason.NOT_A_PHONE


def _in_full(text: str, column: str) -> str:
    """Return what was typed before Excel made a float of it."""
    found = _SCIENTIFIC.fullmatch(text)
    if found is None:
        return _DECIMALS.sub(r"\1", text)
    digits, places = found[1] + (found[2] or ""), int(found[3]) + 1
    if len(digits) < places:
        raise CellRefused(column, Reason.NUMBER_SHORTENED)
    return text if digits[places:].strip("0") else digits[:places]


def _number(text: str, column: str) -> str:
    compact = _FILLING.sub("", text)
    indian = _INDIAN.fullmatch(compact)
    if indian:
        return f"+91{indian[1]}"
    if _FOREIGN.fullmatch(compact):
        return compact
    is_twice = _count_digits(compact) >= _TWICE_TEN
    raise CellRefused(column, Reason.TWO_NUMBERS if is_twice else Reason.NOT_A_PHONE)


def _count_digits(text: str) -> int:
    return sum(letter.isdecimal() for letter in text)
