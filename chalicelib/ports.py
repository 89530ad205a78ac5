"""What the services need from the world, as Protocols named for their roles.

`Records` keeps every row under optimistic locking: a row is read with its version, changed as a
value, and committed together with others only if none of them has changed since.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from chalicelib.domain.areas import Path as AreaPath
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.ids import AreaId, CampaignId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Job
from chalicelib.domain.media import Media
from chalicelib.domain.media_plans import (
    MadeFile,
    PhotoMeasured,
    PhotoPlan,
    VideoMeasured,
    VideoPlan,
)
from chalicelib.domain.publishing import (
    Channel,
    Post,
    Posted,
    PostResult,
    TakedownResult,
)
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Page, Row
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verification.evidence import PhoneReading

R = TypeVar("R", bound=Row)


class Records(Protocol):
    """The table. Every method raises StoreUnavailable when the store does not answer."""

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key, read consistently; None when absent."""
        ...

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return all rows of a visit, read consistently."""
        ...

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none; raise StaleVersion when one of the rows has changed."""
        ...

    def roll(self, booth_id: AreaId, *, limit: int, cursor: str | None) -> Page[Beneficiary]:
        """Return the people of a booth in the order of the roll."""
        ...

    def testimonials(
        self, state: State, desk_id: AreaId, within: AreaPath, *, limit: int, cursor: str | None
    ) -> Page[Testimonial]:
        """Return a desk's testimonials in `state` within an area, longest waiting first."""
        ...

    def same_bytes(self, sha256: str, *, limit: int) -> Sequence[tuple[VisitId, MediaId]]:
        """Return ready media whose original has this hash, in hex."""
        ...

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Sequence[Row]:
        """Return rows whose `due_at` is not after `before`, the earliest first."""
        ...

    def audit_trail(self, subject_id: str, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return a subject's audit entries from the first on."""
        ...

    def channels(self, campaign_id: CampaignId, *, limit: int) -> Sequence[Channel]:
        """Return a campaign's channels."""
        ...


class ObjectStore(Protocol):
    """The buckets: originals, which only phones write, and derivatives, which only we write."""

    def grant_post(self, media: Media) -> tuple[str, Mapping[str, str]]:
        """Return (url, form fields) that store this one file once signed, until it expires."""
        ...

    def begin_multipart(self, media: Media) -> str:
        """Return the id of a new multipart upload for the media's key."""
        ...

    def grant_parts(self, media: Media, numbers: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Return a signed PUT URL per part number."""
        ...

    def parts(self, media: Media) -> Mapping[int, int]:
        """Return the parts that S3 holds, number to bytes; empty when the upload is unknown."""
        ...

    def complete_multipart(self, media: Media) -> None:
        """Join the parts that S3 holds into the object; harmless when it was done before."""
        ...

    def abort_multipart(self, media: Media) -> None:
        """Forget the parts; harmless when it was done before."""
        ...

    def has_original(self, media: Media) -> bool:
        """True when the original is in the bucket."""
        ...

    def fetch_original(self, media: Media, into: Path) -> str:
        """Download the original to `into` and return its SHA-256 in hex."""
        ...

    def keep_derivative(self, made: MadeFile, key: str) -> None:
        """Store a derivative under `key`."""
        ...

    def derivative_url(self, key: str) -> str:
        """Return a signed URL that reads a derivative for some minutes."""
        ...


class Jobs(Protocol):
    """The queues."""

    def send(self, job: Job) -> None:
        """Put a job on its queue."""
        ...

    def reprocess(self, media: Media) -> None:
        """Put the media's own arrival notice on its queue again."""
        ...


class PhotoCompressor(Protocol):
    """Carries out photo plans; raises MediaRejected for content that cannot be used."""

    def measure(self, source: Path) -> PhotoMeasured:
        """Return what the header says, without decoding."""
        ...

    def carry_out(self, plan: PhotoPlan, source: Path, into: Path) -> tuple[MadeFile, ...]:
        """Make the planned files in the folder `into`."""
        ...


class VideoCompressor(Protocol):
    """Carries out video plans; raises MediaRejected for content that cannot be used."""

    def measure(self, source: Path) -> VideoMeasured:
        """Return what the container says."""
        ...

    def carry_out(self, plan: VideoPlan, source: Path, into: Path) -> tuple[MadeFile, ...]:
        """Make the planned files in the folder `into`."""
        ...


class ChannelClient(Protocol):
    """One social network. No method retries on its own; a caller decides."""

    def publish(self, channel: Channel, post: Post) -> PostResult:
        """Publish once; anything but a clear yes or no is PostUnclear."""
        ...

    def find(self, channel: Channel, marker: str) -> Posted | None:
        """Return the live post with this marker; raise ChannelUnavailable when we cannot know."""
        ...

    def take_down(self, channel: Channel, external_id: str) -> TakedownResult:
        """Remove a post; a post that is already gone counts as removed."""
        ...


class PhoneBook(Protocol):
    """The numbering plans."""

    def read(self, phone: str) -> PhoneReading:
        """Return what is known of a number in E.164 form."""
        ...


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class NewId(Protocol):
    """Fresh ids."""

    def __call__(self) -> str:
        """Return a UUIDv7."""
        ...


class TokenVerifier(Protocol):
    """Sign-in."""

    def subject_of(self, token: str) -> UserId | None:
        """Return whose access token this is; None when it is not a good one."""
        ...


class Workspace(Protocol):
    """Room for files during one run."""

    def __call__(self) -> AbstractContextManager[Path]:
        """Return a context that yields an empty private folder and removes it afterwards."""
        ...


class Images(Protocol):
    """The table's stream."""

    def row_of(self, image: Mapping[str, object] | None) -> Row | None:
        """Return the row in a stream image; None when there is none or it is not ours."""
        ...
