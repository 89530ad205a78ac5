"""Some of the stories that `make prove` tells by the thousand, so that none breaks unseen."""

from collections.abc import Iterator

import pytest

from tests.prove.crashes import NETWORKS, Theatre, a_theatre
from tests.prove.kills import Kill, Killer

SEEDS = range(1, 61)


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with a_theatre() as found:
        yield found


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_goes_wrong_nothing_is_posted_twice_and_nothing_is_lost(
    theatre: Theatre, seed: int
) -> None:
    told = theatre.play(seed)

    assert told.trouble == ()
    assert told.posted <= 1


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_where_nothing_goes_wrong_the_post_is_out(theatre: Theatre, kind: str) -> None:
    told = theatre.play_calmly(next(each for each in NETWORKS if each == kind))

    assert (told.state, told.posted, told.live) == ("posted", 1, 1)


def test_a_seed_tells_the_same_story_again(theatre: Theatre) -> None:
    once, twice = theatre.play(17), theatre.play(17)

    assert (once.plot, once.state, once.posted) == (twice.plot, twice.state, twice.posted)


def test_a_process_ends_before_or_after_a_call() -> None:
    done: list[int] = []
    killer = Killer(at=frozenset({2, 5}))

    killer.around("table.find", lambda: done.append(0))
    for number, is_done in ((1, False), (2, True)):
        with pytest.raises(Kill):
            killer.around("table.find", lambda number=number: done.append(number))
        assert (number in done) is is_done
