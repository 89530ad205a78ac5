"""What a story is told from, and one step of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Edit
from chalicelib.domain.ids import MediaId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication
from chalicelib.domain.testimonial import Claim, Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.links import Kind, Reference
from chalicelib.domain.visit import Visit

SYSTEM: Final = "system"
BENEFICIARY: Final = "beneficiary"


class StepKind(StrEnum):
    """What a step is about."""

    CAPTURE = "capture"
    VISIT = "visit"
    CALL = "call"
    CONSENT = "consent"
    RECORD = "record"
    UPLOAD = "upload"
    MEDIA = "media"
    COPY = "copy"
    STATE = "state"
    VERDICT = "verdict"
    REVIEW = "review"
    PUBLICATION = "publication"
    WITHDRAWAL = "withdrawal"
    REEL = "reel"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryStep:
    """One thing that happened. `by` is a user's id, `system` or `beneficiary`."""

    at: datetime
    kind: StepKind
    by: str
    text: Mapping[str, str]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The rows around a testimonial. `verdicts` are all of them, the first one first.

    `copied` are the media of other visits that ours are copies of, or that are copies of ours;
    `claim` is a moderator's hold that runs now; `channels` are names by ids.
    """

    item: Testimonial
    visit: Visit | None = None
    ledger: Ledger | None = None
    media: tuple[Media, ...] = ()
    call: Call | None = None
    edits: tuple[Edit, ...] = ()
    copied: Mapping[MediaId, Media] = field(default_factory=dict)
    verdicts: tuple[PastVerdict, ...] = ()
    entries: tuple[AuditEntry, ...] = ()
    publications: tuple[Publication, ...] = ()
    editions: tuple[Edition, ...] = ()
    looks: tuple[LevelCheck, ...] = ()
    claim: Claim | None = None
    channels: Mapping[str, str] = field(default_factory=dict)


def media_named(media_id: MediaId, rel: str = "media") -> Reference:
    """Return the reference to a media."""
    return Reference(rel=rel, kind=Kind.MEDIA, id=media_id)
