"""Slots: when a channel may be posted to next, by its own rules and what its network tells.

A slot is given only when it is there: at that moment, in one commit with the ledger's row. So a
timer that comes twice, late or not at all gives no slot away that does not exist.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from chalicelib.domain.channels import Channel, Connection, QuietHours, Standing
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId

MOST_USES: Final = 1_000  # a quota has at most so many posts: the ledger is one row
TURN_EVERY: Final = timedelta(minutes=1)
DAY_MIN: Final = 24 * 60
# What a network tells of its quota counts for so long.
TOLD_LIFE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLedger:
    """When a channel's slots were used, the oldest first, as far back as its longest quota.

    `turn` is how far the lanes' turns have come; `due_at` is when a slot is looked for next.
    """

    campaign_id: CampaignId
    channel_id: ChannelId
    used: tuple[datetime, ...] = ()
    turn: int = 0
    due_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What waits for a channel's slots from one district; each lane has its turn."""

    campaign_id: CampaignId
    channel_id: ChannelId
    lane_id: AreaId
    turns: int = 0
    version: int = 0


def free_at(
    channel: Channel,
    ledger: SlotLedger,
    now: datetime,
    *,
    utc_offset_min: int,
    connection: Connection | None = None,
) -> datetime | None:
    """Return when the next slot is there, `now` at the earliest; None while none can be told.

    None stands for a channel that is switched off or has to be connected again.
    """
    is_lost = connection is not None and connection.standing is Standing.NEEDS_RECONNECT
    if not channel.is_enabled or is_lost:
        return None
    at = max(now, _spaced(channel, ledger, now), _paused(connection, now), _told(connection, now))
    # A moment that one rule moves may be no moment of another; each only moves it on.
    while (later := _within_rules(channel, ledger, at, utc_offset_min)) > at:
        at = later
    return at


def _spaced(channel: Channel, ledger: SlotLedger, now: datetime) -> datetime:
    spacing = timedelta(seconds=channel.min_spacing_s)
    return ledger.used[-1] + spacing if ledger.used else now


def _paused(connection: Connection | None, now: datetime) -> datetime:
    return (connection.paused_until if connection else None) or now


def _told(connection: Connection | None, now: datetime) -> datetime:
    told = connection.told if connection else None
    return told.at + TOLD_LIFE if told and told.used >= told.most else now


def _within_rules(
    channel: Channel, ledger: SlotLedger, at: datetime, utc_offset_min: int
) -> datetime:
    for quota in channel.quotas:
        window = timedelta(seconds=quota.window_s)
        recent = [used for used in ledger.used if used > at - window]
        if len(recent) >= quota.most:
            at = recent[-quota.most] + window
    return _awake(channel.quiet, at, utc_offset_min) if channel.quiet else at


def _awake(quiet: QuietHours, at: datetime, utc_offset_min: int) -> datetime:
    """Return `at`, or the end of the quiet hours that it lies in."""
    local = at.astimezone(UTC) + timedelta(minutes=utc_offset_min)
    minute = local.hour * 60 + local.minute
    is_quiet = (minute - quiet.from_min) % DAY_MIN < (quiet.until_min - quiet.from_min) % DAY_MIN
    if not is_quiet:
        return at
    rest = (quiet.until_min - minute) % DAY_MIN
    begun = datetime.combine(local.date(), time(local.hour, local.minute), UTC)
    return begun + timedelta(minutes=rest - utc_offset_min)


def used_at(ledger: SlotLedger, channel: Channel, at: datetime) -> SlotLedger:
    """Return the ledger with one more slot used."""
    longest = max((quota.window_s for quota in channel.quotas), default=0)
    since = at - timedelta(seconds=longest)
    kept = [used for used in ledger.used if used > since]
    return replace(ledger, used=(*kept[-MOST_USES:], at))


def given_back(ledger: SlotLedger, at: datetime) -> SlotLedger:
    """Return the ledger without the use at `at`, which came to nothing."""
    used = list(ledger.used)
    if at in used:
        used.remove(at)
    return replace(ledger, used=tuple(used))
