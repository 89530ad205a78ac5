"""Urdu, in Perso-Arabic letters: read from right to left, and without its short vowels.

What comes out are the consonants and the vowels that are written; sounds.py compares it with a
mind to what is not. Three letters are read by their neighbours: waw as v or u, ye as y or i, and
he as h or as the a that ends فاطمہ.
"""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.naming.scripts import pairs

_LETTERS: Final = pairs("""
    ا a  ب b  پ p  ت t  ٹ t  ث s  ج j  چ ch  ح h  خ kh  د d  ڈ d  ذ z  ر r  ڑ r  ز z  ژ z
    س s  ش sh  ص s  ض z  ط t  ظ z  غ gh  ف f  ق q  ک k  ك k  گ g  ل l  م m  ن n  ں n
    ھ h  ة a  ۃ a  ے e
""") | {"\u064e": "a", "\u0650": "i", "\u064f": "u", "\u0670": "a"}
# Two keyboards, one letter. What carries a vowel, doubles a letter or says "no vowel" is left out.
_ONE_FORM: Final = str.maketrans("يىهۀە", "ییہہہ") | dict.fromkeys(
    map(ord, "\u0621\u0640\u064b\u064c\u064d\u0651\u0652\u0653\u0654\u0655")
)

# Names that are not spelled as they are spoken, in single letters as Urdu writes. Keys are in the
# form that _ONE_FORM gives.
WORDS: Final[Mapping[str, str]] = pairs("""
    محمد muhamad   احمد ahmad   سید saiyad   رحمن rahman   الرحمن rahman   الرحمان rahman
    اللہ alah   الدین udin   اسمعیل ismail   بیگم begam   بی bi   شیخ shaikh   حسین husain
    الحق ulhaq   الاسلام ulislam   النسا unisa
""")
_ABDUL: Final = "عبدال"

_RULES: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^ع(?=ا)", ""),
        ("^ع", "a"),  # any short vowel: علی, عمر, عرفان
        ("ع", ""),
        ("^و|و(?=[ایے]|ہ$)|(?<=ا)و", "v"),
        ("و", "u"),
        ("^ی|ی(?=[او])", "y"),
        ("ی", "i"),
        ("(?<=.[^ا])ہ$", "a"),
        ("ہ", "h"),
    )
)
_ANY_LETTER: Final = re.compile(f"[{''.join(_LETTERS)}]")


def is_urdu(letter: str) -> bool:
    """True for a letter or mark of the Perso-Arabic script."""
    return "\u0600" <= letter <= "\u06ff" or "\u0750" <= letter <= "\u077f"


def in_latin(word: str) -> str:
    """Return a decomposed word of Urdu in Latin letters, without the vowels it does not write."""
    letters = word.translate(_ONE_FORM)
    if letters.startswith(_ABDUL) and letters != _ABDUL:
        return "abdul" + in_latin(letters.removeprefix(_ABDUL))
    if letters in WORDS:
        return WORDS[letters]
    for rule, sound in _RULES:
        letters = rule.sub(sound, letters)
    return _ANY_LETTER.sub(lambda found: _LETTERS[found[0]], letters)
