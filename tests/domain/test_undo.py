"""Taking a decision back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decisions import Appeal, Asker, Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import AlreadyClaimed, Conflict
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import ask_again, claim, decide
from chalicelib.domain.testimonial import STUCK_AFTER, State, Step, Testimonial
from chalicelib.domain.undo import LONGEST_UNDO, UNDO_LIFE, may_be_undone, undo, undo_until
from chalicelib.settings import MOST_UNDO_S
from tests.builders import MODERATOR, NOON, a_claim, a_decided, a_testimonial

OTHER = UserId("moderator-2")
SOON = NOON + timedelta(seconds=10)
REASON = ReasonCode.UNSAFE_CONTENT
DECISIONS = [
    Decision(kind=kind, reason=REASON) for kind in DecisionKind if kind is not DecisionKind.ESCALATE
]
ESCALATE = Decision(kind=DecisionKind.ESCALATE)
APPROVE = Decision(kind=DecisionKind.APPROVE)
BEFORE = (Step(at=NOON - timedelta(hours=1), source=State.VERIFYING, target=State.PENDING_REVIEW,
               by="system"),)  # fmt: skip


def waiting(**changes: object) -> Testimonial:
    known = {"since": BEFORE[0].at, "history": BEFORE, "claim": a_claim(), **changes}
    return a_testimonial(**known)


def decided(decision: Decision, *, is_first: bool = False, **changes: object) -> Testimonial:
    return decide(
        waiting(**changes), decision, by=MODERATOR, at=NOON, is_first_of_two=is_first
    )  # fmt: skip


def undone(item: Testimonial, by: UserId = MODERATOR, seconds: float = 10) -> Testimonial:
    return undo(item, by=by, at=NOON + timedelta(seconds=seconds), window=UNDO_LIFE)


@pytest.mark.parametrize("decision", [*DECISIONS, ESCALATE], ids=lambda each: each.kind.value)
def test_an_item_is_as_before_and_held_by_whoever_decided(decision: Decision) -> None:
    back = undone(decided(decision))

    assert (back.state, back.since, back.history) == (State.PENDING_REVIEW, BEFORE[0].at, BEFORE)
    assert (back.decisions, back.is_escalated, back.kept_for) == ((), False, None)
    assert back.claim == a_claim(expires_at=SOON + timedelta(minutes=10), taken_at=SOON)
    assert back.due_at is None


def test_a_first_approval_of_two_is_taken_back_too() -> None:
    first = decided(APPROVE, is_first=True)

    assert (first.state, first.claim) == (State.PENDING_REVIEW, None)
    assert undone(first).decisions == ()


def test_an_approval_that_was_taken_back_keeps_its_number_and_captions() -> None:
    item = decided(Decision(kind=DecisionKind.APPROVE, captions={"en": "Better"}))

    again = decide(undone(item), APPROVE, by=MODERATOR, at=SOON)

    assert (item.content_version, again.content_version) == (1, 2)
    assert again.captions == {"en": "Better"}


def test_an_item_without_a_history_waits_from_then_on() -> None:
    assert undone(decided(APPROVE, history=())).since == SOON


def test_taking_it_back_twice_is_once() -> None:
    back = undone(decided(APPROVE))

    assert undone(back, seconds=20) is back


@pytest.mark.parametrize("seconds", [30.001, 31, 3600])
def test_it_is_too_late_after_thirty_seconds(seconds: float) -> None:
    undone(decided(APPROVE), seconds=30)

    with pytest.raises(Conflict) as refusal:
        undone(decided(APPROVE), seconds=seconds)
    assert refusal.value.facts == {"current_state": "approved"}


def test_nobody_takes_back_what_somebody_else_decided() -> None:
    for item in (decided(APPROVE), decided(APPROVE, is_first=True), waiting(claim=None)):
        with pytest.raises(Conflict, match="not your decision"):
            undone(item, by=OTHER)


def test_only_the_last_decision_is_taken_back() -> None:
    first = decided(APPROVE, is_first=True)
    both = decide(claim(first, OTHER, NOON), APPROVE, by=OTHER, at=NOON)

    with pytest.raises(Conflict):
        undone(both)
    assert [each.by for each in undone(both, by=OTHER).decisions] == [MODERATOR]


def test_what_somebody_else_looks_at_by_now_stays() -> None:
    for decision in (APPROVE, ESCALATE):
        taken = claim(decided(decision, is_first=True), OTHER, SOON)

        with pytest.raises(AlreadyClaimed):
            undone(taken)
        with pytest.raises(Conflict):
            undone(taken, seconds=60)


@pytest.mark.parametrize(
    "moved",
    [
        replace(decided(APPROVE), state=State.PUBLISHING),
        replace(decided(APPROVE), state=State.WITHDRAWN),
        replace(decided(ESCALATE), state=State.VERIFYING),
        replace(decided(DECISIONS[2]), state=State.PENDING_REVIEW),
        ask_again(decided(DECISIONS[1]), Asker.WORKER, None, NOON),
    ],
    ids=["scheduled", "withdrawn", "verified anew", "come back from the worker", "asked about"],
)
def test_what_has_moved_on_is_not_taken_back(moved: Testimonial) -> None:
    assert undo_until(moved, MODERATOR, UNDO_LIFE) is None
    assert not may_be_undone(moved, NOON)
    with pytest.raises(Conflict):
        undone(moved)


def test_an_escalation_from_before_outlives_the_undo_of_a_later_decision() -> None:
    passed_up = waiting(decisions=(a_decided(DecisionKind.ESCALATE, by=OTHER),), is_escalated=True)
    again = decide(passed_up, ESCALATE, by=MODERATOR, at=NOON)
    rejected = decide(passed_up, DECISIONS[1], by=MODERATOR, at=NOON)
    unknown = decide(replace(passed_up, decisions=()), DECISIONS[1], by=MODERATOR, at=NOON)

    assert [undone(item).is_escalated for item in (again, rejected, unknown)] == [True] * 3


def test_how_long_it_can_be_taken_back_is_told_to_whoever_decided() -> None:
    item = decided(APPROVE)

    assert undo_until(item, MODERATOR, UNDO_LIFE) == NOON + timedelta(seconds=30)
    assert undo_until(item, OTHER, UNDO_LIFE) is None
    assert undo_until(waiting(), MODERATOR, UNDO_LIFE) is None


def test_whether_it_may_still_be_taken_back_is_known_to_those_who_go_on_with_it() -> None:
    item = decided(APPROVE)

    assert may_be_undone(item, NOON + LONGEST_UNDO)
    assert not may_be_undone(item, NOON + LONGEST_UNDO + timedelta(seconds=1))
    assert not may_be_undone(a_testimonial(State.APPROVED), NOON)


def test_no_stage_lets_a_decision_be_taken_back_after_it_is_looked_for() -> None:
    assert timedelta(seconds=MOST_UNDO_S) == LONGEST_UNDO < STUCK_AFTER
    assert UNDO_LIFE <= LONGEST_UNDO


@given(steps=st.lists(st.sampled_from(["approve", "reject", "escalate", "undo"]), max_size=12))
def test_any_row_of_decisions_and_undos_leaves_what_was_not_taken_back(steps: list[str]) -> None:
    item, kept = waiting(appeal=None), 0
    for number, step in enumerate(steps):
        at = NOON + timedelta(seconds=number)
        if step == "undo":
            if undo_until(item, MODERATOR, UNDO_LIFE) and not item.claim:
                item, kept = undo(item, by=MODERATOR, at=at, window=UNDO_LIFE), kept - 1
        elif item.claim:
            decision = Decision(kind=DecisionKind(step), reason=REASON)
            item, kept = decide(item, decision, by=MODERATOR, at=at), kept + 1

        assert len(item.decisions) == kept
        ended = item.decisions and item.decisions[-1].kind is not DecisionKind.ESCALATE
        assert (item.state is State.PENDING_REVIEW) == (not ended)


def test_the_appeal_of_a_rejection_ends_its_undo() -> None:
    item = decided(DECISIONS[1], appeal=None)
    asked = replace(item, appeal=Appeal(by=Asker.BENEFICIARY, at=SOON))

    assert undo_until(replace(asked, state=State.PENDING_REVIEW), MODERATOR, UNDO_LIFE) is None
