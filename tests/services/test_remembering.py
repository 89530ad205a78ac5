"""What hardly changes is read once a minute, and a process never keeps very much of it."""

from datetime import timedelta

import pytest

from chalicelib.services.remembering import KEPT_FOR, MOST_KEPT, Remembered
from tests.builders import NOON
from tests.fakes import FixedClock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def kept(clock: FixedClock) -> Remembered[str]:
    return Remembered(clock=clock)


def test_what_was_kept_is_known_by_its_name_alone(kept: Remembered[str]) -> None:
    kept.keep("one", "first")

    assert (kept.known("one"), kept.known("two")) == ("first", None)


def test_it_is_known_for_less_than_a_minute(kept: Remembered[str], clock: FixedClock) -> None:
    kept.keep("one", "first")

    clock.set(NOON + KEPT_FOR - SECOND)
    assert kept.known("one") == "first"
    clock.set(NOON + KEPT_FOR)
    assert kept.known("one") is None


def test_what_is_known_is_not_kept_anew_so_that_it_grows_old_however_often_it_is_used(
    kept: Remembered[str], clock: FixedClock
) -> None:
    kept.keep("one", "first")
    clock.set(NOON + KEPT_FOR - SECOND)
    kept.keep("one", "first")

    clock.set(NOON + KEPT_FOR)
    assert kept.known("one") is None


def test_what_is_no_longer_known_may_be_kept_again(
    kept: Remembered[str], clock: FixedClock
) -> None:
    kept.keep("one", "first")
    clock.set(NOON + KEPT_FOR)

    kept.keep("one", "second")

    assert kept.known("one") == "second"


def test_of_very_many_the_newest_is_always_known_and_never_more_than_the_most(
    kept: Remembered[str],
) -> None:
    names = [f"{number}" for number in range(3 * MOST_KEPT)]
    for name in names:
        kept.keep(name, name)
        assert kept.known(name) == name

    assert sum(kept.known(name) is not None for name in names) <= MOST_KEPT
