"""From approved to posted: slots, the one attempt, and what follows from its answer.

`posting` is entered in a transaction that fails if the publication, the testimonial, the consent
ledger or the channel has changed since they were read. After that the network is called once.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.areas import Path
from chalicelib.domain.campaign import Campaign, blackout_at
from chalicelib.domain.captions import captions_on
from chalicelib.domain.channel_editions import Edition, posted_of, renditions
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import ChannelId, PublicationId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.publishing import (
    Channel,
    Post,
    Publication,
    PublicationState,
    SlotLedger,
    caption_for,
    move,
    reserve,
)
from chalicelib.domain.rows import Change, Save, Unchanged
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.ports import Records
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.editions import asked, edition_for, named_on, ordered, until_ready
from chalicelib.services.grounds import grounds_of
from chalicelib.services.retry import again
from chalicelib.services.settling import Tools, finish, publication_of

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
MOST_CHANNELS = 20
_S = PublicationState
Shown = tuple[tuple[str, str], ...]


def publications(user: User, visit_id: VisitId, *, records: Records) -> tuple[Publication, ...]:
    """Return a testimonial's publications; raise NotFound outside the caller's areas."""
    bundle = records.bundle(visit_id)
    if bundle.testimonial is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, bundle.testimonial.path)
    return bundle.publications


def schedule(visit_id: VisitId, tools: Tools, content_version: int | None = None) -> None:
    """Promise a slot on every enabled channel to an approved testimonial. Safe to repeat.

    With a `content_version` only for that approval: it may have been taken back, and another one
    given since, which has a job of its own.
    """
    again(lambda: _schedule(visit_id, tools, content_version))


def _schedule(visit_id: VisitId, tools: Tools, content_version: int | None) -> None:
    bundle = tools.records.bundle(visit_id)
    item = bundle.testimonial
    if item is None or item.state is not State.APPROVED:
        return
    if content_version not in {None, item.content_version}:
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
    moved, entries = noted(moved, "scheduled", at=now, actor=SYSTEM, facts=facts)
    tools.records.commit(Save(row=moved), *entries, *changes)


def _promise(item: Testimonial, channel: Channel, now: datetime, tools: Tools) -> list[Change]:
    known = tools.records.find(SlotLedger, channel.campaign_id, channel.channel_id)
    ledger = known or SlotLedger(
        campaign_id=channel.campaign_id, channel_id=channel.channel_id, next_at=now
    )
    slot_at, promised = reserve(ledger, channel, now)
    campaign = tools.records.find(Campaign, item.campaign_id)
    slot_at = _after_blackouts((item.path,), slot_at, campaign)
    publication = Publication(
        publication_id=PublicationId(tools.new_id()),
        visit_id=item.visit_id,
        campaign_id=item.campaign_id,
        channel_id=channel.channel_id,
        beneficiary_id=item.beneficiary_id,
        path=item.path,
        content_version=item.content_version,
        media_ids=item.media_ids,
        captions=captions_on(item, channel.channel_id),
        state=_S.SCHEDULED,
        slot_at=slot_at,
        changed_at=now,
        due_at=slot_at,
    )
    publication = ordered(publication, item, channel)
    return [
        Save(row=publication), Save(row=promised), *asked(publication, now, tools.new_id),
    ]  # fmt: skip


def _after_blackouts(paths: tuple[Path, ...], at: datetime, campaign: Campaign | None) -> datetime:
    """Return `at`, or the end of the blackouts that hold by then at one of these places."""
    found = [blackout_at(campaign, path, at) for path in paths] if campaign else []
    return max((blackout.until_at for blackout in found if blackout), default=at)


def post(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Post one due publication, at most once per content version.

    Whatever the delivery count, only the run whose transaction enters `posting` calls the network.
    """
    entered = again(lambda: _enter_posting(visit_id, channel_id, tools))
    if entered is None:
        return
    publication, channel, shown = entered
    result = tools.client.publish(channel, _post_of(publication, channel, shown, tools))
    finish(publication, result, tools)


def _enter_posting(
    visit_id: VisitId, channel_id: ChannelId, tools: Tools
) -> tuple[Publication, Channel, Shown] | None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    now = tools.clock.now()
    if item is None or publication is None or not _is_due(publication, now):
        return None
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    media = tuple(m for m in bundle.media if m.media_id in publication.media_ids)
    campaign = tools.records.find(Campaign, publication.campaign_id)
    grounds = grounds_of(item, bundle, campaign, records=tools.records)
    if grounds is None or not _is_as_approved(item, publication):
        tools.records.commit(Save(row=move(publication, _S.CANCELLED, at=now)))
        return None
    if channel is None or not channel.is_enabled:
        # Looked at again later, so that it does not stand before the other channels' slots.
        tools.records.commit(Save(row=replace(publication, due_at=now + STUCK_AFTER)))
        return None
    if (later := _after_blackouts(grounds.paths, now, campaign)) > now:
        tools.records.commit(Save(row=replace(publication, slot_at=later, due_at=later)))
        return None
    edition = edition_for(publication, grounds.named_by, records=tools.records)
    others = tuple(p for p in bundle.publications if p.channel_id != channel_id)
    if waits := until_ready(publication, edition, item, others, now, tools):
        tools.records.commit(*waits)
        return None
    named_by = named_on(publication, grounds.named_by)
    posting = replace(
        move(publication, _S.POSTING, at=now), attempts=publication.attempts + 1,
        named_by=named_by.consent_id if named_by else None,
    )  # fmt: skip
    tools.records.commit(
        Save(row=posting), Unchanged(row=item), *grounds.unchanged(), Unchanged(row=channel)
    )
    return replace(posting, version=posting.version + 1), channel, _shown(media, edition)


def _is_due(publication: Publication, now: datetime) -> bool:
    return publication.state is _S.SCHEDULED and publication.slot_at <= now


def _is_as_approved(item: Testimonial, publication: Publication) -> bool:
    """True when what was approved is still what stands."""
    return (item.state, item.content_version) in {
        (State.PUBLISHING, publication.content_version),
        (State.PUBLISHED, publication.content_version),
    }


def _shown(media: tuple[Media, ...], edition: Edition | None) -> Shown:
    """Return (kind, key) of what the network is given: an edition's files, or the renditions."""
    plain = (made for _, made in renditions(media))
    return posted_of(edition.derivatives if edition else plain)


def _post_of(publication: Publication, channel: Channel, shown: Shown, tools: Tools) -> Post:
    media = tuple((kind, tools.store.derivative_url(key)) for kind, key in shown)
    caption = caption_for(publication, channel)
    return Post(marker=publication.publication_id, caption=caption, media=media)
