"""Gives a channel's slots to what waits for them, one commit each.

Whoever asks, and how often: a slot is given when the ledger, as it was read, has one. Of two that
ask at once one finds the ledger changed, and looks again.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.freezes import Board, holding
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.jobs import Action
from chalicelib.domain.publishing import Publication, PublicationState, granted, move
from chalicelib.domain.ranking import in_turn, reasons
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.slots import TURN_EVERY, Lane, SlotLedger, free_at, used_at
from chalicelib.services.outgoing import Tools, job_of
from chalicelib.services.retry import again

MOST_LEDGERS = 100
MOST_LANES = 1_000
MOST_AT_ONCE = 20
CANDIDATES = 25


def release_slots(tools: Tools) -> int:
    """Give out every slot that is there by now; return how many."""
    due = tools.records.due(DueKind.TURN, tools.clock.now(), limit=MOST_LEDGERS)
    ledgers = [row for row in due if isinstance(row, SlotLedger)]
    return sum(grant(row.campaign_id, row.channel_id, tools) for row in ledgers)


def grant(campaign_id: CampaignId, channel_id: ChannelId, tools: Tools) -> int:
    """Give out a channel's slots that are there by now; return how many."""
    count = 0
    while count < MOST_AT_ONCE and again(lambda: _grant_one(campaign_id, channel_id, tools)):
        count += 1
    return count


def _grant_one(campaign_id: CampaignId, channel_id: ChannelId, tools: Tools) -> bool:
    records, now = tools.records, tools.clock.now()
    ledger = records.find(SlotLedger, campaign_id, channel_id)
    channel = records.find(Channel, campaign_id, channel_id)
    if ledger is None or channel is None:
        return False
    campaign = records.find(Campaign, campaign_id)
    at = free_at(
        channel, ledger, now,
        utc_offset_min=campaign.utc_offset_min if campaign else 0,
        connection=records.find(Connection, campaign_id, channel_id),
    )  # fmt: skip
    found = _next(channel, ledger, now, tools) if at is not None and at <= now else None
    if found is None:
        later = max(at or now, now + TURN_EVERY)
        records.commit(Save(row=replace(ledger, due_at=later)))
        return False
    lane, publication, waiting = found
    turn = max(lane.turns, ledger.turn)
    taken = granted(publication, now, chosen=reasons(lane, publication, waiting))
    records.commit(
        Save(row=replace(used_at(ledger, channel, now), turn=turn, due_at=now + TURN_EVERY)),
        Save(row=replace(lane, turns=turn + 1)),
        Save(row=taken),
        job_of(Action.POST, taken, now, tools),
    )
    return True


def _next(
    channel: Channel, ledger: SlotLedger, now: datetime, tools: Tools
) -> tuple[Lane, Publication, int] | None:
    """Return whose turn it is and what is posted of that; None when nothing may be posted."""
    own = (channel.campaign_id, channel.channel_id)
    lanes = tools.records.under(Lane, *own, limit=MOST_LANES).items
    board = tools.records.find(Board, channel.campaign_id)
    for lane in in_turn(lanes, ledger.turn):
        waiting = tools.records.waiting(*own, lane.lane_id, limit=CANDIDATES)
        for publication in waiting:
            if not _is_held(publication, board, now, tools):
                return lane, publication, len(waiting)
    return None


def _is_held(publication: Publication, board: Board | None, now: datetime, tools: Tools) -> bool:
    """True when a freeze holds it up, which is then written on it."""
    hold = holding(board, (publication.path,), publication.channel_id, now)
    if hold is None:
        return False
    held = replace(move(publication, PublicationState.HELD, at=now), held_by=hold.freeze_id)
    tools.records.commit(Save(row=held))
    return True
