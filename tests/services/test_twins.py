"""The same person twice: candidates with reasons, merges, and merges undone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import (
    Conflict,
    DomainError,
    IdTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import BeneficiaryId, CampaignId
from chalicelib.domain.people import Role, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.twins import Merge, SameId
from chalicelib.services import twins
from chalicelib.services.twins import Merged, Twins
from tests.builders import NOON, PERSON, a_beneficiary, a_ledger, a_user, a_worker, an_id, path_to
from tests.fakes import FakeRecords, FixedClock

CONVENER = a_user(Role.CONVENER, "district-1")
OTHER = BeneficiaryId(an_id(0xB002))
MERGE = an_id(0xC001)
NOBODY_LIKE_HER: dict[str, Any] = {
    "names": {"en": "Kavita Sharma"},
    "guardian_names": {"en": "Mohan"},
    "phone": None,
}


def one(number: int = 0xB002, booth: str = "booth-1", **fields: Any) -> Beneficiary:
    given = {**NOBODY_LIKE_HER, "beneficiary_id": BeneficiaryId(an_id(number)), **fields}
    return a_beneficiary(booth_id=booth, path=path_to(booth), serial=number, **given)


def same_ids(person: Beneficiary) -> list[SameId]:
    """The rows that an import writes for the ids of a person."""
    return [
        SameId(id_type=kind, id_hash=id_hash, beneficiary_id=person.beneficiary_id)
        for kind, id_hash in person.ids.items()
    ]


def looked_for(*others: Beneficiary, user: User = CONVENER, **fields: Any) -> Twins:
    person = a_beneficiary(**fields)
    shared = [same for row in (person, *others) for same in same_ids(row)]
    records = FakeRecords(person, *others, *shared)
    return twins.find(user, PERSON, records=records)


def test_she_is_found_by_her_phone_wherever_she_is_listed() -> None:
    found = looked_for(one(booth="booth-3", phone="+919876543210"))

    assert [twin.reasons for twin in found.found] == [("phone",)]


def test_she_is_found_by_an_id_of_the_same_type() -> None:
    card = one(booth="booth-3", ids={"ration_card": "h1"})
    same_number_on_another_card = one(0xB003, booth="booth-3", ids={"voter_id": "h1"})

    found = looked_for(card, same_number_on_another_card, ids={"ration_card": "h1"})

    assert [(twin.person.beneficiary_id, twin.reasons) for twin in found.found] == [
        (OTHER, ("id:ration_card",))
    ]


def test_she_is_found_by_her_name_in_another_script_on_the_same_roll() -> None:
    here = one(names={"hi": "सीता देवी"}, guardian_names={"hi": "राम"})
    there = one(0xB003, booth="booth-2", names={"hi": "सीता देवी"})

    found = looked_for(here, there, names={"en": "Seeta Devi"}, guardian_names={"en": "Ram"})

    assert [twin.reasons for twin in found.found] == [("name", "guardian")]


def test_the_likeliest_comes_first() -> None:
    by_name = one(0xB004, names={"en": "Sita Devi"})
    by_all = one(0xB002, names={"en": "Sita Devi"}, phone="+919876543210", ids={"voter_id": "v"})
    by_card = one(0xB003, ids={"voter_id": "v"})

    found = looked_for(by_name, by_all, by_card, ids={"voter_id": "v"})

    assert [twin.person.serial for twin in found.found] == [0xB002, 0xB003, 0xB004]


def test_those_outside_her_area_are_only_counted() -> None:
    found = looked_for(one(booth="booth-6", phone="+919876543210"), one(0xB003))

    assert (found.found, found.elsewhere) == ((), 1)


@pytest.mark.parametrize(
    "fields",
    [{"merged_into": PERSON}, {"erase_at": NOON}, {"is_erased": True}],
    ids=["merged", "sealed", "erased"],
)
def test_who_is_closed_is_no_candidate(fields: dict[str, Any]) -> None:
    assert looked_for(one(phone="+919876543210", **fields)).found == ()


def test_a_person_without_phone_and_ids_is_looked_for_by_name() -> None:
    assert looked_for(one(), phone=None) == Twins(found=(), elsewhere=0)


def test_a_long_roll_is_looked_through() -> None:
    others = [one(n, names={"en": "Kavita Sharma"}) for n in range(1, twins.READ_AT_ONCE + 5)]

    found = looked_for(*others, one(0xF000, names={"en": "Sita Devi"}))

    assert [twin.person.serial for twin in found.found] == [0xF000]


def test_a_roll_without_end_is_not() -> None:
    size = twins.READ_AT_ONCE * twins.MOST_PAGES
    others = [one(n, names={"en": "Kavita Sharma"}) for n in range(2, size + 5)]

    assert looked_for(*others, one(0xF000, names={"en": "Sita Devi"})).found == ()


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (a_worker(), NotPermitted),
        (a_user(Role.CONVENER, "district-2"), NotFound),
        (replace(a_worker(), scopes=(*a_worker().scopes, *a_user(Role.ADMIN, "booth-6").scopes)),
         NotFound),
    ],
    ids=["worker", "other district", "worker here, admin elsewhere"],
)  # fmt: skip
def test_only_who_steers_the_area_looks_for_duplicates(
    user: User, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        looked_for(user=user)


def test_a_closed_record_has_no_duplicates() -> None:
    with pytest.raises(Conflict):
        looked_for(erase_at=NOON)


def two(*more: Row, **fields: Any) -> FakeRecords:
    return FakeRecords(a_beneficiary(), one(phone="+919876543210", **fields), *more)


def merge(
    records: FakeRecords, *, version: int = 1, other: BeneficiaryId = OTHER,
    merge_id: str = MERGE, user: User = CONVENER, kept: BeneficiaryId = PERSON,
) -> Merged:  # fmt: skip
    return twins.merge(
        user, kept, version, other, merge_id, records=records, clock=FixedClock(NOON)
    )


def undo(records: FakeRecords, merge_id: str = MERGE, user: User = CONVENER) -> Merged:
    return twins.undo(user, PERSON, merge_id, records=records, clock=FixedClock(NOON))


def row_of(records: FakeRecords, person: BeneficiaryId) -> Beneficiary:
    row = records.find(Beneficiary, person)
    assert row is not None
    return row


def test_a_merge_marks_both_rows_and_notes_it_in_both_chains() -> None:
    records = two(a_ledger())

    done = merge(records)

    assert row_of(records, PERSON).merged == (OTHER,)
    assert row_of(records, OTHER).merged_into == PERSON
    assert done.merge.reasons == ("phone",)
    assert done.version == row_of(records, PERSON).version
    entries = records.all(AuditEntry)
    assert {(e.subject_id, e.action) for e in entries} == {
        (PERSON, "person_merged"), (OTHER, "person_merged")
    }  # fmt: skip
    assert len(records.commits) == 1


def test_an_undone_merge_leaves_both_as_they_were() -> None:
    records = two()
    before = [replace(row_of(records, person), version=0) for person in (PERSON, OTHER)]
    merge(records)

    done = undo(records)

    after = [replace(row_of(records, person), version=0) for person in (PERSON, OTHER)]
    assert after == before
    assert (done.merge.undone_by, done.merge.undone_at) == (CONVENER.user_id, NOON)
    for ledger in records.all(Ledger):
        chain = [e for e in records.all(AuditEntry) if e.subject_id == ledger.beneficiary_id]
        assert is_intact(chain, ledger.audit)
        assert len(chain) == 2


def test_a_merge_sent_again_is_answered_as_at_first() -> None:
    records = two()

    first, again = merge(records), merge(records)

    assert again.merge == replace(first.merge, version=1)
    assert again.version == first.version
    assert len(records.commits) == 1


def test_an_undo_sent_again_changes_nothing() -> None:
    records = two()
    merge(records)

    first, again = undo(records), undo(records)

    assert (first.version, len(records.commits)) == (again.version, 2)


def test_an_undone_merge_can_be_made_anew_under_another_id() -> None:
    records = two()
    merge(records)
    version = undo(records).version

    merge(records, version=version, merge_id=an_id(0xC002))

    assert row_of(records, OTHER).merged_into == PERSON


def test_an_id_that_named_another_merge_is_taken() -> None:
    records = two(one(0xB003))
    merge(records)

    with pytest.raises(IdTaken):
        merge(records, other=BeneficiaryId(an_id(0xB003)))


def test_a_merge_of_another_version_is_stale() -> None:
    with pytest.raises(StaleVersion):
        merge(two(), version=2)


def touched(records: FakeRecords, row: Row) -> Callable[[object], None]:
    return lambda _: records.commit(Save(row=row))


def test_a_merge_that_lost_a_race_for_the_kept_row_is_stale() -> None:
    records = two()
    changed = replace(row_of(records, PERSON), has_withdrawn=True)
    records.before_commit = touched(records, changed)

    with pytest.raises(StaleVersion):
        merge(records)

    assert records.all(Merge) == []


def test_a_merge_that_lost_a_race_for_anything_else_is_made_anew() -> None:
    records = two()
    changed = replace(row_of(records, OTHER), has_withdrawn=True)
    records.before_commit = touched(records, changed)

    merge(records)

    assert row_of(records, OTHER).has_withdrawn
    assert row_of(records, OTHER).merged_into == PERSON


def test_two_merges_across_each_other_leave_one() -> None:
    records = two()

    def faster(_: object) -> None:
        merge(records, kept=OTHER, other=PERSON, merge_id=an_id(0xC002))

    records.before_commit = faster
    with pytest.raises(StaleVersion):
        merge(records)

    assert [row.kept_id for row in records.all(Merge)] == [OTHER]


@pytest.mark.parametrize(
    ("fields", "other", "refusal"),
    [
        ({}, PERSON, InvalidInput),
        ({}, BeneficiaryId("nobody"), NotFound),
        ({"merged_into": BeneficiaryId("b9")}, OTHER, Conflict),
        ({"merged": (BeneficiaryId("b9"),)}, OTHER, Conflict),
        ({"erase_at": NOON}, OTHER, Conflict),
        ({"is_erased": True}, OTHER, NotFound),
        ({"campaign_id": CampaignId("another")}, OTHER, NotFound),
        ({"booth": "booth-6"}, OTHER, NotFound),
    ],
    ids=["herself", "nobody", "merged", "chain", "sealed", "erased", "campaign", "elsewhere"],
)
def test_what_cannot_be_one_stays_two(
    fields: dict[str, Any], other: BeneficiaryId, refusal: type[DomainError]
) -> None:
    records = two(**fields)

    with pytest.raises(refusal):
        merge(records, other=other)

    assert records.commits == []


def test_a_worker_neither_merges_nor_parts() -> None:
    records = two()
    with pytest.raises(NotPermitted):
        merge(records, user=a_worker())
    merge(records)

    with pytest.raises(NotPermitted):
        undo(records, user=a_worker())


def test_a_merge_that_never_was_cannot_be_undone() -> None:
    with pytest.raises(NotFound):
        undo(two())


def test_an_undo_that_lost_a_race_is_decided_again() -> None:
    records = two()
    merge(records)
    records.before_commit = lambda _: undo(records)

    done = undo(records)

    assert done.merge.undone_at == NOON
    assert len(records.commits) == 2
