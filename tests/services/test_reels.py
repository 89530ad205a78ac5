"""When reels are begun: a turn per desk and night, and whenever somebody asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import Conflict, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import reels
from chalicelib.services.reels import RUN_FOR
from tests.builders import (
    CAMPAIGN,
    DESK,
    VISIT,
    a_campaign,
    a_testimonial,
    a_user,
    an_area,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock
from tests.reel_place import ReelPlace, a_reel_place, rows_of, visit_id

NIGHT = datetime(2026, 11, 14, 20, 30, tzinfo=UTC)  # two at night in India
DAY = timedelta(days=1)


def await_turn(place: ReelPlace, number: int = 0) -> None:
    reels.await_turn(visit_id(number), records=place.records, clock=place.clock)


def turn(place: ReelPlace) -> ReelTurn:
    return place.row(ReelTurn, DESK)


def reels_of(place: ReelPlace) -> list[Testimonial]:
    return [item for item in place.records.all(Testimonial) if item.members]


def a_waiting_place(people: int = 4) -> ReelPlace:
    """Return a desk whose turn is the coming night."""
    place = a_reel_place(people)
    await_turn(place)
    return place


def test_an_approval_gives_its_desk_a_turn_in_the_coming_night() -> None:
    place = a_waiting_place()

    assert turn(place) == ReelTurn(desk_id=DESK, campaign_id=CAMPAIGN, due_at=NIGHT, version=1)


def test_further_approvals_write_nothing() -> None:
    place = a_waiting_place()
    commits = len(place.records.commits)

    for number in range(4):
        await_turn(place, number)

    assert len(place.records.commits) == commits


def test_a_turn_that_ended_begins_anew() -> None:
    place = a_waiting_place()
    place.change(replace(turn(place), due_at=None))

    await_turn(place)

    assert turn(place).due_at == NIGHT


@pytest.mark.parametrize(
    "rows",
    [(), (a_testimonial(members=(VisitId("one"),)), a_campaign()), (a_testimonial(),)],
    ids=["nothing", "a reel", "no campaign"],
)
def test_what_is_no_testimonial_of_a_campaign_gives_no_turn(rows: tuple) -> None:
    records = FakeRecords(*rows)

    reels.await_turn(VISIT, records=records, clock=FixedClock(NIGHT))

    assert records.all(ReelTurn) == []


def test_no_tick_makes_no_reel_and_the_next_one_makes_it() -> None:
    place = a_waiting_place()

    assert place.tick(NIGHT - timedelta(seconds=1)) == 0
    assert place.tick(NIGHT) == 1
    assert [reel.state for reel in reels_of(place)] == [State.COLLECTING]


def test_a_late_tick_makes_the_reel_that_was_due() -> None:
    place = a_waiting_place()

    assert place.tick(NIGHT + timedelta(hours=9)) == 1
    assert turn(place).due_at is None, "everybody is in the reel, so there is no other turn"


def test_any_number_of_ticks_makes_one_reel_a_day() -> None:
    place = a_waiting_place(people=10)

    ticks = [place.tick(NIGHT + timedelta(hours=hour)) for hour in range(20)]

    assert sum(ticks) == 1
    assert len(reels_of(place)) == 1


def test_a_tick_after_the_turn_was_lost_makes_no_second_reel() -> None:
    place = a_waiting_place(people=10)
    place.tick(NIGHT)
    place.change(replace(turn(place), due_at=NIGHT))

    assert place.tick(NIGHT + timedelta(minutes=5)) == 0
    assert len(reels_of(place)) == 1
    assert turn(place).due_at == NIGHT + DAY


def test_night_after_night_others_are_shown_until_too_few_are_left() -> None:
    place = a_waiting_place(people=10)

    begun = [place.tick(NIGHT + number * DAY) for number in range(4)]

    assert begun == [1, 1, 0, 0]
    first, second = reels_of(place)
    assert set(first.members).isdisjoint(second.members)
    assert len(first.members) + len(second.members) == 10
    assert turn(place).due_at is None


def test_too_few_wait_for_another_night() -> None:
    place = a_waiting_place(people=2)

    assert place.tick(NIGHT) == 0
    assert turn(place).due_at == NIGHT + DAY
    place.records.seed(*rows_of(2))
    assert place.tick(NIGHT + DAY) == 1


def test_an_approval_while_the_tick_looks_is_not_forgotten() -> None:
    place = a_reel_place(people=0)
    place.records.seed(turn_at_night())

    def approve(_: object) -> None:
        place.records.seed(*(row for number in range(3) for row in rows_of(number)))
        await_turn(place)

    place.records.before_commit = approve
    assert place.tick(NIGHT) == 1


def turn_at_night() -> ReelTurn:
    return ReelTurn(desk_id=DESK, campaign_id=CAMPAIGN, due_at=NIGHT, version=1)


@pytest.mark.parametrize("kind", [Campaign, Area])
def test_a_desk_that_is_gone_has_no_more_turns(kind: type) -> None:
    rows = [row for row in (a_campaign(), an_area(DESK)) if not isinstance(row, kind)]
    place = ReelPlace(records=FakeRecords(*rows, turn_at_night()))

    assert place.tick(NIGHT) == 0
    assert turn(place).due_at is None


def test_two_ticks_at_once_begin_one_reel() -> None:
    place = a_waiting_place()
    place.clock.set(NIGHT)
    begun: list[int] = []

    def other_tick(_: object) -> None:
        begun.append(reels.make_reels(place.choosing))

    place.records.before_commit = other_tick
    begun.append(reels.make_reels(place.choosing))

    assert sum(begun) == 1
    assert len(reels_of(place)) == 1


def test_a_tick_ends_in_time_and_the_next_goes_on() -> None:
    place = a_waiting_place()
    ticking = TickingClock(NIGHT)
    tools = replace(place.choosing, clock=ticking)

    assert reels.make_reels(tools) == 0
    assert place.tick(NIGHT + timedelta(hours=1)) == 1


class TickingClock(FixedClock):
    """A clock on which everything takes as long as a run may."""

    def now(self) -> datetime:
        found = super().now()
        self.advance(seconds=RUN_FOR.total_seconds())
        return found


def convener(*areas: str, role: Role = Role.CONVENER) -> User:
    return a_user(role, *areas)


def test_who_steers_the_desk_has_its_reel_begun_at_once() -> None:
    place = a_reel_place()

    reel = reels.ask_for(convener("constituency"), DESK, place.choosing)

    assert place.reel(reel.visit_id).state is State.COLLECTING
    assert len(reel.members) == 4


def test_asking_again_gives_the_days_reel_and_so_does_the_night_before() -> None:
    place = a_waiting_place()
    place.tick(NIGHT)

    answers = [reels.ask_for(convener("state"), DESK, place.choosing) for _ in range(2)]

    assert {reel.visit_id for reel in answers} == {reels_of(place)[0].visit_id}


def test_an_area_below_stands_for_its_desk_for_whoever_steers_that() -> None:
    place = a_reel_place()

    reel = reels.ask_for(convener("constituency"), AreaId("booth-4"), place.choosing)

    assert reel.path == path_to(DESK)
    with pytest.raises(NotFound):
        reels.ask_for(convener("mandal-3"), AreaId("booth-4"), place.choosing)


def test_a_tree_without_desks_has_one_list_at_its_root() -> None:
    place = a_reel_place(people=0)
    place.records.seed(an_area("state", desk_id=None))

    with pytest.raises(Conflict) as refusal:
        reels.ask_for(convener("state"), AreaId("state"), place.choosing)

    assert refusal.value.facts == {"approved": 0}


def test_a_desk_or_a_campaign_that_is_gone_is_not_found() -> None:
    place = a_reel_place()
    place.records.seed(an_area("booth-4", desk_id="gone"))
    alone = ReelPlace(records=FakeRecords(an_area(DESK)))

    with pytest.raises(NotFound):
        reels.ask_for(convener("state"), AreaId("booth-4"), place.choosing)
    with pytest.raises(NotFound):
        reels.ask_for(convener("state"), DESK, alone.choosing)


@pytest.mark.parametrize("role", [Role.WORKER, Role.MODERATOR, Role.IN_CHARGE, Role.CO_CONVENER])
def test_others_may_not_ask(role: Role) -> None:
    place = a_reel_place()

    with pytest.raises(NotPermitted):
        reels.ask_for(convener("constituency", role=role), DESK, place.choosing)


def test_too_few_are_refused_with_how_many_there_are() -> None:
    place = a_reel_place(people=2)

    with pytest.raises(Conflict) as refusal:
        reels.ask_for(convener("constituency"), DESK, place.choosing)

    assert refusal.value.facts == {"approved": 2}
    assert "3 people" in refusal.value.detail
