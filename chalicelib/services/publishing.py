"""From approved to posted: slots, the one attempt, and what follows from its answer.

`posting` is entered in a transaction that fails if the publication, the testimonial, the consent
ledger or the channel has changed since they were read. After that the network is called once.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.audit import Scalar
from chalicelib.domain.consent import Ledger, Purpose, standing
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import ChannelId, PublicationId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import Media
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    Channel,
    Post,
    PostResult,
    PostUnclear,
    Publication,
    PublicationState,
    SlotLedger,
    TakedownResult,
    after_result,
    caption_for,
    move,
    reserve,
)
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.ports import (
    Bundle,
    Change,
    ChannelClient,
    Clock,
    NewId,
    ObjectStore,
    Records,
    Save,
    Unchanged,
)
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.retry import again

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
MOST_CHANNELS = 20
# Which derivative of a media a network is given.
POSTED_ROLES = {"photo": "display", "video": "video"}
_S = PublicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing needs."""

    records: Records
    store: ObjectStore
    client: ChannelClient
    clock: Clock
    new_id: NewId


def publications(user: User, visit_id: VisitId, *, records: Records) -> tuple[Publication, ...]:
    """Return a testimonial's publications; raise NotFound outside the caller's areas."""
    bundle = records.bundle(visit_id)
    if bundle.testimonial is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, bundle.testimonial.path)
    return bundle.publications


def schedule(visit_id: VisitId, tools: Tools) -> None:
    """Promise a slot on every enabled channel to an approved testimonial. Safe to repeat."""
    again(lambda: _schedule(visit_id, tools))


def _schedule(visit_id: VisitId, tools: Tools) -> None:
    bundle = tools.records.bundle(visit_id)
    item = bundle.testimonial
    if item is None or item.state is not State.APPROVED:
        return
    now = tools.clock.now()
    channels = tools.records.channels(item.campaign_id, limit=MOST_CHANNELS)
    enabled = [channel for channel in channels if channel.is_enabled]
    if not enabled:
        tools.records.commit(Save(row=replace(item, due_at=now + STUCK_AFTER)))
        return
    changes: list[Change] = []
    for channel in enabled:
        changes += _promise(item, channel, now, tools)
    moved = move_testimonial(item, State.PUBLISHING, at=now, by=SYSTEM)
    facts = {"channels": " ".join(channel.channel_id for channel in enabled)}
    moved, entry = noted(moved, "scheduled", at=now, actor=SYSTEM, facts=facts)
    tools.records.commit(Save(row=moved), Save(row=entry), *changes)


def _promise(item: Testimonial, channel: Channel, now: datetime, tools: Tools) -> list[Change]:
    known = tools.records.find(SlotLedger, channel.campaign_id, channel.channel_id)
    ledger = known or SlotLedger(
        campaign_id=channel.campaign_id, channel_id=channel.channel_id, next_at=now
    )
    slot_at, promised = reserve(ledger, channel, now)
    publication = Publication(
        publication_id=PublicationId(tools.new_id()),
        visit_id=item.visit_id,
        campaign_id=item.campaign_id,
        channel_id=channel.channel_id,
        beneficiary_id=item.beneficiary_id,
        path=item.path,
        content_version=item.content_version,
        media_ids=item.media_ids,
        captions=item.captions or {},
        state=_S.SCHEDULED,
        slot_at=slot_at,
        changed_at=now,
        due_at=slot_at,
    )
    return [Save(row=publication), Save(row=promised)]


def post(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Post one due publication, at most once per content version.

    Whatever the delivery count, only the run whose transaction enters `posting` calls the network.
    """
    entered = again(lambda: _enter_posting(visit_id, channel_id, tools))
    if entered is None:
        return
    publication, channel, media = entered
    result = tools.client.publish(channel, _post_of(publication, channel, media, tools))
    _finish(publication, result, tools)


def _enter_posting(
    visit_id: VisitId, channel_id: ChannelId, tools: Tools
) -> tuple[Publication, Channel, tuple[Media, ...]] | None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, _publication(bundle, channel_id)
    now = tools.clock.now()
    if item is None or publication is None or not _is_due(publication, now):
        return None
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    ledger = tools.records.find(Ledger, publication.beneficiary_id)
    media = tuple(m for m in bundle.media if m.media_id in publication.media_ids)
    if not _may_go_out(item, publication, ledger, media):
        tools.records.commit(Save(row=move(publication, _S.CANCELLED, at=now)))
        return None
    if channel is None or ledger is None or not channel.is_enabled:
        return None
    posting = replace(move(publication, _S.POSTING, at=now), attempts=publication.attempts + 1)
    tools.records.commit(
        Save(row=posting), Unchanged(row=item), Unchanged(row=ledger), Unchanged(row=channel)
    )
    return replace(posting, version=posting.version + 1), channel, media


def _publication(bundle: Bundle, channel_id: ChannelId) -> Publication | None:
    return next((p for p in bundle.publications if p.channel_id == channel_id), None)


def _is_due(publication: Publication, now: datetime) -> bool:
    return publication.state is _S.SCHEDULED and publication.slot_at <= now


def _may_go_out(
    item: Testimonial,
    publication: Publication,
    ledger: Ledger | None,
    media: tuple[Media, ...],
) -> bool:
    """True when what was approved is still what stands, and the person still agrees to it."""
    approved = (item.state, item.content_version) in {
        (State.PUBLISHING, publication.content_version),
        (State.PUBLISHED, publication.content_version),
    }
    return approved and may_be_public(ledger, publication.visit_id, media)


def may_be_public(ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]) -> bool:
    """True while consent to publish, and to each kind of media shown, stands for the visit."""
    return not lacking_purposes(ledger, visit_id, media)


def lacking_purposes(
    ledger: Ledger | None, visit_id: VisitId, media: tuple[Media, ...]
) -> frozenset[Purpose]:
    """Return what consent would have to cover, for this media to be public, and does not."""
    needed = frozenset({Purpose.PUBLISH, *(Purpose(one.kind.value) for one in media)})
    return needed - standing(ledger, visit_id)


def _post_of(
    publication: Publication, channel: Channel, media: tuple[Media, ...], tools: Tools
) -> Post:
    shown = tuple(
        (one.kind.value, tools.store.derivative_url(made.key))
        for one in media
        for made in one.derivatives
        if made.role == POSTED_ROLES[one.kind.value]
    )
    caption = caption_for(publication, channel)
    return Post(marker=publication.publication_id, caption=caption, media=shown)


def _finish(publication: Publication, result: PostResult, tools: Tools) -> None:
    """Record the network's answer, whatever has happened to the testimonial meanwhile."""
    again(lambda: _record(publication.visit_id, publication.channel_id, result, tools))


def _record(visit_id: VisitId, channel_id: ChannelId, result: PostResult, tools: Tools) -> None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, _publication(bundle, channel_id)
    if item is None or publication is None:
        return
    if publication.state not in {_S.POSTING, _S.UNCONFIRMED}:
        return
    now = tools.clock.now()
    if publication.state is _S.UNCONFIRMED and (after := _still_unclear(publication, result, now)):
        tools.records.commit(Save(row=after))
        return
    settled = after_result(publication, result, now)
    others = tuple(p for p in bundle.publications if p.channel_id != channel_id)
    tools.records.commit(*_consequences(item, settled, others, now, tools))


def _still_unclear(
    publication: Publication, result: PostResult, now: datetime
) -> Publication | None:
    """Return the publication to be looked at again later; None when the result settles it."""
    if not isinstance(result, PostUnclear):
        return None
    count = publication.confirmations + 1
    due_at = now + CONFIRM_EVERY if count < MOST_CONFIRMATIONS else None
    return replace(publication, confirmations=count, due_at=due_at)


def _consequences(
    item: Testimonial,
    publication: Publication,
    others: tuple[Publication, ...],
    now: datetime,
    tools: Tools,
) -> list[Change]:
    facts: dict[str, Scalar] = {
        "channel_id": publication.channel_id,
        "publication_id": publication.publication_id,
        "content_version": publication.content_version,
    }
    action = f"publication_{publication.state.value}"
    item, entry = noted(item, action, at=now, actor=SYSTEM, facts=facts)
    changes: list[Change] = [Save(row=entry)]
    if item.state is State.WITHDRAWN and publication.state is _S.POSTED:
        publication = move(publication, _S.TAKEDOWN_DUE, at=now)
        changes.append(Save(row=_takedown_job(publication, now, tools)))
    if item.state is State.PUBLISHING and _is_all_out((publication, *others)):
        item = move_testimonial(item, State.PUBLISHED, at=now, by=SYSTEM)
    return [*changes, Save(row=item), Save(row=publication)]


def _is_all_out(all_of_them: tuple[Publication, ...]) -> bool:
    """True when one post is live and none is still on its way."""
    states = {publication.state for publication in all_of_them}
    waiting = {_S.SCHEDULED, _S.HELD, _S.POSTING, _S.UNCONFIRMED}
    return _S.POSTED in states and states.isdisjoint(waiting)


def _takedown_job(publication: Publication, now: datetime, tools: Tools) -> OutboxItem:
    job = Job(
        action=Action.TAKE_DOWN, subject=publication.visit_id, channel_id=publication.channel_id
    )
    return OutboxItem(item_id=tools.new_id(), job=job, created_at=now)


def confirm(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Settle an unclear post by reading the channel. Never posts. Safe to repeat."""
    publication = again(lambda: _mark_unconfirmed(visit_id, channel_id, tools))
    if publication is None:
        return
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    if channel is None:
        return
    found = tools.client.find(channel, publication.publication_id)
    _finish(publication, found or PostUnclear(reason="not_seen_on_channel"), tools)


def _mark_unconfirmed(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Publication | None:
    publication = _publication(tools.records.bundle(visit_id), channel_id)
    now = tools.clock.now()
    if publication is None or publication.state not in {_S.POSTING, _S.UNCONFIRMED}:
        return None
    if publication.state is _S.UNCONFIRMED:
        return publication
    if publication.due_at is not None and now < publication.due_at:
        return None  # its run may still be waiting for the network
    unclear = replace(move(publication, _S.UNCONFIRMED, at=now), reason="run_ended_early")
    tools.records.commit(Save(row=unclear))
    return replace(unclear, version=unclear.version + 1)


def take_down(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Remove one post from its channel. Safe to repeat; a fault leaves it due."""
    publication = _publication(tools.records.bundle(visit_id), channel_id)
    if publication is None or publication.state not in {_S.TAKEDOWN_DUE, _S.TAKEDOWN_FAILED}:
        return
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    if channel is None or publication.external_id is None:
        raise Conflict("The post cannot be found again without its channel")
    result = tools.client.take_down(channel, publication.external_id)
    again(lambda: _record_takedown(visit_id, channel_id, result, tools))


def _record_takedown(
    visit_id: VisitId, channel_id: ChannelId, result: TakedownResult, tools: Tools
) -> None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, _publication(bundle, channel_id)
    target = _S.TAKEN_DOWN if result is TakedownResult.REMOVED else _S.TAKEDOWN_FAILED
    if item is None or publication is None or publication.state in {target, _S.TAKEN_DOWN}:
        return
    now = tools.clock.now()
    settled = move(publication, target, at=now)
    tools.records.commit(*_consequences(item, settled, (), now, tools))
