"""Whose numbers calls come from: how many people have one, and whether a worker does."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.calls import Call, CallState, Unmatched
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.people import WorkerNumber
from chalicelib.domain.phones import Phone
from chalicelib.domain.roll import with_visit
from chalicelib.domain.rows import Row
from chalicelib.services.matching import match_visit, settle, take_in
from chalicelib.services.worker_numbers import is_workers, number_changes
from tests.builders import (
    CAMPAIGN,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_phone,
    a_place,
    a_visit,
    a_worker,
    an_id,
)
from tests.contracts.registry_rows import a_call
from tests.fakes import FakeRecords
from tests.rounds import at
from tests.services.import_office import Office, an_office, as_csv

HEAD = ("reference", "name", "phone", "area_code")
HERS = a_phone()


def a_number(phone: Phone = HERS, **fields: Any) -> WorkerNumber:
    number = WorkerNumber(phone_hash=phone.hash, user_id=WORKER, campaign_id=CAMPAIGN)
    return replace(number, **fields)


def rung(*rows: Row) -> FakeRecords:
    """Return a table after a call from her number, three minutes into her visit."""
    visit = a_visit(call_dialled_at=at(3))
    records = FakeRecords(*a_place(), with_visit(a_beneficiary(), visit), visit, *rows)
    take_in(a_call(version=0, phone_hash=HERS.hash, at=at(3)), records=records)
    return records


def the_call(records: FakeRecords) -> Call:
    (call,) = records.all(Call)
    return call


def of_family(count: int) -> list[Row]:
    """Return so many people more with her number."""
    ids = [BeneficiaryId(an_id(0xB100 + number)) for number in range(count)]
    return [a_beneficiary(beneficiary_id=each, serial=9) for each in ids]


def staff(office: Office, *phones: str) -> None:
    for phone in phones:
        rows = [HEAD, ("W1", "Asha Verma", phone, "B1")]
        office.take_in(ImportKind.WORKERS, as_csv(rows))


def numbers(office: Office) -> dict[str, bool]:
    """Return which of the numbers ever imported are a worker's now, by their last digits."""
    hashes = {a_phone(f"+91987654321{n}").hash: str(n) for n in range(10)}
    return {hashes[row.phone_hash]: row.is_current for row in office.records.all(WorkerNumber)}


def test_a_matched_call_says_how_many_have_its_number() -> None:
    call = the_call(rung(*of_family(3)))

    assert (call.state, call.visit_id) == (CallState.MATCHED, VISIT)
    assert (call.sharing, call.is_workers) == (4, False)


def test_a_matched_call_says_that_its_number_is_a_workers() -> None:
    assert the_call(rung(a_number())).is_workers is True
    assert the_call(rung(a_number(is_current=False))).is_workers is False
    assert the_call(rung(a_number(a_phone("+919000000001")))).is_workers is False


def test_a_call_that_waits_says_the_same_and_keeps_it_once_matched() -> None:
    person, visit = a_beneficiary(), a_visit(call_dialled_at=at(3))
    records = FakeRecords(*a_place(), a_number(), *of_family(1))
    take_in(a_call(version=0, phone_hash=HERS.hash, at=at(3)), records=records)
    waiting = the_call(records)

    records.seed(visit, with_visit(person, visit))
    match_visit(VISIT, records=records)

    assert (waiting.state, waiting.sharing, waiting.is_workers) == (CallState.UNMATCHED, 2, True)
    call = the_call(records)
    assert (call.visit_id, call.sharing, call.is_workers) == (VISIT, 2, True)


def test_a_number_that_is_on_no_roll_may_be_a_workers() -> None:
    records = FakeRecords(a_number())

    take_in(a_call(version=0, phone_hash=HERS.hash), records=records)

    call = the_call(records)
    assert (call.reason, call.sharing, call.is_workers) == (Unmatched.NOBODY, 0, True)


def test_another_look_at_a_call_of_which_nothing_is_new_writes_nothing() -> None:
    records = FakeRecords(*a_place(), a_number(), *of_family(1))
    take_in(a_call(version=0, phone_hash=HERS.hash), records=records)
    before = len(records.commits)

    again = settle(the_call(records), records=records)

    assert (again, len(records.commits)) == (the_call(records), before)


def test_a_call_from_before_anybody_counted_is_counted_at_the_next_look() -> None:
    records = FakeRecords(*a_place(), a_call(phone_hash=HERS.hash, reason=Unmatched.NO_VISIT))

    assert settle(the_call(records), records=records).sharing == 1
    assert the_call(records).sharing == 1


def test_a_workers_file_makes_her_number_known_with_her() -> None:
    office = an_office()

    staff(office, "9876543210")

    (row,) = office.records.all(WorkerNumber)
    assert (row.campaign_id, row.is_current) == (CAMPAIGN, True)
    assert is_workers(HERS.hash, records=office.records)
    together = next(c for c in office.records.commits if row.user_id in str(c) and len(c) > 1)
    assert {type(change.row).__name__ for change in together} == {"User", "WorkerNumber"}


@pytest.mark.parametrize(
    ("phones", "known"),
    [
        (("9876543210", "9876543210"), {"0": True}),
        (("9876543210", "9876543211"), {"0": False, "1": True}),
        (("9876543210", "9876543211", "9876543210"), {"0": True, "1": False}),
        (("9876543210", ""), {"0": False}),
        (("",), {}),
    ],
    ids=["the same again", "another", "the first again", "none any more", "none at all"],
)
def test_only_the_number_that_she_has_is_a_workers(
    phones: tuple[str, ...], known: dict[str, bool]
) -> None:
    office = an_office()

    staff(office, *phones)

    assert numbers(office) == known


def test_another_role_or_name_writes_no_number_again() -> None:
    office = an_office()
    staff(office, "9876543210")

    office.take_in(
        ImportKind.WORKERS, as_csv([HEAD, ("W1", "Asha Sharma", "9876543210", "B2")])
    )  # fmt: skip

    (row,) = office.records.all(WorkerNumber)
    assert row.version == 1


def test_no_row_of_a_number_holds_the_number() -> None:
    (change,) = number_changes(None, a_worker(phone=HERS), records=FakeRecords())

    assert "9876543210" not in str(change)
    assert HERS.sealed not in str(change)


def test_a_family_of_workers_is_found_as_long_as_one_has_the_number() -> None:
    former = [a_number(user_id=f"user-{n}", is_current=False) for n in range(5)]

    assert is_workers(HERS.hash, records=FakeRecords(*former, a_number()))
    assert not is_workers(HERS.hash, records=FakeRecords(*former))
    assert PERSON not in str(former)
