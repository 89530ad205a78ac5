"""What is told of an item on which a second person decides alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import EMPTY, AuditEntry, Head, next_entry
from chalicelib.domain.decisions import Appeal, Asker, Decided, DecisionKind
from chalicelib.domain.discretion import told_decisions, told_entries
from chalicelib.domain.ids import UserId
from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import MODERATOR, NOON, VISIT, a_decided, a_testimonial

SECOND, READER = UserId("moderator-2"), UserId("somebody")
APPROVED = a_decided()
LATER = NOON + timedelta(seconds=5)
WITHIN, AFTER = NOON + timedelta(seconds=30), NOON + timedelta(minutes=1)


def told(item: Testimonial, reader: UserId = READER, now: datetime = WITHIN) -> list[Decided]:
    return list(told_decisions(item, reader, now))


def chain(*events: tuple[str, str | None, UserId, datetime]) -> list[AuditEntry]:
    """Return a chain of (action, decision, actor, instant)."""
    head, entries = EMPTY, []
    for action, decision, actor, at in events:
        facts: dict[str, Any] = {"decision": decision} if decision else {}
        entries.append(
            next_entry(head, subject_id=VISIT, at=at, actor=actor, action=action, facts=facts)
        )
        head = Head(seq=entries[-1].seq, hash=entries[-1].hash)
    return entries


def actions(
    entries: list[AuditEntry], item: Testimonial, reader: UserId = READER, now: datetime = WITHIN
) -> list[str]:
    return [
        f"{e.action} {e.facts.get('decision', '')}".strip()
        for e in told_entries(entries, item, reader, now)
    ]  # fmt: skip


VERIFIED = ("verified", None, UserId("system"), NOON)
FIRST = ("decided", "approve", MODERATOR, NOON)


def test_a_first_approval_is_told_to_nobody_but_whoever_gave_it() -> None:
    item = a_testimonial(decisions=(APPROVED,))

    for now in (WITHIN, NOON + timedelta(days=3)):
        assert told(item, SECOND, now) == told(item, READER, now) == []
        assert told(item, MODERATOR, now) == [APPROVED]
        assert actions(chain(VERIFIED, FIRST), item, SECOND, now) == ["verified"]
        assert actions(chain(VERIFIED, FIRST), item, MODERATOR, now) == [
            "verified", "decided approve",
        ]  # fmt: skip


def test_an_approval_of_other_evidence_is_not_told_either() -> None:
    item = a_testimonial(decisions=(APPROVED,), evidence_version=9)

    assert told(item) == []
    assert actions(chain(FIRST, VERIFIED), item) == []


def test_passing_up_is_told() -> None:
    passed_up = a_decided(DecisionKind.ESCALATE, by=SECOND)
    item = a_testimonial(decisions=(APPROVED, passed_up))

    assert told(item) == [passed_up]
    entries = chain(("decided", "escalate", SECOND, NOON), FIRST)
    assert actions(entries, item) == ["decided escalate"]


@pytest.mark.parametrize("kind", ["approve", "reject", "has_issues"])
def test_what_was_taken_back_is_told_to_nobody_else_while_it_waits(kind: str) -> None:
    entries = chain(
        VERIFIED, ("decided", kind, MODERATOR, NOON),
        ("decision_taken_back", kind, MODERATOR, LATER), VERIFIED,
    )  # fmt: skip
    item = a_testimonial()

    assert actions(entries, item) == ["verified"]
    assert len(actions(entries, item, MODERATOR)) == 4
    assert len(actions(entries, a_testimonial(State.WITHDRAWN))) == 4


def test_what_was_sent_back_before_is_told_when_it_has_returned() -> None:
    sent_back = a_decided(DecisionKind.HAS_ISSUES)
    item = a_testimonial(decisions=(sent_back,))

    assert told(item) == [sent_back]
    assert actions(chain(("decided", "has_issues", MODERATOR, NOON), VERIFIED), item) == [
        "decided has_issues", "verified",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "state"),
    [(DecisionKind.REJECT, State.REJECTED), (DecisionKind.HAS_ISSUES, State.HAS_ISSUES),
     (DecisionKind.APPROVE, State.APPROVED)],
)  # fmt: skip
def test_both_choices_are_told_once_the_second_can_no_longer_be_taken_back(
    kind: DecisionKind, state: State
) -> None:
    last = a_decided(kind, by=SECOND, at=LATER)
    item = a_testimonial(state, decisions=(APPROVED, last))
    entries = chain(VERIFIED, FIRST, ("decided", kind.value, SECOND, LATER))

    assert told(item, SECOND) == told(item, READER) == [last]
    assert told(item, MODERATOR) == told(item, READER, AFTER) == [APPROVED, last]
    assert actions(entries, item, SECOND) == ["verified"]
    assert len(actions(entries, item, MODERATOR)) == len(actions(entries, item, READER, AFTER)) == 3


def test_an_approval_by_one_person_is_told_at_once() -> None:
    item = a_testimonial(State.APPROVED, decisions=(APPROVED,))

    assert told(item) == [APPROVED]
    assert actions(chain(FIRST), item) == ["decided approve"]


def test_what_was_decided_before_an_appeal_is_told_and_what_follows_is_not() -> None:
    before = (APPROVED, a_decided(DecisionKind.REJECT, by=SECOND))
    new = a_decided(by=UserId("moderator-3"), at=AFTER)
    asked = a_testimonial(appeal=Appeal(by=Asker.WORKER, at=LATER), decisions=before)
    entries = chain(
        FIRST, ("decided", "reject", SECOND, NOON), ("asked_again", None, READER, LATER),
        ("decided", "approve", new.by, AFTER),
    )  # fmt: skip

    assert told(asked) == list(before)
    assert told(replace(asked, decisions=(*before, new))) == list(before)
    assert actions(entries, replace(asked, decisions=(*before, new))) == [
        "decided approve", "decided reject", "asked_again",
    ]  # fmt: skip


def test_without_any_decision_everything_is_told() -> None:
    item = a_testimonial()

    assert told(item) == []
    assert actions(chain(VERIFIED), item) == ["verified"]
