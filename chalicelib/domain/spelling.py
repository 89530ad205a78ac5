"""One spelling for text that people and spreadsheets write in many ways.

`clean` is for what we keep: nothing invisible, one space, one composition. `plain` is for what we
only compare: header words, the words of a choice.
"""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, decimal, normalize

# Control, direction and other marks that nobody sees, and halves of broken characters. What
# str.split takes for a space (tab, line ends, the separators U+001C to U+001F) is left to it.
UNSEEN: Final = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff"
)
_INVISIBLE: Final = re.compile(f"[{UNSEEN}]")
# The joiners shape letters inside words of Indic scripts and are invisible dirt elsewhere.
_DOUBLE_JOINER: Final = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_STRAY_JOINER: Final = re.compile(
    "(?<![\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0900-\u0dff])"
)
# The nukta of each script from Devanagari to Kannada; typists leave it out as often as not.
_NUKTAS: Final = "\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc"
_UNSAID: Final = dict.fromkeys(map(ord, f"{_NUKTAS}\u200c\u200d")) | dict.fromkeys(
    range(0x300, 0x370)
)
# हिन्दी and हिंदी, गाँव and गांव: one word, two habits.
_NASAL: Final = re.compile("[ङञणनम]\u094d|\u0901")
_ANUSVARA: Final = "\u0902"


def ascii_digits(text: str) -> str:
    """Return `text` with the decimal digits of every script written as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(decimal(letter)) if letter.isdecimal() else letter for letter in text)


def clean(text: str) -> str:
    """Return `text` without what nobody sees, with single spaces, composed (NFC)."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = _DOUBLE_JOINER.sub(r"\1", _INVISIBLE.sub("", text))
    return normalize("NFC", " ".join(_STRAY_JOINER.sub("", seen).split()))


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of `text` without case, nukta, accents and punctuation."""
    folded = normalize("NFKD", normalize("NFKD", ascii_digits(text)).casefold())
    said = _NASAL.sub(_ANUSVARA, folded.translate(_UNSAID))
    return tuple("".join(map(_letter_or_gap, said)).split())


# The same few words stand in a column of a hundred thousand rows.
@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """Return `text` as one word for comparing: as plain_words, and the spaces gone too."""
    return "".join(plain_words(text))


def _letter_or_gap(letter: str) -> str:
    return letter if category(letter)[0] in "LMN" else " "
