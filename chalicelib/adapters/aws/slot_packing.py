"""A ledger's uses made small: its row is written for every post, and billed by each kilobyte begun.

One text of numbers to the base of 36: the first use in milliseconds since 1970, then what lies
between each and the one before. Ledgers hold whole milliseconds (slots.whole_ms).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MS: Final = timedelta(milliseconds=1)
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def packed_uses(used: Sequence[datetime]) -> str:
    """Return the uses, the oldest first, as one text."""
    stamps = [(at - EPOCH) // MS for at in used]
    steps = (later - before for before, later in pairwise(stamps))
    return " ".join(_base_36(number) for number in (*stamps[:1], *steps))


def unpacked_uses(text: str) -> Iterable[datetime]:
    """Return the uses that `packed_uses` was given."""
    at, found = EPOCH, []
    for word in text.split():
        at += int(word, len(DIGITS)) * MS
        found.append(at)
    return found


def _base_36(number: int) -> str:
    if number < 0:
        return f"-{_base_36(-number)}"
    rest, digit = divmod(number, len(DIGITS))
    return (_base_36(rest) if rest else "") + DIGITS[digit]
