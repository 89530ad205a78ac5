"""Keeps text from becoming a formula in the program that opens our reports.

Names and notes come from forms and files that strangers fill in. Text that begins like a formula,
behind however many blanks and invisible characters, is marked as text.
"""

import re
from typing import Final

# A spreadsheet may drop blanks, joiners and marks of direction before it looks. The wide signs
# count as well: Excel in East Asian languages reads them as their narrow twins.
UNSEEN: Final = (
    r"\s\x00-\x1f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
RISKY: Final = re.compile(f"[{UNSEEN}]*[=+\\-@＝＋－＠]|[\t\r]")
# XML has no place for these, and half a character has a place nowhere.
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return RISKY.match(text) is not None


def safe_text(text: str) -> str:
    """Return the text, behind an apostrophe when a spreadsheet could take it for a formula."""
    return f"'{text}" if is_risky(text) else text


def writable(text: str) -> str:
    """Return the text without what no file could hold."""
    return UNWRITABLE.sub("", text)
