"""The stream: jobs that follow from changes, and marks on the roll."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.consent import Guardian, Purpose, withdraw
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.ids import AreaId, BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import ENDED, Media, MediaState
from chalicelib.domain.roll import Beneficiary, with_visit
from chalicelib.domain.rows import Row, Save
from chalicelib.services.relaying import RowChange, carry, jobs_for
from tests.builders import (
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_media,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_video,
    a_visit,
    a_withdrawal,
    an_id,
)
from tests.fakes import FakeJobs, FakeRecords

OTHER_VISIT = VisitId(an_id(0xA002))
SEND = Job(action=Action.SCHEDULE, subject=VISIT)
OUTBOX = OutboxItem(item_id="o-1", job=SEND, created_at=NOON)
VERIFY = Job(action=Action.VERIFY, subject=VISIT)
VERIFY_OTHER = Job(action=Action.VERIFY, subject=OTHER_VISIT)
MATCH = Job(action=Action.MATCH, subject=VISIT)
COMPARE = Job(action=Action.COMPARE, subject=VISIT, media_id=PHOTO)
COMPARE_VIDEO = replace(COMPARE, media_id=VIDEO)
LOOK_BACK = Job(action=Action.LOOK_BACK, subject=PERSON)
DIALLED = a_visit(call_dialled_at=NOON)
MORE = a_ledger(a_consent(), a_consent(consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT))
NARROW = a_withdrawal(withdrawal_id=an_id(0xE002), purposes=frozenset({Purpose.VIDEO}))
GUIDED = a_ledger(
    a_consent(),
    a_consent(
        consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT,
        guardian=Guardian(name="Gita", relation="mother"),
    ),
)  # fmt: skip
PROCESSING = a_media(state=MediaState.PROCESSING)
HOUR = timedelta(hours=1)
A_COPY = Copy(
    media_id=MediaId(an_id(7)), visit_id=OTHER_VISIT, booth_id=AreaId("booth-2"), is_earlier=True,
    is_same_file=True, is_same_worker=True, is_same_person=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "jobs"),
    [
        (None, OUTBOX, [SEND]),
        (OUTBOX, None, []),
        (OUTBOX, OUTBOX, []),
        (None, a_visit(), [VERIFY]),
        (a_visit(), a_visit(), []),
        (None, DIALLED, [VERIFY, MATCH]),
        (DIALLED, DIALLED, []),
        (DIALLED, replace(DIALLED, call_id="exotel:1"), [VERIFY]),
        (None, replace(DIALLED, call_id="exotel:1"), [VERIFY]),
        (None, a_media(), []),
        (a_media(), PROCESSING, []),
        (PROCESSING, a_ready_photo(), [COMPARE]),
        (PROCESSING, a_media(state=MediaState.REJECTED), [VERIFY]),
        (a_media(), a_media(state=MediaState.ABANDONED), [VERIFY]),
        (a_media(state=MediaState.ABANDONED), a_media(state=MediaState.READY), [COMPARE]),
        (a_ready_photo(), a_ready_photo(copies=(A_COPY,)), [VERIFY]),
        (a_ready_photo(copies=(A_COPY,)), a_ready_photo(copies=(A_COPY,)), []),
        (None, a_ready_photo(copies=(A_COPY,)), [COMPARE]),
        (a_ready_photo(), a_ready_photo(), []),
        (None, a_ledger(), [VERIFY]),
        (a_ledger(), MORE, [VERIFY_OTHER]),
        (None, MORE, [VERIFY, VERIFY_OTHER]),
        (a_ledger(), GUIDED, [VERIFY, VERIFY_OTHER]),
        (GUIDED, GUIDED, []),
        (a_ledger(), withdraw(a_ledger(), a_withdrawal()), [VERIFY]),
        (MORE, withdraw(MORE, a_withdrawal()), [VERIFY, VERIFY_OTHER]),
        (MORE, withdraw(MORE, replace(NARROW, visit_id=OTHER_VISIT)), [VERIFY_OTHER]),
        (withdraw(MORE, a_withdrawal()), withdraw(withdraw(MORE, a_withdrawal()), NARROW),
         [VERIFY, VERIFY_OTHER]),
        (a_ledger(), withdraw(a_ledger(), replace(NARROW, at=NOON - HOUR)), []),
        (None, withdraw(a_ledger(consents=()), a_withdrawal()), []),
        (withdraw(MORE, NARROW), replace(withdraw(MORE, NARROW), settled=1), []),
        (None, a_testimonial(), []),
        (None, None, []),
    ],
    ids=[
        "outbox written", "outbox expired", "outbox repeated", "visit recorded", "visit repeated",
        "dialled visit", "dialled visit repeated", "call matched", "visit with its call",
        "grant", "processing", "media ready", "media rejected", "grant abandoned",
        "ready after all", "a copy found", "a copy known", "ready with its copies",
        "media touched",
        "first consent", "another consent", "two consents", "a guardian's consent elsewhere",
        "the same once more", "withdrawal", "withdrawal of all visits",
        "withdrawal of a video at one visit", "one withdrawal more", "one of what came later",
        "one of nothing so far", "withdrawals settled", "testimonial", "nothing",
    ],
)  # fmt: skip
def test_each_change_makes_just_the_jobs_it_needs(
    old: Row | None, new: Row | None, jobs: list[Job]
) -> None:
    assert list(jobs_for(RowChange(old=old, new=new))) == jobs


# A new number

EDIT = Edit(
    beneficiary_id=PERSON, edit_id="e-1", source=EditSource.DESK, at=NOON, phone_at=None,
    user_id=UserId("moderator-1"), device_id="", base_version=1,
    changes={"phone": Changed(old=None, new=None)},
)  # fmt: skip
VISITED = with_visit(a_beneficiary(), DIALLED)
TWICE = with_visit(VISITED, a_visit(visit_id=OTHER_VISIT, started_at=NOON + timedelta(days=1)))


@pytest.mark.parametrize(
    ("old", "new", "person", "sent"),
    [
        (None, EDIT, VISITED, [LOOK_BACK, MATCH, VERIFY]),
        (None, replace(EDIT, source=EditSource.ROLL), VISITED, [LOOK_BACK, MATCH, VERIFY]),
        (EDIT, EDIT, VISITED, []),
        (None, replace(EDIT, changes={"address": Changed(old="a", new="b")}), VISITED, []),
        (None, EDIT, a_beneficiary(), [LOOK_BACK]),
        (None, EDIT, replace(VISITED, called=VISIT), [LOOK_BACK, VERIFY]),
        (None, EDIT, replace(VISITED, beneficiary_id=BeneficiaryId(an_id(1))), [LOOK_BACK]),
    ],
    ids=[
        "a new number",
        "one from a file",
        "repeated",
        "another field",
        "not visited",
        "call known",
        "nobody",
    ],
)
def test_a_new_number_looks_for_the_calls_that_came_from_it(
    old: Row | None, new: Edit, person: Beneficiary, sent: list[Job]
) -> None:
    jobs = FakeJobs()

    carry(RowChange(old=old, new=new), records=FakeRecords(person), jobs=jobs)

    assert jobs.sent == sent


BORN = replace(EDIT, changes={"birth_year": Changed(old=None, new="2012")})


@pytest.mark.parametrize(
    ("old", "new", "person", "sent"),
    [
        (None, BORN, TWICE, [VERIFY, VERIFY_OTHER]),
        (BORN, BORN, TWICE, []),
        (None, BORN, a_beneficiary(), []),
        (None, BORN, replace(VISITED, beneficiary_id=BeneficiaryId(an_id(1))), []),
    ],
    ids=["visited twice", "repeated", "not visited", "nobody"],
)
def test_what_checks_look_at_has_every_visit_verified_again_when_it_changes(
    old: Row | None, new: Edit, person: Beneficiary, sent: list[Job]
) -> None:
    jobs = FakeJobs()

    carry(RowChange(old=old, new=new), records=FakeRecords(person), jobs=jobs)

    assert jobs.sent == sent


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("name.hi", [VERIFY]),
        ("name.pa", [VERIFY]),
        ("guardian_name.en", [VERIFY]),
        ("schemes", [VERIFY]),
        ("birth_year", [VERIFY]),
        ("booth_id", [VERIFY]),
        ("serial", []),
        ("reference", []),
        ("house", []),
        ("name_of_her_shop", []),
    ],
)
def test_only_fields_that_checks_look_at_have_anything_verified_again(
    field: str, sent: list[Job]
) -> None:
    edit = replace(EDIT, changes={field: Changed(old="a", new="b")})
    jobs = FakeJobs()

    carry(RowChange(old=None, new=edit), records=FakeRecords(VISITED), jobs=jobs)

    assert jobs.sent == sent


# Marks on the roll

PROCESSING_VIDEO = a_video(state=MediaState.PROCESSING)
MARKED_BY = {
    MediaState.READY: {"photo", "video"},
    MediaState.REJECTED: {"photo"},
    MediaState.ABANDONED: {"photo"},
}


def a_roll(*rows: Row, **fields: object) -> FakeRecords:
    return FakeRecords(a_beneficiary(**fields), *rows)


def end(records: FakeRecords, media: Media) -> FakeJobs:
    """Keep how an upload ended, and carry on what the stream then tells."""
    known = records.find(Media, media.visit_id, media.media_id)
    assert known is not None
    records.commit(Save(row=replace(media, version=known.version)))
    old, new = records.stream[-1]
    jobs = FakeJobs()
    carry(RowChange(old=old, new=new), records=records, jobs=jobs)
    return jobs


def kinds_on(records: FakeRecords) -> frozenset[str]:
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    return person.media_kinds


def marks(records: FakeRecords) -> int:
    """Return how often the roll was written."""
    return sum(isinstance(new, Beneficiary) for _, new in records.stream)


def test_nothing_is_marked_on_the_roll_while_an_upload_of_the_visit_is_under_way() -> None:
    for state in set(MediaState) - ENDED:
        records = a_roll(PROCESSING, a_video(state=state))

        jobs = end(records, a_ready_photo())

        assert kinds_on(records) == frozenset()
        assert marks(records) == 0
        assert jobs.sent == [COMPARE]


@pytest.mark.parametrize("last", sorted(ENDED))
def test_the_end_of_the_last_upload_marks_what_is_ready_in_one_write(last: MediaState) -> None:
    records = a_roll(PROCESSING, PROCESSING_VIDEO)

    end(records, a_ready_photo())
    jobs = end(records, a_video(state=last))

    assert kinds_on(records) == MARKED_BY[last]
    assert marks(records) == 1
    assert jobs.sent == ([COMPARE_VIDEO] if last is MediaState.READY else [VERIFY])


def test_a_repeated_stream_marks_the_roll_once() -> None:
    records = a_roll(a_ready_photo(), a_ready_video())
    told = [
        RowChange(old=PROCESSING, new=a_ready_photo()),
        RowChange(old=PROCESSING_VIDEO, new=a_ready_video()),
    ]
    jobs = FakeJobs()

    for change in [*told, *told[::-1], *told]:
        carry(change, records=records, jobs=jobs)

    assert kinds_on(records) == {"photo", "video"}
    assert marks(records) == 1
    assert jobs.sent == [COMPARE, COMPARE_VIDEO, COMPARE_VIDEO, COMPARE, COMPARE, COMPARE_VIDEO]


def test_a_photo_that_comes_after_all_is_added_to_what_was_marked() -> None:
    abandoned = a_media(state=MediaState.ABANDONED)
    records = a_roll(abandoned, PROCESSING_VIDEO)
    end(records, a_ready_video())
    assert kinds_on(records) == {"video"}

    records.seed(PROCESSING)
    end(records, a_ready_photo())

    assert kinds_on(records) == {"photo", "video"}
    assert marks(records) == 2


def test_another_visits_uploads_neither_delay_a_mark_nor_undo_one() -> None:
    elsewhere = a_media(visit_id=OTHER_VISIT, media_id=MediaId(an_id(77)))
    records = a_roll(PROCESSING_VIDEO, elsewhere, media_kinds=frozenset({"photo"}))

    end(records, a_ready_video())

    assert kinds_on(records) == {"photo", "video"}


def test_media_of_a_person_who_is_on_no_roll_marks_nothing_and_is_compared() -> None:
    records = FakeRecords(PROCESSING)

    assert end(records, a_ready_photo()).sent == [COMPARE]

    assert marks(records) == 0


@pytest.mark.parametrize(
    ("kept", "change"),
    [
        (
            a_media(state=MediaState.REJECTED),
            RowChange(old=PROCESSING, new=a_media(state=MediaState.REJECTED)),
        ),
        (a_ready_photo(), RowChange(old=a_ready_photo(), new=a_ready_photo())),
        (a_ready_photo(), RowChange(old=None, new=a_visit())),
        (a_ready_photo(), RowChange(old=None, new=a_testimonial())),
    ],
    ids=["none is ready", "ended before", "a visit", "a row from which nothing follows"],
)
def test_nothing_else_is_marked_on_the_roll(kept: Media, change: RowChange) -> None:
    records = a_roll(kept)

    carry(change, records=records, jobs=FakeJobs())

    assert records.commits == []
