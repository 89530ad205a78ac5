"""Who may see in full whom a testimonial shows, and that each look is written down first."""

from dataclasses import replace

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.enrolment import COMMON
from chalicelib.domain.errors import Conflict, NotFound, StoreUnavailable
from chalicelib.domain.ids import BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.phones import RevealReason
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.services import revealing
from chalicelib.services.revealing import Details
from tests.builders import (
    DESK,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_ledger,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_withdrawal,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FakeVault, FixedClock

IN_FULL = Details(
    names={"hi": "सीता देवी", "en": "Sita Devi"}, guardian_names={"hi": "राम", "en": "Ram"},
    phone="+919876543210",
)  # fmt: skip
REEL = VisitId(an_id(0xB0FF))


def a_desk(*more: Row) -> FakeRecords:
    records = FakeRecords(*a_reviewable_place())
    records.seed(*more)
    return records


def reveal(
    records: FakeRecords,
    user: User | None = None,
    visit_id: VisitId = VISIT,
    vault: FakeVault | None = None,
) -> Details:
    return revealing.reveal(
        user or a_moderator(), visit_id, RevealReason.COMPLAINT, records=records,
        vault=vault or FakeVault(), clock=FixedClock(NOON),
    )  # fmt: skip


ALLOWED = [a_user(role, "mandal-1") for role in (Role.MODERATOR, Role.CONVENER, Role.ADMIN)]


@pytest.mark.parametrize("user", ALLOWED, ids=lambda user: user.user_id)
def test_whoever_judges_or_steers_the_area_sees_her_and_that_is_written_down(user: User) -> None:
    records = a_desk()

    assert reveal(records, user) == IN_FULL

    [entry] = records.all(AuditEntry)
    assert (entry.subject_id, entry.action) == (PERSON, "details_revealed")
    assert (entry.actor, entry.at) == (user.user_id, NOON)
    assert dict(entry.facts) == {"reason": "complaint", "testimonial_id": VISIT}


STRANGERS = {
    "the worker who met her": a_worker(),
    "whoever is in charge": a_user(Role.IN_CHARGE, "mandal-1"),
    "a co-convener": a_user(Role.CO_CONVENER, "constituency"),
    "a moderator of elsewhere": a_moderator("mandal-4"),
    "nobody": a_user(Role.MODERATOR),
}


@pytest.mark.parametrize("user", STRANGERS.values(), ids=STRANGERS)
def test_for_everybody_else_she_is_as_absent_as_what_does_not_exist(user: User) -> None:
    records = a_desk()

    with pytest.raises(NotFound) as refused:
        reveal(records, user)
    with pytest.raises(NotFound) as absent:
        reveal(records, user, VisitId(an_id(404)))

    assert str(refused.value) == str(absent.value)
    assert records.commits == []


def test_every_look_lengthens_her_chain() -> None:
    records = a_desk()

    for _ in range(3):
        reveal(records)

    [ledger] = records.all(Ledger)
    assert is_intact(records.all(AuditEntry), ledger.audit)
    assert ledger.audit.seq == 3


def test_who_agreed_to_nothing_yet_has_a_chain_too() -> None:
    records = FakeRecords(*(row for row in a_reviewable_place() if not isinstance(row, Ledger)))

    assert reveal(records) == IN_FULL
    assert [ledger.audit.seq for ledger in records.all(Ledger)] == [1]


def test_a_look_leaves_the_testimonial_and_her_row_as_they_were() -> None:
    records = a_desk()
    before = records.find(Testimonial, VISIT), records.find(Beneficiary, PERSON)

    reveal(records)

    assert (records.find(Testimonial, VISIT), records.find(Beneficiary, PERSON)) == before


def test_nothing_is_opened_before_the_entry_is_written() -> None:
    records = a_desk()

    class Watched(FakeVault):
        def open(
            self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
        ) -> str:
            assert len(records.all(AuditEntry)) == 1
            return super().open(campaign_id, owner_id, sealed, use=use)

    assert reveal(records, vault=Watched()) == IN_FULL


def test_a_store_that_does_not_answer_shows_nothing() -> None:
    records = a_desk()

    def down(_: object) -> None:
        raise StoreUnavailable("table")

    records.before_commit = down
    with pytest.raises(StoreUnavailable):
        reveal(records)


def test_without_a_number_there_are_the_names() -> None:
    assert reveal(a_desk(a_beneficiary(phone=None))) == replace(IN_FULL, phone=None)


@pytest.mark.parametrize(
    "person",
    [
        a_beneficiary(erase_at=NOON),
        a_beneficiary(names={}, guardian_names={}, phone=None, is_erased=True),
    ],
    ids=["she took everything back", "she was erased"],
)
def test_of_who_took_everything_back_nothing_is_shown(person: Beneficiary) -> None:
    records = a_desk(person)

    with pytest.raises(Conflict) as refusal:
        reveal(records)

    assert refusal.value.facts["current_state"] == "sealed"
    assert records.commits == []


def test_who_took_everything_back_is_not_shown_before_her_record_is_sealed_either() -> None:
    records = a_desk(withdraw(a_ledger(), a_withdrawal()))

    with pytest.raises(Conflict) as refusal:
        reveal(records)

    assert refusal.value.facts["current_state"] == "sealed"
    assert records.commits == []


def test_who_is_sealed_at_this_very_moment_is_not_shown() -> None:
    records = a_desk()

    def faster(_: object) -> None:
        [person] = records.all(Beneficiary)
        records.commit(Save(row=replace(person, erase_at=NOON)))

    records.before_commit = faster
    with pytest.raises(Conflict):
        reveal(records)
    assert records.all(AuditEntry) == []


def test_a_race_for_the_ledger_still_makes_one_entry() -> None:
    records = a_desk()

    def faster(_: object) -> None:
        [ledger] = records.all(Ledger)
        records.commit(Save(row=replace(ledger, settled=1)))

    records.before_commit = faster

    assert reveal(records) == IN_FULL
    assert len(records.all(AuditEntry)) == 1


def test_a_record_that_is_part_of_another_by_now_still_says_who_is_shown() -> None:
    merged = a_beneficiary(merged_into=BeneficiaryId(an_id(0xB2)))

    assert reveal(a_desk(merged)) == IN_FULL


def test_a_reel_shows_several_people_and_reveals_none() -> None:
    reel = a_testimonial(
        visit_id=REEL, beneficiary_id="", booth_id=DESK, path=path_to(DESK), members=(VISIT,)
    )
    records = a_desk(reel)

    with pytest.raises(NotFound):
        reveal(records, visit_id=REEL)

    assert records.commits == []


def test_a_testimonial_whose_person_left_the_roll_shows_nobody() -> None:
    rows = [row for row in a_reviewable_place() if not isinstance(row, Beneficiary)]

    with pytest.raises(NotFound):
        reveal(FakeRecords(*rows, a_ledger()))
