"""What follows from a withdrawal: completely, once, and for every visit it concerns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Retention
from chalicelib.domain.consent import How, Ledger, Purpose, give, withdraw
from chalicelib.domain.ids import BeneficiaryId, ChannelId, ConsentId, PublicationId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary, LastVisit, missing
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import OPEN_TO_EVIDENCE, State, Testimonial
from chalicelib.domain.visit import Outcome
from chalicelib.ports import R
from chalicelib.services import withdrawing
from chalicelib.services.rolls import LOOKS
from tests.builders import (
    CHANNEL,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_visit,
    a_withdrawal,
    an_id,
)
from tests.fakes import Crash, FakeRecords, FixedClock, SequentialIds

S = PublicationState
OTHER_VISIT = VisitId(an_id(0xA002))


def settle(records: FakeRecords, person: BeneficiaryId = PERSON) -> None:
    withdrawing.settle(
        person, records=records, clock=FixedClock(NOON + timedelta(hours=1)),
        new_id=SequentialIds(len(records.commits) * 10 + 1),
    )  # fmt: skip


def a_table(*rows: Row, ledger: Ledger | None = None) -> FakeRecords:
    kept = ledger or withdraw(a_ledger(), a_withdrawal())
    return FakeRecords(replace(kept, due_at=NOON), a_ready_photo(), *rows)


def state_of(records: FakeRecords, visit_id: VisitId = VISIT) -> State:
    item = records.find(Testimonial, visit_id)
    assert item is not None
    return item.state


def ledger_of(records: FakeRecords) -> Ledger:
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    return ledger


@pytest.mark.parametrize("state", [s for s in State if s is not State.WITHDRAWN])
def test_a_testimonial_is_withdrawn_from_every_state(state: State) -> None:
    records = a_table(a_testimonial(state))

    settle(records)

    assert state_of(records) is State.WITHDRAWN
    assert [entry.action for entry in records.all(AuditEntry)] == ["withdrawn"]


@pytest.mark.parametrize(
    ("before", "after", "jobs"),
    [
        (S.SCHEDULED, S.CANCELLED, []),
        (S.HELD, S.CANCELLED, []),
        (S.POSTED, S.TAKEDOWN_DUE, [Action.TAKE_DOWN]),
        (S.POSTING, S.POSTING, [Action.CONFIRM]),
        (S.UNCONFIRMED, S.UNCONFIRMED, [Action.CONFIRM]),
        (S.FAILED, S.FAILED, []),
        (S.TAKEN_DOWN, S.TAKEN_DOWN, []),
    ],
)
def test_each_publication_is_stopped_as_its_state_allows(
    before: PublicationState, after: PublicationState, jobs: list[Action]
) -> None:
    records = a_table(a_testimonial(State.PUBLISHING), a_publication(before))

    settle(records)

    assert [p.state for p in records.all(Publication)] == [after]
    assert [item.job.action for item in records.all(OutboxItem)] == jobs


def test_a_post_that_nobody_asked_about_any_more_is_asked_about_again() -> None:
    given_up = a_publication(S.UNCONFIRMED, confirmations=60, due_at=None)
    records = a_table(a_testimonial(state=State.PUBLISHING), given_up)

    settle(records)

    found = records.all(Publication)[0]
    assert (found.state, found.confirmations) == (S.UNCONFIRMED, 0)
    assert found.due_at is not None


def test_the_withdrawal_of_an_item_and_of_all_its_posts_is_one_commit() -> None:
    second = a_publication(
        S.POSTED, channel_id=ChannelId("second"), publication_id=PublicationId(an_id(2))
    )
    records = a_table(a_testimonial(State.PUBLISHED), a_publication(S.POSTED), second)

    settle(records)

    first, last = records.commits
    assert len(first) == 6
    assert [type(change.row) for change in last] == [Ledger]
    assert {item.job.channel_id for item in records.all(OutboxItem)} == {CHANNEL, "second"}
    assert records.all(AuditEntry)[0].facts == {"live_posts": 2}


def test_settling_twice_is_settling_once() -> None:
    records = a_table(a_testimonial(State.PUBLISHED), a_publication(S.POSTED))
    settle(records)
    commits = len(records.commits)

    settle(records)

    assert len(records.commits) == commits
    assert ledger_of(records).due_at is None
    assert ledger_of(records).settled == 1


def test_a_person_who_withdrew_nothing_is_left_alone() -> None:
    records = a_table(a_testimonial(), ledger=a_ledger())

    settle(records)
    settle(records, BeneficiaryId("unknown"))

    assert records.commits == []


def test_a_withdrawal_for_one_visit_leaves_the_other_as_it_is() -> None:
    other = a_consent(consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT)
    ledger = withdraw(a_ledger(a_consent(), other), a_withdrawal(visit_id=VISIT))
    records = a_table(
        a_testimonial(), a_testimonial(visit_id=OTHER_VISIT, media_ids=()), ledger=ledger
    )

    settle(records)

    assert state_of(records) is State.WITHDRAWN
    assert state_of(records, OTHER_VISIT) is State.PENDING_REVIEW


def test_a_withdrawal_of_everything_reaches_every_visit() -> None:
    other = a_consent(consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT)
    ledger = withdraw(a_ledger(a_consent(), other), a_withdrawal())
    records = a_table(a_testimonial(), a_testimonial(visit_id=OTHER_VISIT), ledger=ledger)

    settle(records)

    assert {item.state for item in records.all(Testimonial)} == {State.WITHDRAWN}


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        (Purpose.PUBLISH, State.WITHDRAWN),
        (Purpose.PHOTO, State.WITHDRAWN),
        (Purpose.VIDEO, State.PUBLISHED),
        (Purpose.CONTACT, State.PUBLISHED),
    ],
)
def test_an_item_goes_when_a_purpose_that_it_shows_is_taken_back(
    purpose: Purpose, state: State
) -> None:
    taken = a_withdrawal(purposes=frozenset({purpose}))
    records = a_table(a_testimonial(State.PUBLISHED), ledger=withdraw(a_ledger(), taken))

    settle(records)

    assert state_of(records) is state
    assert ledger_of(records).settled == 1


def test_a_visit_without_a_testimonial_is_settled_too() -> None:
    records = a_table()

    settle(records)

    assert ledger_of(records).settled == 1


def test_a_crash_half_way_is_finished_by_the_next_run() -> None:
    other = a_consent(consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT)
    ledger = withdraw(a_ledger(a_consent(), other), a_withdrawal())
    records = a_table(a_testimonial(), a_testimonial(visit_id=OTHER_VISIT), ledger=ledger)

    def crash(_: object) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        settle(records)
    assert ledger_of(records).settled == 0
    settle(records)

    assert {item.state for item in records.all(Testimonial)} == {State.WITHDRAWN}
    assert len(records.all(AuditEntry)) == 2
    assert ledger_of(records).settled == 1


def test_another_withdrawal_that_comes_meanwhile_stays_due() -> None:
    records = a_table(a_testimonial())
    second = a_withdrawal(withdrawal_id=an_id(0xE002))

    def withdraw_again(_: object) -> None:
        records.commit(Save(row=withdraw(ledger_of(records), second)))

    records.before_commit = withdraw_again
    settle(records)

    assert (ledger_of(records).settled, ledger_of(records).due_at) == (1, NOON)
    settle(records)
    assert (ledger_of(records).settled, ledger_of(records).due_at) == (2, None)


def test_two_runs_at_once_settle_once() -> None:
    records = a_table(a_testimonial(State.PUBLISHED), a_publication(S.POSTED))
    records.before_commit = lambda _: settle(records)

    settle(records)

    assert len(records.all(AuditEntry)) == 1
    assert len(records.all(OutboxItem)) == 1
    assert ledger_of(records).settled == 1


def test_a_ledger_that_is_gone_has_nothing_to_mark() -> None:
    records = FakeRecords()

    withdrawing._mark_settled(a_ledger(withdrawals=(a_withdrawal(),)), NOON, records)

    assert records.commits == []


HOUR_LATER = NOON + timedelta(hours=1)


def person_of(records: FakeRecords) -> Beneficiary:
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    return person


def a_seal(*rows: Row, ledger: Ledger | None = None) -> FakeRecords:
    retention = Retention(after_withdrawal_days=10)
    person = a_beneficiary(last=LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON))
    return a_table(a_campaign(retention=retention), person, *rows, ledger=ledger)


def test_who_took_everything_back_is_sealed_with_the_day_she_is_erased() -> None:
    records = a_seal(a_testimonial())

    settle(records)

    ends = HOUR_LATER + timedelta(days=10)
    assert person_of(records).erase_at == ledger_of(records).erase_at == ends
    assert (person_of(records).purposes, person_of(records).has_withdrawn) == (frozenset(), True)
    assert missing(person_of(records)) == ()
    assert [type(change.row) for change in records.commits[-1]] == [Ledger, Beneficiary]


def test_without_a_campaign_the_usual_days_hold() -> None:
    records = a_table(a_beneficiary())

    settle(records)

    kept = timedelta(days=Retention().after_withdrawal_days)
    assert person_of(records).erase_at == HOUR_LATER + kept


def test_who_kept_a_purpose_is_not_sealed() -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PUBLISH}))
    records = a_seal(ledger=withdraw(a_ledger(), taken))

    settle(records)

    assert person_of(records).erase_at is None
    assert ledger_of(records).erase_at is None


def test_a_sealed_record_keeps_its_day() -> None:
    records = a_seal()
    settle(records)
    first = person_of(records)

    late = a_consent(consent_id=ConsentId(an_id(2)))
    records.commit(Save(row=give(ledger_of(records), late)))
    withdrawing.settle(
        PERSON, records=records, clock=FixedClock(NOON + timedelta(days=3)),
        new_id=SequentialIds(50),
    )  # fmt: skip

    assert ledger_of(records).settled == 1
    # The row knows of the late consent; nothing else of it has changed.
    assert person_of(records) == replace(first, entries=3, version=first.version + 1)


def test_a_consent_that_comes_after_a_call_is_what_seals() -> None:
    nothing = a_ledger(consents=())
    records = a_seal(ledger=withdraw(nothing, a_withdrawal(how=How.CALL)))
    settle(records)
    assert person_of(records).erase_at is None

    records.commit(Save(row=give(ledger_of(records), a_consent())))
    settle(records)

    assert person_of(records).erase_at is not None
    assert ledger_of(records).due_at is None


def test_an_erased_person_is_not_sealed_again() -> None:
    records = a_seal()
    records.seed(a_beneficiary(is_erased=True))

    settle(records)

    assert person_of(records).erase_at is None
    assert ledger_of(records).settled == 1


def test_a_visit_that_arrives_meanwhile_is_kept_and_the_record_is_sealed() -> None:
    records = a_seal()
    seen = replace(person_of(records), media_kinds=frozenset({"photo"}))
    records.before_commit = lambda _: records.commit(Save(row=seen))

    settle(records)

    assert person_of(records).media_kinds == {"photo"}
    assert person_of(records).erase_at is not None


class OnTheMove(FakeRecords):
    """Records in which somebody's row is out of sight for a while, as when a file moves her."""

    missed = 0

    def find(self, kind: type[R], *key: str) -> R | None:
        if kind is Beneficiary and self.missed:
            self.missed -= 1
            return None
        return super().find(kind, *key)


def on_the_move(missed: int) -> OnTheMove:
    ledger = withdraw(a_ledger(), a_withdrawal())
    records = OnTheMove(replace(ledger, due_at=NOON), a_campaign(), a_beneficiary())
    records.missed = missed
    return records


def test_who_is_just_being_moved_is_looked_for_again_and_sealed() -> None:
    records = on_the_move(missed=LOOKS - 1)

    settle(records)

    assert person_of(records).erase_at == ledger_of(records).erase_at
    assert person_of(records).erase_at is not None
    assert ledger_of(records).settled == 1


def test_a_ledger_whose_person_is_nowhere_is_settled_all_the_same() -> None:
    records = on_the_move(missed=1_000)

    settle(records)

    assert (ledger_of(records).settled, ledger_of(records).due_at) == (1, None)


def test_what_nobody_approved_is_not_withdrawn_for_her_age() -> None:
    child = a_beneficiary(details={"birth_year": "2012"})
    records = a_table(a_campaign(), child, a_visit(), a_testimonial(State.PENDING_REVIEW))

    withdrawing.withdraw_child(
        VISIT, records=records, clock=FixedClock(NOON), new_id=SequentialIds()
    )

    assert records.commits == []


OPEN = sorted(OPEN_TO_EVIDENCE)


@pytest.mark.parametrize("state", OPEN)
def test_what_nobody_decided_is_left_to_its_verdict_while_publishing_stands(state: State) -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PHOTO}))
    records = a_table(a_testimonial(state), ledger=withdraw(a_ledger(), taken))

    settle(records)

    assert state_of(records) is state
    assert ledger_of(records).settled == 1


@pytest.mark.parametrize("state", sorted(set(State) - OPEN_TO_EVIDENCE))
def test_what_was_decided_is_withdrawn_with_what_it_shows(state: State) -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PHOTO}))
    records = a_table(a_testimonial(state), ledger=withdraw(a_ledger(), taken))

    settle(records)

    assert state_of(records) is State.WITHDRAWN


@pytest.mark.parametrize("state", OPEN)
def test_what_nobody_decided_is_withdrawn_with_the_consent_to_publish(state: State) -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PUBLISH}))
    records = a_table(a_testimonial(state), ledger=withdraw(a_ledger(), taken))

    settle(records)

    assert state_of(records) is State.WITHDRAWN
