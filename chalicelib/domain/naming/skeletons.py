"""The skeleton of a word: its consonants, and the vowels at both ends (Kumar is not Kumari).

Two words with one skeleton are candidates for one name; how near they are is for sounds.py.
"""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.naming.folding import folded

_OPENING: Final = re.compile(r"[aeiou]+(?:y[aeiou]*)?")
_UNHEARD: Final = re.compile(r"(?<!^)y|[aeiou]|(?<=[^aeiou])h")
_UNWRITTEN: Final = re.compile("[aeiouvyh]")
# अंबिका is Ambika and Anbika.
_LABIAL_NASAL: Final = re.compile("[mn](?=[pbf])")
_CLASSES: Final[Mapping[str, str]] = {"a": "a", "i": "i", "e": "i", "u": "u", "o": "u"}
# The last a of Satya is no ending of its own: some write it, some do not.
_CARRYING_A: Final = re.compile("[^aeiou]ya$")


def skeleton(text: str) -> str:
    """Return the words of `text` as consonants, with the vowels that open and end them."""
    return " ".join(bones(word) for word in folded(text).split())


def bones(form: str) -> str:
    """Return the skeleton of a word in normal form."""
    opening = _OPENING.match(form)
    start = _opening_class(opening[0]) if opening else ""
    body = _LABIAL_NASAL.sub("n", _UNHEARD.sub("", form).replace("v", "b"))
    return start + body + (_ending(form) if body else "")


def consonants(form: str) -> str:
    """Return what is left of a word in every script: no vowel, nor what may stand for one."""
    return _LABIAL_NASAL.sub("n", _UNWRITTEN.sub("", form))


def _opening_class(vowels: str) -> str:
    heard = {_CLASSES.get(vowel, "") for vowel in vowels}
    return next(kind for kind in "iua" if kind in heard)


def _ending(form: str) -> str:
    return "" if _CARRYING_A.search(form) else _CLASSES.get(form[-1], "")
