"""One cell of a spreadsheet made into a value, or refused with a reason that helps to mend it.

Every function takes the cell's text and its column's name and raises CellRefused. An Aadhaar number
in running text is masked here, before anything else sees it; the ids that a row goes by are codes
and stay as they are, since one in ten of twelve digits would only look like one.
"""

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import category

from chalicelib.domain.aadhaar import mask
from chalicelib.domain.cell_days import day
from chalicelib.domain.cell_phones import phone_text
from chalicelib.domain.cell_reasons import SENTENCES, CellRefused, Reason, Trouble
from chalicelib.domain.naming.scripts import is_latin
from chalicelib.domain.spelling import ascii_digits, clean, plain

# Whoever reads a sheet imports all of it from here.
__all__ = [
    "SENTENCES",
    "CellRefused",
    "Reason",
    "Trouble",
    "age_to_year",
    "birth_year",
    "choice",
    "clean",
    "day",
    "degrees",
    "identifier",
    "name",
    "phone_text",
    "text",
    "whole",
    "words",
]

MOST_NAME: Final = 200
MOST_TEXT: Final = 500
MOST_CODE: Final = 64
MOST_YEARS: Final = 120

# A sheet's program runs what begins so; its own errors (#REF!) are left where a formula failed.
_FORMULA_MARKS: Final = ("=", "+", "@", "#")
_NO_LETTERS_OF_NAMES: Final = frozenset({"So", "Sm", "Sc", "Co", "Cn"})
_CODE_MARKS: Final = "-/_."
# Fifteen digits are what Excel keeps exactly; Indian thousands are written 1,10,000.
_WHOLE: Final = re.compile(r"(-?\d{1,15}|-?\d{1,3}(?:,\d{2,3}){1,4})(?:\.0+)?")
# Seven decimals are a centimetre; offices add the sign of degrees, or the side.
_DEGREES: Final = re.compile(r"(-?\d{1,3}(?:\.\d{1,17})?) ?°? ?[NE]?", re.IGNORECASE)
_DEGREE_DECIMALS: Final = 7
_DECIMALS: Final = re.compile(r"(\d+)\.0+")
_SHORTENED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_BETWEEN_WORDS: Final = re.compile(r"[,;|/\n\r।]")


def name(text: str, column: str) -> str:
    """Return a person's, place's or event's name, at most 200 characters."""
    cleaned = _filled(text, column)
    if cleaned.startswith(_FORMULA_MARKS):
        raise CellRefused(column, Reason.FORMULA)
    if not _is_name(cleaned):
        raise CellRefused(column, Reason.NOT_A_NAME)
    if any(map(_mixes_scripts, _letter_runs(cleaned))):
        raise CellRefused(column, Reason.MIXED_SCRIPT)
    return _short_enough(mask(cleaned), column, MOST_NAME)


def text(text: str, column: str, most: int = MOST_TEXT) -> str:
    """Return running text, at most `most` characters; it may be empty."""
    return _short_enough(mask(clean(text)), column, most)


def whole(text: str, column: str, least: int, most: int) -> int:
    """Return a whole number, both ends included."""
    found = _WHOLE.fullmatch(ascii_digits(_filled(text, column)))
    if found is None:
        raise CellRefused(column, Reason.NOT_A_NUMBER)
    number = int(found[1].replace(",", ""))
    if not least <= number <= most:
        raise CellRefused(column, Reason.OUT_OF_RANGE)
    return number


def degrees(text: str, column: str, most: int) -> float:
    """Return degrees north or east, at most so many either way."""
    found = _DEGREES.fullmatch(ascii_digits(_filled(text, column)))
    if found is None:
        raise CellRefused(column, Reason.NOT_DEGREES)
    number = round(float(found[1]), _DEGREE_DECIMALS)
    if abs(number) > most:
        raise CellRefused(column, Reason.OUT_OF_RANGE)
    return number


def birth_year(text: str, column: str, this_year: int) -> int:
    """Return the year in which a person of today was born."""
    return whole(text, column, this_year - MOST_YEARS, this_year)


def age_to_year(text: str, column: str, this_year: int) -> int:
    """Return the year in which a person of this age was born, or the year after it."""
    return this_year - whole(text, column, 0, MOST_YEARS)


def choice(text: str, column: str, words: Mapping[str, str]) -> str:
    """Return what the word stands for in `words`, however it is spelled."""
    wanted = plain(_filled(text, column))
    found = next((value for word, value in words.items() if plain(word) == wanted), None)
    if found is None:
        raise CellRefused(column, Reason.NOT_A_CHOICE)
    return found


def identifier(text: str, column: str) -> str:
    """Return the code that something goes by in files: upper case, digits 0 to 9."""
    typed = ascii_digits(_filled(text, column))
    if _SHORTENED.fullmatch(typed):
        raise CellRefused(column, Reason.NUMBER_SHORTENED)
    code = _DECIMALS.sub(r"\1", typed) if _DECIMALS.fullmatch(typed) else typed.upper()
    if not all(map(_is_of_codes, code)):
        raise CellRefused(column, Reason.NOT_A_CODE)
    return _short_enough(code, column, MOST_CODE)


def words(text: str) -> tuple[str, ...]:
    """Return the entries of a list in one cell, each once, in their order."""
    entries = filter(None, map(clean, _BETWEEN_WORDS.split(text)))
    first: dict[str, str] = {}
    for entry in entries:
        first.setdefault(entry.casefold(), entry)
    return tuple(first.values())


def _filled(text: str, column: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise CellRefused(column, Reason.MISSING)
    return cleaned


def _short_enough(text: str, column: str, most: int) -> str:
    if len(text) > most:
        raise CellRefused(column, Reason.TOO_LONG)
    return text


def _is_name(text: str) -> bool:
    kinds = set(map(category, text))
    return kinds.isdisjoint(_NO_LETTERS_OF_NAMES) and any(kind[0] == "L" for kind in kinds)


def _letter_runs(text: str) -> list[str]:
    if text.isascii():
        return []
    return "".join(c if category(c)[0] in "LM" else " " for c in text).split()


def _mixes_scripts(run: str) -> bool:
    return len({is_latin(letter) for letter in run if letter.isalpha()}) > 1


def _is_of_codes(letter: str) -> bool:
    return letter in _CODE_MARKS or category(letter)[0] in "LM" or letter.isdecimal()
