"""Agreement of an area: counted level by level, within what one report reads."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User
from chalicelib.domain.policy import Policy
from chalicelib.services import agreement
from chalicelib.services.agreement import MOST_DESKS, MOST_READ, AgreementReport
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
CONVENER = a_user(Role.CONVENER, "state")


def a_look(
    number: int, second: DecisionKind | None = None, first: DecisionKind = YES,
    booth: str = "booth-1", **fields: Any,
) -> LevelCheck:  # fmt: skip
    row = LevelCheck(
        visit_id=VisitId(an_id(number)), number=1, level="mandal", campaign_id=CAMPAIGN,
        desk_id=DESK, path=path_to(booth), depth=4, of_decision=first, decided_by=MODERATOR,
        decided_at=NOON, decision=second, by=UserId("eyes") if second else None,
        at=NOON + timedelta(seconds=number) if second else None,
    )  # fmt: skip
    return replace(row, **fields)


def a_table(*looks: LevelCheck, policy: Policy | None = None) -> FakeRecords:
    return FakeRecords(*a_small_tree(), a_campaign(policy=policy or Policy()), *looks)


def told(
    records: FakeRecords, area: str = "constituency", user: User = CONVENER
) -> AgreementReport:
    return agreement.report(user, AreaId(area), records=records, clock=FixedClock(NOON))


def test_each_level_above_the_first_is_told_with_its_rate() -> None:
    looks = [
        a_look(1, YES), a_look(2, NO), a_look(3, NO, NO), a_look(4),
        a_look(1, NO, level="state", depth=1),
    ]  # fmt: skip

    found = told(a_table(*looks))

    assert [(each.level, each.rate) for each in found.levels] == [
        ("mandal", 0.2), ("district", 0.1), ("state", 0.05),
    ]  # fmt: skip
    mandal, district, state = found.levels
    assert (mandal.drawn, mandal.waiting, mandal.agreement.checked) == (4, 1, 3)
    assert mandal.agreement.counts == {(YES, YES): 1, (YES, NO): 1, (NO, NO): 1}
    assert mandal.agreement.kappa == pytest.approx(0.4)
    assert (district.drawn, district.agreement.share) == (0, None)
    assert state.agreement.counts == {(YES, NO): 1}
    assert (found.is_whole, found.at, found.area.area_id) == (True, NOON, "constituency")


def test_the_levels_are_those_of_the_campaigns_policy() -> None:
    policy = Policy(number=1, sampling={"booth": 1.0, "ward": 0.5}, seed="s-1")

    found = told(a_table(a_look(1, YES, level="ward"), a_look(2, YES), policy=policy))

    assert [(each.level, each.drawn) for each in found.levels] == [("ward", 1)]
    assert found.campaign.policy == policy


def test_an_area_counts_what_lies_in_it() -> None:
    records = a_table(a_look(1, YES, booth="booth-1"), a_look(2, YES, booth="booth-6"), a_look(3))

    drawn = {area: told(records, area).levels[0].drawn
             for area in ("state", "district-1", "mandal-1", "booth-6", "booth-2")}  # fmt: skip

    assert drawn == {"state": 3, "district-1": 2, "mandal-1": 2, "booth-6": 1, "booth-2": 0}


def test_an_area_of_several_desks_counts_them_all() -> None:
    desks = {"district-1", "district-2"}

    def own_desk(area: Area) -> Area:
        desk = next((AreaId(name) for name in area.path if name in desks), None)
        return replace(area, is_desk=area.area_id in desks, desk_id=desk)

    records = FakeRecords(
        *(own_desk(area) for area in a_small_tree()), a_campaign(),
        a_look(1, YES, desk_id=AreaId("district-1")),
        a_look(2, NO, desk_id=AreaId("district-2"), booth="booth-6"),
    )  # fmt: skip

    assert told(records, "state").levels[0].agreement.counts == {(YES, YES): 1, (YES, NO): 1}


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "waiting"])
def test_more_than_one_report_reads_is_told_as_a_part(is_done: bool) -> None:
    second = NO if is_done else None
    looks = [a_look(number, second) for number in range(MOST_READ + 1)]

    found = told(a_table(*looks))

    assert found.levels[0].drawn == MOST_READ
    assert [each.is_whole for each in found.levels] == [False, True, True]
    assert not found.is_whole


def test_of_what_is_done_the_newest_are_read() -> None:
    looks = [a_look(number, YES if number else NO) for number in range(MOST_READ + 1)]

    assert told(a_table(*looks)).levels[0].agreement.counts == {(YES, YES): MOST_READ}


def test_more_desks_than_one_report_reads_are_told_as_a_part() -> None:
    names = [f"desk-{number}" for number in range(MOST_DESKS + 1)]
    state = an_area("state", children=tuple(AreaId(name) for name in names))
    desks = [
        an_area("constituency", area_id=AreaId(name), path=(*path_to("state"), AreaId(name)),
                desk_id=AreaId(name), children=())
        for name in names
    ]  # fmt: skip
    looks = [a_look(n, YES, desk_id=desk.area_id, path=desk.path) for n, desk in enumerate(desks)]

    found = told(FakeRecords(state, *desks, a_campaign(), *looks), "state")

    assert (found.levels[0].drawn, found.is_whole) == (MOST_DESKS, False)
    assert all(each.is_whole for each in found.levels)


def test_an_area_whose_desks_are_gone_counts_nothing() -> None:
    records = FakeRecords(an_area("state"), a_campaign(), a_look(1, YES))

    assert [each.drawn for each in told(records, "state").levels] == [0, 0, 0]


@pytest.mark.parametrize(
    ("user", "area"),
    [
        (a_moderator("district-1"), "district-2"),
        (a_moderator("district-1"), "state"),
        (CONVENER, "nowhere"),
        (a_worker(), "booth-1"),
    ],
    ids=["elsewhere", "above", "nowhere", "a worker"],
)
def test_what_is_not_hers_looks_absent(user: User, area: str) -> None:
    with pytest.raises(NotFound):
        told(a_table(), area, user)


def test_without_a_campaign_there_is_nothing_to_tell() -> None:
    with pytest.raises(NotFound):
        told(FakeRecords(*a_small_tree()))
