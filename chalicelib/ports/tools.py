"""What reads and makes files, knows numbers, speaks to networks, and tells the time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from chalicelib.domain.capture import Capture
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.credentials import SigningKey
from chalicelib.domain.editions import Clip, EditionPlan
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, VideoMeasured
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.photo_plans import PhotoPlan
from chalicelib.domain.posts import (
    MetricsById,
    NeedsReconnect,
    Post,
    PostResult,
    Seen,
    TakedownAnswer,
)
from chalicelib.domain.signed_deliveries import MOST_ANSWER_BYTES, Delivered, Undelivered
from chalicelib.domain.sniffing import Kind
from chalicelib.domain.tables import Cell, TableRow
from chalicelib.domain.video_plans import VideoPlan


class PhotoCompressor(Protocol):
    """Carries out photo plans; raises MediaRejected for content that cannot be used."""

    def measure(self, source: Path) -> PhotoMeasured:
        """Return what the header says, without decoding."""
        ...

    def carry_out(self, plan: PhotoPlan, source: Path, into: Path) -> Made:
        """Make the planned files in the folder `into`."""
        ...


class VideoCompressor(Protocol):
    """Carries out video plans; raises MediaRejected for content that cannot be used."""

    def measure(self, source: Path) -> VideoMeasured:
        """Return what the container says."""
        ...

    def carry_out(self, plan: VideoPlan, source: Path, into: Path) -> Made:
        """Make the planned files in the folder `into`."""
        ...


class CaptureReader(Protocol):
    """Reads what an original says of its making, before it is stripped."""

    def read(self, source: Path, kind: Kind) -> Capture:
        """Return it; what is damaged or cannot be true is unknown, and no reason to refuse."""
        ...


class Composer(Protocol):
    """Composes editions and reels of our own renditions; raises Fault, never MediaRejected."""

    def measure(self, rendition: Path) -> Clip:
        """Return what a rendition of ours is."""
        ...

    def compose(self, plan: EditionPlan, sources: Sequence[Path], into: Path) -> Made:
        """Make the planned files in the folder `into`: video, poster, thumb; or display, thumb.

        `sources` are the renditions of the plan's pieces, in their order.
        """
        ...


class ContentSigner(Protocol):
    """Writes content credentials into files that we made."""

    def sign(self, file: MadeFile, manifest: str, key: SigningKey) -> MadeFile:
        """Return the file with a signed manifest inside, in place; raise Fault."""
        ...

    def check(self, key: SigningKey) -> datetime:
        """Return when the first of its certificates runs out.

        Raises InvalidInput unless the key signs and its certificates belong to it.
        """
        ...


class Tables(Protocol):
    """Files of rows, as people upload and download them."""

    def read(self, path: Path) -> Iterator[TableRow]:
        """Yield the rows of every sheet, headers included; raise TableRefused, midway too."""
        ...

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return a CSV file that every spreadsheet opens, in which no text is a formula."""
        ...

    def xlsx(self, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return an XLSX file of one sheet, in which no text is a formula."""
        ...


class ChannelClient(Protocol):
    """One social network. No method retries on its own; a caller decides.

    `publish` and `finalise` are called at most once for a post; every other method may be repeated.
    Those that only read raise ChannelUnavailable when the network does not say.
    """

    def publish(self, account: Account, post: Post) -> PostResult:
        """Begin a post, and end it where one call does it all."""
        ...

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of what is pending; never makes anything public."""
        ...

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Make what is ready public."""
        ...

    def discard(self, account: Account, handle: str) -> None:
        """Drop what is pending, where the network keeps it; harmless when it is gone."""
        ...

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return the live posts since then, one minute of it allowed for clocks that differ.

        None when this network's posts cannot be read, so that only a person can tell.
        """
        ...

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Remove a post; a post that is already gone counts as removed."""
        ...

    def is_live(self, account: Account, external_id: str) -> bool | None:
        """True while a post can be seen; None when this network does not tell."""
        ...

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return what the network counts of posts, by id; what it does not know is absent."""
        ...

    def quota(self, account: Account, now: datetime) -> Told | None:
        """Return what the network says of its own quota; None when it says nothing."""
        ...

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Return a renewed credential; None when it needs no renewal.

        It has to be kept at once: what it was made of may be void.
        """
        ...


class Credentials(Protocol):
    """Where channels' credentials are kept: with the secrets, never in the table."""

    def read(self, campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        """Return a channel's credential as it is now; None when it has none."""
        ...

    def keep(self, campaign_id: CampaignId, channel_id: ChannelId, credential: Credential) -> None:
        """Keep a channel's credential in place of the one before."""
        ...

    def drop(self, campaign_id: CampaignId, channel_id: ChannelId) -> None:
        """Forget a channel's credential; harmless when there is none."""
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


class Workspace(Protocol):
    """Room for files during one run."""

    def __call__(self) -> AbstractContextManager[Path]:
        """Return a context that yields an empty private folder and removes it afterwards."""
        ...


class Deliveries(Protocol):
    """Calls addresses that outsiders gave us, on the public internet only, and tries once."""

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Delivered | Undelivered:
        """Send signed bytes; return the answer, with that much of its body, or why it is none."""
        ...
