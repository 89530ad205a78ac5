"""What one moderator decided on one day."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.review_days import (
    LONGEST_LOOK,
    UNDONE,
    ReviewDay,
    with_decision,
    without_decision,
)
from tests.builders import CAMPAIGN, DESK, MODERATOR, NOON, path_to

APPROVE, REJECT = DecisionKind.APPROVE, DecisionKind.REJECT
DAY = ReviewDay(
    user_id=MODERATOR, day=NOON.date(), desk_id=DESK, campaign_id=CAMPAIGN, path=path_to(DESK)
)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_decisions_are_counted_by_kind() -> None:
    day = DAY
    for kind in (APPROVE, APPROVE, REJECT):
        day = with_decision(day, kind, NOON, NOON)

    assert day.counts == {"approve": 2, "reject": 1}
    assert day.decided == 3


@pytest.mark.parametrize(
    ("taken_at", "last_at", "seconds"),
    [
        (after(0), None, 60),
        (after(0), after(50), 10),
        (after(55), after(20), 5),
        (None, None, 0),
        (after(-3600), None, LONGEST_LOOK.total_seconds()),
        (after(90), None, 0),
    ],
    ids=["since she took it", "since the one before", "fetched after that", "nobody knows",
         "she was away", "a clock that goes wrong"],
)  # fmt: skip
def test_she_looked_since_she_had_it_and_had_nothing_else(
    taken_at: datetime | None, last_at: datetime | None, seconds: float
) -> None:
    day = ReviewDay(
        user_id=MODERATOR, day=NOON.date(), desk_id=DESK, campaign_id=CAMPAIGN, path=(),
        last_at=last_at,
    )  # fmt: skip

    kept = with_decision(day, APPROVE, taken_at, after(60))

    assert (kept.looked_s, kept.last_at) == (seconds, after(60))


def test_what_is_taken_back_stands_no_more_and_its_time_was_spent() -> None:
    day = without_decision(with_decision(DAY, APPROVE, NOON, after(20)), APPROVE)

    assert day.counts == {"approve": 0, UNDONE: 1}
    assert (day.decided, day.looked_s) == (0, 20)


def test_no_count_falls_below_nothing() -> None:
    assert without_decision(DAY, REJECT).counts == {"reject": 0, UNDONE: 1}
