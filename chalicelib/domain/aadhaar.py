"""Aadhaar numbers: never collected, and hidden where somebody wrote one all the same.

Twelve digits, the first 2 to 9, the last a check digit after Verhoeff (UIDAI). One in ten other
numbers of twelve digits passes that check by chance and is hidden too, which is the safe side.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Final

from chalicelib.domain.spelling import UNSEEN, ascii_digits, clean

LENGTH: Final = 12
SHOWN_DIGITS: Final = 4
# ITU-T E.164: what begins with + and has no more digits than this is a phone number.
LONGEST_PHONE: Final = 15

_SEPARATORS: Final = " .\u00a0\u202f\\-\u2010-\u2013"
_DIGIT: Final = re.compile(r"\d")
# What nobody sees between digits keeps nobody from reading them: a joiner, or a keycap's box.
_UNSEEN: Final = re.compile(
    rf"(?<=[\d{_SEPARATORS}])[{UNSEEN}\u200c\u200d\u20e3]+(?=[\d{_SEPARATORS}])"
)
# What is hidden already is passed over, so that its last digits join no other number.
_RUN: Final = re.compile(rf"XXXX-XXXX-\d{{4}}(?!\d)|\+?\d(?:[{_SEPARATORS}]?\d)*")
# Inside a longer run, only the two shapes in which the number is written and printed.
_SHAPES: Final = re.compile(
    rf"(?<![\d+])(?=(\d{{12}}|\d{{4}}[{_SEPARATORS}]\d{{4}}[{_SEPARATORS}]\d{{4}})(?!\d))"
)
# Four groups of four are a bank card or a virtual id, which is made for showing.
_CARD: Final = re.compile(rf"\d{{4}}(?:[{_SEPARATORS}]\d{{4}}){{3}}")

# J. Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group D5, and the permutation
# that each place from the right applies once more than the place before it.
_PRODUCT: Final = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PLACES: Final = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def verhoeff_ok(digits: str) -> bool:
    """True when the last of the digits is the check digit of those before it."""
    if not digits.isdecimal():
        return False
    check = 0
    for place, digit in zip(cycle(_PLACES), reversed(ascii_digits(digits)), strict=False):
        check = int(_PRODUCT[check][int(place[int(digit)])])
    return check == 0


def is_number(text: str) -> bool:
    """True for an Aadhaar number and nothing else, in whatever groups it is written."""
    digits = "".join(letter for letter in ascii_digits(text) if letter.isalnum())
    return len(digits) == LENGTH and verhoeff_ok(digits) and _is_number(digits)


def mask(text: str) -> str:
    """Return `text` with every Aadhaar number as XXXX-XXXX-1234; the last four digits stay.

    Digits of any script count, whole or in groups, with or without marks between them that nobody
    sees. Again upon its own answer it changes nothing.
    """
    if not _DIGIT.search(text):
        return text
    kept = _masked(text)
    shown = _UNSEEN.sub("", kept)
    masked = _masked(shown)
    return kept if masked == shown else masked


def _masked(text: str) -> str:
    masked = _RUN.sub(_run_masked, text)
    # What is left of a long run may be twelve digits now.
    while masked != text:
        text, masked = masked, _RUN.sub(_run_masked, masked)
    return masked


def readable(text: str) -> str:
    """Return what people write as we keep it: nothing invisible in it, and no Aadhaar number."""
    return mask(clean(text))


def _run_masked(found: re.Match[str]) -> str:
    run = found[0]
    digits = _digits_of(run)
    if run.startswith("XXXX") or (run.startswith("+") and len(digits) <= LONGEST_PHONE):
        return run
    if len(digits) == LENGTH:
        return _hidden(digits) if _is_number(digits) else run
    return run if _CARD.fullmatch(run) else "".join(_by_shapes(run))


def _by_shapes(run: str) -> Iterator[str]:
    end = 0
    for found in _SHAPES.finditer(run):
        digits = _digits_of(found[1])
        if found.start() >= end and _is_number(digits):
            yield run[end : found.start()]
            yield _hidden(digits)
            end = found.end(1)
    yield run[end:]


def _is_number(digits: str) -> bool:
    return digits[0] not in "01" and verhoeff_ok(digits)


def _digits_of(run: str) -> str:
    return "".join(letter for letter in ascii_digits(run) if letter.isdecimal())


def _hidden(digits: str) -> str:
    return f"XXXX-XXXX-{digits[-SHOWN_DIGITS:]}"
