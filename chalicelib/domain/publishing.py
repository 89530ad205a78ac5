"""Publications, one per (testimonial, channel), and the steps that they may take.

`posting` is entered once per attempt, in a transaction that also checks approval, consent, freezes
and the channel. From there a publication goes back to waiting only when the network said clearly
that it took nothing. What is unclear becomes `unconfirmed` and is settled by reading the channel,
or by a person; it is never posted again.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never
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
from chalicelib.domain.posts import (
    Metrics,
    Pending,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
)
from chalicelib.domain.takedowns import Takedown

# A run that posts ends well within this; a publication still posting afterwards is unconfirmed.
POSTING_LEASE: Final = timedelta(minutes=6)
# What a network works on is given up after this long: its own containers live for a day.
LONGEST_PENDING: Final = timedelta(hours=6)
CONFIRM_EVERY: Final = timedelta(minutes=1)
TAKEDOWN_EVERY: Final = timedelta(minutes=1)
# After so many looks, an hour's, a person is asked, and we look ever more rarely.
MOST_CONFIRMATIONS: Final = 60
LONGEST_CONFIRM_PAUSE: Final = timedelta(hours=6)
# A granted slot whose job is lost is found again after this.
GRANT_LIFE: Final = timedelta(minutes=2)
# So often a network may say "later" before a person is asked.
MOST_DEFERRALS: Final = 50


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
    # Back to waiting only while nothing can be public: require_nothing_public.
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
    `posting` on the one by which it does. `told` are the network's own words with `reason`.
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
    deferrals: int = 0
    confirmations: int = 0
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
    return replace(item, state=target, changed_at=at, due_at=_due(item, target, at))


def _due(item: Publication, target: PublicationState, at: datetime) -> datetime | None:
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


def begun(item: Publication, at: datetime, named_by: ConsentId | None) -> Publication:
    """Return the publication as its one call is about to be made."""
    return replace(
        move(item, _P.POSTING, at=at), attempts=item.attempts + 1, step=PostStep.SENT,
        handle=None, posting_since=at, named_by=named_by, reason=None, told="",
    )  # fmt: skip


def finalising(item: Publication, at: datetime) -> Publication:
    """Return what was pending as the call that makes it public is about to be made."""
    if item.state is not _P.POSTING or item.step is not PostStep.PENDING:
        raise Conflict("That step is not open from here", current_state=item.state.value)
    return replace(item, step=PostStep.FINALISING, changed_at=at, due_at=at + POSTING_LEASE)


def is_public_nowhere(item: Publication) -> bool:
    """True for what is posting while nothing of it can be public."""
    return item.state is _P.POSTING and item.step is PostStep.PENDING


def put_back(item: Publication, target: PublicationState, *, at: datetime) -> Publication:
    """Return what was posting in a state before that, after the network took nothing."""
    return replace(ungranted(move(item, target, at=at)), step=None, handle=None)


def after_result(item: Publication, result: PostResult, at: datetime) -> Publication:
    """Return the publication after the network's answer; unclear is never failed."""
    match result:
        case Posted():
            return _posted(item, result, at)
        case PostRefused():
            failed = replace(move(item, _P.FAILED, at=at), step=None)
            return replace(failed, reason=result.reason, told=result.told)
        case PostDeferred():
            return _deferred(item, result, at)
        case PostUnclear():
            return replace(move(item, _P.UNCONFIRMED, at=at), reason=result.reason)
        case Pending() | Ready():
            return _pending(item, result, at)
        case _:  # pragma: no cover  # the type checker proves that there is no other
            assert_never(result)


def _posted(item: Publication, result: Posted, at: datetime) -> Publication:
    posted = replace(move(item, _P.POSTED, at=at), posted_at=at, step=None, reason=None, told="")
    return replace(posted, external_id=result.external_id, permalink=result.permalink)


def _deferred(item: Publication, result: PostDeferred, at: datetime) -> Publication:
    """Return the publication to wait again, or failed after MOST_DEFERRALS of it."""
    again = replace(item, deferrals=item.deferrals + 1, reason=result.reason)
    if again.deferrals >= MOST_DEFERRALS:
        return replace(move(again, _P.FAILED, at=at), step=None)
    return put_back(again, _P.SCHEDULED, at=at)


def _pending(item: Publication, result: Pending | Ready, at: datetime) -> Publication:
    look_at = at + result.look_in if isinstance(result, Pending) else at
    return replace(
        item, step=PostStep.PENDING, handle=result.handle, changed_at=at, due_at=look_at,
    )  # fmt: skip


def pending_for_too_long(item: Publication, at: datetime) -> bool:
    """True when a network has worked on a post for longer than we wait for."""
    return item.posting_since is not None and at - item.posting_since > LONGEST_PENDING


def looked_at(item: Publication, at: datetime) -> Publication:
    """Return an unconfirmed publication after a look that found nothing, with its next look.

    The first hour every minute, then ever more rarely, up to every six hours, without an end.
    """
    count = item.confirmations + 1
    over = max(0, count - MOST_CONFIRMATIONS)
    pause = min(CONFIRM_EVERY * 2 ** min(over, 9), LONGEST_CONFIRM_PAUSE)
    return replace(item, confirmations=count, due_at=at + pause)


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
