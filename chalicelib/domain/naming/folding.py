"""The normal form of a word: a to z, one letter for one sound, whatever the habit.

Sunita, Suneeta and Sunitha have one form, and so have Mohd and Muhammad, which known.py tells.
"""

import re
from functools import cache, lru_cache
from typing import Final
from unicodedata import normalize

from chalicelib.domain.naming.habits import FIRST, SOUNDS, THEN
from chalicelib.domain.naming.known import SPELLINGS
from chalicelib.domain.naming.reading import lacks_vowels, romanised
from chalicelib.domain.naming.scripts import is_sign

_ANY_SOUND: Final = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
_TWICE: Final = re.compile(r"([a-z])\1+")


def folded(text: str) -> str:
    """Return the words of `text` in their normal form, with a space between two."""
    words = ((latin, lacks_vowels(word)) for word in text.split() for latin in latin_words(word))
    return " ".join(folded_word(latin, is_bare) for latin, is_bare in words)


@cache
def forms_of(words: str) -> frozenset[str]:
    """Return the normal forms of a table of words."""
    return frozenset(folded(words).split())


def latin_words(text: str) -> list[str]:
    """Return the words of `text` as they are read: a to z, without accents and signs."""
    bare = "".join(c for c in normalize("NFKD", romanised(text).lower()) if not is_sign(c))
    return re.findall("[a-z]+", bare)


@lru_cache(maxsize=4096)
def folded_word(latin: str, is_bare: bool) -> str:
    """Return the normal form of one word that is written in a to z.

    The habits of those who write vowels are none of a word that is `is_bare` of them: two equal
    letters have a vowel between them there.
    """
    form = _by_rules(latin)
    return _usual().get(form, _in_sounds(latin) if is_bare else form)


@cache
def _usual() -> dict[str, str]:
    names = [[_by_rules(word) for word in line.split()] for line in SPELLINGS.split("\n")]
    return {form: forms[0] for forms in names for form in forms}


def _by_rules(word: str) -> str:
    for habit, usual in FIRST:
        word = habit.sub(usual, word)
    word = _TWICE.sub(r"\1", _in_sounds(word))
    for habit, usual in THEN:
        word = habit.sub(usual, word)
    return word


def _in_sounds(word: str) -> str:
    return _ANY_SOUND.sub(lambda sound: SOUNDS[sound[0]], word)
