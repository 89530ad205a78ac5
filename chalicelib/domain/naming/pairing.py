"""Which word of one name answers to which of the other.

Order does not count, and two words may answer to one (Ram Avtar, Ramavtar). Of all ways to pair
them the one that explains most is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from chalicelib.domain.naming.parts import Word, Words, joined
from chalicelib.domain.naming.skeletons import bones, consonants
from chalicelib.domain.naming.sounds import distance, sounds_of

# How near two words are: 1 for one sound form, then down by their distance per sound. Both numbers
# were chosen on the tuning part of infra/evaluation/names.
SLOPE: Final = 2.5
MOST_HABIT: Final = 0.8
# What is no habit, or changes the skeleton, may be a slip of the pen; nobody knows.
MOST_OTHERWISE: Final = 0.8
PERHAPS_SAME_WORD: Final = 0.6
# An initial fits, and says little.
FITTING_INITIAL: Final = 0.9
WEIGHT_OF_INITIAL: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Words of both names that are taken for one. `closeness` is 0 to 1."""

    one: Words
    other: Words
    closeness: float

    @property
    def is_initial(self) -> bool:
        """True when one side only tells the first letter."""
        return any(word.is_initial for word in (*self.one, *self.other))

    @property
    def gain(self) -> float:
        """How much of both names it explains."""
        weight = WEIGHT_OF_INITIAL if self.is_initial else 1.0
        return self.closeness * weight * (len(self.one) + len(self.other))


Pairs = tuple[Pair, ...]


def closeness(one: Word, other: Word) -> float:
    """Return how near two words are, 0 to 1.

    Skeletons choose: words whose skeletons differ in more than one place are not compared further
    (0), and with different ones they are never the same word. The distance of the sounds ranks.
    """
    if one.is_initial or other.is_initial:
        return _fit(one, other)
    if one.form == other.form:
        return 1.0
    half_read = one.is_bare != other.is_bare
    frame = consonants if half_read else bones
    ours, theirs = frame(one.form), frame(other.form)
    if not _nearly(ours, theirs):
        return 0.0
    return _nearness(one, other, half_read, ours == theirs)


def best_pairs(one: Words, other: Words) -> Pairs:
    """Return the pairs that explain most of both names; each word stands in one at most."""

    @cache
    def best(at: int, used: frozenset[int]) -> tuple[float, Pairs]:
        if at >= len(one):
            return 0.0, ()
        found = best(at + 1, used)
        for width, taken, pair in _options(one, at, other, used):
            gain, pairs = best(at + width, used | taken)
            if gain + pair.gain > found[0]:
                found = gain + pair.gain, (pair, *pairs)
        return found

    return best(0, frozenset())[1]


def whole(one: Words, other: Words) -> Pair:
    """Return both names as one word each, however they were spaced."""
    return Pair(one=one, other=other, closeness=closeness(joined(one), joined(other)))


def _options(
    one: Words, at: int, other: Words, used: frozenset[int]
) -> Iterator[tuple[int, frozenset[int], Pair]]:
    for j in range(len(other)):
        for ours, theirs in ((1, 1), (1, 2), (2, 1)):
            taken = frozenset(range(j, j + theirs))
            some, others = one[at : at + ours], other[j : j + theirs]
            if used & taken or len(some) < ours or len(others) < theirs:
                continue
            near = _nearness_of(some, others)
            if near >= PERHAPS_SAME_WORD:
                yield ours, taken, Pair(one=some, other=others, closeness=near)


def _nearness_of(some: Words, others: Words) -> float:
    is_joined = len(some) != len(others)
    if is_joined and any(word.is_initial for word in (*some, *others)):
        return 0.0
    return closeness(joined(some), joined(others)) if is_joined else closeness(some[0], others[0])


def _nearness(one: Word, other: Word, half_read: bool, is_one_frame: bool) -> float:
    first, second = (other, one) if half_read and other.is_bare else (one, other)
    cost = distance(first.form, second.form, lacks_vowels=half_read)
    sounds = max(len(sounds_of(one.form)), len(sounds_of(other.form)))
    near = max(0.0, 1 - SLOPE * cost / sounds)
    return near if is_one_frame and cost <= MOST_HABIT else min(near, MOST_OTHERWISE)


def _fit(one: Word, other: Word) -> float:
    if one.is_initial and other.is_initial:
        return float(one.latin == other.latin)
    fits = one.latin[0] == other.latin[0] or one.form[0] == other.form[0]
    return FITTING_INITIAL if fits else 0.0


def _nearly(one: Sequence[str], other: Sequence[str]) -> bool:
    """True when they differ in one place at most."""
    shorter = min(len(one), len(other))
    start = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    rest = range(1, shorter - start + 1)
    end = next((n - 1 for n in rest if one[-n] != other[-n]), shorter - start)
    return max(len(one), len(other)) - start - end <= 1
