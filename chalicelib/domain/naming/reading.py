"""A word of any script that we know, in Latin letters as it is spoken.

Letters become sounds by the script's table. Then the vowels fall silent that a consonant has on
paper only: the schwa, ə. राम is Ram and not Rama, सुनीता has none.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, partial
from typing import Final
from unicodedata import normalize

from chalicelib.domain.naming.indic import DEVANAGARI, SCRIPTS
from chalicelib.domain.naming.scripts import JOINERS, Script, is_latin, is_sign
from chalicelib.domain.naming.urdu import in_latin as urdu_in_latin
from chalicelib.domain.naming.urdu import is_urdu
from chalicelib.domain.spelling import ascii_digits, clean

_SCHWA: Final = "ə"
_NASAL: Final = "ṁ"
_V: Final = f"[aeiou{_SCHWA}]"
_C: Final = "(?:chh|[bcdgjkpst]h|[bcdfghjklmnpqrstvyz])"

# Hindi does not speak the vowel of a last consonant (Ram, Kumar), except to carry a cluster that
# would be hard to end on (Mahendra, Krishna, Satya).
_KEPT_LAST: Final = re.compile(
    f"(?:[^aeiou{_SCHWA}{_NASAL}rlnmy][rvlnm]|[^aeiou{_SCHWA}]y){_SCHWA}$"
)
_AFTER_CLUSTER: Final = re.compile(f"(?>{_C}|{_NASAL})(?>{_C}){_SCHWA}$")
_SILENT_LAST: Final = re.compile(f"({_V}.*{_C}){_SCHWA}$")
# Nor between two consonants that have spoken vowels on both sides (Shabnam, Kamla), counted from
# the end: M. Ohala, Aspects of Hindi Phonology (1983). An h keeps it (Bahadur).
_SILENT_INNER: Final = re.compile(f"^(.*{_V}{_C}){_SCHWA}((?!h){_C}{_V})")

_URDU: Final = re.compile("[\u0600-\u06ff\u0750-\u077f]+")
_JOINERS: Final = dict.fromkeys(map(ord, JOINERS))


def language_of(text: str) -> str:
    """Return "hi" when most letters are Devanagari, "en" when they are Latin, else "".

    Those are the languages that a roll is kept in; names in other scripts are only compared.
    """
    languages = Counter(_language(letter) for letter in text if letter.isalpha())
    return max(languages, key=lambda language: languages[language], default="")


def romanised(text: str) -> str:
    """Return `text` with the words of every script we know in Latin letters; the rest stays."""
    latin = normalize("NFD", clean(text)).translate(_JOINERS)
    for script in SCRIPTS:
        latin = _words_of(script).sub(partial(_in_latin, script), latin)
    latin = _URDU.sub(lambda found: urdu_in_latin(found[0]), latin)
    return normalize("NFC", ascii_digits(latin))


def lacks_vowels(word: str) -> bool:
    """True for a word in a script that does not write its short vowels."""
    return any(map(is_urdu, word))


def _language(letter: str) -> str:
    if is_latin(letter):
        return "en"
    return DEVANAGARI.language if DEVANAGARI.first <= letter <= DEVANAGARI.last else ""


@cache
def _words_of(script: Script) -> re.Pattern[str]:
    letters = "".join((*script.consonants, *script.vowels, *script.nasals))
    return re.compile(f"[{letters}{script.virama}{script.nukta}{script.unread}]+")


@cache
def _syllables_of(script: Script) -> re.Pattern[str]:
    signs = _any_of(sign for sign in script.vowels if is_sign(sign[0]))
    consonants = _any_of(script.consonants)
    return re.compile(f"({consonants}){script.nukta}?({signs}|{script.virama})?|({signs}|.)")


def _any_of(letters: Iterable[str]) -> str:
    return "|".join(sorted(letters, key=len, reverse=True))


def _in_latin(script: Script, found: re.Match[str]) -> str:
    word = found[0]
    if word in script.words:
        return script.words[word]
    spoken = _spoken(script, _syllables_of(script).sub(partial(_sound, script), word))
    for written, heard in script.sounds.items():
        spoken = spoken.replace(written, heard)
    return spoken


def _sound(script: Script, found: re.Match[str]) -> str:
    consonant, sign, other = found.groups()
    if consonant is None:
        return _NASAL if other in script.nasals else script.vowels.get(other, "")
    vowel = script.vowels.get(sign, "") if sign else _SCHWA
    return script.consonants[consonant] + vowel


def _spoken(script: Script, sounds: str) -> str:
    if not _is_last_kept(script, sounds):
        sounds = _SILENT_LAST.sub(r"\1", sounds)
    while script.drops_inner and _SILENT_INNER.search(sounds):
        sounds = _SILENT_INNER.sub(r"\1\2", sounds)
    labial = re.sub(f"{_NASAL}(?=[pbm])", "m", sounds)
    return labial.replace(_NASAL, "n").replace(_SCHWA, "a")


def _is_last_kept(script: Script, sounds: str) -> bool:
    after_cluster = script.keeps_after_cluster and _AFTER_CLUSTER.search(sounds)
    return bool(after_cluster or _KEPT_LAST.search(sounds))
