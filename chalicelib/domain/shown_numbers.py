"""Numbers of people in words that the public would read or hear: Aadhaar's and their telephones'.

Digits of any script count, with marks between them that nobody sees, in boxes and circles, laid
from right to left, and spoken one by one in Hindi or English.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from unicodedata import normalize

from chalicelib.domain.aadhaar import mask
from chalicelib.domain.spelling import UNSEEN, ascii_digits, plain

_UNSEEN: Final = re.compile(f"[{UNSEEN}\u200c\u200d\u20e3]")
# With these a text shows its letters in the other direction than they are kept in.
_TURNED: Final = re.compile("[\u202d\u202e]")
# As we hide a number, and as others do: XXXX XXXX 1234, ****-****-1234.
_HIDDEN: Final = re.compile(
    r"(?<![0-9A-Za-z])[Xx*#\u2022]{4}(?:[ .-]?[Xx*#\u2022]{4})[ .-]?\d{4}(?!\d)"
)
_BETWEEN: Final = " .()/_\u2010-\u2015\u2022-"
_RUN: Final = re.compile(rf"\d(?:[{_BETWEEN}]{{0,3}}\d)*")
# National numbering plan of India: a mobile has ten digits of which the first is 6 to 9.
_MOBILE: Final = re.compile(r"(?:0|(?:00)?91)?0?[6-9]\d{9}")
_CODES: Final = frozenset({"0", "91", "0091", "091"})
_MOST_DIGITS: Final = 15
# Digits one by one are part of a number beside groups of so many, and not beside smaller ones.
_LEAST_BESIDE: Final = 4
_WORD: Final = re.compile(r"[^\s,.;:!?\u0964()-]+")
_TWICE: Final = re.compile(r"\b(?:double|डबल) (\d)")
_SPOKEN: Final = (
    "शून्य जीरो सिफर zero shunya shoonya sifar oh",
    "एक एकम one ek",
    "दो two do",
    "तीन three teen tin",
    "चार four char chaar",
    "पाँच पांच five paanch panch",
    "छह छः छे छै six chhe chhah chah cheh",
    "सात seven saat sat",
    "आठ eight aath aat",
    "नौ nine nau",
)
_DIGIT_OF: Final[Mapping[str, str]] = {
    plain(word): str(digit) for digit, words in enumerate(_SPOKEN) for word in words.split()
}


def shows_aadhaar(text: str) -> bool:
    """True when an Aadhaar number stands in a text, readable or with its first digits hidden."""
    return any(_HIDDEN.search(each) or mask(each) != each for each in _readings(text))


def shows_phone(text: str) -> bool:
    """True when what can be an Indian mobile number stands in a text, or is spoken in it.

    Whole or in groups, with or without the country's code. Ten digits inside of more are none.
    """
    every = (*_readings(text), _spoken(text))
    runs = (found[0] for each in every for found in _RUN.finditer(each))
    return any(_has_mobile(_groups(run)) for run in runs)


def _readings(text: str) -> Iterator[str]:
    """Yield a text as people see it, with the digits 0 to 9, in each direction it may be laid."""
    seen = ascii_digits(normalize("NFKC", _UNSEEN.sub("", text)))
    yield seen
    if _TURNED.search(text):
        yield seen[::-1]


def _spoken(text: str) -> str:
    """Return a text with the words of single digits as digits, `double nine` as two."""
    seen = next(_readings(text)).replace(",", " ")
    told = _WORD.sub(lambda word: _DIGIT_OF.get(plain(word[0]), word[0]), seen)
    return _TWICE.sub(r"\1 \1", told)


def _groups(run: str) -> list[str]:
    """Return the groups of digits in a run; digits that stand one by one are one group.

    Those keep a space at their end: a list of small numbers is no telephone number.
    """
    groups: list[str] = []
    for digits in re.findall(r"\d+", run):
        if len(digits) == 1 and groups and groups[-1].endswith(" "):
            groups[-1] = f"{groups[-1].rstrip()}{digits} "
        else:
            groups.append(f"{digits} " if len(digits) == 1 else digits)
    return groups


def _has_mobile(groups: Sequence[str]) -> bool:
    """True when some groups side by side make a mobile number, as people would write it."""
    starts = range(len(groups))
    return any(_is_mobile(each) for at in starts for each in _from(groups[at : at + _MOST_DIGITS]))


def _from(groups: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the first groups, as many as may be one number."""
    digits = 0
    for count, group in enumerate(groups, start=1):
        digits += len(group.rstrip())
        if digits > _MOST_DIGITS:
            return
        yield groups[:count]


def _is_mobile(groups: Sequence[str]) -> bool:
    """True for a number; not for a day, a month and a year, which may have as many digits."""
    number = groups[1:] if len(groups) > 1 and groups[0].rstrip() in _CODES else groups
    least = _LEAST_BESIDE if any(group.endswith(" ") for group in number) else 2
    is_written_so = len(number) == 1 or all(len(group.rstrip()) >= least for group in number)
    return is_written_so and _MOBILE.fullmatch("".join(groups).replace(" ", "")) is not None
