"""One upload grant and the photo or video that comes of it.

A grant makes one media and shares its id with it. States move only along MEDIA_MOVES; the moment
that reconciliation should look at a row again is `due_at`, empty when nothing can be stuck.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.errors import Conflict, InvalidInput, MediaNotAccepted, MediaTooLarge
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    MediaId,
    UserId,
    VisitId,
    spread,
)
from chalicelib.domain.rejections import RejectReason
from chalicelib.domain.sniffing import PHOTO_TYPES, VIDEO_TYPES

MIB: Final = 1024 * 1024
# S3's smallest part, the last one excepted. What a cut connection costs is the part under way, so
# ours are no larger (decision 22); browsers' own uploaders choose the same.
LEAST_PART_BYTES: Final = 5 * MIB
PART_SIZE_BYTES: Final = LEAST_PART_BYTES
ONE_REQUEST_BYTES: Final = 16 * MIB
MAX_BYTES: Final[Mapping[str, int]] = {"photo": 30 * MIB, "video": 250 * MIB}
GRANT_LIFE: Final[Mapping[str, timedelta]] = {
    "photo": timedelta(minutes=30),
    "video": timedelta(hours=2),
}
# How long past a grant's end an object may still arrive: S3 takes what began in time.
ARRIVAL_GRACE: Final = timedelta(minutes=5)
# When reconciliation first looks at a grant: late enough that nearly all have ended by then, early
# enough for the promise that a stored photo ends within 10 minutes and a video within 30.
FIRST_LOOK: Final[Mapping[str, timedelta]] = {
    "photo": timedelta(minutes=4),
    "video": timedelta(minutes=10),
}
# Longer than nearly every run. A run that outlasts its lease may be overtaken by another, which
# costs work and nothing else: the first to commit wins and both write the same keys.
LEASE: Final[Mapping[str, timedelta]] = {
    "photo": timedelta(minutes=1),
    "video": timedelta(minutes=5),
}


# Rows from before the campaign stood in them.
OF_OLD: Final = CampaignId("")


class MediaKind(StrEnum):
    """What a grant is for."""

    PHOTO = "photo"
    VIDEO = "video"


class MediaState(StrEnum):
    """Where a media is on its way."""

    OFFERED = "offered"
    STORED = "stored"
    PROCESSING = "processing"
    READY = "ready"
    REJECTED = "rejected"
    ABANDONED = "abandoned"


MEDIA_MOVES: Final[Mapping[MediaState, frozenset[MediaState]]] = {
    MediaState.OFFERED: frozenset({MediaState.STORED, MediaState.ABANDONED}),
    MediaState.STORED: frozenset({MediaState.PROCESSING}),
    MediaState.PROCESSING: frozenset({MediaState.READY, MediaState.REJECTED}),
    MediaState.READY: frozenset(),
    MediaState.REJECTED: frozenset(),
    # An object that arrives after all is not lost: the promise is to the phone, not to the timer.
    MediaState.ABANDONED: frozenset({MediaState.STORED}),
}
ENDED: Final = frozenset({MediaState.READY, MediaState.REJECTED, MediaState.ABANDONED})


class UploadMethod(StrEnum):
    """How the bytes travel to S3."""

    POST = "POST"
    MULTIPART = "MULTIPART"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivative:
    """One file made from the original, as kept in the derivatives bucket."""

    role: str
    key: str
    content_type: str
    width: int
    height: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Where the time went between the object's arrival and `ready`, in milliseconds."""

    queue_ms: int
    download_ms: int
    encode_ms: int
    upload_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A grant and its media. `sha256` is hex; S3 holds one-request uploads to it."""

    media_id: MediaId
    visit_id: VisitId
    beneficiary_id: BeneficiaryId
    worker_id: UserId
    booth_id: AreaId
    kind: MediaKind
    content_type: str
    size_bytes: int
    sha256: str
    method: UploadMethod
    granted_at: datetime
    expires_at: datetime
    campaign_id: CampaignId = OF_OLD
    state: MediaState = MediaState.OFFERED
    multipart_id: str | None = None
    stored_at: datetime | None = None
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    reason: RejectReason | None = None
    measured: Mapping[str, str | int | float | bool | None] | None = None
    derivatives: tuple[Derivative, ...] = ()
    # What verification compares: see `media_measures.Made`.
    placeholder: str = ""
    looks: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    # What the original said of itself before it was stripped, sealed; `domain.capture` opens it.
    capture: str = ""
    copies: tuple[Copy, ...] = ()  # what was found to be the same, or to show the same
    timings: Timings | None = None
    look_at: datetime | None = None
    version: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When reconciliation should look again; None when nothing can be stuck."""
        if self.state is MediaState.ABANDONED:
            return self.look_at
        if self.state in ENDED:
            return None
        return self.look_at or self.granted_at + FIRST_LOOK[self.kind.value]

    @property
    def lapses_at(self) -> datetime:
        """When nothing that was begun in time can still arrive."""
        return self.expires_at + ARRIVAL_GRACE


def check_offer(kind: MediaKind, content_type: str, size_bytes: int) -> None:
    """Raise MediaNotAccepted, MediaTooLarge or InvalidInput unless such a file may be uploaded."""
    allowed = PHOTO_TYPES if kind is MediaKind.PHOTO else VIDEO_TYPES
    if content_type not in allowed:
        raise MediaNotAccepted(
            f"Send a {kind.value} as one of the accepted types", accepted=sorted(allowed)
        )
    if size_bytes > MAX_BYTES[kind.value]:
        raise MediaTooLarge(
            f"A {kind.value} may have {MAX_BYTES[kind.value] // MIB} MiB; record a shorter one",
            limit_bytes=MAX_BYTES[kind.value],
        )
    if size_bytes < 1:
        raise InvalidInput("The file is empty; record it again", field="size_bytes")


def method_for(kind: MediaKind, size_bytes: int) -> UploadMethod:
    """Return how a file of this size travels; photos always fit one request."""
    if kind is MediaKind.VIDEO and size_bytes > ONE_REQUEST_BYTES:
        return UploadMethod.MULTIPART
    return UploadMethod.POST


def part_count(size_bytes: int) -> int:
    """Return how many parts of PART_SIZE_BYTES a file has; the last one may be smaller."""
    return -(-size_bytes // PART_SIZE_BYTES)


def original_key(media: Media) -> str:
    """Return where the original lies: spread by two hex digits, routed by its ending."""
    return f"{spread(media.media_id)}/{media.visit_id}/{media.media_id}.{media.kind.value}"


def derivative_key(media_id: MediaId, role: str, sha256: str, extension: str) -> str:
    """Return where a derivative lies; its content's hash in the name makes it immutable."""
    return derivative_place(media_id, f"{sha256[:16]}-{role}.{extension}")


def derivative_place(media_id: MediaId, name: str) -> str:
    """Return where the derivative with this file name lies."""
    return f"{spread(media_id)}/{media_id}/{name}"


def move(media: Media, target: MediaState) -> Media:
    """Return the media in `target`; raise Conflict when MEDIA_MOVES has no such step."""
    if target not in MEDIA_MOVES[media.state]:
        raise Conflict("That step is not open from here", current_state=media.state.value)
    return replace(media, state=target)


def start_processing(media: Media, *, stored_at: datetime, now: datetime) -> Media:
    """Return the media claimed for one run. A lapsed lease may be claimed again."""
    held = replace(media, lease_until=now + LEASE[media.kind.value])
    if media.state is MediaState.PROCESSING:
        return held
    stored = held if media.state is MediaState.STORED else arrive(held, stored_at)
    return move(stored, MediaState.PROCESSING)


def arrive(media: Media, stored_at: datetime) -> Media:
    """Return the media with its original in the bucket."""
    return replace(move(media, MediaState.STORED), stored_at=stored_at)


def is_held(media: Media, now: datetime) -> bool:
    """True while another run holds the media."""
    return (
        media.state is MediaState.PROCESSING
        and media.lease_until is not None
        and now < media.lease_until
    )
