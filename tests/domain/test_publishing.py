"""Publications: the declared steps, one marker for ever, and what waits for whom."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    GRANT_LIFE,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    PUBLICATION_MOVES,
    PostStep,
    PublicationState,
    granted,
    is_public_nowhere,
    move,
    needs_a_person,
    outgoing_list,
    publication_id_of,
    put_back,
    ungranted,
    waits_for_a_slot,
)
from tests.builders import CHANNEL, NOON, VISIT, a_publication

S = PublicationState
EDGES = {
    "scheduled": {"posting", "held", "cancelled"},
    "held": {"scheduled", "cancelled"},
    "posting": {"posted", "failed", "unconfirmed", "scheduled", "held", "cancelled"},
    "posted": {"takedown_due"},
    "failed": set(),
    "unconfirmed": {"posted", "failed"},
    "cancelled": set(),
    "takedown_due": {"taken_down", "takedown_failed"},
    "taken_down": set(),
    "takedown_failed": {"taken_down"},
}


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
@given(wanted=st.lists(st.sampled_from(S), max_size=40))
def test_what_may_be_out_never_leads_back_to_posting(wanted: list[S]) -> None:
    item, passed = a_publication(), [S.SCHEDULED]
    for target in wanted:
        if target in PUBLICATION_MOVES[item.state]:
            item = move(item, target, at=NOON)
            passed.append(target)

    for may_be_out in {S.POSTED, S.UNCONFIRMED} & set(passed):
        assert S.POSTING not in passed[passed.index(may_be_out) :]
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


def test_a_slot_is_its_own_until_it_is_given_back() -> None:
    waiting = a_publication(slot_at=None, due_at=None)
    assert waits_for_a_slot(waiting)

    taken = granted(waiting, NOON, chosen={"turn": "1"})

    assert (taken.slot_at, taken.due_at, taken.chosen) == (NOON, NOON + GRANT_LIFE, {"turn": "1"})
    assert not waits_for_a_slot(taken)
    assert ungranted(taken) == waiting
    assert not waits_for_a_slot(a_publication(S.HELD, slot_at=None))


@pytest.mark.parametrize("target", [S.SCHEDULED, S.HELD])
def test_what_is_put_back_leaves_nothing_of_its_attempt(target: S) -> None:
    pending = a_publication(S.POSTING, step=PostStep.PENDING, handle="h", attempts=1)

    back = put_back(pending, target, at=NOON)

    assert (back.state, back.step, back.handle, back.slot_at) == (target, None, None, None)
    assert back.attempts == 1


@pytest.mark.parametrize(
    ("state", "step", "is_nowhere"),
    [
        (S.POSTING, PostStep.PENDING, True),
        (S.POSTING, PostStep.SENT, False),
        (S.POSTING, PostStep.FINALISING, False),
        (S.UNCONFIRMED, PostStep.PENDING, False),
        (S.SCHEDULED, None, False),
    ],
)
def test_only_what_is_pending_is_certainly_public_nowhere(
    state: S, step: PostStep | None, is_nowhere: bool
) -> None:
    assert is_public_nowhere(a_publication(state, step=step)) is is_nowhere


@pytest.mark.parametrize(
    ("state", "looks", "needs"),
    [
        (S.UNCONFIRMED, MOST_CONFIRMATIONS, True),
        (S.UNCONFIRMED, MOST_CONFIRMATIONS - 1, False),
        (S.POSTED, MOST_CONFIRMATIONS, False),
        (S.TAKEDOWN_FAILED, 0, True),
    ],
)
def test_a_person_is_needed_for_what_the_network_does_not_settle(
    state: S, looks: int, needs: bool
) -> None:
    assert needs_a_person(a_publication(state, confirmations=looks)) is needs


# The marker


def test_the_same_content_on_the_same_channel_has_one_marker_for_ever() -> None:
    marker = publication_id_of(VISIT, CHANNEL, 1)

    assert marker == publication_id_of(VISIT, CHANNEL, 1)
    others = {
        publication_id_of(VISIT, CHANNEL, 2), publication_id_of(VISIT, ChannelId("other"), 1)
    }  # fmt: skip
    assert marker not in others
    assert len(others) == 2


def test_a_marker_is_a_uuid_of_version_7_with_its_visits_time() -> None:
    marker = UUID(publication_id_of(VISIT, CHANNEL, 1))

    assert (marker.version, marker.variant) == (7, UUID(VISIT).variant)
    assert marker.int >> 80 == UUID(VISIT).int >> 80


def test_a_list_is_named_by_its_desk_and_state() -> None:
    assert outgoing_list(AreaId("desk"), S.HELD) == "desk#held"
