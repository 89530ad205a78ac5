"""What reads and makes files, knows numbers, speaks to networks, and tells the time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from chalicelib.domain.capture import Capture
from chalicelib.domain.credentials import SigningKey
from chalicelib.domain.editions import Clip, EditionPlan
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, VideoMeasured
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.photo_plans import PhotoPlan
from chalicelib.domain.publishing import (
    Channel,
    Post,
    Posted,
    PostResult,
    TakedownResult,
)
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
