"""Freezes: what holds where and when, who lifts, when to look, and what may be asked for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.areas import Path
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.freeze_looks import (
    AFTER_THE_END,
    EVERY,
    LEAD,
    first_looks,
    looks_due,
    next_due,
)
from chalicelib.domain.freeze_wishes import MOST_AWAY, SLACK, WantedFreeze, begin_of, reason_of
from chalicelib.domain.freezes import (
    MOST_ON_BOARD,
    Board,
    Freeze,
    FreezeKind,
    FreezeState,
    concerns,
    holding,
    holds_now,
    is_to_come,
    lift,
    put_up,
    says_the_same,
    state_of,
    taken_from,
)
from chalicelib.domain.holds import by_the_board, is_out_of_reach, may_have_gone_out
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import PostStep, Publication, PublicationState
from chalicelib.domain.takedowns import TakedownKind, ordered
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    a_freeze,
    a_moderator,
    a_publication,
    a_user,
    a_worker,
    path_to,
)

S = PublicationState
ONE, OTHER, THIRD = UserId("one"), UserId("other"), UserId("third")
MINUTE = timedelta(minutes=1)
AREAS = ("state", "constituency", "district-1", "mandal-1", "mandal-2", "booth-1", "booth-4")
CHANNELS = (CHANNEL, ChannelId("second-page"))
PENDING = a_publication(S.POSTING, step=PostStep.PENDING, handle="h")

instants = st.integers(-4, 4).map(lambda minutes: NOON + minutes * MINUTE)
freezes = st.builds(
    lambda number, area, start, length, channel: a_freeze(
        freeze_id=f"f{number}", area_id=AreaId(area), path=path_to(area), channel_id=channel,
        from_at=start, until_at=start + length * MINUTE if length else None,
    ),
    number=st.integers(0, 5), area=st.sampled_from(AREAS), start=instants,
    length=st.sampled_from([0, 1, 3]), channel=st.sampled_from([None, *CHANNELS]),
)  # fmt: skip


def covers_by_hand(freeze: Freeze, place: Path, channel_id: ChannelId, now: datetime) -> bool:
    is_there = freeze.area_id in place and freeze.channel_id in {None, channel_id}
    return is_there and freeze.from_at <= now and (freeze.until_at is None or now < freeze.until_at)


@given(
    steps=st.lists(st.tuples(st.booleans(), freezes), max_size=8),
    place=st.sampled_from(AREAS), channel_id=st.sampled_from(CHANNELS), now=instants,
)  # fmt: skip
def test_a_post_is_held_exactly_while_something_on_the_board_covers_it(
    steps: list[tuple[bool, Freeze]], place: str, channel_id: ChannelId, now: datetime
):
    board, standing = Board(campaign_id=CAMPAIGN), dict[str, Freeze]()
    for is_put_up, freeze in steps:
        board = taken_from(board, freeze.freeze_id)
        standing.pop(freeze.freeze_id, None)
        if is_put_up:
            board = put_up(board, freeze, NOON - 5 * MINUTE)
            standing[freeze.freeze_id] = freeze

    waiting = a_publication(path=path_to(place), channel_id=channel_id)
    settled = by_the_board(waiting, board, [waiting.path], now)

    by = {
        f.freeze_id for f in standing.values() if covers_by_hand(f, waiting.path, channel_id, now)
    }
    hold = holding(board, [waiting.path], channel_id, now)
    assert (settled.state is S.HELD) == bool(by)
    assert (hold.freeze_id if hold else None) in (by or {None})
    assert settled.held_by == (hold.freeze_id if hold else None)


@given(freeze=freezes, now=instants)
def test_what_is_held_and_let_go_ends_as_it_was_but_for_its_slot(freeze: Freeze, now: datetime):
    board = put_up(Board(campaign_id=CAMPAIGN), freeze, NOON - 5 * MINUTE)
    waiting = a_publication(slot_at=None, due_at=None, changed_at=now)

    held = by_the_board(waiting, board, [waiting.path], now)
    again = by_the_board(held, taken_from(board, freeze.freeze_id), [held.path], now)

    assert again == waiting
    assert by_the_board(held, board, [held.path], now) is held


@pytest.mark.parametrize("state", S)
def test_a_freeze_moves_what_waits_and_what_is_public_nowhere_and_nothing_else(
    state: PublicationState,
):
    board = put_up(Board(campaign_id=CAMPAIGN), a_freeze(), NOON)
    item = a_publication(state, step=PostStep.SENT if state is S.POSTING else None)

    settled = by_the_board(item, board, [item.path], NOON)

    is_held = state in {S.SCHEDULED, S.HELD}
    assert settled.state is (S.HELD if is_held else state)
    assert settled.slot_at == (None if state is S.SCHEDULED else NOON)


def test_what_is_pending_goes_back_with_what_its_network_was_told_forgotten():
    board = put_up(Board(campaign_id=CAMPAIGN), a_freeze(), NOON)

    held = by_the_board(PENDING, board, [PENDING.path], NOON)

    assert (held.state, held.step, held.handle, held.slot_at) == (S.HELD, None, None, None)
    assert held.held_by == a_freeze().freeze_id
    assert by_the_board(PENDING, Board(campaign_id=CAMPAIGN), [PENDING.path], NOON) is PENDING


def test_what_two_freezes_hold_is_the_others_when_one_is_gone():
    one, other = a_freeze(freeze_id="one"), a_freeze(freeze_id="other")
    board = put_up(put_up(Board(campaign_id=CAMPAIGN), one, NOON), other, NOON)
    held = by_the_board(a_publication(), board, [path_to("booth-1")], NOON)

    left = by_the_board(held, taken_from(board, "one"), [held.path], NOON)

    assert (held.held_by, left.held_by, left.state) == ("one", "other", S.HELD)


def test_what_is_to_be_taken_down_does_not_set_out_after_a_freeze():
    takedown = ordered(TakedownKind.WITHDRAWAL, at=NOON, by="system")
    held = a_publication(S.HELD, held_by="gone", takedown=takedown)

    settled = by_the_board(held, Board(campaign_id=CAMPAIGN), [held.path], NOON)

    assert settled.state is S.CANCELLED


def test_a_reel_is_held_for_any_of_its_places():
    board = put_up(Board(campaign_id=CAMPAIGN), a_freeze(area_id=AreaId("mandal-2")), NOON)

    def held_at(*places: str) -> bool:
        paths = [path_to(place) for place in places]
        return by_the_board(a_publication(), board, paths, NOON).state is S.HELD

    assert held_at("constituency", "booth-1", "booth-3")
    assert not held_at("constituency", "booth-1")


@pytest.mark.parametrize(
    ("item", "out_of_reach", "may_be_out"),
    [
        (a_publication(S.POSTING, step=PostStep.SENT), True, True),
        (a_publication(S.POSTING, step=PostStep.FINALISING), True, True),
        (PENDING, False, False),
        (a_publication(S.UNCONFIRMED), True, True),
        (a_publication(S.POSTED), False, True),
        (a_publication(S.TAKEN_DOWN), False, True),
        (a_publication(S.FAILED), False, False),
        (a_publication(S.HELD), False, False),
    ],
    ids=["sent", "finalising", "pending", "unconfirmed", "posted", "taken down", "failed", "held"],
)
def test_only_what_a_network_may_show_is_out_of_reach(
    item: Publication, out_of_reach: bool, may_be_out: bool
):
    assert is_out_of_reach(item) is out_of_reach
    assert may_have_gone_out(item) is may_be_out


def test_a_board_forgets_what_is_over_and_says_when_it_is_full():
    board = Board(campaign_id=CAMPAIGN)
    for number in range(MOST_ON_BOARD):
        board = put_up(board, a_freeze(freeze_id=str(number), until_at=NOON + MINUTE), NOON)
    with pytest.raises(Conflict):
        put_up(board, a_freeze(), NOON)

    later = put_up(board, a_freeze(), NOON + MINUTE)

    assert [hold.freeze_id for hold in later.holds] == [a_freeze().freeze_id]


def test_two_people_lift_a_freeze_and_neither_of_them_is_asked_twice():
    asked = lift(a_freeze(), ONE, NOON)
    assert lift(asked, ONE, NOON + MINUTE) is asked
    assert (asked.lift_asked_by, asked.lifted_by) == (ONE, None)
    assert state_of(asked, NOON) is FreezeState.LIFT_ASKED

    lifted = lift(asked, OTHER, NOON + MINUTE)

    assert (lifted.lifted_by, lifted.lifted_at) == (OTHER, NOON + MINUTE)
    assert lift(lifted, ONE, NOON) is lifted
    assert lift(lifted, OTHER, NOON) is lifted
    with pytest.raises(Conflict):
        lift(lifted, THIRD, NOON)


def test_what_is_over_by_itself_is_not_lifted():
    with pytest.raises(Conflict):
        lift(a_freeze(until_at=NOON), ONE, NOON)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, FreezeState.ON),
        ({"from_at": NOON + MINUTE}, FreezeState.PLANNED),
        ({"until_at": NOON + MINUTE}, FreezeState.ON),
        ({"until_at": NOON}, FreezeState.OVER),
        ({"lift_asked_at": NOON}, FreezeState.LIFT_ASKED),
        ({"lift_asked_at": NOON, "until_at": NOON}, FreezeState.OVER),
        ({"lifted_at": NOON, "until_at": NOON}, FreezeState.LIFTED),
    ],
)
def test_a_freeze_says_how_far_it_has_come(fields: dict[str, Any], state: FreezeState):
    freeze = a_freeze(**fields)

    assert state_of(freeze, NOON) is state
    is_on = state in {FreezeState.ON, FreezeState.LIFT_ASKED}
    assert holds_now(freeze, NOON) is is_on
    assert is_to_come(freeze, NOON) is (state is FreezeState.PLANNED)


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "another"}, {"area_id": AreaId("mandal-2")}, {"kind": FreezeKind.SILENCE},
        {"channel_id": CHANNEL}, {"until_at": NOON + MINUTE}, {"from_at": NOON + MINUTE},
        {"campaign_id": CampaignId("other")},
    ],
    ids=str,
)  # fmt: skip
def test_a_repeat_says_all_that_was_said_before(fields: dict[str, Any]):
    known = a_freeze(version=3, held=7, lift_asked_by=ONE)

    assert says_the_same(known, a_freeze(), says_when=True)
    assert not says_the_same(known, a_freeze(**fields), says_when=True)


def test_a_begin_that_was_not_said_does_not_count():
    assert says_the_same(a_freeze(), a_freeze(from_at=NOON + MINUTE), says_when=False)


@pytest.mark.parametrize(
    ("user", "area", "expected"),
    [
        (a_moderator("mandal-1"), "state", True),
        (a_moderator("mandal-1"), "booth-1", True),
        (a_moderator("mandal-1"), "mandal-2", False),
        (a_user(Role.CONVENER, "district-2"), "district-1", False),
        (a_worker(), "booth-1", False),
    ],
    ids=["above", "inside", "beside", "elsewhere", "a worker"],
)
def test_a_freeze_concerns_whose_areas_lie_around_or_inside(user: User, area: str, expected: bool):
    assert concerns(user, path_to(area)) is expected


# When it is looked at.


def test_a_freeze_that_begins_now_is_looked_at_three_times_within_the_minute():
    assert [at - NOON for at in first_looks(a_freeze(), NOON)] == [
        timedelta(), timedelta(seconds=10), timedelta(seconds=50),
    ]  # fmt: skip


def test_one_that_begins_soon_is_looked_at_as_it_begins_and_one_later_by_a_timer():
    soon, later = a_freeze(from_at=NOON + LEAD), a_freeze(from_at=NOON + LEAD + MINUTE)

    assert first_looks(soon, NOON)[0] == NOON + LEAD
    assert next_due(soon, NOON) == NOON + LEAD
    assert first_looks(later, NOON) == ()
    assert next_due(later, NOON) == NOON + MINUTE
    assert looks_due(later, NOON + MINUTE)[0] == NOON + LEAD + MINUTE


def test_a_lifted_one_is_looked_at_at_once_even_before_it_would_have_begun():
    lifted = a_freeze(from_at=NOON + timedelta(days=1), lifted_at=NOON)

    assert first_looks(lifted, NOON)[0] == NOON


def test_while_it_holds_it_is_looked_at_again_and_again_and_at_its_end():
    freeze = a_freeze(until_at=NOON + timedelta(hours=1))
    end = NOON + timedelta(hours=1)

    assert next_due(freeze, NOON) == NOON + EVERY
    assert looks_due(freeze, NOON + EVERY) == (NOON + EVERY,)
    assert next_due(freeze, end - LEAD - MINUTE) == end - LEAD
    assert looks_due(freeze, end - LEAD)[:2] == (end - LEAD, end)
    assert next_due(a_freeze(), NOON) == NOON + EVERY


def test_afterwards_it_is_looked_at_until_it_holds_nothing():
    freeze = a_freeze(until_at=NOON)

    assert next_due(freeze, NOON) == NOON + EVERY
    assert next_due(freeze, NOON + AFTER_THE_END) is None
    assert next_due(replace(freeze, held=1), NOON + AFTER_THE_END) is not None
    assert next_due(a_freeze(lifted_at=NOON), NOON) == NOON + EVERY
    assert next_due(a_freeze(lifted_at=NOON, until_at=NOON + MINUTE), NOON) == NOON + EVERY


@given(freeze=freezes, ticks=st.lists(st.integers(1, 20), max_size=20))
def test_the_timer_always_looks_later_than_now_and_ends_at_some_time(
    freeze: Freeze, ticks: list[int]
):
    now = NOON - 10 * MINUTE
    for minutes in ticks:
        due = next_due(freeze, now)
        assert due is None or due > now
        now += minutes * MINUTE

    if freeze.until_at is not None:
        assert next_due(freeze, freeze.until_at + AFTER_THE_END) is None


# What may be asked for.


def a_wish(**fields: Any) -> WantedFreeze:
    wanted = WantedFreeze(
        freeze_id="f", area_id=AreaId("mandal-1"), kind=FreezeKind.INCIDENT, reason="A reason",
        from_at=None, until_at=None,
    )  # fmt: skip
    return replace(wanted, **fields)


@pytest.mark.parametrize(
    ("fields", "begin"),
    [
        ({}, NOON),
        ({"from_at": NOON + MINUTE}, NOON + MINUTE),
        ({"from_at": NOON - SLACK}, NOON - SLACK),
        ({"until_at": NOON + MINUTE}, NOON),
        ({"kind": FreezeKind.STOP}, NOON),
        ({"kind": FreezeKind.STOP, "from_at": NOON + SLACK}, NOON),
    ],
    ids=["at once", "later", "a slow clock", "with an end", "a stop", "a stop by a fast clock"],
)
def test_a_freeze_begins_when_it_was_said_and_a_stop_at_once(
    fields: dict[str, Any], begin: datetime
):
    assert begin_of(a_wish(**fields), NOON) == begin


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"from_at": NOON - SLACK - MINUTE}, "from"),
        ({"from_at": NOON + MOST_AWAY + MINUTE}, "from"),
        ({"from_at": NOON - MOST_AWAY - MINUTE}, "from"),
        ({"until_at": NOON}, "until"),
        ({"from_at": NOON - SLACK, "until_at": NOON - MINUTE}, "until"),
        ({"from_at": NOON + MINUTE, "until_at": NOON + MINUTE}, "until"),
        ({"until_at": NOON + MOST_AWAY + MINUTE}, "until"),
        ({"kind": FreezeKind.STOP, "until_at": NOON + MINUTE}, "until"),
        ({"kind": FreezeKind.STOP, "from_at": NOON + SLACK + MINUTE}, "from"),
    ],
    ids=str,
)
def test_a_time_that_cannot_be_is_refused_by_its_name(fields: dict[str, Any], field: str):
    with pytest.raises(InvalidInput) as refused:
        begin_of(a_wish(**fields), NOON)

    assert refused.value.facts["field"] == field


def test_a_begin_counts_where_it_was_said_and_never_of_a_stop():
    assert a_wish(from_at=NOON).says_when
    assert not a_wish().says_when
    assert not a_wish(from_at=NOON, kind=FreezeKind.STOP).says_when


@pytest.mark.parametrize(
    "reason",
    ["", "  \u200b ", "x" * 501, "Call 98765 43210", "2345 6789 0124", "XXXX-XXXX-0124"],
    ids=["none", "nothing to see", "too long", "a phone", "an Aadhaar number", "a hidden one"],
)
def test_a_reason_is_some_words_without_a_number(reason: str):
    with pytest.raises(InvalidInput):
        reason_of(reason)


def test_a_reason_is_kept_as_people_see_it():
    assert reason_of("  मौन अवधि, 48 घंटे\u200b ") == "मौन अवधि, 48 घंटे"
