"""Text as people see it: in grapheme clusters, and cut where none of them is torn.

The rules are those of Unicode's annex 29, with what Python's own tables say of a character. Where
they say too little, more is kept together rather than less: a consonant stays with the one that a
virama ties it to in every Indic script, and whatever looks like an emoji with the joiner before it.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

ELLIPSIS: Final = "…"
ZWJ: Final = "\u200d"
# Joiners and the like that Unicode counts among controls, although they belong to what is before.
_JOINERS: Final = frozenset({"\u200c", ZWJ})
_TAGS: Final = range(0xE0020, 0xE0080)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_LETTERS_OF_FLAGS: Final = "".join(map(chr, _REGIONAL))
# Emoji that are newer than our tables lie here, as characters that nobody has named yet.
_EMOJI: Final = range(0x1F000, 0x1FC00)
# Letters that are written as marks: Thai and Lao AM, and the half-width signs of voice.
_LIKE_MARKS: Final = frozenset("\u0e33\u0eb3\uff9e\uff9f")
# Number signs that stand before digits, and letters that are written over the next one.
_PREPENDED: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u1cf5\u1cf6"
    "\U000110bd\U000110cd\U000111c2\U000111c3\U000113d1\U0001193f\U00011941\U00011a3a"
    "\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
)
_ALONE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_VIRAMA: Final = 9  # its combining class, in every script that has one
# What Korean syllables begin with, and go on with, where they are written in single letters.
_LEADING: Final = frozenset((*range(0x1100, 0x1160), *range(0xA960, 0xA97D)))
_FOLLOWING: Final = frozenset((*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)))
_SYLLABLES: Final = range(0xAC00, 0xD7A4)
# A cut goes back to the end of a word where that costs at most one cluster in three.
_LITTLE: Final = 3


def clusters(text: str) -> Iterator[str]:
    """Yield what people see as single characters, in their order; together they are the text."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _goes_on(text, start, place):
            yield text[start:place]
            start = place


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the text if it fits, else its longest beginning that does with "…" behind it.

    Only whole clusters are kept, and whole words where that loses little. Blanks and joiners before
    the "…" are left out. Nothing is returned when not even the "…" fits. Of a measure by which a
    longer beginning may be shorter, as with links, it is one that no further cluster fits behind.
    """
    if not text or fits(text):
        return text
    parts = list(clusters(text))
    if not fits(ELLIPSIS):
        return ""
    most = _most(len(parts), lambda count: fits(_ended(parts[:count])))
    words = _ended(parts[: _whole_words(parts, most)])
    return words if fits(words) else _ended(parts[:most])


def _most(count: int, fits: Callable[[int], bool]) -> int:
    """Return how many of `count` fit, where none does and all do not; halves what is unknown."""
    fitting, too_many = 0, count
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if fits(middle):
            fitting = middle
        else:
            too_many = middle
    return fitting


def _ended(parts: list[str]) -> str:
    """A joiner before the end joins nothing; a blank there is only seen as a mistake."""
    kept = "".join(parts)
    while kept and (kept[-1] == ZWJ or kept[-1].isspace()):
        kept = kept[:-1]
    return kept + ELLIPSIS


def _whole_words(parts: list[str], count: int) -> int:
    """Return how many of the clusters to keep: `count`, or fewer where a word ends close by."""
    for fewer in range(count, count - count // _LITTLE - 1, -1):
        if parts[fewer].isspace():
            return fewer
    return count


def _goes_on(text: str, start: int, place: int) -> bool:
    """True when the cluster that begins at `start` goes on with what stands at `place`."""
    last, char = text[place - 1], text[place]
    if last == "\r":
        return char == "\n"
    if _is_alone(last) or _is_alone(char):
        return False
    return (
        last in _PREPENDED
        or _extends(char)
        or _is_joined_emoji(last, char)
        or _is_flag(text[max(start, place - 2) : place], char)
        or _is_tied(text, start, place)
        or _is_hangul(last, char)
    )


def _is_alone(char: str) -> bool:
    """True for what never joins anything: line ends, controls, halves of a surrogate pair."""
    is_joiner = char in _JOINERS or char in _PREPENDED or ord(char) in _TAGS
    return unicodedata.category(char) in _ALONE and not is_joiner


def _extends(char: str) -> bool:
    """True for marks, joiners, variation selectors, skin tones and tags."""
    code = ord(char)
    is_mark = unicodedata.category(char).startswith("M") or char in _LIKE_MARKS
    return is_mark or char in _JOINERS or code in _TAGS or code in _SKIN_TONES


def _is_joined_emoji(last: str, char: str) -> bool:
    is_symbol = unicodedata.category(char) in {"So", "Sm"} or ord(char) in _EMOJI
    return last == ZWJ and is_symbol and ord(char) not in _REGIONAL


def _is_flag(before: str, char: str) -> bool:
    """True for the second of the two letters that make a flag."""
    letters = len(before) - len(before.rstrip(_LETTERS_OF_FLAGS))
    return letters == 1 and char in _LETTERS_OF_FLAGS


def _is_tied(text: str, start: int, place: int) -> bool:
    """True for a letter that a virama ties to the one before: क्ष, स्त्र, र्य."""
    if unicodedata.category(text[place]) != "Lo":
        return False
    for back in range(place - 1, start - 1, -1):
        if unicodedata.combining(text[back]) == _VIRAMA:
            return True
        if not _extends(text[back]):
            return False
    return False


def _is_hangul(last: str, char: str) -> bool:
    before, code = ord(last), ord(char)
    if before in _LEADING:
        return code in _LEADING or code in _FOLLOWING or code in _SYLLABLES
    return code in _FOLLOWING and (before in _FOLLOWING or before in _SYLLABLES)
