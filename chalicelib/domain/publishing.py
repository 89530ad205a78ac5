"""Publications, one per (testimonial, channel), and the channels' slots.

`posting` is entered once per content version, in a transaction that also checks consent. After
that, nothing posts again: what is unclear becomes `unconfirmed` and is settled by reading the
channel, or by a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from chalicelib.domain.areas import Path
from chalicelib.domain.channel_editions import PLAIN, EditionOrder
from chalicelib.domain.consent import Ledger, Purpose, standing
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS
from chalicelib.domain.editions import Style
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import (
    BeneficiaryId,
    CampaignId,
    ChannelId,
    ConsentId,
    MediaId,
    PublicationId,
    VisitId,
)
from chalicelib.domain.media import Media

# A run that posts ends well within this; a publication still posting afterwards is unconfirmed.
POSTING_LEASE: Final = timedelta(minutes=3)
CONFIRM_EVERY: Final = timedelta(minutes=1)
TAKEDOWN_EVERY: Final = timedelta(minutes=1)
MOST_CONFIRMATIONS: Final = 60


class PublicationState(StrEnum):
    """Where a publication is on its way."""

    SCHEDULED = "scheduled"
    HELD = "held"
    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    TAKEDOWN_DUE = "takedown_due"
    TAKEN_DOWN = "taken_down"
    TAKEDOWN_FAILED = "takedown_failed"


_P = PublicationState
PUBLICATION_MOVES: Final[Mapping[PublicationState, frozenset[PublicationState]]] = {
    _P.SCHEDULED: frozenset({_P.POSTING, _P.HELD, _P.CANCELLED}),
    _P.HELD: frozenset({_P.SCHEDULED, _P.CANCELLED}),
    _P.POSTING: frozenset({_P.POSTED, _P.FAILED, _P.UNCONFIRMED}),
    _P.POSTED: frozenset({_P.TAKEDOWN_DUE}),
    _P.FAILED: frozenset(),
    # Never back to scheduled: posting again could post twice.
    _P.UNCONFIRMED: frozenset({_P.POSTED, _P.FAILED}),
    _P.CANCELLED: frozenset(),
    _P.TAKEDOWN_DUE: frozenset({_P.TAKEN_DOWN, _P.TAKEDOWN_FAILED}),
    _P.TAKEN_DOWN: frozenset(),
    _P.TAKEDOWN_FAILED: frozenset({_P.TAKEN_DOWN}),
}


class ChannelKind(StrEnum):
    """The networks we can speak to."""

    PRACTICE = "practice"


# How many characters a caption may have in one language. The practice network has no limit of its
# own, so it gets ours.
CAPTION_LIMITS: Final[Mapping[ChannelKind, int]] = {ChannelKind.PRACTICE: MOST_CAPTION_CHARACTERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One account on one network."""

    channel_id: ChannelId
    campaign_id: CampaignId
    kind: ChannelKind
    name: str
    base_url: str
    is_enabled: bool
    min_spacing_s: int
    caption_languages: tuple[str, ...]
    style: Style = PLAIN
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLedger:
    """The first moment of a channel that is not yet promised to a publication."""

    campaign_id: CampaignId
    channel_id: ChannelId
    next_at: datetime
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One post on its way. Its id is also the marker by which the post is found again.

    `order` is the edition that is posted; without one the plain renditions are. `named_by` is the
    consent by whose name it may name her, and from `posting` on the one by which it does.
    """

    publication_id: PublicationId
    visit_id: VisitId
    campaign_id: CampaignId
    channel_id: ChannelId
    beneficiary_id: BeneficiaryId
    path: Path
    content_version: int
    media_ids: tuple[MediaId, ...]
    captions: Mapping[str, str]
    state: PublicationState
    slot_at: datetime
    changed_at: datetime
    due_at: datetime | None
    attempts: int = 0
    confirmations: int = 0
    external_id: str | None = None
    permalink: str | None = None
    reason: str | None = None
    order: EditionOrder | None = None
    named_by: ConsentId | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a channel is asked to publish. `media` are (kind, URL that lives for minutes)."""

    marker: str
    caption: str
    media: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The network has the post."""

    external_id: str
    permalink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRefused:
    """The network said a clear no and has no post."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnclear:
    """The network may or may not have the post."""

    reason: str


PostResult = Posted | PostRefused | PostUnclear


class TakedownResult(StrEnum):
    """How an attempt to take a post down ended."""

    REMOVED = "removed"
    STILL_LIVE = "still_live"


def move(item: Publication, target: PublicationState, *, at: datetime) -> Publication:
    """Return the publication in `target`; raise Conflict for a step not in PUBLICATION_MOVES."""
    if target not in PUBLICATION_MOVES[item.state]:
        raise Conflict("That step is not open from here", current_state=item.state.value)
    return replace(item, state=target, changed_at=at, due_at=_due(item, target, at))


def _due(item: Publication, target: PublicationState, at: datetime) -> datetime | None:
    waits = {
        _P.SCHEDULED: item.slot_at - at,
        _P.POSTING: POSTING_LEASE,
        _P.UNCONFIRMED: CONFIRM_EVERY,
        _P.TAKEDOWN_DUE: TAKEDOWN_EVERY,
        _P.TAKEDOWN_FAILED: 10 * TAKEDOWN_EVERY,
    }
    return at + waits[target] if target in waits else None


def reserve(ledger: SlotLedger, channel: Channel, now: datetime) -> tuple[datetime, SlotLedger]:
    """Return the next free slot of a channel and the ledger that has promised it."""
    slot_at = max(now, ledger.next_at)
    spacing = timedelta(seconds=channel.min_spacing_s)
    return slot_at, replace(ledger, next_at=slot_at + spacing)


def promised_ahead(ledger: SlotLedger, channel: Channel, now: datetime) -> int:
    """Return how many slots from now on are promised, at the channel's spacing of today."""
    ahead = max(timedelta(0), ledger.next_at - now)
    spacing = timedelta(seconds=channel.min_spacing_s)
    return ahead // spacing if spacing else 0


def after_result(item: Publication, result: PostResult, at: datetime) -> Publication:
    """Return the publication after the network's answer; unclear is never failed."""
    match result:
        case Posted():
            posted = move(item, _P.POSTED, at=at)
            return replace(posted, external_id=result.external_id, permalink=result.permalink)
        case PostRefused():
            return replace(move(item, _P.FAILED, at=at), reason=result.reason)
        case PostUnclear():
            return replace(move(item, _P.UNCONFIRMED, at=at), reason=result.reason)
        case _:  # pragma: no cover  # the type checker proves that there is no other
            assert_never(result)


def caption_for(item: Publication, channel: Channel) -> str:
    """Return the caption: the channel's languages in their order, blank lines between."""
    texts = [item.captions.get(language, "").strip() for language in channel.caption_languages]
    return "\n\n".join(text for text in texts if text)


def may_be_public(ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]) -> bool:
    """True while consent to publish, and to each kind of media shown, stands for the visit."""
    return not lacking_purposes(ledger, visit_id, media)


def lacking_purposes(
    ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]
) -> frozenset[Purpose]:
    """Return what consent would have to cover, for this media to be public, and does not."""
    needed = frozenset({Purpose.PUBLISH, *(Purpose(one.kind.value) for one in media)})
    return needed - standing(ledger, visit_id)
