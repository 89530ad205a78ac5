"""How much review gets done in an area, day by day, and how much waits."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role, User
from chalicelib.domain.progress import Part, Tally
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.rows import Row
from chalicelib.services import throughput
from chalicelib.services.reviewed import MOST_DAYS
from chalicelib.services.throughput import Throughput
from tests.builders import (
    CAMPAIGN,
    DESK,
    MODERATOR,
    NOON,
    a_campaign,
    a_moderator,
    a_small_tree,
    a_testimonial,
    a_user,
    a_worker,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock

TODAY = NOON.date()


def a_day(day: date = TODAY, **fields: Any) -> ReviewDay:
    row = ReviewDay(
        user_id=MODERATOR, day=day, desk_id=DESK, campaign_id=CAMPAIGN,
        path=path_to("constituency"), counts={"approve": 2}, looked_s=30,
    )  # fmt: skip
    return replace(row, **fields)


def told(*rows: Row, area: str = "constituency", user: User | None = None) -> Throughput:
    records = FakeRecords(*a_small_tree(), a_campaign(), *rows)
    return throughput.report(
        user or a_moderator(), AreaId(area), records=records, clock=FixedClock(NOON)
    )


def test_each_day_says_what_was_decided_by_how_many_in_what_time_today_too() -> None:
    first = TODAY - timedelta(days=MOST_DAYS - 1)
    found = told(
        a_day(), a_day(user_id=UserId("b"), counts={"reject": 1}, looked_s=12), a_day(first),
        a_day(first - timedelta(days=1)),
    )  # fmt: skip

    assert list(found.days) == [first, TODAY]
    today = found.days[TODAY]
    assert (today.counts, today.decided) == ({"approve": 2, "reject": 1}, 3)
    assert (today.people, today.looked_s) == (2, 42)
    assert (found.desks, found.is_whole) == (1, True)


def test_it_says_how_much_waits_and_since_when() -> None:
    days = {TODAY: {"pending_review": 7}}
    tally = Tally(area_id=DESK, shard=0, parts={"a": Part(version=1, days=days)})
    since = NOON - timedelta(hours=2)

    found = told(a_testimonial(since=since), tally)

    assert (found.queue.waiting, found.queue.oldest_since, found.queue.at) == (7, since, NOON)


def test_an_area_below_its_desk_has_a_queue_and_no_days_of_its_own() -> None:
    found = told(a_day(), a_testimonial(), area="mandal-1")

    assert (found.days, found.desks) == ({}, 0)
    assert found.queue.oldest_since == NOON


def test_without_a_campaign_there_is_nothing_to_tell() -> None:
    with pytest.raises(NotFound):
        throughput.report(
            a_moderator(), DESK, records=FakeRecords(*a_small_tree()), clock=FixedClock(NOON)
        )


def test_who_reads_no_testimonials_is_told_nothing() -> None:
    with pytest.raises(NotPermitted):
        told(user=a_worker())


@pytest.mark.parametrize("area", ["state", "nowhere"])
def test_what_is_not_hers_looks_absent(area: str) -> None:
    with pytest.raises(NotFound):
        told(area=area, user=a_user(Role.CONVENER, "constituency"))
