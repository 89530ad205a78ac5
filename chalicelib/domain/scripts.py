"""Scripts as tables: which Latin letters each letter of a script is written with.

Another script is one more table in SCRIPTS. How words are read by them is in names.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from unicodedata import category, normalize


# Compared by identity: a table has no hash, and patterns are kept per script.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Script:
    """One script. Keys are decomposed (NFD), so a nukta stands behind its letter.

    `vowels` holds vowel letters, and the signs that take the place of a consonant's own vowel.
    `unread` are marks that change nothing; `words` are those not spelled as they are written.
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


def pairs(text: str) -> dict[str, str]:
    """Return a table that is written as it is read: letter, sound, letter, sound."""
    words = normalize("NFD", text).split()
    return dict(zip(words[::2], words[1::2], strict=True))


# ज्ञ is spoken gy in Hindi; letter by letter it would be jn.
_CONSONANTS: Final = pairs("""
    क k   ख kh   ग g   घ gh   ङ n
    च ch  छ chh  ज j   झ jh   ञ n
    ट t   ठ th   ड d   ढ dh   ण n
    त t   थ th   द d   ध dh   न n
    प p   फ ph   ब b   भ bh   म m
    य y   र r    ल l   ळ l    व v
    श sh  ष sh   स s   ह h    ज्ञ gy
    क़ q   ख़ kh   ग़ gh  ज़ z    ड़ r   ढ़ rh  फ़ f
""")
_VOWELS: Final = pairs("""
    अ a  आ a  इ i  ई i  उ u  ऊ u  ऋ ri  ए e  ऐ ai  ओ o  औ au  ऍ e  ऑ o  ॐ om
         ा a  ि i  ी i  ु u  ू u  ृ ri  े e  ै ai  ो o  ौ au  ॅ e  ॉ o
""")

DEVANAGARI: Final = Script(
    language="hi",
    first="\u0900",
    last="\u097f",
    consonants=_CONSONANTS,
    vowels=_VOWELS,
    nasals=frozenset("ंँ"),
    virama="्",
    nukta="\u093c",
    unread="ःऽ",
    words={"सिंह": "singh", "सिह": "singh"},
)
SCRIPTS: Final = (DEVANAGARI,)


def is_latin(letter: str) -> bool:
    """True for a letter of the Latin script, with or without accents."""
    return letter.isalpha() and (letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff")


def is_sign(letter: str) -> bool:
    """True for what is written around a letter and cannot begin a word."""
    return category(letter)[0] == "M"


def language_of_letter(letter: str) -> str:
    """Return the language whose script the letter is of; "en" for Latin, "" for others."""
    if is_latin(letter):
        return "en"
    return next((s.language for s in SCRIPTS if s.first <= letter <= s.last), "")
