"""One person's record with its history, and her number on an audited request."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.enrolment import COMMON
from chalicelib.domain.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotFound,
    NotPermitted,
    StoreUnavailable,
)
from chalicelib.domain.ids import BeneficiaryId, CampaignId
from chalicelib.domain.people import Role, User
from chalicelib.domain.phones import RevealReason
from chalicelib.domain.rows import Save
from chalicelib.services import people
from chalicelib.services.people import PersonRecord
from tests.builders import (
    NOON,
    PERSON,
    WORKER,
    a_beneficiary,
    a_ledger,
    a_moderator,
    a_user,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FakeVault, FixedClock

OTHER = BeneficiaryId(an_id(0xB2))


def an_edit(number: int, person: BeneficiaryId = PERSON) -> Edit:
    """The `number`-th change; the later it was made, the smaller its id."""
    return Edit(
        beneficiary_id=person,
        edit_id=f"e{900 - number}",
        source=EditSource.VISIT,
        at=NOON + timedelta(minutes=number),
        phone_at=NOON,
        user_id=WORKER,
        device_id="device-1",
        base_version=1,
        changes={"house": Changed(old=None, new=str(number))},
    )


def shown(
    records: FakeRecords, user: User | None = None, *, limit: int = 50, cursor: str | None = None
) -> PersonRecord:
    user = user or a_worker()
    return people.show(user, PERSON, limit=limit, cursor=cursor, records=records)


def test_the_newest_change_comes_first_whatever_its_id() -> None:
    records = FakeRecords(a_beneficiary(), *(an_edit(n) for n in range(3)))

    found = shown(records)

    assert [edit.edit_id for edit in found.history.items] == ["e898", "e899", "e900"]
    assert found.makers["e900"].at == NOON
    assert found.history.cursor is None


def test_pages_of_a_long_history_follow_without_gap_or_overlap() -> None:
    records = FakeRecords(a_beneficiary(), *(an_edit(n) for n in range(7)))
    page = shown(records, limit=3).history
    edits = list(page.items)

    while page.cursor:
        page = shown(records, limit=3, cursor=page.cursor).history
        edits += page.items

    assert [edit.edit_id for edit in edits] == [f"e{900 - n}" for n in range(6, -1, -1)]


def test_a_history_of_very_many_changes_is_read_to_its_end() -> None:
    many = people.READ_AT_ONCE + 1
    records = FakeRecords(a_beneficiary(), *(an_edit(n) for n in range(many)))

    assert len(shown(records).makers) == many


def test_a_cursor_of_somebody_else_is_refused() -> None:
    with pytest.raises(InvalidInput):
        shown(FakeRecords(a_beneficiary()), cursor="x")


def a_merged_pair(**other: Any) -> FakeRecords:
    """A record, the one that was merged into it, and a change of each."""
    given = {"beneficiary_id": OTHER, "serial": 2, "merged_into": PERSON, **other}
    kept, part = a_beneficiary(merged=(OTHER,)), a_beneficiary(**given)
    return FakeRecords(kept, part, an_edit(1), an_edit(2, OTHER))


def test_while_merged_the_history_is_of_both() -> None:
    found = shown(a_merged_pair())

    assert [edit.beneficiary_id for edit in found.history.items] == [OTHER, PERSON]


HIDDEN: dict[str, dict[str, Any]] = {
    "sealed": {"erase_at": NOON},
    "erased": {"is_erased": True},
    "out of the reader's scope": {"booth_id": "booth-2", "path": path_to("booth-2")},
}


@pytest.mark.parametrize("other", HIDDEN.values(), ids=HIDDEN)
def test_a_merged_record_tells_nothing_of_a_row_that_its_reader_may_not_read(
    other: dict[str, Any],
) -> None:
    found = shown(a_merged_pair(**other))

    assert [edit.beneficiary_id for edit in found.history.items] == [PERSON]


def test_a_merged_row_in_another_booth_is_read_by_who_may_read_there() -> None:
    records = a_merged_pair(**HIDDEN["out of the reader's scope"])

    found = shown(records, a_moderator())

    assert [edit.beneficiary_id for edit in found.history.items] == [OTHER, PERSON]


def test_a_role_that_reads_nothing_does_not_open_a_merged_row() -> None:
    reader = a_worker()
    trainer = a_user(Role.TRAINER, "booth-2")
    both = replace(reader, scopes=(*reader.scopes, *trainer.scopes))

    found = shown(a_merged_pair(**HIDDEN["out of the reader's scope"]), both)

    assert [edit.beneficiary_id for edit in found.history.items] == [PERSON]


def test_a_merged_row_that_is_gone_leaves_the_rest() -> None:
    records = FakeRecords(a_beneficiary(merged=(OTHER,)), an_edit(1), an_edit(2, OTHER))

    assert [edit.beneficiary_id for edit in shown(records).history.items] == [PERSON]


def test_of_a_sealed_person_only_her_names_are_shown() -> None:
    person = a_beneficiary(erase_at=NOON, details={"house": "4"})

    found = shown(FakeRecords(person, an_edit(1)))

    assert found.person.names == person.names
    assert (found.person.phone, found.person.details, found.history.items) == (None, {}, ())


@pytest.mark.parametrize(
    "user",
    [a_worker(), a_moderator(), *(a_user(r, "district-1") for r in (Role.IN_CHARGE, Role.ADMIN))],
    ids=["worker", "moderator", "in charge", "admin"],
)
def test_whom_she_concerns_may_see_her_record(user: User) -> None:
    assert shown(FakeRecords(a_beneficiary()), user).person.beneficiary_id == PERSON


STRANGERS: list[tuple[User, type[DomainError]]] = [
    (a_worker("booth-2"), NotFound),
    (a_moderator("district-2"), NotFound),
    (a_user(Role.TRAINER, "constituency"), NotPermitted),
]


@pytest.mark.parametrize(("user", "refusal"), STRANGERS, ids=["booth", "district", "trainer"])
def test_others_may_not(user: User, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        shown(FakeRecords(a_beneficiary()), user)


@pytest.mark.parametrize("rows", [(), (a_beneficiary(is_erased=True),)], ids=["absent", "erased"])
def test_who_is_erased_looks_absent(rows: Any) -> None:
    with pytest.raises(NotFound):
        shown(FakeRecords(*rows))


def reveal(records: FakeRecords, user: User | None = None, vault: FakeVault | None = None) -> str:
    return people.reveal_phone(
        user or a_moderator(), PERSON, RevealReason.CALL_BACK,
        records=records, vault=vault or FakeVault(), clock=FixedClock(NOON),
    )  # fmt: skip


def test_a_reveal_shows_the_number_and_is_one_audit_entry() -> None:
    records = FakeRecords(a_beneficiary())

    assert reveal(records) == "+919876543210"

    [entry] = records.all(AuditEntry)
    assert (entry.action, entry.actor) == ("phone_revealed", "moderator-1")
    assert dict(entry.facts) == {"reason": "call_back"}


def test_each_reveal_lengthens_the_same_chain() -> None:
    records = FakeRecords(a_beneficiary(), a_ledger())

    for _ in range(3):
        reveal(records, a_worker())

    [ledger] = records.all(Ledger)
    assert is_intact(records.all(AuditEntry), ledger.audit)
    assert ledger.audit.seq == 3
    assert ledger.consents == a_ledger().consents


def test_nothing_is_opened_before_the_entry_is_written() -> None:
    records = FakeRecords(a_beneficiary())

    class Watched(FakeVault):
        def open(
            self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
        ) -> str:
            assert len(records.all(AuditEntry)) == 1
            return super().open(campaign_id, owner_id, sealed, use=use)

    assert reveal(records, vault=Watched())


def test_a_store_that_does_not_answer_shows_nothing() -> None:
    records = FakeRecords(a_beneficiary())

    def down(_: object) -> None:
        raise StoreUnavailable("table")

    records.before_commit = down
    with pytest.raises(StoreUnavailable):
        reveal(records)


def test_a_race_for_the_ledger_still_makes_one_entry() -> None:
    records = FakeRecords(a_beneficiary(), a_ledger())

    def faster(_: object) -> None:
        [ledger] = records.all(Ledger)
        records.commit(Save(row=replace(ledger, settled=1)))

    records.before_commit = faster
    reveal(records)

    assert len(records.all(AuditEntry)) == 1
    assert records.all(Ledger)[0].settled == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"phone": None}, NotFound),
        ({"erase_at": NOON}, Conflict),
        ({"merged_into": OTHER}, Conflict),
        ({"is_erased": True}, NotFound),
    ],
    ids=["no number", "sealed", "merged", "erased"],
)
def test_what_cannot_be_revealed_leaves_no_entry(
    fields: dict[str, Any], refusal: type[DomainError]
) -> None:
    records = FakeRecords(a_beneficiary(**fields))

    with pytest.raises(refusal):
        reveal(records)

    assert records.commits == []


@pytest.mark.parametrize(("user", "refusal"), STRANGERS, ids=["booth", "district", "trainer"])
def test_a_stranger_reveals_nothing(user: User, refusal: type[DomainError]) -> None:
    records = FakeRecords(a_beneficiary())

    with pytest.raises(refusal):
        reveal(records, user)

    assert records.commits == []
