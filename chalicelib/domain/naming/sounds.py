"""How far two words are apart, by their sounds.

A weighted edit distance over the normal forms: to change one word into the other costs little where
people vary (a schwa more, i for e), and much where names differ (m for k, an ending). The prices
are the tables below.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

# A nasal before lips is one sound, M, whichever way it is written: Champa, Chanpa.
_LABIAL_NASAL: Final = re.compile("[mn](?=[pbf])")
_SOUND: Final = re.compile("ai|au|[a-zM]")
_VOWELS: Final = frozenset({"a", "e", "i", "o", "u", "ai", "au"})


def _prices(text: str) -> dict[tuple[str, str], float]:
    """Return the table that is written as: one sound, another, what a change of them costs."""
    words = text.split()
    rows = list(zip(words[::3], words[1::3], map(float, words[2::3]), strict=True))
    return {pair: cost for a, b, cost in rows for pair in ((a, b), (b, a))}


# What is not named costs ANOTHER_VOWEL or ANOTHER_CONSONANT.
CHANGES: Final = _prices("""
    i e 0.35  u o 0.35  ai e 0.25  au o 0.25  a e 0.6  a o 0.6  ai i 0.6  au u 0.6  a ai 0.8
    a au 0.8  y i 0.2   v u 0.4    v o 0.4    y j 0.5  v b 0.1  M m 0.1   M n 0.1   f p 0.3
    c k 0.6   g k 0.8   b p 0.8    d t 0.8    d r 0.8  j c 0.8  m n 1.0   s c 1.0   j g 1.0
    s j 1.2   r l 1.2
""")
ANOTHER_VOWEL: Final = 1.0
ANOTHER_CONSONANT: Final = 1.5
# Urdu writes a long vowel with a letter that stands for several, and the first vowel with any.
UNWRITTEN_CHANGES: Final = CHANGES | _prices("""
    u o 0     u au 0.05  u v 0.1  v o 0.1   v au 0.1  i e 0     i ai 0.05  i y 0.05
    y e 0.1   y ai 0.1   a e 0.3
""")
ANY_FIRST_VOWEL: Final = 0.05

# A sound more or less, inside a word. At its ends a vowel says who it is: Kumar, Kumari.
MORE: Final[Mapping[str, float]] = {
    "a": 0.15, "i": 0.4, "u": 0.4, "e": 1.0, "o": 1.0, "ai": 1.0, "au": 1.0, "h": 0.3, "y": 0.35,
}  # fmt: skip
MORE_AT_AN_END: Final = 1.0
MORE_BESIDE_A_VOWEL: Final = 0.4
ANOTHER_MORE: Final = 1.5
UNWRITTEN_MORE: Final[Mapping[str, float]] = {
    "a": 0.03, "i": 0.03, "u": 0.03, "e": 0.1, "o": 0.1, "ai": 0.4, "au": 0.4,
}  # fmt: skip


@lru_cache(maxsize=4096)
def distance(one: str, other: str, *, lacks_vowels: bool = False) -> float:
    """Return what it costs to make one normal form of the other; 0 for equal ones.

    With `lacks_vowels` the first is of a script without short vowels, and those of the other come
    almost free. Takes time in proportion to both lengths multiplied.
    """
    a, b = sounds_of(one), sounds_of(other)
    less = [_written_more(a, i) if lacks_vowels else _more(a, i) for i in range(len(a))]
    more = [_unwritten_more(b, j) if lacks_vowels else _more(b, j) for j in range(len(b))]
    row = list(accumulate(more, initial=0.0))
    for i, sound in enumerate(a):
        first = lacks_vowels and i == 0
        change = [_change(sound, each, first and j == 0, lacks_vowels) for j, each in enumerate(b)]
        row = _next_row(row, change, less[i], more)
    return row[-1]


def sounds_of(form: str) -> list[str]:
    """Return the sounds of a normal form, one by one."""
    return _SOUND.findall(_LABIAL_NASAL.sub("M", form))


def _next_row(
    above: Sequence[float], change: Sequence[float], less: float, more: Sequence[float]
) -> list[float]:
    row = [above[0] + less]
    for j, cost in enumerate(change):
        row.append(min(above[j] + cost, above[j + 1] + less, row[j] + more[j]))
    return row


def _more(sounds: Sequence[str], at: int) -> float:
    sound = sounds[at]
    if (at == 0 and sound == "h") or (at in {0, len(sounds) - 1} and sound in _VOWELS):
        return MORE_AT_AN_END
    cost = MORE.get(sound, ANOTHER_MORE)
    if sound == "a" and not _VOWELS.isdisjoint(sounds[at - 1 : at + 2 : 2]):
        return MORE_BESIDE_A_VOWEL
    return cost


def _written_more(sounds: Sequence[str], at: int) -> float:
    """Return the price of a vowel that was written where most are not."""
    return ANOTHER_VOWEL if sounds[at] in _VOWELS else _more(sounds, at)


def _unwritten_more(sounds: Sequence[str], at: int) -> float:
    inside = 0 < at < len(sounds) - 1
    return UNWRITTEN_MORE.get(sounds[at], _more(sounds, at)) if inside else _more(sounds, at)


def _change(one: str, other: str, is_first: bool, lacks_vowels: bool) -> float:
    if one == other:
        return 0.0
    if is_first and one == "a" and other in _VOWELS:
        return ANY_FIRST_VOWEL
    prices = UNWRITTEN_CHANGES if lacks_vowels else CHANGES
    another = ANOTHER_VOWEL if one in _VOWELS and other in _VOWELS else ANOTHER_CONSONANT
    return prices.get((one, other), another)
