"""Upload grants: what a phone may store, once, under a key that we chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.consent import Ledger, Purpose, standing
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    IdTaken,
    InvalidInput,
    NotFound,
    StaleVersion,
)
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import (
    GRANT_LIFE,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    check_offer,
    method_for,
    move,
    part_count,
)
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.rows import Bundle, MediaPointer, Save
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, ObjectStore, Records
from chalicelib.services.retry import again

MOST_MEDIA_PER_VISIT = 20
MOST_PARTS_PER_CALL = 50
RENEW_WITHIN = timedelta(minutes=1)
WORKERS = frozenset({Role.WORKER})
EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the phone says it is about to send. `sha256` is hex."""

    visit_id: VisitId
    kind: MediaKind
    content_type: str
    size_bytes: int
    sha256: str
    upload_id: MediaId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A media and how to send it: form fields for one request, or signed URLs per part."""

    media: Media
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[int, str] = field(default_factory=dict)


def offer(
    user: User, wanted: Offer, *, records: Records, store: ObjectStore, clock: Clock, new_id: NewId
) -> Grant:
    """Return a grant for one file of a visit; the same request with the same id gets the same one.

    Raises NotFound for a visit that is not the caller's, ConsentMissing for a purpose that does not
    stand, MediaNotAccepted or MediaTooLarge for the file, IdTaken for an id used before.
    """
    check_offer(wanted.kind, wanted.content_type, wanted.size_bytes)
    bundle = records.bundle(wanted.visit_id)
    visit = _own_visit(user, bundle)
    _require_purpose(visit, wanted.kind, records)
    now = clock.now()
    known = next((m for m in bundle.media if m.media_id == wanted.upload_id), None)
    if known is not None:
        return _repeat(known, wanted, now, records, store)
    if len(bundle.media) >= MOST_MEDIA_PER_VISIT:
        raise InvalidInput(f"A visit may have {MOST_MEDIA_PER_VISIT} uploads", field="visit_id")
    media = _new_media(user, visit, wanted, now, new_id)
    if media.method is UploadMethod.MULTIPART:
        media = replace(media, multipart_id=store.begin_multipart(media))
    _keep(media, records)
    return _signed(replace(media, version=1), now, store)


def _own_visit(user: User, bundle: Bundle) -> Visit:
    visit = bundle.visit
    if visit is None or visit.worker_id != user.user_id:
        raise NotFound("Send the visit first; uploads belong to a visit of yours")
    require_place(user, WORKERS, visit.path)
    return visit


def _require_purpose(visit: Visit, kind: MediaKind, records: Records) -> None:
    ledger = records.find(Ledger, visit.beneficiary_id)
    if Purpose(kind.value) not in standing(ledger, visit.visit_id):
        raise ConsentMissing(
            f"There is no consent for a {kind.value} at this visit; ask the person first",
            purpose=kind.value,
        )


def _new_media(user: User, visit: Visit, wanted: Offer, now: datetime, new_id: NewId) -> Media:
    return Media(
        media_id=wanted.upload_id or MediaId(new_id()),
        visit_id=visit.visit_id,
        beneficiary_id=visit.beneficiary_id,
        worker_id=user.user_id,
        booth_id=visit.booth_id,
        kind=wanted.kind,
        content_type=wanted.content_type,
        size_bytes=wanted.size_bytes,
        sha256=wanted.sha256,
        method=method_for(wanted.kind, wanted.size_bytes),
        granted_at=now,
        expires_at=now + GRANT_LIFE[wanted.kind.value],
    )


def _keep(media: Media, records: Records) -> None:
    """Write the pointer, then the media: a pointer to nothing reads as absent and harms nobody."""
    pointer = MediaPointer(media_id=media.media_id, visit_id=media.visit_id)
    try:
        records.commit(Save(row=pointer))
    except StaleVersion:
        known = records.find(MediaPointer, media.media_id)
        if known is None or known.visit_id != media.visit_id:
            raise IdTaken("This upload id was used before; mint a new one") from None
    try:
        records.commit(Save(row=media))
    except StaleVersion:
        raise Conflict("The same upload was just asked for; ask again") from None


def _repeat(
    known: Media, wanted: Offer, now: datetime, records: Records, store: ObjectStore
) -> Grant:
    asked = (wanted.kind, wanted.content_type, wanted.size_bytes, wanted.sha256)
    if asked != (known.kind, known.content_type, known.size_bytes, known.sha256):
        raise IdTaken("This upload id was used for another file; mint a new one")
    if known.state is MediaState.ABANDONED:
        raise Conflict("This upload has ended; ask for a new one", current_state=known.state.value)
    if known.state is MediaState.OFFERED and known.expires_at - now < RENEW_WITHIN:
        known = replace(known, expires_at=now + GRANT_LIFE[known.kind.value])
        records.commit(Save(row=known))
        known = replace(known, version=known.version + 1)
    return _signed(known, now, store)


def _signed(media: Media, now: datetime, store: ObjectStore) -> Grant:
    if media.method is UploadMethod.POST:
        url, fields = store.grant_post(media)
        return Grant(media=media, url=url, fields=fields)
    first = range(1, min(part_count(media.size_bytes), MOST_PARTS_PER_CALL) + 1)
    return Grant(media=media, parts=store.grant_parts(media, first, now))


def held_by(user: User, upload_id: MediaId, *, records: Records) -> Media:
    """Return the caller's own upload; raise NotFound for anybody else's and for unknown ids."""
    media = find_media(upload_id, records=records)
    if media.worker_id != user.user_id:
        raise _absent()
    return media


def find_media(media_id: MediaId, *, records: Records) -> Media:
    """Return a media by its id alone; raise NotFound."""
    pointer = records.find(MediaPointer, media_id)
    media = records.find(Media, pointer.visit_id, media_id) if pointer else None
    if media is None:
        raise _absent()
    return media


def _absent() -> NotFound:
    """One wording, so that another's upload is not told apart from none."""
    return NotFound("There is nothing under this id in your area")


def show_media(user: User, media_id: MediaId, *, records: Records) -> Media:
    """Return a media that lies in one of the caller's areas; raise NotFound otherwise."""
    media = find_media(media_id, records=records)
    visit = records.find(Visit, media.visit_id)
    require_place(user, EVERYONE, visit.path if visit else ())
    return media


def more_parts(
    media: Media, numbers: Sequence[int], *, store: ObjectStore, clock: Clock, records: Records
) -> Grant:
    """Return fresh URLs for parts of a multipart upload, renewing its life; raise InvalidInput."""
    most = part_count(media.size_bytes)
    wrong = [number for number in numbers if not 1 <= number <= most]
    if wrong or not numbers or len(numbers) > MOST_PARTS_PER_CALL:
        raise InvalidInput(
            f"Name 1 to {MOST_PARTS_PER_CALL} part numbers between 1 and {most}", field="numbers"
        )
    now = clock.now()
    renewed = again(lambda: _renew(media, now, records))
    return Grant(media=renewed, parts=store.grant_parts(renewed, numbers, now))


def _renew(media: Media, now: datetime, records: Records) -> Media:
    """Return the upload with its life begun anew; a phone may ask for several parts at once."""
    current = records.find(Media, media.visit_id, media.media_id) or media
    _require_open_multipart(current)
    renewed = replace(current, expires_at=now + GRANT_LIFE[current.kind.value])
    records.commit(Save(row=renewed))
    return renewed


def _require_open_multipart(media: Media) -> None:
    if media.method is not UploadMethod.MULTIPART:
        raise Conflict("This upload goes in one request and has no parts")
    if media.state is not MediaState.OFFERED:
        raise Conflict("This upload has ended", current_state=media.state.value)


def complete(media: Media, *, store: ObjectStore) -> None:
    """Join the parts once all bytes are there; harmless to repeat.

    Raises Conflict naming the parts that S3 lacks, so that the phone sends just those.
    """
    if media.state is not MediaState.OFFERED or store.has_original(media):
        return
    if media.method is UploadMethod.POST:
        raise Conflict("The file has not arrived; send it with the grant's form")
    held = store.parts(media)
    lacking = [n for n in range(1, part_count(media.size_bytes) + 1) if n not in held]
    if lacking or sum(held.values()) != media.size_bytes:
        raise Conflict(
            "Some parts have not arrived; send them and complete again",
            missing=[str(number) for number in lacking],
        )
    store.complete_multipart(media)


def abort(media: Media, *, records: Records, store: ObjectStore) -> None:
    """Give an unused grant back; harmless to repeat. Raises Conflict once the file has arrived."""
    if media.state is MediaState.ABANDONED:
        return
    if media.state is not MediaState.OFFERED or store.has_original(media):
        raise Conflict("The file has arrived already", current_state=media.state.value)
    if media.method is UploadMethod.MULTIPART:
        store.abort_multipart(media)
    records.commit(Save(row=move(media, MediaState.ABANDONED)))
