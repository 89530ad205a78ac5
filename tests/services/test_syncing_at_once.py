"""Calls at once about what one person agreed to: her row ends as her ledger does.

A row may say already what a faster call has to write, before a slower one writes what is no more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.consent import How, Ledger, Purpose, everywhere
from chalicelib.domain.ids import ConsentId
from chalicelib.domain.reports import ConsentGiven, ConsentWithdrawn, Delivery, SyncChange
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.syncing import accept_batch
from chalicelib.services.withdrawals import summarise, take_back_everything
from tests.builders import (
    NOON,
    PERSON,
    a_beneficiary,
    a_consent,
    a_place,
    a_withdrawal,
    a_worker,
    an_id,
)
from tests.fakes import FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds

PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
EVENING = NOON + timedelta(hours=6)
PHOTO, VIDEO = Purpose.PHOTO, Purpose.VIDEO


def report(records: FakeRecords, *changes: SyncChange) -> None:
    accept_batch(
        a_worker(), Delivery(device_id="device-1", changes=changes), records=records, phones=PHONES,
        clock=FixedClock(EVENING), new_id=SequentialIds(1 + 100 * len(records.commits)),
    )  # fmt: skip


def agreed(number: int, *purposes: Purpose, at: datetime = NOON) -> SyncChange:
    consent = a_consent(
        consent_id=ConsentId(an_id(number)), purposes=frozenset(purposes), given_at=at
    )
    return SyncChange(
        change_id=f"c-{number}", data=ConsentGiven(beneficiary_id=PERSON, consent=consent)
    )


def taken_back(number: int, **fields: Any) -> SyncChange:
    withdrawal = a_withdrawal(withdrawal_id=f"w-{number}", **fields)
    data = ConsentWithdrawn(beneficiary_id=PERSON, withdrawal=withdrawal)
    return SyncChange(change_id=f"w-{number}", data=data)


def by_code(records: FakeRecords) -> None:
    afternoon = NOON + timedelta(hours=3)
    take_back_everything(
        a_beneficiary(), How.CODE, afternoon, records=records, clock=FixedClock(afternoon),
        new_id=SequentialIds(9000),
    )  # fmt: skip


class Table(FakeRecords):
    """A table that lets another call in right before her row is written, or after it is read."""

    before_her_row: Any = None
    after_her_row_is_read: Any = None

    def commit(self, *changes: Change) -> None:
        if any(isinstance(change.row, Beneficiary) for change in changes):
            self._let_in("before_her_row")
        super().commit(*changes)

    def find_many(self, kind: Any, natural_keys: Sequence[tuple[str, ...]]) -> Any:
        found = super().find_many(kind, natural_keys)
        if kind is Beneficiary:
            self._let_in("after_her_row_is_read")
        return found

    def _let_in(self, name: str) -> None:
        another = getattr(self, name)
        setattr(self, name, None)
        if another is not None:
            another()


def a_table(*changes: SyncChange) -> Table:
    """A person of whom this was reported in the morning."""
    table = Table(*a_place())
    report(table, *changes)
    return table


def stands(table: Table) -> frozenset[Purpose]:
    """Return what stands, which her row has to say as well."""
    person, ledger = table.find(Beneficiary, PERSON), table.find(Ledger, PERSON)
    assert person is not None
    assert ledger is not None
    assert person.purposes == everywhere(ledger)
    assert person.has_withdrawn == (bool(ledger.withdrawals) and not everywhere(ledger))
    return person.purposes


def test_a_slower_consent_does_not_show_what_a_faster_call_has_taken_back() -> None:
    table = a_table(agreed(1, PHOTO))
    back = taken_back(1, consent_id=ConsentId(an_id(2)))
    table.before_her_row = lambda: report(table, back)

    report(table, agreed(2, VIDEO))

    assert stands(table) == {PHOTO}


def test_a_slower_consent_does_not_show_what_somebody_has_taken_back_who_had_before() -> None:
    table = a_table(agreed(1, PHOTO), taken_back(1, consent_id=ConsentId(an_id(1))))
    back = taken_back(2, consent_id=ConsentId(an_id(2)))
    table.before_her_row = lambda: report(table, back)

    report(table, agreed(2, VIDEO))

    assert stands(table) == set()


def test_a_slower_withdrawal_does_not_hide_what_a_faster_call_was_agreed_to_anew() -> None:
    table = a_table(agreed(1, PHOTO, VIDEO))
    table.before_her_row = lambda: report(table, agreed(2, PHOTO, VIDEO))

    report(table, taken_back(1, consent_id=ConsentId(an_id(1))))

    assert stands(table) == {PHOTO, VIDEO}


def test_a_slower_withdrawal_by_code_does_not_hide_it_either() -> None:
    table = a_table(agreed(1, PHOTO))
    table.before_her_row = lambda: report(table, agreed(2, PHOTO, at=EVENING))

    by_code(table)

    assert stands(table) == {PHOTO}


def test_a_row_that_was_read_before_a_faster_withdrawal_is_not_taken_for_up_to_date() -> None:
    table = a_table(agreed(1, PHOTO, VIDEO))
    back = taken_back(1, consent_id=ConsentId(an_id(1)))
    table.after_her_row_is_read = lambda: report(table, back)

    report(table, agreed(2, PHOTO, VIDEO))

    assert stands(table) == {PHOTO, VIDEO}


def test_a_row_that_knows_all_of_her_ledger_is_not_written_again() -> None:
    changes = (agreed(1, PHOTO), taken_back(1), agreed(2, PHOTO))
    table = a_table(*changes)
    commits = len(table.commits)

    report(table, *changes)
    summarise(PERSON, records=table)

    assert len(table.commits) == commits
