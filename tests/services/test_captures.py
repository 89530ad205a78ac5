"""Who may read where and when a picture was made, and that each reading is written down first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.capture import SEALED_AS, Capture, to_text
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import Conflict, NotFound, StoreUnavailable
from chalicelib.domain.ids import CampaignId, MediaId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import captures
from tests.builders import (
    CAMPAIGN,
    NOON,
    PHOTO,
    VISIT,
    a_ledger,
    a_media,
    a_moderator,
    a_ready_photo,
    a_testimonial,
    a_user,
    a_visit,
    a_worker,
    an_id,
    pointers_to,
)
from tests.fakes import FakeRecords, FakeVault, FixedClock

TOLD = Capture(
    captured_at=NOON, gps_at=NOON, lat=25.43581, lon=81.84631, accuracy_m=12, make="samsung",
    has_metadata=True,
)  # fmt: skip


def a_photo_with(**fields: Any) -> Media:
    text = FakeVault().seal(CAMPAIGN, PHOTO, to_text(TOLD), use=SEALED_AS)
    return a_ready_photo(**{"capture": text, "measured": {"has_metadata": True}, **fields})


def a_desk(*more: Row) -> FakeRecords:
    media = a_photo_with()
    records = FakeRecords(media, *pointers_to([media]), a_visit(), a_ledger())
    records.seed(*more)
    return records


def reveal(
    records: FakeRecords, user: User | None = None, vault: FakeVault | None = None
) -> Capture:
    return captures.reveal(
        user or a_moderator(), PHOTO, records=records, vault=vault or FakeVault(),
        clock=FixedClock(NOON),
    )  # fmt: skip


ALLOWED = [a_user(role, "mandal-1") for role in (Role.MODERATOR, Role.CONVENER, Role.ADMIN)]


@pytest.mark.parametrize("user", ALLOWED, ids=lambda user: user.user_id)
def test_whoever_judges_or_steers_the_area_reads_it_and_that_is_written_down(user: User) -> None:
    records = a_desk()

    assert reveal(records, user) == TOLD

    [entry] = records.all(AuditEntry)
    assert (entry.action, entry.actor, entry.at) == ("capture_revealed", user.user_id, NOON)
    assert dict(entry.facts) == {"media_id": PHOTO}


STRANGERS = {
    "the worker who took it": a_worker(),
    "a worker": a_worker("booth-6"),
    "whoever is in charge": a_user(Role.IN_CHARGE, "mandal-1"),
    "a co-convener": a_user(Role.CO_CONVENER, "constituency"),
    "a trainer": a_user(Role.TRAINER, "constituency"),
    "a moderator of elsewhere": a_moderator("mandal-4"),
    "nobody": a_user(Role.MODERATOR),
}


@pytest.mark.parametrize("user", STRANGERS.values(), ids=STRANGERS)
def test_for_everybody_else_it_is_as_absent_as_what_does_not_exist(user: User) -> None:
    records = a_desk()

    with pytest.raises(NotFound) as refused:
        reveal(records, user)
    with pytest.raises(NotFound) as absent:
        captures.reveal(
            user, MediaId(an_id(404)), records=records, vault=FakeVault(), clock=FixedClock(NOON)
        )

    assert str(refused.value) == str(absent.value)
    assert records.commits == []


def test_each_reading_lengthens_the_chain_of_her_who_is_shown() -> None:
    records = a_desk()

    for _ in range(3):
        reveal(records)

    [ledger] = records.all(Ledger)
    assert is_intact(records.all(AuditEntry), ledger.audit)
    assert ledger.audit.seq == 3


def test_a_reading_leaves_the_testimonial_as_its_moderator_saw_it() -> None:
    item = a_testimonial(State.PENDING_REVIEW)
    records = a_desk(item)

    before = records.find(Testimonial, VISIT)
    reveal(records)

    assert records.find(Testimonial, VISIT) == before


def test_nothing_is_opened_before_the_entry_is_written() -> None:
    records = a_desk()

    class Watched(FakeVault):
        def open(
            self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = ""
        ) -> str:
            assert len(records.all(AuditEntry)) == 1
            return super().open(campaign_id, owner_id, sealed, use=use)

    assert reveal(records, vault=Watched()) == TOLD


def test_a_store_that_does_not_answer_shows_nothing() -> None:
    records = a_desk()

    def down(_: object) -> None:
        raise StoreUnavailable("table")

    records.before_commit = down
    with pytest.raises(StoreUnavailable):
        reveal(records)


def test_a_race_for_the_ledger_still_makes_one_entry() -> None:
    records = a_desk()

    def faster(_: object) -> None:
        [ledger] = records.all(Ledger)
        records.commit(Save(row=replace(ledger, settled=1)))

    records.before_commit = faster

    assert reveal(records) == TOLD
    assert len(records.all(AuditEntry)) == 1


@pytest.mark.parametrize(
    "ledger",
    [a_ledger(erase_at=NOON + timedelta(days=9)), a_ledger(erase_at=NOON)],
    ids=["she took everything back", "she was erased"],
)
def test_of_who_took_everything_back_nothing_is_shown(ledger: Ledger) -> None:
    records = a_desk(ledger)

    with pytest.raises(Conflict):
        reveal(records)

    assert records.commits == []


def test_who_never_agreed_has_no_picture_to_ask_about() -> None:
    media = a_photo_with()
    records = FakeRecords(media, *pointers_to([media]), a_visit())

    with pytest.raises(NotFound):
        reveal(records)


def test_a_media_of_no_visit_is_nobody_s_area() -> None:
    media = a_photo_with()
    records = FakeRecords(media, *pointers_to([media]), a_ledger())

    with pytest.raises(NotFound):
        reveal(records)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"capture": ""}, Capture(has_metadata=True)),
        ({"capture": "", "measured": {"has_metadata": False}}, Capture(has_metadata=False)),
        ({"capture": "", "measured": None, "state": MediaState.REJECTED}, Capture()),
        ({"capture": "", "measured": {}}, Capture()),
    ],
    ids=["nothing that can be true", "stripped", "rejected", "of before"],
)
def test_where_nothing_was_kept_everything_is_unknown_and_the_question_is_written_down(
    fields: dict[str, Any], expected: Capture
) -> None:
    records = a_desk(a_photo_with(**fields))

    assert reveal(records) == expected
    assert len(records.all(AuditEntry)) == 1


def test_what_was_sealed_for_another_media_does_not_open() -> None:
    stolen = FakeVault().seal(CAMPAIGN, an_id(7), to_text(TOLD), use=SEALED_AS)

    with pytest.raises(StoreUnavailable):
        reveal(a_desk(a_photo_with(capture=stolen)))


def test_a_capture_and_a_number_are_sealed_with_keys_of_their_own() -> None:
    sealed = captures.sealed(a_media(), TOLD, FakeVault())

    with pytest.raises(StoreUnavailable):
        FakeVault().open(CAMPAIGN, PHOTO, sealed)
