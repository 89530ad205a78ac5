"""What waits for a channel's slots, from which districts, and what it may count on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.forecasts import Forecast, forecast, stopped
from chalicelib.domain.freezes import Board, holding
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.people import User, require_role
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.ports import Clock, Records
from chalicelib.services.channels import MOST_CHANNELS, READERS, read

# A count is a query a lane; a channel has one lane a district.
MOST_LANES = 200
MOST_COUNTED = 200  # of all channels of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A channel, how its account stands, and what its queue may count on.

    With `is_whole` false more may wait than was counted.
    """

    channel: Channel
    connection: Connection
    forecast: Forecast
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneWaiting:
    """How many wait in one district, and how many turns it has had."""

    area_id: AreaId
    names: Mapping[str, str]
    waiting: int
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a channel's queue looks like now, the districts in the order of their turns."""

    as_of: datetime
    slots: Slots
    lanes: tuple[LaneWaiting, ...]


def slots(user: User, *, records: Records, clock: Clock) -> list[Slots]:
    """Return the campaign's channels with their slots, by name; raise NotPermitted."""
    require_role(user, READERS)
    found = records.channels(user.campaign_id, limit=MOST_CHANNELS)
    each = max(1, MOST_COUNTED // max(1, len(found)))
    offset_min = _offset_min(user, records)
    known = []
    for channel in found:
        lanes, is_whole = _lanes(channel, records, each)
        waiting = sum(count for _, count in lanes)
        told = _slots(channel, waiting, offset_min, records, clock, is_whole=is_whole)
        known.append(_held_up(told, user, clock, records))
    return sorted(known, key=lambda one: (one.channel.name, one.channel.channel_id))


def plan(user: User, channel_id: ChannelId, *, records: Records, clock: Clock) -> Plan:
    """Return what waits for a channel's slots; raise NotPermitted or NotFound."""
    channel = read(user, channel_id, records=records)
    lanes, is_whole = _lanes(channel, records, MOST_LANES)
    waiting = sum(count for _, count in lanes)
    known = _slots(
        channel, waiting, _offset_min(user, records), records, clock, is_whole=is_whole
    )  # fmt: skip
    told = _held_up(known, user, clock, records)
    return Plan(as_of=clock.now(), slots=told, lanes=_named(lanes, records))


def _offset_min(user: User, records: Records) -> int:
    campaign = records.recall(Campaign, user.campaign_id)
    return campaign.utc_offset_min if campaign else 0


def _lanes(channel: Channel, records: Records, most: int) -> tuple[list[tuple[Lane, int]], bool]:
    """Return a channel's lanes with what waits in each, and whether these are all of them."""
    own = (channel.campaign_id, channel.channel_id)
    page = records.under(Lane, *own, limit=most)
    counted = [(lane, records.count_waiting(*own, lane.lane_id)) for lane in page.items]
    return counted, page.cursor is None


def _slots(
    channel: Channel,
    waiting: int,
    utc_offset_min: int,
    records: Records,
    clock: Clock,
    *,
    is_whole: bool,
) -> Slots:
    own = (channel.campaign_id, channel.channel_id)
    connection = records.find(Connection, *own)
    ledger = records.find(SlotLedger, *own)
    told = forecast(
        channel,
        ledger or SlotLedger(campaign_id=own[0], channel_id=own[1]),
        clock.now(),
        waiting,
        utc_offset_min=utc_offset_min,
        connection=connection,
    )
    known = connection or Connection(campaign_id=own[0], channel_id=own[1])
    return Slots(channel=channel, connection=known, forecast=told, is_whole=is_whole)


def _held_up(slots: Slots, user: User, clock: Clock, records: Records) -> Slots:
    """Return what is told of a channel while a freeze holds the whole campaign up on it."""
    roots = {scope.path[:1] for scope in user.scopes}
    board = records.find(Board, slots.channel.campaign_id)
    hold = holding(board, roots, slots.channel.channel_id, clock.now())
    return replace(slots, forecast=stopped(slots.forecast)) if hold else slots


def _named(lanes: Sequence[tuple[Lane, int]], records: Records) -> tuple[LaneWaiting, ...]:
    areas = records.find_many(Area, [(lane.lane_id,) for lane, _ in lanes]) if lanes else []
    found = [
        LaneWaiting(
            area_id=lane.lane_id, names=area.names if area else {}, waiting=count, turns=lane.turns,
        )
        for (lane, count), area in zip(lanes, areas, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.turns, one.area_id)))
