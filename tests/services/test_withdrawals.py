"""Taking consent back by each way: one commit, once, whatever is repeated or happens at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.consent import How, Ledger, Purpose, everywhere, give, withdraw
from chalicelib.domain.errors import IdTaken, StaleVersion
from chalicelib.domain.ids import BeneficiaryId, CampaignId, ConsentId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.reports import Result
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.services.withdrawals import (
    PEOPLE_PER_PHONE,
    SETTLE_WITHIN,
    rows_of,
    summarise,
    take_back,
    take_back_by_phone,
    take_back_everything,
)
from tests.builders import (
    ALL_PURPOSES,
    CAMPAIGN,
    NOON,
    PERSON,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_phone,
    a_withdrawal,
    an_id,
)
from tests.fakes import Crash, FakeRecords, FixedClock, SequentialIds

LATER = NOON + timedelta(hours=2)
PHONE_HASH = a_phone().hash
DAUGHTER = BeneficiaryId(an_id(0xB002))
SON = BeneficiaryId(an_id(0xB003))


def a_table(*rows: Row) -> FakeRecords:
    return FakeRecords(a_campaign(), a_beneficiary(purposes=ALL_PURPOSES), *rows)


def tools(records: FakeRecords, now: datetime = LATER):
    ids = SequentialIds(len(records.commits) * 10 + 1)
    return {"records": records, "clock": FixedClock(now), "new_id": ids}


def take(records: FakeRecords, **fields: object) -> Result:
    taken = replace(a_withdrawal(), **fields)  # type: ignore[arg-type]  # as the test says
    return take_back(
        a_beneficiary(), taken, actor="worker-1", facts={"device_id": "device-1"}, **tools(records)
    )


def by_code(records: FakeRecords, now: datetime = LATER) -> bool:
    return take_back_everything(a_beneficiary(), How.CODE, now, **tools(records, now))


def by_phone(
    records: FakeRecords, call_id: str = "call-1", at: datetime = LATER
) -> list[BeneficiaryId]:
    """Return whom a call reaches."""
    found = take_back_by_phone(PHONE_HASH, CAMPAIGN, call_id, at, **tools(records))
    return [person.beneficiary_id for person in found]


def ledger_of(records: FakeRecords, person: BeneficiaryId = PERSON) -> Ledger:
    ledger = records.find(Ledger, person)
    assert ledger is not None
    return ledger


def row_of(records: FakeRecords, person: BeneficiaryId = PERSON) -> Beneficiary:
    row = records.find(Beneficiary, person)
    assert row is not None
    return row


def test_ledger_entry_and_job_are_one_commit() -> None:
    records = a_table(a_ledger())

    result = take(records, purposes=frozenset({Purpose.PUBLISH}))

    assert result is Result.ACCEPTED
    (commit,) = records.commits
    assert {type(change.row) for change in commit} == {Ledger, AuditEntry, OutboxItem}
    assert ledger_of(records).due_at == LATER + SETTLE_WITHIN
    (entry,) = records.all(AuditEntry)
    assert (entry.action, entry.actor) == ("consent_withdrawn", "worker-1")
    assert entry.facts == {
        "withdrawal_id": an_id(0xE001), "consent_id": None, "visit_id": None,
        "purposes": "publish", "how": "worker", "device_id": "device-1",
    }  # fmt: skip
    (item,) = records.all(OutboxItem)
    assert (item.job.action, item.job.subject) == (Action.WITHDRAW, PERSON)


def test_the_same_withdrawal_again_is_known_and_another_under_its_id_is_refused() -> None:
    records = a_table(a_ledger())
    take(records)

    assert take(records) is Result.ALREADY_HAVE
    with pytest.raises(IdTaken):
        take(records, at=LATER)
    assert len(records.commits) == 1


def test_a_withdrawal_without_any_consent_makes_the_ledger_that_will_meet_it() -> None:
    records = a_table()

    take(records)

    assert everywhere(give(ledger_of(records), a_consent())) == frozenset()


def test_a_faster_writer_is_not_overwritten() -> None:
    records = a_table(a_ledger())
    second = a_consent(consent_id=ConsentId(an_id(2)))
    records.before_commit = lambda _: records.commit(Save(row=give(ledger_of(records), second)))

    with pytest.raises(StaleVersion):
        take(records)

    assert records.all(AuditEntry) == []


def test_a_summary_follows_the_ledger_and_needs_one() -> None:
    records = a_table()
    summarise(PERSON, records=records)
    assert records.commits == []

    records.seed(withdraw(a_ledger(), a_withdrawal()))
    summarise(PERSON, records=records)

    assert (row_of(records).purposes, row_of(records).has_withdrawn) == (frozenset(), True)


def test_the_code_takes_everything_back_and_says_that_something_stood() -> None:
    records = a_table(a_ledger())

    assert by_code(records) is True

    assert everywhere(ledger_of(records)) == frozenset()
    assert ledger_of(records).withdrawals[0].how is How.CODE
    assert records.all(AuditEntry)[0].actor == "beneficiary"
    assert row_of(records).has_withdrawn


def test_the_code_reaches_a_consent_whose_phone_was_ahead() -> None:
    records = a_table(a_ledger(a_consent(given_at=LATER + timedelta(hours=20))))

    by_code(records)

    assert everywhere(ledger_of(records)) == frozenset()


def test_the_code_again_changes_nothing() -> None:
    records = a_table(a_ledger())
    by_code(records)
    commits = len(records.commits)

    assert by_code(records) is False
    assert by_code(records, LATER + timedelta(hours=23)) is False

    assert len(records.commits) == commits


def test_the_code_counts_again_once_something_stands_or_a_day_has_passed() -> None:
    records = a_table(a_ledger())
    by_code(records)
    anew = a_consent(consent_id=ConsentId(an_id(2)), given_at=LATER + timedelta(hours=1))
    records.commit(Save(row=give(ledger_of(records), anew)))

    assert by_code(records, LATER + timedelta(hours=2)) is True
    assert by_code(records, LATER + timedelta(hours=27)) is False

    assert len(ledger_of(records).withdrawals) == 3


def test_two_at_once_withdraw_once() -> None:
    records = a_table(a_ledger())
    records.before_commit = lambda _: by_code(records)

    by_code(records)

    assert len(ledger_of(records).withdrawals) == 1
    assert len(records.all(AuditEntry)) == 1


def test_a_consent_that_comes_in_between_is_taken_back_too() -> None:
    records = a_table(a_ledger())
    second = a_consent(consent_id=ConsentId(an_id(2)), given_at=LATER + timedelta(minutes=1))
    records.before_commit = lambda _: records.commit(Save(row=give(ledger_of(records), second)))

    by_code(records)

    assert everywhere(ledger_of(records)) == frozenset()


def test_a_crash_before_the_summary_is_repaired_by_doing_it_again() -> None:
    records = a_table(a_ledger())

    def crash(_: object) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        by_code(records)
    assert not row_of(records).has_withdrawn
    by_code(records)

    assert row_of(records).has_withdrawn
    assert len(ledger_of(records).withdrawals) == 1


def a_family(**daughter: object) -> FakeRecords:
    fields = {"beneficiary_id": DAUGHTER, "serial": 2, "phone": a_phone(owner=DAUGHTER)}
    other = a_beneficiary(beneficiary_id=SON, serial=3, phone=a_phone("+919812345678", SON))
    return a_table(
        a_ledger(), a_ledger(beneficiary_id=DAUGHTER), a_ledger(beneficiary_id=SON),
        a_beneficiary(**{**fields, **daughter}), other,
    )  # fmt: skip


def test_a_call_withdraws_for_everybody_whom_its_number_stands_for() -> None:
    records = a_family()

    assert by_phone(records) == [PERSON, DAUGHTER]

    assert everywhere(ledger_of(records)) == everywhere(ledger_of(records, DAUGHTER)) == set()
    assert everywhere(ledger_of(records, SON)) == ALL_PURPOSES
    assert {entry.facts["call_id"] for entry in records.all(AuditEntry)} == {"call-1"}
    assert ledger_of(records).withdrawals[0].how is How.CALL
    assert row_of(records, DAUGHTER).has_withdrawn


def test_a_call_replayed_a_hundred_times_changes_nothing() -> None:
    records = a_family()
    by_phone(records)
    commits = len(records.commits)

    assert {len(by_phone(records)) for _ in range(100)} == {2}
    assert len(by_phone(records, at=NOON + timedelta(days=3))) == 2

    assert len(records.commits) == commits


def test_a_call_that_died_half_way_is_finished_by_its_replay() -> None:
    records = a_family()

    def crash(_: object) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        by_phone(records)
    by_phone(records)

    for person in (PERSON, DAUGHTER):
        assert everywhere(ledger_of(records, person)) == frozenset()
        assert len(ledger_of(records, person).withdrawals) == 1


def test_a_call_ends_what_was_agreed_before_it_alone() -> None:
    records = a_table(a_ledger(a_consent(given_at=LATER + timedelta(minutes=5))))

    by_phone(records)

    assert everywhere(ledger_of(records)) == ALL_PURPOSES


def test_a_call_meets_the_consent_that_a_phone_still_carries() -> None:
    records = a_table()

    assert by_phone(records) == [PERSON]

    assert everywhere(give(ledger_of(records), a_consent())) == frozenset()


def test_a_number_of_another_campaign_or_of_nobody_withdraws_nothing() -> None:
    records = a_family(campaign_id=CampaignId("campaign-2"))

    assert by_phone(records) == [PERSON]
    assert take_back_by_phone("nobody", CAMPAIGN, "call-2", LATER, **tools(records)) == ()

    assert everywhere(ledger_of(records, DAUGHTER)) == ALL_PURPOSES


def test_a_merged_person_is_all_her_rows_and_an_erased_one_is_none() -> None:
    kept = a_beneficiary(merged=(DAUGHTER, SON))
    other = a_beneficiary(beneficiary_id=DAUGHTER, serial=2, merged_into=PERSON, phone=None)
    gone = a_beneficiary(beneficiary_id=SON, serial=3, merged_into=PERSON, is_erased=True)
    records = FakeRecords(kept, other, gone)

    for one in (kept, other):
        found = rows_of(one, records=records)
        assert [row.beneficiary_id for row in found] == [PERSON, DAUGHTER]
    assert rows_of(a_beneficiary(is_erased=True), records=records) == ()
    lost = a_beneficiary(beneficiary_id=SON, merged_into=BeneficiaryId("unknown"))
    assert rows_of(lost, records=records) == (lost,)


def test_a_call_from_one_of_two_merged_rows_withdraws_for_both() -> None:
    records = a_family(phone=None, merged_into=PERSON)
    records.seed(a_beneficiary(merged=(DAUGHTER,)))

    assert by_phone(records) == [PERSON, DAUGHTER]
    assert everywhere(ledger_of(records, DAUGHTER)) == frozenset()


def test_a_call_reaches_more_people_than_one_page_of_a_number_holds() -> None:
    many = [BeneficiaryId(an_id(0xB100 + number)) for number in range(PEOPLE_PER_PHONE + 5)]
    people = (a_beneficiary(beneficiary_id=one, phone=a_phone(owner=one)) for one in many)
    records = FakeRecords(a_campaign(), *people, *(a_ledger(beneficiary_id=one) for one in many))

    assert by_phone(records) == many

    assert {everywhere(ledger_of(records, one)) for one in many} == {frozenset()}
