"""Names for paper that others may read: enough to know whom it is about, for whoever knows her."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.domain.spelling import clean

REST: Final = "…"
# No letter has more signs and joined consonants; some who write have other things in mind.
MOST_SIGNS: Final = 8
VIRAMA_CLASS: Final = 9  # Unicode's canonical combining class of what joins two consonants


def masked_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return a person's names by language, of each word its first letter: `सी… दे…`."""
    return {language: masked(name) for language, name in names.items()}


def masked(name: str) -> str:
    """Return a name's words by their first letter, with its signs and what is joined to it."""
    return " ".join(f"{''.join(_first(word))}{REST}" for word in clean(name).split())


def _first(word: str) -> Iterator[str]:
    is_joined = False
    for at, letter in enumerate(word):
        is_mark = unicodedata.category(letter).startswith("M")
        if at > MOST_SIGNS or (at and not is_mark and not is_joined):
            return
        yield letter
        is_joined = unicodedata.combining(letter) == VIRAMA_CLASS
