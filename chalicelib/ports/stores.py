"""The buckets, the queues, the stream, the user pool and the keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from chalicelib.domain.enrolment import COMMON, SignedIn
from chalicelib.domain.ids import CampaignId, UserId
from chalicelib.domain.jobs import Job
from chalicelib.domain.marks import Mark
from chalicelib.domain.media import Media
from chalicelib.domain.media_measures import MadeFile
from chalicelib.domain.parts import Signed, Step
from chalicelib.domain.rows import Row

Grant = tuple[str, Mapping[str, str]]


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

    def has_multipart(self, media: Media) -> bool:
        """True while the media's multipart upload is one of its own key and not over."""
        ...

    def sign(self, media: Media, step: Step, part_number: int | None, now: datetime) -> Signed:
        """Return one request of an upload, signed for the media's key and no other use.

        A PUT is held to type, size and SHA-256, a completion to the size and to being the first.
        """
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

    def fetch_derivative(self, key: str, into: Path) -> None:
        """Download a derivative to `into`."""
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

    def retire_import(self, key: str) -> None:
        """Mark an imported file so that the lifecycle rule removes it soon; safe to repeat."""
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

    def mark_attempt(self, name: str, note: str) -> Mark | None:
        """Place a mark once for all times; return the one that is there, None when it is this one.

        It outlives the table: one that was put back to an earlier day attempts nothing twice.
        """
        ...

    def erase(self, keys: Sequence[str]) -> None:
        """Remove derivatives and reports for good; harmless when they are gone."""
        ...

    def erase_under(self, place: str) -> None:
        """Remove every derivative whose key begins so, for good; harmless when there is none."""
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


class Images(Protocol):
    """The table's stream."""

    def row_of(
        self, image: Mapping[str, object] | None, kinds: tuple[type[Row], ...] | None = None
    ) -> Row | None:
        """Return the row in a stream image; None when there is none, or none of these `kinds`."""
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


class TokenVerifier(Protocol):
    """Sign-in."""

    def sign_in_of(self, token: str) -> SignedIn | None:
        """Return whose access token this is and since when; None when it is not a good one."""
        ...


class Vault(Protocol):
    """A campaign's secrets: values sealed to be shown again, and keyed hashes to find by.

    Each `use` seals with a key of its own, so that who may open one may not open the others.
    """

    def seal(self, campaign_id: CampaignId, owner_id: str, text: str, *, use: str = COMMON) -> str:
        """Return `text` encrypted for its owner's row; twice the same text looks different."""
        ...

    def open(
        self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
    ) -> str:
        """Return what was sealed for this owner; raise StoreUnavailable for anything else."""
        ...

    def digest(self, campaign_id: CampaignId, purpose: str, text: str) -> bytes:
        """Return a keyed hash of `text`, 32 bytes; each purpose has hashes of its own."""
        ...
