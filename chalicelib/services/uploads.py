"""Upload grants: what a phone may store, once, under a key that we chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.consent import Ledger, Purpose, standing
from chalicelib.domain.enrolment import is_dead
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    IdTaken,
    InvalidInput,
    NotFound,
    StaleVersion,
)
from chalicelib.domain.ids import BeneficiaryId, CampaignId, MediaId, VisitId
from chalicelib.domain.media import (
    GRANT_LIFE,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    check_offer,
    method_for,
    part_count,
)
from chalicelib.domain.people import Role, User, require_place, roles_of
from chalicelib.domain.reels import is_of_a_reel
from chalicelib.domain.rows import Bundle, MediaPointer, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, ObjectStore, Records

MOST_MEDIA_PER_VISIT = 20
MOST_PARTS_PER_CALL = 50
RENEW_WITHIN = timedelta(minutes=1)
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
    _require_purpose(visit.beneficiary_id, visit.visit_id, wanted.kind, records)
    now = clock.now()
    known = next((m for m in bundle.media if m.media_id == wanted.upload_id), None)
    if known is not None:
        return _repeat(user, known, wanted, now, records, store)
    if len(bundle.media) >= MOST_MEDIA_PER_VISIT:
        raise InvalidInput(f"A visit may have {MOST_MEDIA_PER_VISIT} uploads", field="visit_id")
    media = _new_media(user, visit, wanted, now, new_id)
    if media.method is UploadMethod.MULTIPART:
        media = replace(media, multipart_id=store.begin_multipart(media))
    _keep(media, records)
    return _signed(replace(media, version=1), now, store)


def _own_visit(user: User, bundle: Bundle) -> Visit:
    """Return the visit if it is the caller's and she is a worker of its campaign; raise NotFound.

    In which booth it lies does not matter: a convener may have admitted it from another one, and
    what a worker recorded before she was moved may still come in.
    """
    visit = bundle.visit
    if visit is None or visit.worker_id != user.user_id or not _works_in(visit.campaign_id, user):
        raise NotFound("Send the visit first; uploads belong to a visit of yours")
    return visit


def _works_in(campaign_id: CampaignId, user: User) -> bool:
    return user.campaign_id == campaign_id and Role.WORKER in roles_of(user)


def require_purpose(media: Media, *, records: Records) -> None:
    """Raise ConsentMissing unless what the media is for still stands at its visit."""
    _require_purpose(media.beneficiary_id, media.visit_id, media.kind, records)


def _require_purpose(
    person: BeneficiaryId, visit_id: VisitId, kind: MediaKind, records: Records
) -> None:
    ledger = records.find(Ledger, person)
    # Who took everything back is sealed: nothing more of hers is taken in, whatever a phone holds.
    is_sealed = ledger is not None and ledger.erase_at is not None
    if is_sealed or Purpose(kind.value) not in standing(ledger, visit_id):
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
        campaign_id=visit.campaign_id,
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
    user: User, known: Media, wanted: Offer, now: datetime, records: Records, store: ObjectStore
) -> Grant:
    asked = (wanted.kind, wanted.content_type, wanted.size_bytes, wanted.sha256)
    if asked != (known.kind, known.content_type, known.size_bytes, known.sha256):
        raise IdTaken("This upload id was used for another file; mint a new one")
    if known.state is MediaState.ABANDONED:
        raise Conflict("This upload has ended; ask for a new one", current_state=known.state.value)
    dead = is_dead(user, known.granted_at)
    if known.state is MediaState.OFFERED and (dead or known.expires_at - now < RENEW_WITHIN):
        known = replace(
            known,
            # Asked for by a phone that she enrolled since, which makes it a grant of today.
            granted_at=now if dead else known.granted_at,
            expires_at=now + GRANT_LIFE[known.kind.value],
        )
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
        raise absent()
    return media


def usable_by(user: User, upload_id: MediaId, *, records: Records) -> Media:
    """Return the caller's own upload as long as its grant is good; raise NotFound, Conflict.

    A grant from before she was signed out is dead, and what it brings is rejected.
    """
    media = held_by(user, upload_id, records=records)
    if media.state is MediaState.OFFERED and is_dead(user, media.granted_at):
        raise Conflict("This grant is from before you were signed out; ask for the upload again")
    return media


def find_media(media_id: MediaId, *, records: Records) -> Media:
    """Return a media by its id alone; raise NotFound."""
    pointer = records.find(MediaPointer, media_id)
    media = records.find(Media, pointer.visit_id, media_id) if pointer else None
    if media is None:
        raise absent()
    return media


def absent() -> NotFound:
    """One wording, so that another's upload is not told apart from none."""
    return NotFound("There is nothing under this id in your area")


def show_media(user: User, media_id: MediaId, *, records: Records) -> Media:
    """Return a media that lies in one of the caller's areas; raise NotFound otherwise."""
    media = find_media(media_id, records=records)
    # A reel's film belongs to no visit; its testimonial says where it lies.
    kind: type[Testimonial | Visit] = Testimonial if is_of_a_reel(media) else Visit
    owner = records.find(kind, media.visit_id)
    require_place(user, EVERYONE, owner.path if owner else ())
    return media
