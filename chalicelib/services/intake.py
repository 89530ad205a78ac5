"""An original has arrived: read what it says of its making, make its derivatives, say how it ended.

Safe to repeat. What was read is sealed in the media's own row; the derivatives carry none of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from chalicelib.domain.capture import Capture, believable
from chalicelib.domain.consent import Ledger
from chalicelib.domain.credentials import OF_A_RENDITION
from chalicelib.domain.enrolment import came_after
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import (
    ENDED,
    Derivative,
    Media,
    MediaKind,
    MediaState,
    Timings,
    derivative_key,
    is_held,
    move,
    start_processing,
)
from chalicelib.domain.media_measures import Made, MadeFile
from chalicelib.domain.people import User
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.rows import Save
from chalicelib.domain.sniffing import Kind
from chalicelib.domain.video_plans import plan_video
from chalicelib.ports import (
    CaptureReader,
    Clock,
    ObjectStore,
    PhotoCompressor,
    Records,
    Vault,
    VideoCompressor,
    Workspace,
)
from chalicelib.services import credentials
from chalicelib.services.captures import sealed
from chalicelib.services.retry import again

Measured = dict[str, str | int | float | bool | None]
# An object that comes after its grant was abandoned is taken in all the same.
OVER = ENDED - {MediaState.ABANDONED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """S3's notice that an original was stored."""

    visit_id: VisitId
    media_id: MediaId
    arrived_at: datetime


class Result(StrEnum):
    """How one delivery ended."""

    READY = "ready"
    REJECTED = "rejected"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What one run needs."""

    records: Records
    store: ObjectStore
    photos: PhotoCompressor
    videos: VideoCompressor
    captures: CaptureReader
    vault: Vault
    workspace: Workspace
    clock: Clock
    credentials: credentials.Tools


def take_in(notice: Arrival, tools: Tools) -> Result:
    """Bring one media to `ready` or `rejected`; a second delivery changes nothing.

    Raises NotFound for an object that nobody was granted. A fault leaves a photo as it was and a
    video `processing` with a lease; the redelivered message or reconciliation takes over.
    """
    media = tools.records.find(Media, notice.visit_id, notice.media_id)
    if media is None:
        raise NotFound("No grant belongs to this object", media_id=notice.media_id)
    now = tools.clock.now()
    if media.state in OVER:
        # The same bytes, stored anew while their grant lives, do not have the mark any more.
        _retire_if_erased(media, now, tools)
        return Result.REPEATED
    if is_held(media, now):
        return Result.REPEATED
    claimed = start_processing(media, stored_at=notice.arrived_at, now=now)
    if media.kind is MediaKind.VIDEO:
        # A photo is done within a second, so a second delivery at the same time is let run too:
        # both make the same files, and the first to commit wins.
        try:
            tools.records.commit(Save(row=claimed))
        except StaleVersion:
            return Result.REPEATED
        claimed = replace(claimed, version=claimed.version + 1)
    return _run(claimed, notice, tools)


def _run(media: Media, notice: Arrival, tools: Tools) -> Result:
    queue_ms = _ms(tools.clock.now() - notice.arrived_at)
    try:
        ended = _process(media, queue_ms, tools)
    except MediaRejected as refusal:
        ended = replace(move(media, MediaState.REJECTED), reason=refusal.reason)
    ended = replace(ended, ended_at=tools.clock.now(), lease_until=None)
    try:
        tools.records.commit(Save(row=ended))
    except StaleVersion:
        return again(lambda: _keep_end(ended, tools.records))
    return Result(ended.state.value)


def _keep_end(ended: Media, records: Records) -> Result:
    """Keep how a run ended although its row was touched, unless another run ended it first.

    Reconciliation may have noted when to look again, or, once our lease lapsed, another run may
    have begun. Neither makes these derivatives wrong: both runs make them of the same bytes.
    """
    known = records.find(Media, ended.visit_id, ended.media_id)
    if known is None or known.state in OVER:
        return Result.REPEATED
    records.commit(Save(row=replace(ended, version=known.version)))
    return Result(ended.state.value)


def _process(media: Media, queue_ms: int, tools: Tools) -> Media:
    _require_grant(media, tools.records)
    _require_person(media, tools)
    with tools.workspace() as folder:
        started = tools.clock.now()
        source = _download(media, folder, tools.store)
        fetched = tools.clock.now()
        capture = _capture(media.kind, source, tools)
        measured, made = _compress(media.kind, source, folder / "made", tools)
        signed = credentials.with_credentials(
            made, media.campaign_id, OF_A_RENDITION, tools.credentials
        )
        encoded = tools.clock.now()
        files = zip(made.files, signed.files, strict=True)
        derivatives = tuple(_keep(media, *each, tools.store) for each in files)
        kept = tools.clock.now()
    timings = Timings(
        queue_ms=max(queue_ms, 0),
        download_ms=_ms(fetched - started),
        encode_ms=_ms(encoded - fetched),
        upload_ms=_ms(kept - encoded),
    )
    ready = move(media, MediaState.READY)
    return replace(
        ready, measured={**measured, **_told(capture)}, derivatives=derivatives, timings=timings,
        placeholder=made.placeholder, looks=made.looks, signals=made.signals,
        capture=sealed(media, capture, tools.vault),
    )  # fmt: skip


def _require_grant(media: Media, records: Records) -> None:
    """Raise MediaRejected for what a lost phone's grant brought after its worker was signed out.

    What had arrived by then is her own work, whenever its notice comes.
    """
    worker = records.find(User, media.worker_id)
    assert media.stored_at is not None  # noqa: S101  a claimed media has arrived
    if worker is not None and came_after(worker, media.granted_at, media.stored_at):
        raise MediaRejected(RejectReason.GRANT_REVOKED)


def _require_person(media: Media, tools: Tools) -> None:
    """Raise MediaRejected for a file of somebody who was erased, or whose time has come.

    Whoever erases waits for files that have arrived, so this one came after all. Its original is
    marked before its row says that it has ended: a run that is killed in between is made again.
    """
    if _retire_if_erased(media, tools.clock.now(), tools):
        raise MediaRejected(RejectReason.PERSON_ERASED)


def _retire_if_erased(media: Media, now: datetime, tools: Tools) -> bool:
    """Mark the original of somebody who was erased, or whose time has come; say whether so."""
    ledger = tools.records.find(Ledger, media.beneficiary_id)
    is_erased = ledger is not None and ledger.erase_at is not None and ledger.erase_at <= now
    if is_erased:
        tools.store.retire_original(media)
    return is_erased


def _download(media: Media, folder: Path, store: ObjectStore) -> Path:
    source = folder / "original"
    sha256 = store.fetch_original(media, source)
    size_bytes = source.stat().st_size
    if size_bytes == 0:
        raise MediaRejected(RejectReason.EMPTY_FILE)
    if size_bytes != media.size_bytes:
        raise MediaRejected(RejectReason.SIZE_MISMATCH)
    if sha256 != media.sha256:
        raise MediaRejected(RejectReason.HASH_MISMATCH)
    return source


def _capture(kind: MediaKind, source: Path, tools: Tools) -> Capture:
    """Return what the original says of its making, as far as it can be true."""
    name: Kind = "photo" if kind is MediaKind.PHOTO else "video"
    return believable(tools.captures.read(source, name), tools.clock.now())


def _told(capture: Capture) -> Measured:
    """Return the one thing about a capture that is nobody's secret, as far as it is known."""
    return {} if capture.has_metadata is None else {"has_metadata": capture.has_metadata}


def _compress(kind: MediaKind, source: Path, into: Path, tools: Tools) -> tuple[Measured, Made]:
    into.mkdir()
    if kind is MediaKind.PHOTO:
        photo = tools.photos.measure(source)
        return photo.facts(), tools.photos.carry_out(plan_photo(photo), source, into)
    video = tools.videos.measure(source)
    return video.facts(), tools.videos.carry_out(plan_video(video), source, into)


def _keep(media: Media, made: MadeFile, signed: MadeFile, store: ObjectStore) -> Derivative:
    """Store a file under the hash that it had before it was signed.

    No two signatures are alike: a run that died would leave a copy that nobody could find again.
    """
    key = derivative_key(media.media_id, made.role, made.sha256_hex, made.path.suffix.lstrip("."))
    store.keep_derivative(signed, key)
    return Derivative(
        role=signed.role, key=key, content_type=signed.content_type, width=signed.width,
        height=signed.height, size_bytes=signed.size_bytes,
    )  # fmt: skip


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)
