"""From approved to waiting for a slot: one publication per enabled channel, in its lane.

Nothing is promised here: a slot is given when it is there (granting.py).
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.captions import captions_on
from chalicelib.domain.channels import Channel
from chalicelib.domain.ids import VisitId
from chalicelib.domain.publishing import OVER, Publication, PublicationState, publication_id_of
from chalicelib.domain.ranking import lane_of, language_of, rank_at, strength_of
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.slots import Lane, SlotLedger, woken
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.editions import ordered
from chalicelib.services.outgoing import Tools
from chalicelib.services.retry import again

MOST_CHANNELS = 20


def schedule(
    visit_id: VisitId, tools: Tools, content_version: int | None = None
) -> tuple[Channel, ...]:
    """Let an approved testimonial wait for a slot on every enabled channel; return those.

    Safe to repeat: then nothing waits anew.

    With a `content_version` only for that approval: it may have been taken back, and another one
    given since, which has a job of its own.
    """
    return again(lambda: _schedule(visit_id, tools, content_version))


def _schedule(visit_id: VisitId, tools: Tools, content_version: int | None) -> tuple[Channel, ...]:
    bundle = tools.records.bundle(visit_id)
    item = bundle.testimonial
    if item is None or item.state is not State.APPROVED:
        return ()
    if content_version not in {None, item.content_version}:
        return ()
    now = tools.clock.now()
    channels = tools.records.channels(item.campaign_id, limit=MOST_CHANNELS)
    enabled = [channel for channel in channels if channel.is_enabled]
    # What was posted of it before has to be gone first: two versions would stand side by side.
    is_out = any(known.state not in OVER for known in bundle.publications)
    if not enabled or is_out:
        tools.records.commit(Save(row=replace(item, due_at=now + STUCK_AFTER)))
        return ()
    known = {each.channel_id: each for each in bundle.publications}
    changes = [
        change
        for channel in enabled
        for change in _waiting(item, channel, known.get(channel.channel_id), now, tools)
    ]
    moved = move_testimonial(item, State.PUBLISHING, at=now, by=SYSTEM)
    facts = {"channels": " ".join(channel.channel_id for channel in enabled)}
    moved, entries = noted(moved, "scheduled", at=now, actor=SYSTEM, facts=facts)
    tools.records.commit(Save(row=moved), *entries, *changes)
    return tuple(enabled)


def _waiting(
    item: Testimonial, channel: Channel, before: Publication | None, now: datetime, tools: Tools
) -> list[Change]:
    """Return the publication, in place of one that is over, and what makes its channel look."""
    strength, captions = strength_of(item), captions_on(item, channel.channel_id)
    publication = Publication(
        publication_id=publication_id_of(item.visit_id, channel.channel_id, item.content_version),
        visit_id=item.visit_id,
        campaign_id=item.campaign_id,
        channel_id=channel.channel_id,
        beneficiary_id=item.beneficiary_id,
        path=item.path,
        desk_id=item.desk_id,
        lane_id=lane_of(item.path, item.desk_id),
        content_version=item.content_version,
        media_ids=item.media_ids,
        captions=captions,
        state=PublicationState.SCHEDULED,
        changed_at=now,
        due_at=None,
        strength=strength,
        rank_at=rank_at(item.since, strength, has_words=bool(language_of(captions, channel))),
        version=before.version if before else 0,
    )
    publication = ordered(publication, item, channel)
    return [Save(row=publication), *_opened(publication, now, tools)]


def _opened(publication: Publication, now: datetime, tools: Tools) -> list[Change]:
    """Return the publication's lane, awake, and the channel's ledger, where they are not so yet."""
    own = (publication.campaign_id, publication.channel_id)
    lane_id = publication.lane_id or publication.path[0]
    changes: list[Change] = []
    lane = tools.records.find(Lane, *own, lane_id)
    if lane is None or lane.vain:
        lane = lane or Lane(campaign_id=own[0], channel_id=own[1], lane_id=lane_id)
        changes.append(Save(row=woken(lane)))
    if tools.records.find(SlotLedger, *own) is None:
        ledger = SlotLedger(campaign_id=own[0], channel_id=own[1], due_at=now)
        changes.append(Save(row=ledger))
    return changes
