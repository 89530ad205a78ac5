"""Names across scripts: सुनीता देवी, Sunita Devi and Suneeta Devi are one spelling apart.

A name is written in Latin letters, then folded (one letter for one sound, whatever the habit), then
reduced to its consonants and the vowels at both ends, which tell Kumar from Kumari. Names that look
alike are candidates; a phone number, a booth or a relative's name decides (facts.md §7).
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, partial
from itertools import dropwhile
from typing import Final
from unicodedata import normalize

from chalicelib.domain.scripts import SCRIPTS, Script, is_sign, language_of_letter, pairs
from chalicelib.domain.spelling import ascii_digits, clean

_SCHWA: Final = "ə"
_NASAL: Final = "ṁ"
_V: Final = f"[aeiou{_SCHWA}]"
_C: Final = "(?:chh|[bcdgjkpst]h|[bcdfghjklmnpqrstvyz])"

# Hindi does not speak the vowel of a last consonant (Ram, Kumar), except to carry a cluster that
# would be hard to end on (Mahendra, Krishna, Satya).
_KEPT_LAST: Final = re.compile(f"(?:[^aeiou{_SCHWA}rlnmy][rvlnm]|[^aeiou{_SCHWA}]y){_SCHWA}$")
_SILENT_LAST: Final = re.compile(f"({_V}.*{_C}){_SCHWA}$")
# Nor between two consonants that have spoken vowels on both sides (Shabnam, Kamla), counted from
# the end: M. Ohala, Aspects of Hindi Phonology (1983).
_SILENT_INNER: Final = re.compile(f"^(.*{_V}{_C}){_SCHWA}({_C}{_V})")

_SOUNDS: Final = pairs("""
    chh c  cch c  ch c  ck k  c k  q k  x ks  kh k  gh g  jh j  z j  th t  dh d
    ph f   bh b   sh s  w v   aa a  ee i  ii i  oo u  uu u  ou au
""")
_ANY_SOUND: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_HABITS: Final = (
    (re.compile(r"^(?:jn|gn|dn)y?(?=[aeiou])"), "gy"),  # Jnanendra, Dnyaneshwar
    (re.compile(r"ow(?![aeiou])"), "au"),  # Chowdhury
    (re.compile(r"ao$"), "av"),  # Rao
)
_LATER_HABITS: Final = (
    (re.compile(r"([a-z])\1+"), r"\1"),  # Siddharth, Muhammad
    (re.compile(r"n(?=[pbf])"), "m"),  # Anbika
    (re.compile(r"(?<=[aeiou])h$"), ""),  # Fatimah
    (re.compile(r"(?<=[a-z])y(?![aeiou])"), "i"),  # Vijay, Tiwary
    (re.compile(r"ei"), "e"),  # Pandey
)

# The last a of Mahendra and Krishna is no ending of its own: some write it, some do not.
_CARRYING_A: Final = re.compile(r"(?:[kgcjtdpbfs]r|[^aeiou]y|[st]n|[sdt]v|kl)a$")
_OPENING: Final = re.compile(r"[aeiou]+(?:y[aeiou]*)?")
_UNHEARD: Final = re.compile(r"(?<!^)y|[aeiou]|(?<=[^aeiou])h")
_CLASSES: Final[Mapping[str, str]] = {"a": "a", "i": "i", "e": "i", "u": "u", "o": "u"}

_HONORIFICS: Final = """
    shri shree sri sree sh shriman shrimati shreemati srimati smt sushri kumari kum km ku
    late sva sv sw svargiya swargiya mr mrs ms miss dr do
"""
_RELATIVE: Final = re.compile(
    r"(?<!\S)(?:[swdch]\s?/\s?o|(?:son|daughter|wife|widow|care) of|पुत्र|पुत्री|पत्नी)(?=[\s.:-]|$)",
    re.IGNORECASE,
)
# Too many people share these for one of them alone to say who somebody is.
_SHARED: Final = (
    "devi kumar kumari singh lal bai khatun bano bibi begum khan prasad yadav sharma das ali"
)


def language_of(text: str) -> str:
    """Return "hi" when most letters are Devanagari, "en" when they are Latin, else ""."""
    languages = Counter(language_of_letter(letter) for letter in text if letter.isalpha())
    return max(languages, key=lambda language: languages[language], default="")


def romanised(text: str) -> str:
    """Return `text` with the words of every script we know in Latin letters; the rest stays."""
    latin = normalize("NFD", clean(text)).replace("\u200c", "").replace("\u200d", "")
    for script in SCRIPTS:
        latin = _words_of(script).sub(partial(_in_latin, script), latin)
    return normalize("NFC", ascii_digits(latin))


def folded(text: str) -> str:
    """Return the words of `text` in their normal form: a to z, one letter for one sound."""
    return " ".join(_folded(word) for word in _latin_words(text))


def skeleton(text: str) -> str:
    """Return the words of `text` as consonants, with the vowels that open and end them."""
    return " ".join(_bones(word) for word in folded(text).split())


def looks_alike(one: str, other: str) -> bool:
    """True when both may be the same person's name.

    Titles and the words after s/o, w/o, d/o do not count, nor does the order. Every word of the
    shorter name must stand in the longer one, and not only words that half a village shares.
    """
    fewer, more = sorted((_own_name(one), _own_name(other)), key=len)
    if not fewer:
        return False
    if "".join(fewer) == "".join(more):
        return True
    says_enough = len(fewer) == len(more) or not set(fewer) <= _shared()
    return says_enough and not Counter(fewer) - Counter(more)


def _own_name(text: str) -> list[str]:
    parts = [part for part in _RELATIVE.split(text) if part.strip()]
    words = _latin_words(parts[0]) if parts else []
    kept = list(dropwhile(_honorifics().__contains__, words)) or words[-1:]
    return [_bones(_folded(word)) for word in kept]


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(_HONORIFICS.split())


@cache
def _shared() -> frozenset[str]:
    return frozenset(skeleton(_SHARED).split())


def _latin_words(text: str) -> list[str]:
    bare = "".join(c for c in normalize("NFKD", romanised(text).lower()) if not is_sign(c))
    return re.findall("[a-z]+", bare)


def _folded(word: str) -> str:
    for habit, usual in _HABITS:
        word = habit.sub(usual, word)
    word = _ANY_SOUND.sub(lambda sound: _SOUNDS[sound[0]], word)
    for habit, usual in _LATER_HABITS:
        word = habit.sub(usual, word)
    return word


def _bones(word: str) -> str:
    opening = _OPENING.match(word)
    start = _opening_class(opening[0]) if opening else ""
    body = _UNHEARD.sub("", word)
    return start + body + (_ending(word) if body else "")


def _opening_class(vowels: str) -> str:
    heard = {_CLASSES.get(vowel, "") for vowel in vowels}
    return next(kind for kind in "iua" if kind in heard)


def _ending(word: str) -> str:
    return "" if _CARRYING_A.search(word) else _CLASSES.get(word[-1], "")


@cache
def _words_of(script: Script) -> re.Pattern[str]:
    letters = "".join((*script.consonants, *script.vowels, *script.nasals))
    return re.compile(f"[{letters}{script.virama}{script.nukta}{script.unread}]+")


@cache
def _syllables_of(script: Script) -> re.Pattern[str]:
    signs = "".join(filter(is_sign, script.vowels))
    consonants = "|".join(sorted(script.consonants, key=len, reverse=True))
    return re.compile(f"({consonants}){script.nukta}?([{signs}{script.virama}])?|(.)")


def _in_latin(script: Script, found: re.Match[str]) -> str:
    word = found[0]
    if word in script.words:
        return script.words[word]
    return _spoken(_syllables_of(script).sub(partial(_sound, script), word))


def _sound(script: Script, found: re.Match[str]) -> str:
    consonant, sign, other = found.groups()
    if consonant is None:
        return _NASAL if other in script.nasals else script.vowels.get(other, "")
    vowel = script.vowels.get(sign, "") if sign else _SCHWA
    return script.consonants[consonant] + vowel


def _spoken(sounds: str) -> str:
    if not _KEPT_LAST.search(sounds):
        sounds = _SILENT_LAST.sub(r"\1", sounds)
    while _SILENT_INNER.search(sounds):
        sounds = _SILENT_INNER.sub(r"\1\2", sounds)
    labial = re.sub(f"{_NASAL}(?=[pbm])", "m", sounds)
    return labial.replace(_NASAL, "n").replace(_SCHWA, "a")
