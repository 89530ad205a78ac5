"""Gives a channel's slots to what waits for them, one commit each.

Whoever asks, and how often: a slot is given when the ledger, as it was read, has one. Of two that
ask at once one finds the ledger changed, and looks again. What one run leaves the next tick does.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.errors import StaleVersion, StoreUnavailable
from chalicelib.domain.freezes import Board
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId
from chalicelib.domain.jobs import Action
from chalicelib.domain.publishing import granted
from chalicelib.domain.ranking import (
    Chosen,
    in_turn,
    language_of,
    reasons,
)
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.slots import (
    AHEAD,
    MOST_LANGUAGES,
    REST,
    Lane,
    SlotLedger,
    free_at,
    next_look,
    rested,
    used_at,
    whole_ms,
    woken,
)
from chalicelib.services.lanes import Looking, Passed, look_into
from chalicelib.services.outgoing import Tools, job_of
from chalicelib.services.retry import ATTEMPTS

MOST_LEDGERS = 100
MOST_AT_ONCE = 50
MOST_LANES = 5_000
LANES_PER_PAGE = 1_000
# One look is one query at least: a run may not look into a whole country's empty lanes.
MOST_LOOKS = 100
# So many lanes can be looked into at each look; beyond them those without anything rest.
FEW_LANES = 24
LONGEST_TICK = timedelta(seconds=40)  # the function has a minute


@dataclass(slots=True, kw_only=True)
class _Round:
    """One channel as this run knows it: what it read, and what has become of it since."""

    channel: Channel
    connection: Connection | None
    campaign: Campaign | None
    board: Board | None
    ledger: SlotLedger
    lanes: dict[AreaId, Lane]
    now: datetime
    empty: set[AreaId] = field(default_factory=set)
    looks: int = 0
    has_given: bool = False

    def free_at(self) -> datetime | None:
        """Return when the next slot is there."""
        offset_min = self.campaign.utc_offset_min if self.campaign else 0
        return free_at(
            self.channel, self.ledger, self.now,
            utc_offset_min=offset_min, connection=self.connection,
        )  # fmt: skip


def release_slots(tools: Tools) -> int:
    """Give out every slot that is there by now; return how many.

    A tick that has much to do leaves the rest, which is due first at the next one. One channel's
    trouble holds no other up; raises StoreUnavailable in the end when there was some.
    """
    start, given, trouble = tools.clock.now(), 0, None
    for row in tools.records.due(DueKind.TURN, start, limit=MOST_LEDGERS):
        assert isinstance(row, SlotLedger)  # noqa: S101  the index holds nothing else
        if tools.clock.now() - start > LONGEST_TICK:
            break
        try:
            given += grant(row.campaign_id, row.channel_id, tools)
        except StoreUnavailable as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return given


def grant(campaign_id: CampaignId, channel_id: ChannelId, tools: Tools) -> int:
    """Give out a channel's slots that are there by now; return how many.

    Whoever loses race after race leaves it to those who win them, and to the next tick.
    """
    given: list[datetime] = []
    for _ in range(ATTEMPTS):
        try:
            _grant(campaign_id, channel_id, given, tools)
        except StaleVersion:
            continue
        break
    return len(given)


def _grant(
    campaign_id: CampaignId, channel_id: ChannelId, given: list[datetime], tools: Tools
) -> None:
    this = _round(campaign_id, channel_id, tools)
    if this is None:
        return
    is_empty = False
    while len(given) < MOST_AT_ONCE and not is_empty:
        at = this.free_at()
        if at is None or at >= this.now + AHEAD:
            break
        this.lanes = this.lanes or _lanes(campaign_id, channel_id, tools)
        chosen = _next(this, at, tools)
        if chosen is None:
            is_empty = True
        else:
            _give(this, chosen, at, tools)
            given.append(at)
    _look_again(this, tools, is_empty=is_empty)


def _round(campaign_id: CampaignId, channel_id: ChannelId, tools: Tools) -> _Round | None:
    records, own = tools.records, (campaign_id, channel_id)
    ledger = records.find(SlotLedger, *own)
    channel = records.find(Channel, *own)
    if ledger is None:
        return None
    if channel is None:
        records.commit(Save(row=replace(ledger, due_at=None)))
        return None
    return _Round(
        channel=channel,
        connection=records.find(Connection, *own),
        campaign=records.find(Campaign, campaign_id),
        board=records.find(Board, campaign_id),
        ledger=ledger,
        lanes={},
        now=whole_ms(tools.clock.now()),
    )


def _lanes(campaign_id: CampaignId, channel_id: ChannelId, tools: Tools) -> dict[AreaId, Lane]:
    found: dict[AreaId, Lane] = {}
    cursor = None
    while len(found) < MOST_LANES:
        page = tools.records.under(
            Lane, campaign_id, channel_id, limit=LANES_PER_PAGE, cursor=cursor
        )  # fmt: skip
        found |= {lane.lane_id: lane for lane in page.items}
        cursor = page.cursor
        if cursor is None:
            break
    return found


def _next(this: _Round, at: datetime, tools: Tools) -> Chosen | None:
    """Return whose turn it is and what is posted of that; None when nothing may be posted.

    Where there are many, a lane in which nothing is found rests: the next look begins with others.
    """
    scene = Looking(
        channel=this.channel, campaign=this.campaign, board=this.board,
        latest=this.ledger.languages, at=at,
    )  # fmt: skip
    left = [lane for lane in this.lanes.values() if lane.lane_id not in this.empty]
    for lane in in_turn(left, this.ledger.turn, this.now):
        if this.looks >= MOST_LOOKS:
            break
        this.looks += 1
        found = look_into(lane, scene, tools)
        if not isinstance(found, Passed):
            return found
        this.empty.add(lane.lane_id)
        if len(left) > FEW_LANES:
            tools.records.commit(Save(row=rested(lane, this.now, found.until)))
    return None


def _give(this: _Round, chosen: Chosen, at: datetime, tools: Tools) -> None:
    """Give one slot: the ledger, the lane, the publication and its job in one commit."""
    turn = max(chosen.lane.turns, this.ledger.turn)
    lane = replace(woken(chosen.lane), turns=turn + 1)
    said = (*this.ledger.languages, language_of(chosen.publication.captions, this.channel))
    this.ledger = replace(
        used_at(this.ledger, this.channel, at, this.connection),
        turn=turn, languages=said[-MOST_LANGUAGES:],
    )  # fmt: skip
    this.ledger = replace(this.ledger, due_at=next_look(this.free_at(), this.now))
    taken = granted(chosen.publication, at, chosen=reasons(chosen, turn, this.now))
    job = job_of(
        Action.POST, taken, this.now, tools, not_before=at if at > this.now else None
    )  # fmt: skip
    tools.records.commit(Save(row=this.ledger), Save(row=lane), Save(row=taken), job)
    this.ledger = replace(this.ledger, version=this.ledger.version + 1)
    this.has_given = True
    this.lanes[lane.lane_id] = replace(lane, version=lane.version + 1)


def _look_again(this: _Round, tools: Tools, *, is_empty: bool) -> None:
    """Say when this channel is looked at next, where its last slot has not said so already."""
    due_at = this.now + REST if is_empty else next_look(this.free_at(), this.now)
    # A run that looked at all it may leaves the rest to the very next tick.
    if this.looks >= MOST_LOOKS:
        due_at = this.now
    known = this.ledger.due_at
    is_over = known is None or (known <= this.now and not this.has_given)
    if is_over or (known is not None and due_at < known):
        tools.records.commit(Save(row=replace(this.ledger, due_at=due_at)))
