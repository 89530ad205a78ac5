"""Each condition of the two transactions before a network is called: with it no post goes out that
must not; taken away, one would.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.freezes import Board, Freeze, FreezeKind, put_up
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.marks import Mark
from chalicelib.domain.publishing import (
    PostStep,
    Publication,
    PublicationState,
    is_public_nowhere,
    move,
    put_back,
)
from chalicelib.domain.rows import Change, Row, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    VISIT,
    a_scheduled_place,
    a_withdrawal,
    path_to,
)
from tests.fakes import FakeChannel, FakeObjectStore, FakeRecords
from tests.reel_place import ReelPlace, person_id
from tests.services.press import Press
from tests.services.test_reel_life import a_scheduled_place as a_scheduled_reel

S = PublicationState
CALLED = frozenset({PostStep.SENT, PostStep.FINALISING})


class Careless(FakeRecords):
    """A table that, when a network is about to be called, forgets one condition of the commit."""

    forgets: Callable[[Row], bool] | None = None

    def commit(self, *changes: Change) -> None:
        if self.forgets is None or not any(_lets_call(change) for change in changes):
            super().commit(*changes)
            return
        # The same commit, but for the hook that lets others in: that comes before it.
        self._fire("before_commit", changes)
        super().commit(*(kept for each in changes if (kept := self._kept(each))))

    def _kept(self, change: Change) -> Change | None:
        assert self.forgets is not None
        if not self.forgets(change.row):
            return change
        if isinstance(change, Unchanged):
            return None
        assert isinstance(change.row, Publication)
        known = self.find(Publication, change.row.visit_id, change.row.channel_id)
        assert known is not None
        return Save(row=replace(change.row, version=known.version))


def _lets_call(change: Change) -> bool:
    row = change.row
    if not isinstance(change, Save) or not isinstance(row, Publication):
        return False
    return row.state is S.POSTING and row.step in CALLED


def the(press: Press, kind: Any, *key: str) -> Any:
    found = press.records.find(kind, *key)
    assert found is not None
    return found


def is_edited(press: Press) -> Row:
    return replace(press.item(), state=State.PENDING_REVIEW)


def is_approved_anew(press: Press) -> Row:
    return replace(press.item(), content_version=2)


def is_withdrawn(press: Press) -> Row:
    return withdraw(the(press, Ledger, PERSON), a_withdrawal())


def is_switched_off(press: Press) -> Row:
    return replace(press.records.all(Channel)[0], is_enabled=False)


def is_frozen(press: Press) -> Row:
    board = press.records.find(Board, CAMPAIGN) or Board(campaign_id=CAMPAIGN)
    freeze = Freeze(
        freeze_id="freeze-1", campaign_id=CAMPAIGN, area_id=DESK, path=path_to(DESK),
        kind=FreezeKind.STOP, reason="", from_at=NOON, until_at=None, by=UserId("admin-1"),
        created_at=NOON,
    )  # fmt: skip
    return put_up(board, freeze, NOON)


def is_silent(press: Press) -> Row:
    blackout = Blackout(
        area_id=AreaId("mandal-1"), from_at=NOON, until_at=NOON + timedelta(days=2), reason=""
    )
    return replace(the(press, Campaign, CAMPAIGN), blackouts=(blackout,))


def is_held(press: Press) -> Row:
    known = press.publication()
    back = put_back if is_public_nowhere(known) else move
    return back(known, S.HELD, at=NOON)


EVENTS: dict[str, tuple[type[Row], Callable[[Press], Row]]] = {
    "edited": (Testimonial, is_edited),
    "approved anew with other content": (Testimonial, is_approved_anew),
    "withdrawn": (Ledger, is_withdrawn),
    "channel switched off": (Channel, is_switched_off),
    "frozen": (Board, is_frozen),
    "silence declared": (Campaign, is_silent),
    "held": (Publication, is_held),
}
EVENT = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
IN_STEPS = pytest.mark.parametrize("in_steps", [False, True], ids=["posting", "finalising"])


def about_to_call(*, in_steps: bool, has_board: bool = False) -> tuple[Press, Careless]:
    """A press whose next run calls the network for what makes the post public."""
    rows: list[Row] = [*a_scheduled_place()]
    if has_board:
        rows.append(Board(campaign_id=CAMPAIGN))
    records = Careless(*rows)
    press = Press(records=records, network=FakeChannel(in_steps=in_steps))
    if in_steps:
        press.post()
        press.clock.advance(minutes=1)
    return press, records


def call(press: Press) -> None:
    """Have the run go on that was about to."""
    run = press.confirm if press.network.in_steps else press.post
    run()


def meanwhile(press: Press, event: Callable[[Press], Row]) -> None:
    press.records.before_commit = lambda _: press.records.commit(Save(row=event(press)))


@IN_STEPS
@EVENT
@pytest.mark.parametrize("has_board", [False, True], ids=["no board yet", "a board"])
def test_what_happens_between_reading_and_the_commit_lets_nothing_go_out(
    event: tuple[type[Row], Callable[[Press], Row]], in_steps: bool, has_board: bool
) -> None:
    press, _ = about_to_call(in_steps=in_steps, has_board=has_board)
    meanwhile(press, event[1])

    call(press)

    assert press.network.made == {}
    assert press.publication().state in {S.HELD, S.CANCELLED, S.SCHEDULED}
    if in_steps and event[0] is not Publication:
        assert press.network.discarded == list(press.network.pending)


@IN_STEPS
@EVENT
def test_without_its_condition_a_post_would_go_out_that_must_not(
    event: tuple[type[Row], Callable[[Press], Row]], in_steps: bool
) -> None:
    press, records = about_to_call(in_steps=in_steps)
    kind, happens = event
    records.forgets = lambda row: isinstance(row, kind)
    meanwhile(press, happens)

    call(press)

    assert list(press.network.made.values()) == [1]


@IN_STEPS
@pytest.mark.parametrize("number", range(4), ids="member {}".format)
def test_every_member_of_a_reel_is_a_condition_of_its_own(number: int, in_steps: bool) -> None:
    for forgets, made in ((False, []), (True, [1])):
        place, reel_id = a_scheduled_reel()
        place.network.in_steps = in_steps
        records = Careless()
        records._rows = place.records._rows
        place.records = records
        if in_steps:
            place.post(reel_id)
            place.clock.advance(minutes=1)
        if forgets:
            records.forgets = lambda row: (
                isinstance(row, Ledger) and row.beneficiary_id == person_id(number)
            )

        def withdraws(_: object, place: ReelPlace = place) -> None:
            place.withdraw(number)

        records.before_commit = withdraws
        (place.confirm if in_steps else place.post)(reel_id)

        assert list(place.network.made.values()) == made


class Forgetful(FakeObjectStore):
    """A bucket in which no mark is ever found again."""

    def mark_attempt(self, name: str, note: str) -> Mark | None:
        self.attempts.pop(name, None)
        return super().mark_attempt(name, note)


@IN_STEPS
@pytest.mark.parametrize(
    ("marks", "forgets", "calls"),
    [
        (FakeObjectStore, False, 1),
        (Forgetful, False, 1),  # the transaction alone
        (FakeObjectStore, True, 1),  # the marks alone
        (Forgetful, True, 2),
    ],
    ids=["both", "the transaction alone", "the marks alone", "neither"],
)
def test_of_two_workers_at_once_one_calls_the_network(
    marks: type[FakeObjectStore], forgets: bool, calls: int, in_steps: bool
) -> None:
    press, records = about_to_call(in_steps=in_steps)
    press.store = marks()
    if forgets:
        records.forgets = lambda row: isinstance(row, Publication | Testimonial)
    records.before_commit = lambda _: call(press)

    call(press)

    assert sum(press.network.made.values()) == calls


def test_all_conditions_stand_in_the_commit_that_lets_the_network_be_called() -> None:
    press, records = about_to_call(in_steps=False)

    call(press)

    entered = next(each for each in records.commits if any(map(_lets_call, each)))
    named = {type(change.row) for change in entered if isinstance(change, Unchanged)}
    assert named == {Testimonial, Ledger, Channel, Board, Campaign}
    assert VISIT in {change.row.visit_id for change in entered if isinstance(change, Save)}
