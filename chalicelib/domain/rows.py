"""What the table keeps, and the values in which rows are read and written together."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.boundaries import Boundary
from chalicelib.domain.calls import Call, CallHook, CallMark
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.consent import Ledger
from chalicelib.domain.credentials import ContentKey
from chalicelib.domain.digests import Digest, DigestTurn
from chalicelib.domain.edits import Edit
from chalicelib.domain.enrolment import Enrolment, SecretKey
from chalicelib.domain.feeds import FeedEntry
from chalicelib.domain.freezes import Board, Freeze, NotRecalled
from chalicelib.domain.held import HeldChange, HeldMark
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.importing import Import
from chalicelib.domain.jobs import OutboxItem
from chalicelib.domain.leaflets import Guesses, WithdrawalCode
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import Media
from chalicelib.domain.people import User, WorkerNumber
from chalicelib.domain.policy import PolicySet
from chalicelib.domain.progress import Tally
from chalicelib.domain.publishing import Publication
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.returned import Returned
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.seats import Seat
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.twins import Merge, RollKey, SameId
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery, Webhook
from chalicelib.domain.workshops import Attendance, Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPointer:
    """Where a media lies: its visit's rows stand together, and its id alone does not say which."""

    media_id: MediaId
    visit_id: VisitId
    version: int = 0


Row = (
    Area | Attendance | AuditEntry | Beneficiary | Board | Boundary | Call | CallHook | CallMark
    | Campaign | Channel | Connection | ContentKey | Delivery | Digest | DigestTurn | Edit
    | Edition | Enrolment | FeedEntry | Freeze | Guesses | HeldChange | HeldMark | Import | Lane
    | Ledger | LevelCheck | Media | MediaPointer | Merge | NotRecalled | OutboxItem | PastVerdict
    | PolicySet | Publication | ReelTurn | Returned | ReviewDay | RollKey | SameId | Seat
    | SecretKey | SlotLedger | Tally | Testimonial | User | Visit | Webhook | WithdrawalCode
    | WorkerNumber | Workshop
)  # fmt: skip
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """Write a row: a new one (version 0) must not exist, a known one must be unchanged."""

    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Write nothing, but let the commit fail unless this row is still as it was read."""

    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Write a person's row to its new place and take it from the old one, which was `source`."""

    row: Beneficiary
    source: Beneficiary


Change = Save | Unchanged | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; `cursor` is opaque and None at the end."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything kept for one visit, read together and consistently."""

    visit: Visit | None
    media: tuple[Media, ...]
    testimonial: Testimonial | None
    publications: tuple[Publication, ...]


class DueKind(StrEnum):
    """The rows that a timer looks at again."""

    MEDIA = "media"
    TESTIMONIAL = "testimonial"
    LEDGER = "ledger"
    SLOT = "slot"  # publications whose slot comes
    PUBLICATION = "publication"  # publications that wait for an answer
    TURN = "turn"  # channels whose next slot may have come
    METRICS = "metrics"  # posts whose numbers are to be read
    CONNECTION = "connection"  # accounts whose credential or quota is to be looked at
    DELIVERY = "delivery"  # messages to operators' own systems
    DIGEST = "digest"  # desks whose daily digest is to be made
    FREEZE = "freeze"  # freezes that begin, end, or are to be swept again
    IMPORT = "import"
    ERASURE = "erasure"  # people who took everything back
    RETIREMENT = "retirement"  # campaigns whose data has been kept long enough
    REEL = "reel"  # desks whose next reel is to be chosen
