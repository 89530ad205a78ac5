"""A testimonial's states: only declared edges, nothing published unapproved, none left for good."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import UserId
from chalicelib.domain.testimonial import (
    MOVES,
    STUCK_AFTER,
    WAITING_FOR_MACHINES,
    State,
    Testimonial,
    holds,
    is_claimed,
    move,
)
from tests.builders import MODERATOR, NOON, a_claim, a_testimonial

# The declared edges, written out a second time so that the table cannot grow unnoticed.
EDGES = {
    "collecting": {"verifying"},
    "verifying": {"pending_review", "refused"},
    "pending_review": {"approved", "rejected", "has_issues", "verifying"},
    # A decision may be taken back, and what was rejected may be asked about again.
    "approved": {"publishing", "pending_review", "rejected"},
    # Edited after its approval, or taken down on every channel.
    "publishing": {"published", "pending_review", "rejected"},
    "published": {"pending_review", "rejected"},
    "refused": {"verifying"},
    "has_issues": {"verifying", "pending_review"},
    "rejected": {"pending_review"},
}
wishes = st.lists(st.sampled_from(State), max_size=30)


def follow(wanted: list[State]) -> Testimonial:
    item = a_testimonial(State.COLLECTING)
    for target in wanted:
        if target in MOVES[item.state]:
            item = move(item, target, at=NOON, by="system")
    return item


def test_the_edges_are_the_declared_ones_and_withdrawal_from_everywhere() -> None:
    wanted = {source: targets | {"withdrawn"} for source, targets in EDGES.items()}

    edges = {source.value: {t.value for t in targets} for source, targets in MOVES.items()}

    assert edges == {**wanted, "withdrawn": set()}


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("target", State)
def test_a_step_that_is_not_declared_is_refused(source: State, target: State) -> None:
    item = a_testimonial(source)

    if target in MOVES[source]:
        assert move(item, target, at=NOON, by="system").state is target
    else:
        with pytest.raises(Conflict) as refusal:
            move(item, target, at=NOON, by="system")
        assert refusal.value.facts == {"current_state": source.value}


@settings(max_examples=200, deadline=None)
@given(wanted=wishes)
def test_no_sequence_reaches_published_without_approved(wanted: list[State]) -> None:
    item = follow(wanted)
    passed = [step.target for step in item.history]

    if item.state is State.PUBLISHED:
        assert State.APPROVED in passed
    if State.APPROVED in passed:
        assert passed[passed.index(State.APPROVED) - 1] is State.PENDING_REVIEW


@settings(max_examples=200, deadline=None)
@given(wanted=wishes)
def test_withdrawn_is_never_left(wanted: list[State]) -> None:
    targets = [step.target for step in follow(wanted).history]

    assert State.WITHDRAWN not in targets[:-1]


@settings(max_examples=100, deadline=None)
@given(wanted=wishes)
def test_history_joins_up_from_the_first_state_to_the_last(wanted: list[State]) -> None:
    item = follow(wanted)

    assert [step.source for step in item.history[1:]] == [s.target for s in item.history[:-1]]
    assert item.history[-1].target is item.state


@pytest.mark.parametrize("source", [s for s in State if s is not State.WITHDRAWN])
def test_withdrawal_is_open_from_every_state(source: State) -> None:
    assert move(a_testimonial(source), State.WITHDRAWN, at=NOON, by="s").state is State.WITHDRAWN


@settings(max_examples=100, deadline=None)
@given(wanted=wishes.filter(bool))
def test_only_a_step_that_a_machine_must_take_is_looked_at_again(wanted: list[State]) -> None:
    item = follow([State.VERIFYING, *wanted])

    waits = item.state in WAITING_FOR_MACHINES
    assert item.due_at == (NOON + STUCK_AFTER if waits else None)


def test_a_move_ends_the_claim() -> None:
    item = a_testimonial(claim=a_claim())

    assert move(item, State.APPROVED, at=NOON, by="moderator").claim is None


def test_a_claim_holds_for_one_moderator_until_it_lapses() -> None:
    item = a_testimonial(claim=a_claim())
    end = NOON + timedelta(minutes=10)

    assert is_claimed(item, NOON)
    assert holds(item, MODERATOR, end - timedelta(seconds=1))
    assert not holds(item, UserId("moderator-2"), NOON)
    assert not is_claimed(item, end)
    assert not holds(item, MODERATOR, end)


def test_an_unclaimed_item_is_held_by_nobody() -> None:
    assert not is_claimed(a_testimonial(), NOON)
    assert not holds(a_testimonial(), MODERATOR, NOON)
