"""What a workbook's cell says, as the text that the person meant.

Numbers keep all their digits: Excel shows a phone number as 9.19E+11 and stores it whole. Dates
are numbers with a date's format; openpyxl knows which formats those are and how Excel counts days.
"""

import re
from datetime import datetime, time
from typing import Final

from openpyxl.utils.datetime import from_excel

# Above this a float no longer holds every digit, so showing some would be inventing them.
EXACT_BELOW: Final = 1e15
ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES: Final = range(0xD800, 0xE000)
MIDNIGHT: Final = "T00:00:00"


def number_text(raw: str) -> str:
    """Return a stored number in plain digits where that is exact; text that is none stays."""
    if raw.isdigit() and raw[0] != "0":
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    if value.is_integer() and abs(value) < EXACT_BELOW:
        return str(int(value))
    return repr(value)


def date_text(raw: str, epoch: datetime) -> str:
    """Return a day, a time or both in ISO form; a number that is no date stays a number."""
    try:
        moment = from_excel(float(raw), epoch)
    except (ArithmeticError, ValueError):
        return number_text(raw)
    if isinstance(moment, datetime) and moment.time() == time.min:
        return moment.date().isoformat()
    return moment.isoformat() if isinstance(moment, datetime | time) else number_text(raw)


def iso_text(raw: str) -> str:
    """Return a date that is stored as ISO text, without a midnight that nobody typed."""
    return raw.removesuffix("Z").removesuffix(".000").removesuffix(MIDNIGHT)


def truth_text(raw: str) -> str:
    """Return a logical value as Excel writes it."""
    return "TRUE" if raw.strip() in {"1", "true"} else "FALSE"


def plain_text(stored: str) -> str:
    """Return text with Excel's escapes undone: _x000D_ stands for a carriage return."""
    return ESCAPE.sub(_unescaped, stored) if "_x" in stored else stored


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    # Half a character stays as it is written: alone it could never be stored or sent.
    return found[0] if code in SURROGATES else chr(code).replace("\0", "")
