"""Publications, one per (testimonial, channel), and the steps that they may take.

`posting` is entered once per attempt, in a transaction that also checks approval, consent, freezes
and the channel. From there a publication goes back to waiting only when nothing of it can be
public. What is unclear becomes `unconfirmed` and is settled by reading the channel, or by a person;
it is never posted again. How an attempt goes stands in attempts.py.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from chalicelib.domain.areas import Path
from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.consent import Ledger, Purpose, standing
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ChannelId,
    ConsentId,
    MediaId,
    PublicationId,
    VisitId,
)
from chalicelib.domain.media import Media
from chalicelib.domain.posts import Metrics
from chalicelib.domain.takedowns import Takedown

# A run that posts ends well within this; a publication still posting afterwards is unconfirmed.
POSTING_LEASE: Final = timedelta(minutes=6)
CONFIRM_EVERY: Final = timedelta(minutes=1)
TAKEDOWN_EVERY: Final = timedelta(minutes=1)
# After so many looks, an hour's, a person is asked.
MOST_CONFIRMATIONS: Final = 60
# A granted slot whose job is lost is found again after this.
GRANT_LIFE: Final = timedelta(minutes=2)


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
    # Back to waiting only when nothing can be public: see attempts.py.
    _P.POSTING: frozenset(
        {_P.POSTED, _P.FAILED, _P.UNCONFIRMED, _P.SCHEDULED, _P.HELD, _P.CANCELLED}
    ),
    _P.POSTED: frozenset({_P.TAKEDOWN_DUE}),
    _P.FAILED: frozenset(),
    # Never back to scheduled: posting again could post twice.
    _P.UNCONFIRMED: frozenset({_P.POSTED, _P.FAILED}),
    _P.CANCELLED: frozenset(),
    _P.TAKEDOWN_DUE: frozenset({_P.TAKEN_DOWN, _P.TAKEDOWN_FAILED}),
    _P.TAKEN_DOWN: frozenset(),
    _P.TAKEDOWN_FAILED: frozenset({_P.TAKEN_DOWN}),
}
# Ended without a live post: another content version may take the place.
OVER: Final = frozenset({_P.FAILED, _P.CANCELLED, _P.TAKEN_DOWN})
ON_ITS_WAY: Final = frozenset({_P.SCHEDULED, _P.HELD, _P.POSTING, _P.UNCONFIRMED})
MAY_BE_OUT: Final = frozenset({_P.POSTING, _P.POSTED, _P.UNCONFIRMED})


class PostStep(StrEnum):
    """How far a publication that is posting has come."""

    SENT = "sent"  # the network was, or is about to be, called
    PENDING = "pending"  # nothing is public: the network works on `handle`
    FINALISING = "finalising"  # the call that makes it public was, or is about to be, made


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One post on its way. Its id is also the marker by which the post is found again.

    Without `slot_at` it waits in its lane for a slot, by `rank_at`, the latest first; with one the
    slot is its own, and `chosen` says why. `order` is the edition that is posted; without one the
    plain renditions are. `named_by` is the consent by whose name it may name her, and from
    `posting` on the one by which it does. `told` are the network's own words with `reason`. Of its
    `attempts` the first `void` ones are known to have made nothing public.
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
    changed_at: datetime
    due_at: datetime | None
    slot_at: datetime | None = None
    desk_id: AreaId | None = None
    lane_id: AreaId | None = None
    rank_at: datetime | None = None
    strength: float = 0.0
    chosen: Mapping[str, str] | None = None
    attempts: int = 0
    void: int = 0
    deferrals: int = 0
    confirmations: int = 0
    looked_at: datetime | None = None
    step: PostStep | None = None
    handle: str | None = None
    posting_since: datetime | None = None
    posted_at: datetime | None = None
    external_id: str | None = None
    permalink: str | None = None
    reason: str | None = None
    told: str = ""
    held_by: str | None = None
    order: EditionOrder | None = None
    named_by: ConsentId | None = None
    takedown: Takedown | None = None
    metrics: Metrics | None = None
    metrics_at: datetime | None = None
    version: int = 0


def publication_id_of(
    visit_id: VisitId, channel_id: ChannelId, content_version: int
) -> PublicationId:
    """Return the id of what a testimonial's content is posted as on a channel, always the same.

    A table that was put back to an earlier day gives the same post the same marker. It is a UUIDv7
    with the visit's time.
    """
    said = f"{visit_id}/{channel_id}/{content_version}".encode()
    tail = int.from_bytes(hashlib.sha256(said).digest()[:10])
    number = (UUID(visit_id).int >> 80 << 80) | tail
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return PublicationId(str(UUID(int=number)))


def move(item: Publication, target: PublicationState, *, at: datetime) -> Publication:
    """Return the publication in `target`; raise Conflict for a step not in PUBLICATION_MOVES."""
    if target not in PUBLICATION_MOVES[item.state]:
        raise Conflict("That step is not open from here", current_state=item.state.value)
    return replace(item, state=target, changed_at=at, due_at=_due(target, at))


def _due(target: PublicationState, at: datetime) -> datetime | None:
    waits = {
        _P.POSTING: POSTING_LEASE,
        _P.UNCONFIRMED: CONFIRM_EVERY,
        _P.TAKEDOWN_DUE: TAKEDOWN_EVERY,
        _P.TAKEDOWN_FAILED: 10 * TAKEDOWN_EVERY,
    }
    return at + waits[target] if target in waits else None


def waits_for_a_slot(item: Publication) -> bool:
    """True for what stands in its lane."""
    return item.state is _P.SCHEDULED and item.slot_at is None


def outgoing_list(desk_id: AreaId, state: PublicationState) -> str:
    """Return the name of the list of a desk's publications in a state, by their places."""
    return f"{desk_id}#{state}"


def granted(
    item: Publication, at: datetime, *, chosen: Mapping[str, str] | None = None
) -> Publication:
    """Return a waiting publication with a slot of its own from `at` on."""
    return replace(item, slot_at=at, due_at=at + GRANT_LIFE, chosen=chosen)


def ungranted(item: Publication) -> Publication:
    """Return a publication without its slot, back in its lane."""
    return replace(item, slot_at=None, due_at=None, chosen=None)


def is_public_nowhere(item: Publication) -> bool:
    """True for what is posting while nothing of it can be public."""
    return item.state is _P.POSTING and item.step is PostStep.PENDING


def put_back(item: Publication, target: PublicationState, *, at: datetime) -> Publication:
    """Return what was posting in a state before that, after the network took nothing."""
    return replace(ungranted(move(item, target, at=at)), step=None, handle=None)


def needs_a_person(item: Publication) -> bool:
    """True for what the network does not settle: a person has to look there."""
    is_unclear = item.state is _P.UNCONFIRMED and item.confirmations >= MOST_CONFIRMATIONS
    return is_unclear or item.state is _P.TAKEDOWN_FAILED


def may_be_public(ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]) -> bool:
    """True while consent to publish, and to each kind of media shown, stands for the visit."""
    return not lacking_purposes(ledger, visit_id, media)


def lacking_purposes(
    ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]
) -> frozenset[Purpose]:
    """Return what consent would have to cover, for this media to be public, and does not."""
    needed = frozenset({Purpose.PUBLISH, *(Purpose(one.kind.value) for one in media)})
    return needed - standing(ledger, visit_id)
