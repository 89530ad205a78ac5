"""What a table of a script is: which Latin letters each letter is written with.

The tables are in indic.py, and in urdu.py for the one script that writes no short vowels; how words
are read by them is in reading.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from unicodedata import category, normalize

# In a text that is decomposed (NFD), so nobody sees them: typists add them as the font demands.
JOINERS: Final = "\u200c\u200d"


# Compared by identity: a table has no hash, and patterns are kept per script.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Script:
    """One script. Keys are decomposed (NFD), so a nukta stands behind its letter.

    `vowels` holds vowel letters, and the signs that take the place of a consonant's own vowel.
    `unread` are marks that change nothing; `words` are those not spelled as they are written, and
    `sounds` what stands otherwise in Latin letters. Where `drops_inner`, the vowel of a consonant
    is silent inside words too; where `keeps_after_cluster`, it is spoken after two consonants.
    """

    language: str
    first: str
    last: str
    consonants: Mapping[str, str]
    vowels: Mapping[str, str]
    nasals: frozenset[str]
    virama: str
    nukta: str
    unread: str
    words: Mapping[str, str]
    sounds: Mapping[str, str] = field(default_factory=dict)
    drops_inner: bool = True
    keeps_after_cluster: bool = False


def pairs(text: str) -> dict[str, str]:
    """Return a table that is written as it is read: letter, sound, letter, sound."""
    words = normalize("NFD", text).split()
    return dict(zip(words[::2], words[1::2], strict=True))


def is_latin(letter: str) -> bool:
    """True for a letter of the Latin script, with or without accents."""
    return letter.isalpha() and (letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff")


def is_sign(letter: str) -> bool:
    """True for what is written around a letter and cannot begin a word."""
    return category(letter)[0] == "M"
