"""A moderator's own numbers, and those of an area's moderators, which come a day later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User
from chalicelib.domain.review_days import UNDONE, ReviewDay
from chalicelib.domain.rows import Row
from chalicelib.services import reviewers
from chalicelib.services.reviewed import AT_ONCE, MOST_DAYS, MOST_DESKS, MOST_LOOKS, MOST_ROWS
from chalicelib.services.reviewers import MOST_OF_HERS, OwnNumbers, Reviewers
from tests.builders import (
    CAMPAIGN,
    DESK,
    MODERATOR,
    NOON,
    a_campaign,
    a_moderator,
    a_small_tree,
    a_user,
    a_worker,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock

YES, NO = DecisionKind.APPROVE, DecisionKind.REJECT
TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)
OTHER = UserId("moderator-2")
CONVENER = a_user(Role.CONVENER, "state")
LATE = NOON.replace(hour=20)  # in India the next day has begun


def a_day(day: date = YESTERDAY, **fields: Any) -> ReviewDay:
    row = ReviewDay(
        user_id=MODERATOR, day=day, desk_id=DESK, campaign_id=CAMPAIGN,
        path=path_to("constituency"), counts={"approve": 2, "reject": 1, UNDONE: 1}, looked_s=45,
    )  # fmt: skip
    return replace(row, **fields)


def a_look(number: int, second: DecisionKind, **fields: Any) -> LevelCheck:
    row = LevelCheck(
        visit_id=VisitId(an_id(number)), number=1, level="mandal", campaign_id=CAMPAIGN,
        desk_id=DESK, path=path_to("booth-1"), depth=4, of_decision=YES, decided_by=MODERATOR,
        decided_at=NOON - timedelta(days=2), decision=second, by=UserId("eyes"),
        at=NOON - timedelta(days=1, seconds=number),
    )  # fmt: skip
    return replace(row, **fields)


def a_table(*rows: Row) -> FakeRecords:
    people = (a_moderator(name="Meera"), a_moderator(user_id=OTHER, name="Asha"))
    return FakeRecords(*a_small_tree(), a_campaign(), *people, *rows)


def own(records: FakeRecords, user: User | None = None) -> OwnNumbers:
    return reviewers.own(user or a_moderator(), records=records, clock=FixedClock(NOON))


def of_area(
    records: FakeRecords, area: str = "constituency", user: User = CONVENER, at: Any = NOON
) -> Reviewers:
    return reviewers.of_area(user, AreaId(area), records=records, clock=FixedClock(at))


def test_her_own_days_are_told_to_the_minute_the_newest_first() -> None:
    days = [a_day(TODAY), a_day(), a_day(TODAY - timedelta(days=MOST_DAYS - 1))]
    records = a_table(*days, a_day(TODAY - timedelta(days=MOST_DAYS)), a_day(TODAY, user_id=OTHER))

    found = own(records)

    assert [row.day for row in found.days] == [row.day for row in days]
    assert {row.user_id for row in found.days} == {MODERATOR}
    assert (found.is_whole, found.at) == (True, NOON)


def test_second_looks_at_her_decisions_are_counted_at_all_levels_and_nobody_elses() -> None:
    records = a_table(
        a_day(), a_look(1, YES), a_look(2, NO), a_look(1, YES, level="state", depth=1),
        a_look(3, NO, decided_by=OTHER),
    )  # fmt: skip

    found = own(records)

    assert found.agreement.counts == {(YES, YES): 2, (YES, NO): 1}
    assert found.agreement.share == pytest.approx(2 / 3)


def test_who_decided_nothing_lately_has_no_numbers() -> None:
    found = own(a_table(a_look(1, YES)))

    assert (found.days, found.agreement.checked, found.is_whole) == ((), 0, True)


def test_of_many_days_at_many_desks_none_is_left_out_unsaid() -> None:
    def at_desks(count: int) -> Sequence[ReviewDay]:
        return [a_day(TODAY, desk_id=AreaId(f"d{number:04d}")) for number in range(count)]

    assert len(own(a_table(*at_desks(1500))).days) == 1500
    assert own(a_table(*at_desks(MOST_DESKS))).is_whole
    assert not own(a_table(*at_desks(MOST_DESKS + 1))).is_whole
    assert len(own(a_table(*at_desks(MOST_OF_HERS + 1))).days) == MOST_OF_HERS


@pytest.mark.parametrize("user", [a_worker(), CONVENER], ids=["a worker", "a convener"])
def test_only_who_moderates_has_numbers_of_her_own(user: User) -> None:
    with pytest.raises(NotPermitted):
        own(a_table(), user)


def test_numbers_wait_for_a_campaign() -> None:
    with pytest.raises(NotFound):
        own(FakeRecords(*a_small_tree()))


def test_an_area_is_told_of_each_person_by_name_what_she_decided_on_days_that_are_over() -> None:
    records = a_table(
        a_day(), a_day(YESTERDAY - timedelta(days=1)), a_day(TODAY),
        a_day(user_id=OTHER, counts={UNDONE: 2}),
    )  # fmt: skip

    found = of_area(records)

    assert (found.until, found.desks, found.is_whole) == (YESTERDAY, 1, True)
    assert [each.name for each in found.people] == ["Asha", "Meera"]
    asha, meera = (each.work for each in found.people)
    assert (asha.decided, asha.undone, asha.seconds_per_item) == (0, 2, None)
    assert (meera.decided, meera.undone, meera.seconds_per_item) == (6, 2, 15)


def test_a_day_is_over_by_the_campaigns_clock() -> None:
    records = a_table(a_day(TODAY))

    assert of_area(records, at=NOON).people == ()
    assert [each.work.decided for each in of_area(records, at=LATE).people] == [3]


def test_agreement_is_told_of_looks_that_were_had_on_days_that_are_over() -> None:
    records = a_table(
        a_day(), a_day(user_id=OTHER), a_look(1, YES), a_look(2, NO), a_look(3, NO, at=NOON),
        a_look(4, NO, decided_by=UserId("somebody gone")),
    )  # fmt: skip

    asha, meera = of_area(records).people

    assert asha.agreement.checked == 0
    assert meera.agreement.counts == {(YES, YES): 1, (YES, NO): 1}
    assert own(records).agreement.checked == 3


def test_who_has_no_row_any_more_is_counted_without_a_name() -> None:
    found = of_area(FakeRecords(*a_small_tree(), a_campaign(), a_day()))

    assert [(each.user_id, each.name) for each in found.people] == [(MODERATOR, "")]


def test_an_area_below_its_desk_is_told_nothing_of_the_rest_of_it() -> None:
    found = of_area(a_table(a_day(), a_look(1, YES)), "mandal-1")

    assert (found.people, found.desks, found.is_whole) == ((), 0, True)


def test_the_areas_of_one_desk_at_the_root_count_once() -> None:
    tree = [replace(area, desk_id=None, is_desk=False) for area in a_small_tree()]
    day = a_day(desk_id=AreaId("state"), path=path_to("state"))
    records = FakeRecords(*tree, a_campaign(), a_moderator(), day)

    assert [each.work.decided for each in of_area(records, "state").people] == [3]
    assert of_area(records, "state").desks == 1
    assert of_area(records, "district-1").desks == 0


def test_more_desks_than_one_answer_reads_are_told_as_a_part() -> None:
    names = [AreaId(f"desk-{number}") for number in range(MOST_DESKS + 1)]
    state = an_area("state", children=tuple(names))
    desks = [
        an_area("constituency", area_id=name, path=(*path_to("state"), name), desk_id=name)
        for name in names
    ]
    days = [a_day(desk_id=desk.area_id, path=desk.path) for desk in desks]

    found = of_area(FakeRecords(state, *desks, a_campaign(), a_moderator(), *days), "state")

    assert (found.desks, found.is_whole) == (MOST_DESKS, False)
    assert found.people[0].work.decided == 3 * MOST_DESKS


def test_more_days_than_one_answer_reads_are_told_as_a_part() -> None:
    rows = [a_day(user_id=UserId(f"m{number:04d}")) for number in range(MOST_ROWS + 1)]

    found = of_area(a_table(*rows))

    assert (len(found.people), found.is_whole) == (MOST_ROWS, False)


def test_days_of_long_ago_make_no_part_of_a_whole() -> None:
    long_ago = TODAY - timedelta(days=MOST_DAYS)
    old = [a_day(long_ago, user_id=UserId(f"m{number:04d}")) for number in range(2 * AT_ONCE)]

    found = of_area(a_table(a_day(), *old))

    assert (len(found.people), found.is_whole) == (1, True)


def test_more_looks_than_one_answer_reads_are_told_as_a_part() -> None:
    looks = [a_look(number, YES) for number in range(MOST_LOOKS + 1)]

    found = of_area(a_table(a_day(), *looks))

    assert (found.people[0].agreement.checked, found.is_whole) == (MOST_LOOKS, False)


@pytest.mark.parametrize(
    "user",
    [a_moderator(), a_worker(), a_user(Role.IN_CHARGE, "state")],
    ids=["a moderator", "a worker", "in charge"],
)
def test_people_are_named_to_those_who_answer_for_the_area_alone(user: User) -> None:
    with pytest.raises(NotPermitted):
        of_area(a_table(), user=user)


@pytest.mark.parametrize("area", ["district-2", "state", "nowhere"])
def test_what_is_not_hers_looks_absent(area: str) -> None:
    with pytest.raises(NotFound):
        of_area(a_table(), area, a_user(Role.CONVENER, "district-1"))
