"""Upload grants: one key, one type, one size, one hash, one holder, some minutes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.consent import Ledger, Purpose
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    DomainError,
    IdTaken,
    InvalidInput,
    MediaNotAccepted,
    MediaTooLarge,
    NotFound,
)
from chalicelib.domain.ids import CampaignId, MediaId, UserId, VisitId
from chalicelib.domain.media import (
    ARRIVAL_GRACE,
    GRANT_LIFE,
    MAX_BYTES,
    MIB,
    ONE_REQUEST_BYTES,
    PART_SIZE_BYTES,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    original_key,
    part_count,
)
from chalicelib.domain.parts import part_sizes
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import MediaPointer, Row
from chalicelib.domain.visit import Visit
from chalicelib.services import transfers, uploads
from chalicelib.services.uploads import MOST_MEDIA_PER_VISIT, MOST_PARTS_PER_CALL, Grant, Offer
from tests.builders import (
    ALL_PURPOSES,
    NOON,
    PHOTO,
    PHOTO_BYTES,
    VIDEO,
    VISIT,
    WORKER,
    a_consent,
    a_ledger,
    a_media,
    a_moderator,
    a_place,
    a_ready_photo,
    a_user,
    a_video,
    a_visit,
    a_withdrawal,
    a_worker,
    an_id,
    pointers_to,
)
from tests.fakes import FakeObjectStore, FakeRecords, FixedClock, SequentialIds

LONG_VIDEO_BYTES = 3 * PART_SIZE_BYTES + 2 * MIB


@dataclass(kw_only=True)
class Desk:
    """One worker's phone against one store."""

    records: FakeRecords
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)

    def offer(self, wanted: Offer, user: User | None = None) -> Grant:
        return uploads.offer(
            user or a_worker(), wanted, records=self.records, store=self.store, clock=self.clock,
            new_id=self.new_id,
        )  # fmt: skip

    def complete(self, media: Media) -> None:
        transfers.complete(media, store=self.store)

    def abort(self, media: Media) -> None:
        transfers.abort(media, records=self.records, store=self.store, clock=self.clock)

    def more_parts(self, media: Media, *numbers: int) -> Grant:
        return transfers.more_parts(
            media, numbers, store=self.store, clock=self.clock, records=self.records
        )

    def kept(self, media_id: MediaId) -> Media:
        media = self.records.find(Media, VISIT, media_id)
        assert media is not None
        return media


def a_desk(*more: Row) -> Desk:
    rows: dict[type, Row] = {Visit: a_visit(), Ledger: a_ledger()}
    for row in more:
        rows.pop(type(row), None)
    return Desk(records=FakeRecords(*a_place(), *rows.values(), *more))


def an_offer(**fields: Any) -> Offer:
    offer = Offer(
        visit_id=VISIT, kind=MediaKind.PHOTO, content_type="image/jpeg",
        size_bytes=len(PHOTO_BYTES), sha256=a_media().sha256, upload_id=PHOTO,
    )  # fmt: skip
    return replace(offer, **fields)


def a_long_video(**fields: Any) -> Offer:
    video = {"kind": MediaKind.VIDEO, "content_type": "video/mp4", "size_bytes": LONG_VIDEO_BYTES}
    return an_offer(**{**video, "upload_id": VIDEO, **fields})


def test_a_photo_gets_a_form_for_exactly_its_key_type_and_hash() -> None:
    desk = a_desk()

    grant = desk.offer(an_offer())

    media = desk.kept(PHOTO)
    assert grant.media == media
    assert grant.fields["key"] == original_key(media)
    assert grant.fields["Content-Type"] == "image/jpeg"
    assert grant.fields["x-amz-checksum-sha256"] == media.sha256
    assert media.expires_at == NOON + GRANT_LIFE["photo"]
    assert media.worker_id == a_worker().user_id


def test_an_id_is_made_when_the_phone_brings_none() -> None:
    desk = a_desk()

    first = desk.offer(an_offer(upload_id=None)).media
    second = desk.offer(an_offer(upload_id=None)).media

    assert first.media_id != second.media_id
    assert desk.kept(first.media_id).state is MediaState.OFFERED


def test_a_grant_is_found_by_its_id_alone() -> None:
    desk = a_desk()
    desk.offer(an_offer())

    assert uploads.find_media(PHOTO, records=desk.records).media_id == PHOTO


def test_a_long_video_gets_one_address_per_part() -> None:
    desk = a_desk()

    grant = desk.offer(a_long_video())

    assert grant.media.method is UploadMethod.MULTIPART
    assert desk.kept(VIDEO).multipart_id in desk.store.open_uploads
    assert sorted(grant.parts) == [1, 2, 3, 4]


def test_a_very_long_video_gets_no_more_parts_than_one_answer_holds() -> None:
    desk = a_desk()

    grant = desk.offer(a_long_video(size_bytes=MAX_BYTES["video"]))

    assert part_count(MAX_BYTES["video"]) <= MOST_PARTS_PER_CALL
    assert sorted(grant.parts) == list(range(1, 51))


def test_a_short_video_travels_in_one_request() -> None:
    desk = a_desk()

    grant = desk.offer(a_long_video(size_bytes=ONE_REQUEST_BYTES))

    assert grant.media.method is UploadMethod.POST
    assert desk.store.open_uploads == {}


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (an_offer(content_type="application/x-msdownload"), MediaNotAccepted),
        (an_offer(content_type="video/mp4"), MediaNotAccepted),
        (a_long_video(content_type="application/vnd.apple.mpegurl"), MediaNotAccepted),
        (an_offer(size_bytes=MAX_BYTES["photo"] + 1), MediaTooLarge),
        (a_long_video(size_bytes=MAX_BYTES["video"] + 1), MediaTooLarge),
        (an_offer(size_bytes=0), InvalidInput),
        (an_offer(visit_id=VisitId(an_id(404))), NotFound),
    ],
    ids=[
        "a program", "a video as a photo", "a playlist", "a photo too large", "a video too large",
        "zero bytes", "an unknown visit",
    ],
)  # fmt: skip
def test_a_bad_offer_is_refused_and_leaves_nothing_behind(
    wanted: Offer, refusal: type[DomainError]
) -> None:
    desk = a_desk()

    with pytest.raises(refusal):
        desk.offer(wanted)

    assert desk.records.commits == []
    assert desk.store.open_uploads == {}


def test_her_own_visit_in_another_booth_gets_its_photo() -> None:
    """One that a convener admitted, or from before the worker was moved."""
    desk = a_desk()

    assert desk.offer(an_offer(), a_worker("booth-6")).media.media_id == PHOTO


NOT_HERS = {
    "another worker": a_worker(user_id=UserId("worker-2")),
    "a worker no more": a_worker(scopes=()),
    "moved into the office": a_user(Role.IN_CHARGE, "mandal-1", user_id=WORKER),
    "a worker of another campaign": a_worker(campaign_id=CampaignId("campaign-2")),
}


@pytest.mark.parametrize("user", NOT_HERS.values(), ids=NOT_HERS)
def test_anothers_visit_looks_absent(user: User) -> None:
    desk = a_desk()

    with pytest.raises(NotFound) as refusal:
        desk.offer(an_offer(), user)
    with pytest.raises(NotFound) as absent:
        desk.offer(an_offer(visit_id=VisitId(an_id(404))), user)

    assert refusal.value.detail == absent.value.detail
    assert desk.records.commits == []


@pytest.mark.parametrize(
    "ledger",
    [
        a_ledger(a_consent(purposes=frozenset({Purpose.VIDEO, Purpose.PUBLISH}))),
        a_ledger(a_consent(visit_id=VisitId(an_id(9)))),
        a_ledger(withdrawals=(a_withdrawal(),)),
        a_ledger(erase_at=NOON),
    ],
    ids=["not for photos", "at another visit", "withdrawn", "sealed or erased"],
)
def test_a_photo_needs_standing_consent_at_this_visit(ledger: Row) -> None:
    desk = a_desk(ledger)

    with pytest.raises(ConsentMissing) as refusal:
        desk.offer(an_offer())

    assert refusal.value.facts == {"purpose": "photo"}


@pytest.mark.parametrize("wanted", [an_offer, a_long_video], ids=["photo", "video"])
def test_a_childs_withheld_publication_is_in_no_uploads_way(
    wanted: Callable[[], Offer],
) -> None:
    publish = frozenset({Purpose.PUBLISH})
    desk = a_desk(a_ledger(a_consent(purposes=ALL_PURPOSES - publish, withheld=publish)))

    assert desk.offer(wanted()).media.visit_id == VISIT


def test_a_photo_needs_consent_even_when_nobody_was_ever_asked() -> None:
    desk = Desk(records=FakeRecords(*a_place(), a_visit()))

    with pytest.raises(ConsentMissing):
        desk.offer(an_offer())


def test_the_same_offer_again_gets_the_same_grant() -> None:
    desk = a_desk()
    first = desk.offer(an_offer())
    desk.clock.advance(minutes=5)

    second = desk.offer(an_offer())

    assert second == first
    assert len(desk.records.all(Media)) == 1


def test_the_same_long_video_again_opens_no_second_upload() -> None:
    desk = a_desk()
    first = desk.offer(a_long_video())

    second = desk.offer(a_long_video())

    assert second.media == first.media
    assert len(desk.store.open_uploads) == 1


@pytest.mark.parametrize("left", [timedelta(seconds=59), timedelta(days=-2)])
def test_a_grant_that_is_about_to_end_is_renewed_by_asking_again(left: timedelta) -> None:
    desk = a_desk()
    desk.offer(an_offer())
    now = NOON + GRANT_LIFE["photo"] - left
    desk.clock.set(now)

    again = desk.offer(an_offer())

    assert again.media.expires_at == now + GRANT_LIFE["photo"]
    assert again.media == desk.kept(PHOTO)


def test_a_stored_upload_is_not_renewed() -> None:
    desk = a_desk(a_ready_photo())
    desk.clock.advance(days=1)

    again = desk.offer(an_offer())

    assert again.media.state is MediaState.READY
    assert again.media.expires_at < desk.clock.now()
    assert desk.records.commits == []


@pytest.mark.parametrize(
    "other",
    [
        {"size_bytes": len(PHOTO_BYTES) + 1},
        {"sha256": "0" * 64},
        {"content_type": "image/png"},
        {"kind": MediaKind.VIDEO, "content_type": "video/mp4"},
    ],
    ids=["size", "hash", "type", "kind"],
)
def test_the_same_id_with_another_body_is_taken(other: dict[str, Any]) -> None:
    desk = a_desk()
    desk.offer(an_offer())

    with pytest.raises(IdTaken):
        desk.offer(an_offer(**other))


def test_an_id_used_at_another_visit_is_taken() -> None:
    other = MediaPointer(media_id=PHOTO, visit_id=VisitId(an_id(9)))
    desk = a_desk(other)

    with pytest.raises(IdTaken):
        desk.offer(an_offer())

    assert desk.records.all(Media) == []


def test_an_offer_that_died_half_way_is_completed_by_asking_again() -> None:
    desk = a_desk(*pointers_to([a_media()]))

    desk.offer(an_offer())

    assert desk.kept(PHOTO).state is MediaState.OFFERED


def test_of_two_equal_offers_at_once_one_is_asked_to_repeat() -> None:
    desk = a_desk(*pointers_to([a_media()]))

    def second(_: object) -> None:
        desk.offer(an_offer())

    def before_media(_: object) -> None:
        desk.records.before_commit = second

    desk.records.before_commit = before_media
    with pytest.raises(Conflict):
        desk.offer(an_offer())

    assert desk.offer(an_offer()).media == desk.kept(PHOTO)


def test_an_abandoned_upload_is_not_granted_again() -> None:
    desk = a_desk(a_media(state=MediaState.ABANDONED))

    with pytest.raises(Conflict) as refusal:
        desk.offer(an_offer())

    assert refusal.value.facts == {"current_state": "abandoned"}


def test_a_visit_has_a_most_number_of_uploads_but_known_ones_still_answer() -> None:
    many = [a_media(media_id=MediaId(an_id(n))) for n in range(MOST_MEDIA_PER_VISIT)]
    desk = a_desk(*many)

    with pytest.raises(InvalidInput):
        desk.offer(an_offer())
    assert desk.offer(an_offer(upload_id=MediaId(an_id(3)))).media.media_id == an_id(3)


def test_an_upload_is_shown_to_its_holder_only() -> None:
    desk = a_desk(a_media(), *pointers_to([a_media()]))

    assert uploads.held_by(a_worker(), PHOTO, records=desk.records).media_id == PHOTO
    for user, media_id in [
        (a_worker(user_id=UserId("worker-2")), PHOTO),
        (a_worker(), MediaId(an_id(404))),
    ]:
        with pytest.raises(NotFound):
            uploads.held_by(user, media_id, records=desk.records)


def test_a_media_is_shown_within_an_area_and_looks_absent_elsewhere() -> None:
    desk = a_desk(a_media(), *pointers_to([a_media()]))
    colleague = a_worker(user_id=UserId("worker-2"))

    assert uploads.show_media(colleague, PHOTO, records=desk.records).media_id == PHOTO
    with pytest.raises(NotFound):
        uploads.show_media(a_worker("booth-2"), PHOTO, records=desk.records)


def test_a_pointer_to_nothing_reads_as_absent() -> None:
    desk = a_desk(*pointers_to([a_media()]))

    with pytest.raises(NotFound):
        uploads.find_media(PHOTO, records=desk.records)


def test_a_media_whose_visit_is_gone_lies_in_nobodys_area() -> None:
    records = FakeRecords(a_media(), *pointers_to([a_media()]))

    for user in (a_worker(), a_moderator("state")):
        with pytest.raises(NotFound):
            uploads.show_media(user, PHOTO, records=records)


def test_fresh_part_addresses_renew_the_grant() -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media
    desk.clock.advance(hours=1)

    grant = desk.more_parts(media, 2, 3)

    assert sorted(grant.parts) == [2, 3]
    assert desk.kept(VIDEO).expires_at == desk.clock.now() + GRANT_LIFE["video"]


def test_two_requests_for_parts_at_once_are_both_answered() -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media
    desk.clock.advance(hours=1)

    def another(_changes: object) -> None:
        desk.more_parts(media, 1)

    desk.records.before_commit = another
    grant = desk.more_parts(media, 2, 3)

    assert sorted(grant.parts) == [2, 3]
    assert desk.kept(VIDEO).expires_at == desk.clock.now() + GRANT_LIFE["video"]


@pytest.mark.parametrize(
    "numbers",
    [[], [0], [5], [1, -1], [1] * (MOST_PARTS_PER_CALL + 1)],
    ids=["none", "zero", "beyond the last", "negative", "too many"],
)
def test_part_numbers_out_of_range_are_refused(numbers: list[int]) -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media

    with pytest.raises(InvalidInput) as refusal:
        desk.more_parts(media, *numbers)

    assert refusal.value.facts == {"field": "numbers"}


def test_no_more_parts_are_taken_of_what_the_person_has_taken_back() -> None:
    desk = a_desk(a_ledger(withdrawals=(a_withdrawal(),)))

    with pytest.raises(ConsentMissing) as refusal:
        desk.more_parts(a_video(size_bytes=LONG_VIDEO_BYTES, method=UploadMethod.MULTIPART), 1)

    assert refusal.value.facts == {"purpose": "video"}


@pytest.mark.parametrize(
    "media",
    [a_media(), a_video(method=UploadMethod.MULTIPART, state=MediaState.READY)],
    ids=["one request", "ended"],
)
def test_only_an_open_multipart_upload_has_parts(media: Media) -> None:
    desk = a_desk(media)

    with pytest.raises(Conflict):
        desk.more_parts(media, 1)


def upload_parts(desk: Desk, media: Media, *numbers: int) -> None:
    sizes = part_sizes(media.size_bytes)
    for number in numbers:
        desk.store.receive_part(media, number, b"\0" * sizes[number])


def test_completing_joins_the_parts_and_is_harmless_to_repeat() -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media
    upload_parts(desk, media, 3, 1, 2, 4)

    desk.complete(media)
    desk.complete(media)

    assert len(desk.store.originals[original_key(media)]) == LONG_VIDEO_BYTES


def test_completing_with_parts_missing_names_them() -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media
    upload_parts(desk, media, 2)

    with pytest.raises(Conflict) as refusal:
        desk.complete(media)

    assert refusal.value.facts == {"missing": ["1", "3", "4"]}
    assert desk.store.originals == {}


@pytest.mark.parametrize("size_bytes", [0, 5, PART_SIZE_BYTES + 1], ids=["none", "few", "too many"])
def test_a_part_of_the_wrong_size_is_one_to_send_again(size_bytes: int) -> None:
    desk = a_desk()
    media = desk.offer(a_long_video()).media
    upload_parts(desk, media, 1, 2, 3, 4)
    desk.store.receive_part(media, 2, bytes(size_bytes))

    with pytest.raises(Conflict) as refusal:
        desk.complete(media)

    assert refusal.value.facts == {"missing": ["2"]}
    assert desk.store.originals == {}
    upload_parts(desk, media, 2)
    desk.complete(media)
    assert len(desk.store.originals[original_key(media)]) == LONG_VIDEO_BYTES


def test_a_one_request_upload_is_complete_once_its_file_is_there() -> None:
    desk = a_desk()
    media = desk.offer(an_offer()).media

    with pytest.raises(Conflict):
        desk.complete(media)
    desk.store.receive(media, PHOTO_BYTES)
    desk.complete(media)


def test_completing_an_upload_that_is_past_that_changes_nothing() -> None:
    a_desk().complete(a_ready_photo())


def long_video(desk: Desk) -> Media:
    return desk.offer(a_long_video()).media


def short_photo(desk: Desk) -> Media:
    return desk.offer(an_offer()).media


@pytest.mark.parametrize("granted", [long_video, short_photo])
def test_an_unused_grant_is_given_back_and_twice_is_once(granted: Callable[[Desk], Media]) -> None:
    desk = a_desk()
    media = granted(desk)

    desk.abort(media)
    desk.abort(desk.kept(media.media_id))

    assert desk.kept(media.media_id).state is MediaState.ABANDONED
    assert desk.kept(media.media_id).due_at == media.expires_at + ARRIVAL_GRACE
    assert desk.store.open_uploads == {}


def test_a_file_that_has_arrived_is_not_given_back() -> None:
    desk = a_desk()
    media = desk.offer(an_offer()).media
    desk.store.receive(media, PHOTO_BYTES)

    with pytest.raises(Conflict):
        desk.abort(media)
    with pytest.raises(Conflict):
        desk.abort(a_ready_photo())

    assert original_key(media) in desk.store.originals


# After she was signed out

LOST_AT = NOON + timedelta(minutes=1)
BACK_AT = NOON + timedelta(minutes=5)


def signed_out_since() -> User:
    return a_worker(signed_out_at=LOST_AT)


def test_asking_again_with_her_new_phone_makes_a_dead_grant_a_new_one() -> None:
    desk = a_desk()
    desk.offer(an_offer())
    desk.clock.set(BACK_AT)

    grant = desk.offer(an_offer(), user=signed_out_since())

    assert grant.media == desk.kept(PHOTO)
    assert grant.media.granted_at == BACK_AT
    assert grant.media.expires_at == BACK_AT + GRANT_LIFE["photo"]


def test_a_grant_from_after_she_was_signed_out_is_repeated_as_it_is() -> None:
    desk = a_desk()
    desk.clock.set(BACK_AT)
    first = desk.offer(an_offer(), user=signed_out_since())

    again = desk.offer(an_offer(), user=signed_out_since())

    assert again.media == first.media


def test_a_dead_grant_cannot_be_used_until_it_is_asked_for_again() -> None:
    desk = a_desk()
    desk.offer(a_long_video())
    desk.clock.set(BACK_AT)

    with pytest.raises(Conflict):
        uploads.usable_by(signed_out_since(), VIDEO, records=desk.records)
    desk.offer(a_long_video(), user=signed_out_since())

    found = uploads.usable_by(signed_out_since(), VIDEO, records=desk.records)
    assert found.granted_at == BACK_AT


def test_what_arrived_before_she_was_signed_out_stays_hers() -> None:
    photo = a_ready_photo()
    desk = a_desk(photo, *pointers_to([photo]))

    found = uploads.usable_by(signed_out_since(), PHOTO, records=desk.records)

    assert found.state is MediaState.READY


def test_another_workers_upload_is_not_usable() -> None:
    desk = a_desk(a_media(), *pointers_to([a_media()]))

    with pytest.raises(NotFound):
        uploads.usable_by(a_moderator(), PHOTO, records=desk.records)
