"""Another decision may be asked for once, by the worker or the person; somebody else decides."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.decisions import Asker, Decided, Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import BeneficiaryId, ConsentId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.returned import Returned
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.appealing import ask_as_person, ask_as_worker
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.holdings import held_of
from chalicelib.services.moderation import Tools, pass_decision
from tests.builders import (
    MODERATOR,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_claim,
    a_consent,
    a_ledger,
    a_moderator,
    a_testimonial,
    a_user,
    a_visit,
    a_visited_place,
    a_worker,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds

LATER = NOON + timedelta(hours=1)
SECOND = a_moderator(user_id=UserId("moderator-2"))
REJECT = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.WRONG_PERSON, note="Not she")
OTHER_VISIT = VisitId(an_id(0xA002))
OTHER_PERSON = BeneficiaryId(an_id(0xB002))
HOSTILE = "<img src=x onerror=alert(1)> \u202eevil\u202c 👩🏽‍🌾 " + "ग" * 1900


def a_decided(kind: DecisionKind = DecisionKind.REJECT, **fields: Any) -> Decided:
    decided = Decided(kind=kind, by=MODERATOR, at=NOON, reason=ReasonCode.WRONG_PERSON)
    return replace(decided, **fields)


def a_rejected(**fields: Any) -> Testimonial:
    return a_testimonial(State.REJECTED, **{"decisions": (a_decided(),), **fields})


def a_place_with(item: Testimonial) -> FakeRecords:
    return FakeRecords(*a_visited_place(), SECOND, item)


def ask(records: FakeRecords, note: str | None = "She is", user: User | None = None) -> Testimonial:
    return ask_as_worker(user or a_worker(), VISIT, note, tools(records, 60))


def ask_herself(
    records: FakeRecords, note: str | None = None, person: Beneficiary | None = None
) -> int:
    return ask_as_person(person or a_beneficiary(), note, tools(records, 60))


def kept(records: FakeRecords, visit_id: VisitId = VISIT) -> Testimonial:
    item = records.find(Testimonial, visit_id)
    assert item is not None
    return item


def tools(records: FakeRecords, minutes: int = 70) -> Tools:
    clock = FixedClock(NOON + timedelta(minutes=minutes))
    used = len(records.all(OutboxItem))
    return Tools(records=records, clock=clock, new_id=SequentialIds(900 + used))


def decide(
    records: FakeRecords, user: User, decision: Decision = REJECT, minutes: int = 70
) -> None:
    pass_decision(user, VISIT, kept(records).version, decision, tools(records, minutes))


def claim(records: FakeRecords, user: User) -> VisitId | None:
    clock = FixedClock(NOON + timedelta(minutes=70))
    return claim_next(user, Asked(), records=records, clock=clock)


def test_evidence_that_came_while_it_was_rejected_is_looked_at_now() -> None:
    records = a_place_with(a_rejected())

    ask(records)

    jobs = [row.job for row in records.all(OutboxItem)]
    assert jobs == [Job(action=Action.VERIFY, subject=VISIT)]


def test_the_worker_asks_and_it_waits_for_review_with_her_words() -> None:
    records = a_place_with(a_rejected())

    asked = ask(records)

    item = kept(records)
    assert (asked.state, asked.appeal) == (item.state, item.appeal)
    assert item.state is State.PENDING_REVIEW
    assert item.appeal is not None
    assert (item.appeal.by, item.appeal.at, item.appeal.note) == (Asker.WORKER, LATER, "She is")
    assert item.history[-1].by == "worker"


def test_the_chain_says_who_asked_and_keeps_her_words_out() -> None:
    records = a_place_with(a_rejected())

    ask(records)

    (entry,) = records.all(AuditEntry)
    assert (entry.action, entry.actor, entry.facts) == ("asked_again", WORKER, {"by": "worker"})
    assert is_intact([entry], kept(records).audit)
    assert "She is" not in repr(entry)


@pytest.mark.parametrize("note", [None, "", HOSTILE, "\u202e" * 50])
def test_her_words_are_kept_as_she_wrote_them(note: str | None) -> None:
    records = a_place_with(a_rejected())

    asked = ask(records, note)

    assert asked.appeal is not None
    assert asked.appeal.note == note


def test_the_same_request_again_gets_the_same_answer_and_writes_nothing() -> None:
    records = a_place_with(a_rejected())
    first = ask(records)
    commits = len(records.commits)

    again = ask(records)

    assert (again.state, again.appeal) == (first.state, first.appeal)
    assert len(records.commits) == commits


def test_it_is_asked_for_once_whoever_asks_and_whatever_was_decided_then() -> None:
    records = a_place_with(a_rejected())
    ask(records)

    with pytest.raises(Conflict):
        ask(records, "Really")
    assert claim(records, SECOND) == VISIT
    decide(records, SECOND)
    with pytest.raises(Conflict):
        ask(records, "Really")

    assert ask_herself(records) == 0
    assert kept(records).state is State.REJECTED


def test_who_asked_herself_leaves_the_worker_nothing_to_ask() -> None:
    records = a_place_with(a_rejected())
    ask_herself(records, "She is")

    with pytest.raises(Conflict):
        ask(records)


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.REJECTED}), ids=lambda state: state.value
)
def test_only_what_was_rejected_can_be_asked_about(state: State) -> None:
    records = a_place_with(a_testimonial(state))

    with pytest.raises(Conflict):
        ask(records)

    assert ask_herself(records) == 0
    assert records.commits == []


@pytest.mark.parametrize(
    "user",
    [
        a_worker(user_id=UserId("worker-2")),
        a_worker("booth-6"),
        a_moderator(user_id=WORKER),
        a_user(Role.ADMIN, "state"),
        a_worker(scopes=()),
    ],
    ids=["another worker", "moved elsewhere", "a moderator", "an admin", "no role"],
)
def test_for_anybody_else_there_is_nothing(user: User) -> None:
    records = a_place_with(a_rejected())

    with pytest.raises(NotFound):
        ask(records, user=user)

    assert records.commits == []


@pytest.mark.parametrize("gone", ["visit", "testimonial"])
def test_what_is_not_there_is_not_found(gone: str) -> None:
    rows = [*a_visited_place(), a_rejected()]
    kind = type(a_visit()) if gone == "visit" else Testimonial
    records = FakeRecords(*(row for row in rows if not isinstance(row, kind)))

    with pytest.raises(NotFound):
        ask(records)


def test_somebody_else_decides_and_both_decisions_stay() -> None:
    records = a_place_with(a_rejected())
    ask(records)

    assert claim(records, a_moderator()) is None
    assert claim(records, SECOND) == VISIT
    decide(records, SECOND, Decision(kind=DecisionKind.APPROVE))

    item = kept(records)
    assert [(each.kind.value, each.by) for each in item.decisions] == [
        ("reject", MODERATOR), ("approve", "moderator-2"),
    ]  # fmt: skip
    assert (item.state, item.appeal is not None) == (State.APPROVED, True)


def test_who_decided_before_may_not_even_where_she_holds_it() -> None:
    records = a_place_with(a_rejected())
    ask(records)
    hers = a_claim(expires_at=LATER + timedelta(hours=1))
    records.seed(replace(kept(records), claim=hers))

    with pytest.raises(Conflict):
        decide(records, a_moderator())

    assert kept(records).state is State.PENDING_REVIEW


def test_a_decision_is_marked_for_the_worker_in_its_own_commit() -> None:
    records = a_place_with(a_testimonial())
    claim(records, SECOND)

    decide(records, SECOND)

    (mark,) = records.all(Returned)
    assert (mark.worker_id, mark.visit_id) == (WORKER, VISIT)
    assert Returned in {type(change.row) for change in records.commits[-1]}


def test_asking_survives_another_writer() -> None:
    records = a_place_with(a_rejected())
    records.before_commit = lambda _: records.commit(
        Save(row=replace(kept(records), content_version=7))
    )

    ask(records)

    assert (kept(records).state, kept(records).content_version) == (State.PENDING_REVIEW, 7)


def test_of_two_who_ask_at_once_one_asks() -> None:
    records = a_place_with(a_rejected())
    records.before_commit = lambda _: ask_herself(records)

    with pytest.raises(Conflict):
        ask(records)

    assert [entry.actor for entry in records.all(AuditEntry)] == ["beneficiary"]


# The person shown


def a_merged_person() -> FakeRecords:
    """Two rows of the roll that are one person, with a rejected visit each."""
    other = a_beneficiary(beneficiary_id=OTHER_PERSON, merged_into=PERSON)
    consent = a_consent(visit_id=OTHER_VISIT, consent_id=ConsentId(an_id(0xD2)))
    return FakeRecords(
        *a_visited_place(),
        a_beneficiary(merged=(OTHER_PERSON,)),
        other,
        a_ledger(consent, beneficiary_id=OTHER_PERSON),
        a_visit(visit_id=OTHER_VISIT, beneficiary_id=OTHER_PERSON),
        a_rejected(),
        a_rejected(visit_id=OTHER_VISIT, beneficiary_id=OTHER_PERSON),
    )


def test_she_asks_about_all_that_was_rejected_of_her() -> None:
    records = a_merged_person()
    person = records.find(Beneficiary, PERSON)

    assert ask_herself(records, "It is me", person) == 2
    assert ask_herself(records, "It is me", person) == 2

    items = [kept(records), kept(records, OTHER_VISIT)]
    assert {item.state for item in items} == {State.PENDING_REVIEW}
    assert [item.appeal.note for item in items if item.appeal] == ["It is me"] * 2
    entries = records.all(AuditEntry)
    assert [(each.actor, each.action) for each in entries] == [("beneficiary", "asked_again")] * 2


def test_a_visit_that_made_no_testimonial_is_passed_by() -> None:
    assert ask_herself(FakeRecords(*a_visited_place())) == 0


def test_an_erased_person_has_nothing_to_ask_about() -> None:
    records = a_place_with(a_rejected())
    gone = a_beneficiary(is_erased=True)
    records.seed(gone)

    assert ask_herself(records, person=gone) == 0
    assert kept(records).state is State.REJECTED


def test_her_page_counts_what_she_may_ask_about_what_waits_and_what_is_final() -> None:
    def counts() -> tuple[int, int, int]:
        held = held_of(a_beneficiary(), records=records, clock=FixedClock(LATER))
        return held.may_ask_again, held.asked_again, held.rejected_again

    records = a_place_with(a_rejected())

    assert counts() == (1, 0, 0)
    ask_herself(records)
    assert counts() == (0, 1, 0)
    claim(records, SECOND)
    decide(records, SECOND)
    assert counts() == (0, 0, 1)
