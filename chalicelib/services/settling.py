"""What follows from a network's answer, or from its silence: posted, failed, unclear, taken down.

Nothing here posts. What is unclear is settled by reading the channel; a post whose person has
withdrawn meanwhile goes straight to its takedown.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.audit import Scalar
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    Channel,
    PostResult,
    PostUnclear,
    Publication,
    PublicationState,
    TakedownResult,
    after_result,
    move,
)
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.ports import ChannelClient, Clock, NewId, ObjectStore, Records
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.retry import again

_S = PublicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing needs."""

    records: Records
    store: ObjectStore
    client: ChannelClient
    clock: Clock
    new_id: NewId


def publication_of(bundle: Bundle, channel_id: ChannelId) -> Publication | None:
    """Return the bundle's publication on one channel."""
    return next((p for p in bundle.publications if p.channel_id == channel_id), None)


def finish(publication: Publication, result: PostResult, tools: Tools) -> None:
    """Record the network's answer, whatever has happened to the testimonial meanwhile."""
    again(lambda: _record(publication.visit_id, publication.channel_id, result, tools))


def _record(visit_id: VisitId, channel_id: ChannelId, result: PostResult, tools: Tools) -> None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
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
    tools.records.commit(*consequences(item, settled, others, now, tools))


def _still_unclear(
    publication: Publication, result: PostResult, now: datetime
) -> Publication | None:
    """Return the publication to be looked at again later; None when the result settles it."""
    if not isinstance(result, PostUnclear):
        return None
    count = publication.confirmations + 1
    due_at = now + CONFIRM_EVERY if count < MOST_CONFIRMATIONS else None
    return replace(publication, confirmations=count, due_at=due_at)


def consequences(
    item: Testimonial,
    publication: Publication,
    others: tuple[Publication, ...],
    now: datetime,
    tools: Tools,
) -> list[Change]:
    """Return what to save when a publication has moved: it, its audit entry, its testimonial."""
    facts: dict[str, Scalar] = {
        "channel_id": publication.channel_id,
        "publication_id": publication.publication_id,
        "content_version": publication.content_version,
    }
    action = f"publication_{publication.state.value}"
    item, entries = noted(item, action, at=now, actor=SYSTEM, facts=facts)
    changes: list[Change] = [*entries]
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
    finish(publication, found or PostUnclear(reason="not_seen_on_channel"), tools)


def _mark_unconfirmed(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Publication | None:
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
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
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
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
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    target = _S.TAKEN_DOWN if result is TakedownResult.REMOVED else _S.TAKEDOWN_FAILED
    if item is None or publication is None or publication.state in {target, _S.TAKEN_DOWN}:
        return
    now = tools.clock.now()
    settled = move(publication, target, at=now)
    tools.records.commit(*consequences(item, settled, (), now, tools))
