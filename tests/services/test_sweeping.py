"""Sweeps: what waits is held and let go by the board, whoever comes between, however often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import is_intact
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.freezes import Freeze, NotRecalled
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.publishing import PostStep, Publication, PublicationState
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import State
from chalicelib.services import freeze_calendar, freezing, posting, sweeping
from chalicelib.services.sweeping import Swept
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    VISIT,
    a_freeze,
    a_testimonial,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import Answer, Crash, FakeChannel
from tests.services.ice import (
    CONVENER,
    FREEZE,
    SECOND,
    Ice,
    crashing_at,
    everywhere,
    later,
    on_its_way,
    some_ice,
    somebody_moves,
)
from tests.services.press import OTHER

S = PublicationState
MINUTE = timedelta(minutes=1)
SENT: dict[str, Any] = {"step": PostStep.SENT, "posting_since": NOON - MINUTE}
REEL = VisitId(an_id(0x9E))


class Ticking:
    """A clock on which each look costs some seconds."""

    def __init__(self, seconds: float) -> None:
        self._now, self._step = NOON, timedelta(seconds=seconds)

    def now(self):
        self._now += self._step
        return self._now


def held_places(ice: Ice) -> set[str]:
    rows = ice.press.records.all(Publication)
    return {f"{row.path[-1]} {row.channel_id}" for row in rows if row.state is S.HELD}


def story(ice: Ice) -> list[tuple[str, str]]:
    found = freeze_calendar.read(CONVENER, FREEZE, records=ice.press.records, clock=ice.press.clock)
    return [(row.visit_id, row.state.value) for row in found.not_recalled]


def test_what_waits_in_the_area_is_held_and_nothing_elsewhere():
    ice = some_ice(*everywhere())
    ice.put_up("mandal-1")

    assert ice.sweep() is Swept.DONE

    booths = {"booth-1", "booth-2"}
    assert {place.split()[0] for place in held_places(ice)} == booths
    assert ice.states() == {"held": 5, "scheduled": 8}
    assert (ice.freeze().held, ice.freeze().swept_at) == (5, NOON)
    assert {row.held_by for row in ice.press.records.all(Publication)} == {None, FREEZE}


@pytest.mark.parametrize(("area", "held"), [("state", 13), ("constituency", 13), ("booth-6", 2)])
def test_an_area_of_any_depth_is_swept_above_the_desk_and_below(area: str, held: int):
    ice = some_ice(*everywhere())
    admin = replace(CONVENER, scopes=(replace(CONVENER.scopes[0], path=path_to("state")),))
    ice.put_up(area, admin)

    ice.sweep()

    assert ice.states().get("held") == held


def test_a_slot_that_was_given_goes_back_to_its_channel():
    ice = some_ice()

    ice.put_up()
    ice.sweep()

    assert ice.press.publication().state is S.HELD
    assert ice.press.publication().slot_at is None
    ledger = ice.press.records.find(SlotLedger, CAMPAIGN, CHANNEL)
    assert ledger is not None
    assert ledger.used == ()


def test_slots_of_several_posts_go_back_at_once_and_a_channel_without_a_ledger_does_not_matter():
    rows = [on_its_way(n, "booth-1", slot_at=NOON - n * MINUTE) for n in (1, 2)]
    lost = on_its_way(3, "booth-1", slot_at=NOON, channel_id=OTHER)
    used = (NOON - 9 * MINUTE, NOON - 2 * MINUTE, NOON - MINUTE, NOON)
    ice = some_ice(*rows, lost)
    ice.press.records.seed(SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=used))

    ice.put_up()
    ice.sweep()

    ledger = ice.press.records.find(SlotLedger, CAMPAIGN, CHANNEL)
    assert ledger is not None
    assert ledger.used == (NOON - 9 * MINUTE,)
    assert ice.states() == {"held": 4}


def test_what_is_pending_is_taken_back_from_its_network():
    handle = f"{CHANNEL}/x"
    pending = on_its_way(1, "booth-1", S.POSTING, step=PostStep.PENDING, handle=handle)
    ice = some_ice(pending)

    ice.put_up()
    ice.sweep()

    assert ice.publication(pending).state is S.HELD
    assert ice.press.network.discarded == [handle]


def test_a_network_that_does_not_answer_keeps_nobody_from_holding():
    class Deaf(FakeChannel):
        def discard(self, *_: object) -> None:
            raise ChannelUnavailable("the network did not answer")

    pending = on_its_way(1, "booth-1", S.POSTING, step=PostStep.PENDING, handle="h")
    ice = some_ice(pending)
    ice.press.network = Deaf()

    ice.put_up()
    ice.sweep()

    assert ice.publication(pending).state is S.HELD


@pytest.mark.parametrize(
    "row",
    [
        on_its_way(1, "booth-1", S.POSTING, **SENT),
        on_its_way(1, "booth-1", S.POSTING, step=PostStep.FINALISING, handle="h"),
        on_its_way(1, "booth-1", S.UNCONFIRMED),
    ],
    ids=["sent", "being made public", "unconfirmed"],
)
def test_what_is_out_of_reach_is_listed_and_stays_listed_once_it_is_out(row: Publication):
    ice = some_ice(row)
    ice.put_up()
    ice.sweep()
    ice.sweep()
    assert story(ice) == [(row.visit_id, row.state.value)]

    somebody_moves(ice, row, state=S.POSTED, posted_at=NOON)
    ice.lift()

    assert story(ice) == [(row.visit_id, "posted")]
    somebody_moves(ice, row, state=S.FAILED)
    assert story(ice) == []


def test_a_sweep_before_the_begin_or_of_nothing_does_nothing():
    ice = some_ice(*everywhere())
    ice.put_up(from_at=NOON + MINUTE)
    commits = len(ice.press.records.commits)

    assert ice.sweep() is Swept.TOO_EARLY
    assert ice.sweep("unknown") is Swept.TOO_EARLY
    assert len(ice.press.records.commits) == commits

    later(ice, minutes=1)
    assert ice.sweep() is Swept.DONE
    assert ice.states()["held"] == 5


def test_after_two_people_lifted_it_what_was_held_waits_in_its_lane_again():
    ice = some_ice(*everywhere())
    before = {row.visit_id: row.state for row in ice.press.records.all(Publication)}
    ice.put_up()
    ice.sweep()

    ice.lift()
    ice.sweep()

    rows = ice.press.records.all(Publication)
    assert {row.visit_id: row.state for row in rows} == before
    assert {(row.held_by, row.slot_at) for row in rows} <= {(None, None), (None, NOON)}
    assert ice.freeze().held == 0


def test_what_was_let_go_is_looked_at_for_a_slot_at_once():
    ice = some_ice(*everywhere())
    ice.put_up()
    ice.sweep()
    later = NOON + 50 * MINUTE
    for ledger in ice.press.records.all(SlotLedger):
        ice.press.records.seed(replace(ledger, due_at=later))
    ice.sweep()
    assert {each.due_at for each in ice.press.records.all(SlotLedger)} == {later}

    ice.lift()
    ice.sweep()

    now = ice.press.clock.now()
    assert {each.due_at for each in ice.press.records.all(SlotLedger)} == {now}


def test_after_its_end_it_holds_nothing():
    ice = some_ice(*everywhere())
    ice.put_up(until_at=NOON + MINUTE)
    ice.sweep()
    assert ice.states()["held"] == 5

    later(ice, minutes=1)
    ice.sweep()

    assert "held" not in ice.states()


def test_what_another_freeze_holds_as_well_stays_held_by_that_one():
    ice = some_ice(*everywhere())
    ice.put_up("mandal-1")
    ice.sweep()
    wide = an_id(0xFE02)
    ice.put_up("booth-1", freeze_id=wide)

    ice.lift()
    ice.sweep()

    held = [row for row in ice.press.records.all(Publication) if row.state is S.HELD]
    assert {row.path[-1] for row in held} == {"booth-1"}
    assert {row.held_by for row in held} == {wide}
    assert ice.freeze().held == 0
    ice.sweep(wide)
    assert ice.freeze(wide).held == 3


@pytest.mark.parametrize("state", [S.CANCELLED, S.FAILED, S.TAKEN_DOWN])
def test_what_ended_meanwhile_does_not_come_back(state: PublicationState):
    row = on_its_way(1, "booth-1", S.HELD, held_by=FREEZE)
    ice = some_ice(row)
    ice.put_up()
    somebody_moves(ice, row, state=state)

    ice.lift()
    ice.sweep()

    assert ice.publication(row).state is state


def a_reel_ice(*members: str) -> Ice:
    """Return a place with a reel of members from these booths, waiting at its desk."""
    items = [
        a_testimonial(State.PUBLISHED, visit_id=VisitId(an_id(0x9100 + n)), path=path_to(booth))
        for n, booth in enumerate(members)
    ]
    reel = a_testimonial(
        State.PUBLISHING, visit_id=REEL, path=path_to("constituency"),
        members=tuple(item.visit_id for item in items),
    )  # fmt: skip
    row = on_its_way(1, "booth-1", visit_id=REEL, path=path_to("constituency"))
    return some_ice(*items, reel, row)


@pytest.mark.parametrize(
    ("members", "is_held"),
    [(("booth-6", "booth-1"), True), (("booth-6", "booth-3"), False)],
    ids=["one of the area", "none of it"],
)
def test_a_reel_is_held_for_a_member_and_let_go_with_it(members: tuple[str, ...], is_held: bool):
    ice = a_reel_ice(*members)
    ice.put_up("mandal-1")

    ice.sweep()

    reel = ice.press.records.find(Publication, REEL, CHANNEL)
    assert reel is not None
    assert (reel.state is S.HELD) is is_held
    assert ice.freeze().held == (2 if is_held else 1)
    ice.lift()
    ice.sweep()
    reel = ice.press.records.find(Publication, REEL, CHANNEL)
    assert reel is not None
    assert reel.state is S.SCHEDULED


def test_what_stands_at_a_desk_without_its_testimonial_is_held_by_its_own_place():
    row = on_its_way(1, "booth-1", path=path_to("constituency"))
    ice = some_ice(row)

    ice.put_up("constituency")
    ice.sweep()

    assert ice.publication(row).state is S.HELD


def test_many_posts_are_held_page_by_page_and_counted():
    many = [on_its_way(number, "booth-2") for number in range(2 * sweeping.AT_ONCE + 10)]
    reels = [
        on_its_way(1000 + number, "booth-1", path=path_to("constituency"))
        for number in range(sweeping.AT_ONCE + 1)
    ]
    ice = some_ice(*many, *reels)
    ice.put_up("mandal-1")

    ice.sweep()

    assert ice.freeze().held == len(many) + 1
    assert ice.states() == {"held": len(many) + 1, "scheduled": len(reels)}


def test_a_run_that_gets_long_goes_on_where_it_was_by_a_job_of_its_own():
    many = [on_its_way(number, "booth-2") for number in range(2 * sweeping.AT_ONCE + 10)]
    ice = some_ice(*many)
    ice.put_up("mandal-1")
    tools = replace(ice.press.tools, clock=Ticking(20))

    results = [sweeping.sweep(FREEZE, tools)]
    told = [job.after for job in ice.jobs() if job.after]
    while results[-1] is Swept.GOES_ON:
        (after,) = {job.after for job in ice.jobs() if job.after} - set(told[:-1])
        results.append(sweeping.sweep(FREEZE, tools, after))
        told += sorted({job.after for job in ice.jobs() if job.after} - set(told))

    assert len(results) > 2
    assert results[-1] is Swept.DONE
    assert ice.freeze().held == len(many) + 1


# Races.


def test_when_somebody_moves_one_of_a_page_the_others_are_held_all_the_same():
    rows = [on_its_way(number, "booth-1") for number in range(5)]
    ice = some_ice(*rows)
    ice.put_up()
    ice.press.records.before_commit = lambda _: somebody_moves(ice, rows[2], state=S.CANCELLED)

    ice.sweep()

    assert ice.states() == {"held": 5, "cancelled": 1}


def test_a_freeze_that_comes_while_another_is_let_go_is_not_overlooked():
    ice = some_ice(*everywhere())
    ice.put_up()
    ice.sweep()
    ice.lift()
    second = an_id(0xFE02)
    ice.press.records.before_commit = lambda _: ice.put_up("mandal-1", freeze_id=second)

    ice.sweep()

    assert ice.states()["held"] == 5
    assert {row.held_by for row in ice.press.records.all(Publication)} == {None, second}


def test_a_lift_in_the_middle_of_a_sweep_leaves_nothing_held():
    ice = some_ice(*everywhere())
    ice.put_up()
    ice.press.records.before_commit = lambda _: ice.lift()

    ice.sweep()
    ice.sweep()

    assert "held" not in ice.states()


def test_two_sweeps_at_once_end_as_one():
    ice, other = some_ice(*everywhere()), some_ice(*everywhere())
    for each in (ice, other):
        each.put_up()
    ice.press.records.before_commit = lambda _: ice.sweep()

    ice.sweep()
    other.sweep()

    assert ice.states() == other.states()
    assert ice.freeze().held == other.freeze().held == 5


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("is_lifted", [False, True], ids=["holding", "letting go"])
def test_a_sweep_that_dies_at_any_commit_and_comes_again_ends_the_same(
    after: bool, is_lifted: bool
):
    sent = on_its_way(500, "booth-1", S.POSTING, **SENT)
    unclear = on_its_way(501, "booth-2", S.UNCONFIRMED)
    pending = on_its_way(502, "booth-2", S.POSTING, step=PostStep.PENDING, handle=f"{CHANNEL}/y")

    def a_run() -> Ice:
        ice = some_ice(*everywhere(), sent, unclear, pending)
        ice.put_up()
        if is_lifted:
            ice.sweep()
            ice.lift()
        return ice

    whole = a_run()
    whole.sweep()
    ends, number = [], 0
    while True:
        ice = a_run()
        has_died = crashing_at(ice, number, ice.sweep, after=after)
        ice.sweep()
        ends.append((ice.states(), ice.freeze().held, ice.press.records.all(NotRecalled)))
        if not has_died:
            break
        number += 1

    assert number >= 2
    own = (whole.states(), whole.freeze().held, whole.press.records.all(NotRecalled))
    assert [end for end in ends if end != own] == []


def ends_well(ice: Ice) -> None:
    """Assert that a post either began before the freeze and is listed, or is held."""
    ice.sweep()
    state = ice.press.publication().state
    has_begun = bool(ice.press.network.attempts)
    if has_begun:
        assert story(ice) == [(VISIT, state.value)]
    else:
        assert state is S.HELD
        assert story(ice) == []


@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
@pytest.mark.parametrize("number", range(3))
def test_a_post_began_before_the_freeze_and_is_listed_or_does_not_begin(
    answer: Answer, when: str, number: int
):
    ice = some_ice()
    ice.press.network.answer = answer
    left = number

    def hook(_: object) -> None:
        nonlocal left
        if left == 0:
            ice.put_up()
        else:
            left -= 1
            setattr(ice.press.records, when, hook)

    setattr(ice.press.records, when, hook)
    ice.press.post()
    setattr(ice.press.records, when, None)

    assert bool(ice.board().holds) is (number < 2)
    if ice.board().holds:
        ends_well(ice)
    assert sum(ice.press.network.made.values()) <= 1


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_freeze_as_a_pending_post_is_made_public_holds_it_or_lists_it(when: str):
    ice = some_ice()
    ice.press.network.in_steps = True
    ice.press.post()
    assert ice.press.publication().step is PostStep.PENDING
    setattr(ice.press.records, when, lambda _: ice.put_up())

    posting.finalise(VISIT, CHANNEL, ice.press.tools)
    ice.sweep()

    if when == "before_commit":
        assert ice.press.publication().state is S.HELD
        assert ice.press.network.live == {}
        assert story(ice) == []
    else:
        assert story(ice) == [(VISIT, "posted")]


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_freeze_as_a_slot_is_given_lets_nothing_begin(when: str):
    ice = some_ice()
    row = ice.press.publication()
    ice.press.records.seed(replace(row, slot_at=None, due_at=None))
    setattr(ice.press.records, when, lambda _: ice.put_up())

    ice.press.grant()
    ice.press.post()
    ice.sweep()

    assert ice.press.network.posts == []
    assert ice.press.publication().state is S.HELD


def test_a_post_whose_freeze_was_noted_by_a_sweep_is_noted_once():
    ice = some_ice()

    def meanwhile(_: object) -> None:
        ice.put_up()
        ice.sweep()

    ice.press.records.after_commit = meanwhile
    ice.press.post()

    assert story(ice) == [(VISIT, "posted")]
    assert len(ice.press.records.all(NotRecalled)) == 1


def test_a_run_that_dies_once_its_answer_is_recorded_leaves_the_note_of_its_post():
    ice = some_ice()

    def dies(_: object) -> None:
        raise Crash

    def freezes(_: object) -> None:
        ice.put_up()
        ice.press.records.after_commit = dies

    ice.press.records.after_commit = freezes
    with pytest.raises(Crash):
        ice.press.post()

    assert story(ice) == [(VISIT, "posted")]


STEPS = ["put up", "lift", "sweep", "post", "confirm", "grant", "tick", "withdraw", "settle"]


class Story:
    """A place in which everything happens in any order; each freeze has an id of its own."""

    def __init__(self) -> None:
        self.ice = some_ice(*everywhere()[:3])
        press = self.ice.press
        self.moves: dict[str, Callable[[], object]] = {
            "put up": self.put_up, "lift": self.lift, "sweep": self.sweep, "post": press.post,
            "confirm": press.confirm, "grant": press.grant, "withdraw": press.withdraw,
            "settle": press.settle, "tick": lambda: later(self.ice, minutes=4),
        }  # fmt: skip

    @property
    def ids(self) -> list[str]:
        return [row.freeze_id for row in self.ice.press.records.all(Freeze)]

    def put_up(self) -> None:
        self.ice.put_up(freeze_id=an_id(0xFE00 + len(self.ids)))

    def lift(self) -> None:
        for freeze_id in self.ids:
            self.ice.lift(freeze_id)

    def sweep(self) -> None:
        for freeze_id in self.ids:
            self.ice.sweep(freeze_id)

    def calls(self) -> int:
        return sum(self.ice.press.network.attempts.values())

    def states(self) -> set[PublicationState]:
        rows = self.ice.press.records.all(Publication)
        return {row.state for row in rows if "mandal-1" in row.path}


@settings(max_examples=120, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(Answer)), max_size=20),
    crashes=st.sets(st.integers(0, 20), max_size=5),
)
def test_whatever_happens_nothing_begins_while_a_freeze_holds_and_nothing_stays_held_after(
    steps: list[tuple[str, Answer]], crashes: set[int]
):
    story = Story()
    for number, (name, answer) in enumerate(steps):
        story.ice.press.network.answer = answer
        is_frozen, before = bool(story.ice.board().holds), story.calls()
        try:
            if number in crashes:
                crashing_at(story.ice, 0, story.moves[name], after=bool(number % 2))
            else:
                story.moves[name]()
        except Crash:
            pass
        assert not is_frozen or story.calls() == before
    story.sweep()
    assert not story.ice.board().holds or S.SCHEDULED not in story.states()

    story.lift()
    story.sweep()

    assert S.HELD not in story.states()
    for freeze_id in story.ids:
        assert is_intact(story.ice.entries(freeze_id), story.ice.freeze(freeze_id).audit)


def test_an_area_that_is_gone_is_swept_without_a_fault():
    ice = some_ice(replace(a_freeze(area_id=AreaId("booth-1")), path=(AreaId("gone"),)))

    assert ice.sweep() is Swept.DONE


def test_a_tree_without_desks_is_swept_at_its_root():
    ice = some_ice()
    lonely = replace(
        an_area("booth-1"), area_id=AreaId("lonely"), path=(AreaId("lonely"),), desk_id=None,
        children=(), parent_id=None,
    )  # fmt: skip
    row = on_its_way(1, "booth-1", path=lonely.path, desk_id=None)
    ice.press.records.seed(lonely, row)
    ice.press.records.seed(replace(a_freeze(), area_id=lonely.area_id, path=lonely.path))
    board = ice.board()
    ice.press.records.commit(Save(row=freezing.put_up(board, ice.freeze(), NOON)))

    ice.sweep()

    assert ice.publication(row).state is S.HELD


def test_of_two_convener_clicks_at_a_sweep_the_second_person_counts():
    ice = some_ice(*everywhere())
    ice.put_up()
    freezing.lift_one(CONVENER, FREEZE, ice.tools)
    ice.press.records.after_commit = lambda _: freezing.lift_one(SECOND, FREEZE, ice.tools)

    ice.sweep()
    ice.sweep()

    assert ice.freeze().lifted_by == SECOND.user_id
    assert "held" not in ice.states()
