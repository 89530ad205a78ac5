"""How alike two pictures are, told from their looks alone: no picture is opened again.

A look is 128 signs: in 128 ways, is it lighter or darker than the rest where such a wave is high?
They are 32 hex digits, the coarsest wave first. Mirroring a picture turns known signs over and a
quarter turn swaps them, so the looks of all eight ways to lay a picture follow from one. Eight more
digits name the least certain of the first signs, which a look-up tries both ways; a look without
them is only asked for as it is.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import reduce
from itertools import chain, combinations, zip_longest
from typing import Final

# What each sign is of: (half waves down the picture, half waves across it). Swapping the two gives
# the same set again, or a quarter turn could not be told from a look.
PLACES: Final = tuple(
    sorted(
        ((u, v) for u in range(12) for v in range(12) if 0 < u + v <= 17),  # noqa: PLR2004
        key=lambda place: (sum(place), abs(place[0] - place[1]), place),
    )
)
SIGNS: Final = len(PLACES)
DIGITS: Final = SIGNS // 4
# The signs by which a look is found: each more halves what is read, and loses some copies.
BAND: Final = 24
UNSURE: Final = 6
UNSURE_DIGITS: Final = 8
# A filed look is its signs and then how it was laid, six bits a letter, in an order that text has.
ALPHABET: Final = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
LETTERS: Final = 22
SPARE_BITS: Final = 6 * LETTERS - SIGNS
# Up to how many differing signs two pictures count as one. Of pictures that have nothing in common
# the nearest pair in a thousand differs in 35; `python -m infra.bench.looks` measures it.
ALIKE: Final = 24
# How many ways to turn unsure signs over are tried for the first look of a media, and the next
# ones; any further look is asked for as it is.
WAYS_TRIED: Final = (12, 6, 6, 6)


class Turn(StrEnum):
    """How one picture was laid to make another of it."""

    SAME = "same"
    MIRRORED = "mirrored"
    FLIPPED = "flipped"
    UPSIDE_DOWN = "upside_down"
    MIRRORED_LEFT = "mirrored_and_turned_left"
    TURNED_RIGHT = "turned_right"
    TURNED_LEFT = "turned_left"
    MIRRORED_RIGHT = "mirrored_and_turned_right"


TURNS: Final = tuple(Turn)
BACK: Final = {Turn.TURNED_LEFT: Turn.TURNED_RIGHT, Turn.TURNED_RIGHT: Turn.TURNED_LEFT}


def _odd(axis: int) -> int:
    """The signs that turn over when a picture is mirrored: those of odd numbers of half waves."""
    return int("".join(str(place[axis] % 2) for place in PLACES), 2)


DOWN, ACROSS = _odd(0), _odd(1)
MASKS: Final = (0, ACROSS, DOWN, ACROSS ^ DOWN)
PARTNERS: Final = tuple(PLACES.index((v, u)) for u, v in PLACES)


def _ways() -> tuple[tuple[int, ...], ...]:
    """Which of the unsure signs to turn over, the likeliest first."""
    every = chain.from_iterable(combinations(range(UNSURE), size) for size in range(UNSURE + 1))
    likeliest = sorted(every, key=lambda way: (sum((n + 1) ** 1.5 for n in way), way))
    return tuple(likeliest[: max(WAYS_TRIED)])


WAYS: Final = _ways()


def look_text(strengths: Sequence[int]) -> str:
    """Return the look of a picture in which the waves of PLACES are this strong."""
    signs = 0
    for strength in strengths:
        signs = signs << 1 | (strength > 0)
    weakest = sorted(range(BAND), key=lambda at: abs(strengths[at]))[:UNSURE]
    named = reduce(lambda number, at: number * BAND + at, weakest, 0)
    return f"{signs:0{DIGITS}x}{named:0{UNSURE_DIGITS}x}"


def filed(look: str) -> str:
    """Return what a look is filed under: the lowest of its eight, and which one that is.

    So a picture and its mirrored and turned copies stand side by side, in 22 letters.
    """
    lowest, turn = min((signs, turn) for turn, signs in enumerate(_laid(_signs(look))))
    return lettered(lowest << SPARE_BITS | turn, LETTERS)


def probes(looks: Sequence[str]) -> tuple[str, ...]:
    """Return what to ask for to find a media with these looks, the likeliest first.

    Each is what a copy would be filed under whose signs differ in nothing but the unsure ones that
    this probe turns over, but for its last letter; a copy's text has the same first letters.
    """
    tried = zip_longest(looks, WAYS_TRIED[: len(looks)], fillvalue=1)
    return tuple(dict.fromkeys(p for look, ways in tried for p in _tries(str(look), int(ways))))


def _tries(look: str, ways: int) -> Iterator[str]:
    signs, unsure = _signs(look), _unsure(look)
    for way in WAYS[: ways if unsure else 1]:
        lowest = min(_laid(signs ^ sum(unsure[n] for n in way)))
        yield lettered(lowest << SPARE_BITS, LETTERS)


def _unsure(look: str) -> list[int]:
    """Return the unsure signs, the least certain first, each as a number with that one bit."""
    named = int(look[DIGITS:] or "0", 16)
    places = [named // BAND**back % BAND for back in reversed(range(UNSURE))]
    return [1 << (SIGNS - 1 - at) for at in places] if look[DIGITS:] else []


def nearest(looks: Sequence[str], text: str) -> tuple[int, Turn]:
    """Return by how many signs a media differs from a filed one, and how that was laid to make it.

    Of several looks the nearest counts; `looks` has at least one.
    """
    number = reduce(lambda high, each: high << 6 | ALPHABET.index(each), text[:LETTERS], 0)
    turn = TURNS[number % len(TURNS)]
    theirs = _laid(number >> SPARE_BITS)[TURNS.index(BACK.get(turn, turn))]
    return min(
        ((_signs(look) ^ signs).bit_count(), turn)
        for signs, turn in zip(_laid(theirs), TURNS, strict=True)
        for look in looks
    )


def lettered(number: int, letters: int) -> str:
    """Return a number as text of that length that sorts as the numbers do, six bits a letter."""
    return "".join(ALPHABET[number >> 6 * back & 63] for back in reversed(range(letters)))


def _signs(look: str) -> int:
    return int(look[:DIGITS], 16)


def _laid(signs: int) -> tuple[int, ...]:
    """Return the signs of a picture laid in each way of TURNS."""
    text = f"{signs:0{SIGNS}b}"
    swapped = int("".join(text[at] for at in PARTNERS), 2)
    return tuple(base ^ mask for base in (signs, swapped) for mask in MASKS)
