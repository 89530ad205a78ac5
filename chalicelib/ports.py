"""What the services need from the world, as Protocols named for their roles.

`Records` keeps every row under optimistic locking: a row is read with its version, changed as a
value, and committed together with others only if none of them has changed since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from chalicelib.domain.areas import Path as AreaPath
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.enrolment import SignedIn
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
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.publishing import (
    Channel,
    Post,
    Posted,
    PostResult,
    TakedownResult,
)
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Page, Row
from chalicelib.domain.tables import Cell, TableRow
from chalicelib.domain.testimonial import State, Testimonial

R = TypeVar("R", bound=Row)
Grant = tuple[str, Mapping[str, str]]


class Records(Protocol):
    """The table. Every method raises StoreUnavailable when the store does not answer."""

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key, read consistently; None when absent."""
        ...

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row as it was lately: half the price, for what hardly ever changes."""
        ...

    def find_many(self, kind: type[R], natural_keys: Sequence[tuple[str, ...]]) -> list[R | None]:
        """Return the rows under several natural keys, in their order, read consistently."""
        ...

    def add(self, rows: Sequence[R]) -> list[R]:
        """Write new rows, each on its own; return those that exist already and were left alone."""
        ...

    def under(
        self, kind: type[R], *parent: str, limit: int, cursor: str | None = None, after: str = ""
    ) -> Page[R]:
        """Return a parent's rows of `kind` in the order of their keys, from `after` on."""
        ...

    def listed(
        self, kind: type[R], name: str, *,
        limit: int, cursor: str | None = None, within: AreaPath = (), after: str = "",
    ) -> Page[R]:  # fmt: skip
        """Return the rows of `kind` in a list: see docs/access-patterns.md for names and order."""
        ...

    def count_roll(self, booth_id: AreaId) -> int:
        """Return how many people a booth has to visit: merged and erased ones do not count."""
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

    def stored_at(self, media: Media) -> datetime | None:
        """Return when the original was stored; None when it is not in the bucket."""
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

    def grant_import(self, key: str, most_bytes: int, until: datetime) -> Grant:
        """Return (url, form fields) that store one file of at most so many bytes under `key`."""
        ...

    def fetch_import(self, key: str, into: Path) -> bool:
        """Download an imported file to `into`; False when it is not there."""
        ...

    def keep_report(self, key: str, data: bytes, content_type: str) -> None:
        """Store a report for people to download."""
        ...

    def report(self, key: str) -> bytes:
        """Return a stored report; nothing when there is none."""
        ...

    def report_url(self, key: str, file_name: str) -> str:
        """Return a signed URL that downloads a report under `file_name` for some minutes."""
        ...

    def erase(self, keys: Sequence[str]) -> None:
        """Remove derivatives and reports for good; harmless when they are gone."""
        ...

    def retire_original(self, media: Media) -> None:
        """Mark an original so that the lifecycle rule removes it soon; harmless to repeat."""
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


class Vault(Protocol):
    """A campaign's secrets: values sealed to be shown again, and keyed hashes to find by."""

    def seal(self, campaign_id: CampaignId, owner_id: str, text: str) -> str:
        """Return `text` encrypted for its owner's row; twice the same text looks different."""
        ...

    def open(self, campaign_id: CampaignId, owner_id: str, sealed: str) -> str:
        """Return what was sealed for this owner; raise StoreUnavailable for anything else."""
        ...

    def digest(self, campaign_id: CampaignId, purpose: str, text: str) -> bytes:
        """Return a keyed hash of `text`, 32 bytes; each purpose has hashes of its own."""
        ...


class SignIns(Protocol):
    """The user pool."""

    def create(self, username: str) -> UserId:
        """Return the subject of a sign-in, made if there is none yet."""
        ...

    def set_password(self, username: str, password: str) -> None:
        """Give a sign-in this password for good."""
        ...

    def sign_out(self, username: str) -> None:
        """End every session of a sign-in."""
        ...


class Tables(Protocol):
    """Files of rows, as people upload and download them."""

    def read(self, path: Path) -> Iterator[TableRow]:
        """Yield the rows of every sheet, headers included; raise TableRefused, midway too."""
        ...

    def count(self, path: Path) -> int:
        """Return how many rows `read` would yield."""
        ...

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return a CSV file that every spreadsheet opens, in which no text is a formula."""
        ...

    def xlsx(self, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return an XLSX file of one sheet, in which no text is a formula."""
        ...


class PhoneBook(Protocol):
    """The numbering plans."""

    def normal(self, text: str) -> str | None:
        """Return a number in E.164 form, Indian unless it says otherwise; None when it is none."""
        ...

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

    def sign_in_of(self, token: str) -> SignedIn | None:
        """Return whose access token this is and since when; None when it is not a good one."""
        ...


class Workspace(Protocol):
    """Room for files during one run."""

    def __call__(self) -> AbstractContextManager[Path]:
        """Return a context that yields an empty private folder and removes it afterwards."""
        ...


class Images(Protocol):
    """The table's stream."""

    def row_of(
        self, image: Mapping[str, object] | None, kinds: tuple[type[Row], ...] | None = None
    ) -> Row | None:
        """Return the row in a stream image; None when there is none, or none of these `kinds`."""
        ...
