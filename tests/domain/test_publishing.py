"""Publications: one attempt, no way back to it, and slots that never collide."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Conflict
from chalicelib.domain.posts import Posted, PostRefused, PostUnclear
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    POSTING_LEASE,
    PUBLICATION_MOVES,
    PublicationState,
    after_result,
    caption_for,
    move,
    reserve,
)
from chalicelib.domain.slots import SlotLedger
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, a_publication

S = PublicationState
EDGES = {
    "scheduled": {"posting", "held", "cancelled"},
    "held": {"scheduled", "cancelled"},
    "posting": {"posted", "failed", "unconfirmed"},
    "posted": {"takedown_due"},
    "failed": set(),
    "unconfirmed": {"posted", "failed"},
    "cancelled": set(),
    "takedown_due": {"taken_down", "takedown_failed"},
    "taken_down": set(),
    "takedown_failed": {"taken_down"},
}
wishes = st.lists(st.sampled_from(S), max_size=40)


def test_the_edges_are_the_declared_ones() -> None:
    assert {s.value: {t.value for t in to} for s, to in PUBLICATION_MOVES.items()} == EDGES


@pytest.mark.parametrize("source", S)
@pytest.mark.parametrize("target", S)
def test_a_step_that_is_not_declared_is_refused(source: S, target: S) -> None:
    if target in PUBLICATION_MOVES[source]:
        assert move(a_publication(source), target, at=NOON).state is target
    else:
        with pytest.raises(Conflict) as refusal:
            move(a_publication(source), target, at=NOON)
        assert refusal.value.facts == {"current_state": source.value}


@settings(max_examples=200, deadline=None)
@given(wanted=wishes)
def test_no_sequence_enters_posting_twice(wanted: list[S]) -> None:
    item, passed = a_publication(), [S.SCHEDULED]
    for target in wanted:
        if target in PUBLICATION_MOVES[item.state]:
            item = move(item, target, at=NOON)
            passed.append(target)

    assert passed.count(S.POSTING) <= 1
    assert passed.count(S.POSTED) <= 1
    if S.TAKEDOWN_DUE in passed:
        assert passed[passed.index(S.TAKEDOWN_DUE) - 1] is S.POSTED


@pytest.mark.parametrize(
    ("source", "target", "wait"),
    [
        (S.SCHEDULED, S.POSTING, POSTING_LEASE),
        (S.POSTING, S.UNCONFIRMED, CONFIRM_EVERY),
        (S.POSTED, S.TAKEDOWN_DUE, timedelta(minutes=1)),
        (S.TAKEDOWN_DUE, S.TAKEDOWN_FAILED, timedelta(minutes=10)),
    ],
)
def test_a_state_that_waits_for_an_answer_is_looked_at_again(
    source: S, target: S, wait: timedelta
) -> None:
    assert move(a_publication(source), target, at=NOON).due_at == NOON + wait


@pytest.mark.parametrize(
    ("source", "target"),
    [(S.POSTING, S.POSTED), (S.POSTING, S.FAILED), (S.SCHEDULED, S.CANCELLED)],
)
def test_a_settled_publication_is_not_looked_at_again(source: S, target: S) -> None:
    assert move(a_publication(source), target, at=NOON).due_at is None


def test_a_publication_that_was_held_keeps_its_slot() -> None:
    slot_at = NOON + timedelta(hours=2)
    held = a_publication(S.HELD, slot_at=slot_at)

    assert move(held, S.SCHEDULED, at=NOON).due_at == slot_at


def test_unclear_is_never_failed() -> None:
    posting = a_publication(S.POSTING)
    accepted = after_result(posting, Posted(external_id="x1", permalink="https://net/x1"), NOON)
    refused = after_result(posting, PostRefused(reason="too_long"), NOON)
    unclear = after_result(posting, PostUnclear(reason="timeout"), NOON)

    assert (accepted.state, accepted.external_id) == (S.POSTED, "x1")
    assert (refused.state, refused.reason) == (S.FAILED, "too_long")
    assert (unclear.state, unclear.reason) == (S.UNCONFIRMED, "timeout")


@settings(max_examples=100, deadline=None)
@given(waits=st.lists(st.integers(0, 300), min_size=1, max_size=20), spacing=st.integers(1, 120))
def test_slots_of_a_channel_never_come_closer_than_its_spacing(
    waits: list[int], spacing: int
) -> None:
    channel = a_channel(min_spacing_s=spacing)
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, next_at=NOON)
    now, slots = NOON, []
    for wait in waits:
        now += timedelta(seconds=wait)
        slot_at, ledger = reserve(ledger, channel, now)
        assert slot_at >= now
        slots.append(slot_at)

    gaps = [later - earlier for earlier, later in pairwise(slots)]
    assert all(gap >= timedelta(seconds=spacing) for gap in gaps)


@pytest.mark.parametrize(
    ("captions", "text"),
    [
        ({"hi": "घर मिला", "en": "A house"}, "घर मिला\n\nA house"),
        ({"en": " A house "}, "A house"),
        ({"hi": "", "gu": "ઘર"}, ""),
    ],
    ids=["both", "one", "none of the channel's"],
)
def test_a_caption_speaks_the_channels_languages_in_their_order(
    captions: dict[str, str], text: str
) -> None:
    assert caption_for(a_publication(captions=captions), a_channel()) == text
