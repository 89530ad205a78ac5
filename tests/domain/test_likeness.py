"""A look tells its eight layings; it is filed with all of them, and asked for in unsure signs."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.likeness import (
    ALIKE,
    BAND,
    DIGITS,
    LETTERS,
    PLACES,
    SIGNS,
    UNSURE,
    UNSURE_DIGITS,
    WAYS,
    WAYS_TRIED,
    Turn,
    filed,
    lettered,
    look_text,
    nearest,
    probes,
)
from tests.looks import a_look, differing, strengths, weakened

Waves = dict[tuple[int, int], int]
Lay = Callable[[Waves], Waves]
QUICK = settings(max_examples=50, deadline=None)
SEEDS = st.integers(0, 10_000)
BAND_LETTERS = BAND // 6


def mirrored(waves: Waves) -> Waves:
    return {(u, v): -each if v % 2 else each for (u, v), each in waves.items()}


def flipped(waves: Waves) -> Waves:
    return {(u, v): -each if u % 2 else each for (u, v), each in waves.items()}


def swapped(waves: Waves) -> Waves:
    return {(v, u): each for (u, v), each in waves.items()}


# What each way to lay a picture does to its waves: the cosine transform's own symmetries.
LAID: dict[Turn, Lay] = {
    Turn.SAME: lambda waves: waves,
    Turn.MIRRORED: mirrored,
    Turn.FLIPPED: flipped,
    Turn.UPSIDE_DOWN: lambda waves: mirrored(flipped(waves)),
    Turn.MIRRORED_LEFT: swapped,
    Turn.TURNED_RIGHT: lambda waves: mirrored(swapped(waves)),
    Turn.TURNED_LEFT: lambda waves: flipped(swapped(waves)),
    Turn.MIRRORED_RIGHT: lambda waves: mirrored(flipped(swapped(waves))),
}


def laid(seed: int, turn: Turn) -> str:
    waves = dict(zip(PLACES, strengths(seed), strict=True))
    return look_text([LAID[turn](waves)[place] for place in PLACES])


def stem(text: str) -> str:
    """What is filed without how it was laid, which shares a letter with the last signs."""
    return text[: LETTERS - 1]


def beginnings(*looks: str) -> list[str]:
    return [probe[:BAND_LETTERS] for probe in probes(looks)]


def test_a_look_is_128_signs_and_names_six_of_its_first_ones() -> None:
    assert (SIGNS, DIGITS, len(set(PLACES))) == (128, 32, 128)
    assert len(a_look(1)) == DIGITS + UNSURE_DIGITS
    assert BAND**UNSURE <= 16**UNSURE_DIGITS


def test_the_waves_of_a_look_are_the_same_ones_after_a_quarter_turn() -> None:
    assert {(v, u) for u, v in PLACES} == set(PLACES)
    assert (0, 0) not in PLACES


@pytest.mark.parametrize("turn", Turn)
@given(seed=SEEDS)
@QUICK
def test_however_a_picture_is_laid_it_is_filed_in_one_place_and_told_how(
    turn: Turn, seed: int
) -> None:
    text = filed(a_look(seed))

    assert stem(filed(laid(seed, turn))) == stem(text)
    assert nearest([laid(seed, turn)], text) == (0, turn)


@given(seed=SEEDS, turn=st.sampled_from(Turn), other=st.sampled_from(Turn))
@QUICK
def test_how_it_was_laid_is_told_from_whichever_copy_came_first(
    seed: int, turn: Turn, other: Turn
) -> None:
    waves = dict(zip(PLACES, strengths(seed), strict=True))
    first = LAID[other](waves)
    second = look_text([LAID[turn](first)[place] for place in PLACES])

    assert nearest([second], filed(look_text([first[place] for place in PLACES]))) == (0, turn)


@pytest.mark.parametrize("count", [0, 1, 7, ALIKE, ALIKE + 1])
def test_the_difference_is_the_number_of_other_signs(count: int) -> None:
    assert nearest([differing(a_look(1), count)], filed(a_look(1))) == (count, Turn.SAME)


def test_of_several_looks_the_nearest_counts() -> None:
    looks = (a_look(2), differing(a_look(1), 3), differing(a_look(1), 9))

    assert nearest(looks, filed(a_look(1))) == (3, Turn.SAME)


@given(one=SEEDS, other=SEEDS)
@QUICK
def test_pictures_that_have_nothing_in_common_are_not_alike(one: int, other: int) -> None:
    is_same = one == other

    assert (nearest([a_look(one)], filed(a_look(other)))[0] <= ALIKE) is is_same


@given(seed=SEEDS, turn=st.sampled_from(Turn))
@QUICK
def test_a_laid_copy_asks_where_the_first_is_filed(seed: int, turn: Turn) -> None:
    assert beginnings(laid(seed, turn))[0] == filed(a_look(seed))[:BAND_LETTERS]


@given(seed=SEEDS, at=st.integers(0, BAND - 1), also=st.integers(0, BAND - 1))
@QUICK
def test_a_copy_whose_weakest_signs_turned_over_asks_there_too(
    seed: int, at: int, also: int
) -> None:
    home = filed(a_look(seed))[:BAND_LETTERS]

    assert home in beginnings(weakened(seed, at))
    assert home in beginnings(weakened(seed, *dict.fromkeys((at, also))))


def test_a_copy_whose_strong_signs_turned_over_does_not() -> None:
    made = strengths(1)
    strongest = max(range(BAND), key=lambda at: abs(made[at]))
    made[strongest] = -made[strongest]

    assert filed(a_look(1))[:BAND_LETTERS] not in beginnings(look_text(made))


def test_the_likeliest_ways_come_first_and_the_first_is_to_turn_nothing() -> None:
    assert WAYS[:4] == ((), (0,), (1,), (0, 1))
    assert len(WAYS) == max(WAYS_TRIED)


def test_the_first_looks_are_tried_in_several_ways_and_all_others_once() -> None:
    looks = [a_look(seed) for seed in range(len(WAYS_TRIED) + 3)]

    asked = probes(looks)

    assert len(asked) == sum(WAYS_TRIED) + 3
    assert [stem(probe) for probe in asked[-3:]] == [stem(filed(one)) for one in looks[-3:]]


def test_the_same_question_is_asked_once() -> None:
    assert probes((a_look(1), a_look(1))) == probes((a_look(1),))


def test_a_look_that_names_no_unsure_signs_is_asked_for_as_it_is() -> None:
    (asked,) = probes((a_look(1)[:DIGITS],))

    assert stem(asked) == stem(filed(a_look(1)))


@given(one=st.integers(0, 2**132 - 1), other=st.integers(0, 2**132 - 1))
@QUICK
def test_letters_sort_as_their_numbers_do(one: int, other: int) -> None:
    assert (lettered(one, LETTERS) < lettered(other, LETTERS)) is (one < other)
    assert len(lettered(one, LETTERS)) == LETTERS


def test_without_looks_nothing_is_asked() -> None:
    assert probes(()) == ()
