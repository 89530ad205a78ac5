"""Slots: when a channel may be posted to next, by its own rules and what its network tells.

A slot is given only when it is there: within the next ticks of the timer, in one commit with the
ledger's row. So a timer that comes twice, late or not at all gives no slot away that does not
exist. A use is known by its instant alone: whoever gives one back lets go of it in the same commit,
so none is given back twice, and of two at one instant either may go.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.domain.channels import Channel, Connection, QuietHours, Quota, Standing
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId

MOST_USES: Final = 1_000  # a quota has at most so many posts: the ledger is one row
MOST_KEPT: Final = 2 * MOST_USES
MOST_WINDOW: Final = timedelta(days=7)
# A slot is given as long before it comes as two ticks are apart: one that is lost loses no slot.
AHEAD: Final = timedelta(minutes=2)
# A little less than the timer's minute, so that a tick that comes a moment early looks as well.
REST: Final = timedelta(seconds=50)
# A slot that lies ahead may be given back, and a clock be put back by some seconds: what was used
# just before a window counts again then.
KEPT_LONGER: Final = AHEAD + timedelta(minutes=1)
# Rules, pauses and credentials change: nothing is left alone for longer.
LONGEST_REST: Final = timedelta(minutes=5)
# Whoever begins later than this after its slot would crowd the slots behind it.
SLOT_LIFE: Final = timedelta(minutes=10)
DAY_MIN: Final = 24 * 60
# What a network tells of its quota counts for so long.
TOLD_LIFE: Final = timedelta(hours=1)
MOST_LANGUAGES: Final = 20  # so many of the latest posts are balanced
# A lane that was found empty more often in a row than this is looked at ever more rarely.
VAIN_LOOKS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLedger:
    """When a channel's slots were used, the oldest first, as far back as its longest quota.

    `turn` is how far the lanes' turns have come, `languages` are those of the latest posts;
    `due_at` is when a slot is looked for next.
    """

    campaign_id: CampaignId
    channel_id: ChannelId
    used: tuple[datetime, ...] = ()
    turn: int = 0
    languages: tuple[str, ...] = ()
    due_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What waits for a channel's slots from one district; each lane has its turn.

    `vain` is how often in a row nothing was found in it; until `rest_until` nobody looks.
    """

    campaign_id: CampaignId
    channel_id: ChannelId
    lane_id: AreaId
    turns: int = 0
    vain: int = 0
    rest_until: datetime | None = None
    version: int = 0


def is_open(channel: Channel, connection: Connection | None) -> bool:
    """True unless a channel is switched off or has to be connected again."""
    is_lost = connection is not None and connection.standing is Standing.NEEDS_RECONNECT
    return channel.is_enabled and not is_lost


def free_at(
    channel: Channel,
    ledger: SlotLedger,
    now: datetime,
    *,
    utc_offset_min: int,
    connection: Connection | None = None,
) -> datetime | None:
    """Return when the next slot is there, `now` at the earliest; None while none can be told.

    None stands for a channel that is not open. A clock that went back gives no slot before the
    last one, or windows between them would be counted wrong.
    """
    if not is_open(channel, connection):
        return None
    at = max(now, _last(ledger, now), _paused(connection, now))
    # A moment that one rule moves may be no moment of another. Each only moves it on, to the end of
    # what it holds against it; past the last use and the quiet hours nothing is left to hold.
    while (later := _by_the_rules(channel, ledger, connection, at, utc_offset_min)) > at:
        at = later
    return at


def _last(ledger: SlotLedger, now: datetime) -> datetime:
    return ledger.used[-1] if ledger.used else now


def _paused(connection: Connection | None, now: datetime) -> datetime:
    return (connection.paused_until if connection else None) or now


def _by_the_rules(
    channel: Channel,
    ledger: SlotLedger,
    connection: Connection | None,
    at: datetime,
    utc_offset_min: int,
) -> datetime:
    """Return `at`, or the end of what one of the rules holds against it."""
    if ledger.used:
        at = max(at, ledger.used[-1] + timedelta(seconds=channel.min_spacing_s))
    at = max(at, _told(connection, ledger, at))
    for quota in channel.quotas:
        at = _within(quota, ledger, at)
    return _awake(channel.quiet, at, utc_offset_min) if channel.quiet else at


def _told(connection: Connection | None, ledger: SlotLedger, at: datetime) -> datetime:
    """Return when what the network told leaves a slot: what we posted since counts as well."""
    told = connection.told if connection else None
    if told is None:
        return at
    since = len(ledger.used) - bisect_right(ledger.used, told.at)
    is_full = told.used + since >= told.most
    return told.at + TOLD_LIFE if is_full else at


def _within(quota: Quota, ledger: SlotLedger, at: datetime) -> datetime:
    """Return `at`, or when the window has room again: what was used a window ago counts no more."""
    window = timedelta(seconds=quota.window_s)
    recent = len(ledger.used) - bisect_right(ledger.used, at - window)
    return ledger.used[-quota.most] + window if recent >= quota.most else at


def _awake(quiet: QuietHours, at: datetime, utc_offset_min: int) -> datetime:
    """Return `at`, or the end of the quiet hours that it lies in."""
    local = at.astimezone(UTC) + timedelta(minutes=utc_offset_min)
    minute = local.hour * 60 + local.minute
    if (minute - quiet.from_min) % DAY_MIN >= quiet_min(quiet):
        return at
    rest = timedelta(minutes=(quiet.until_min - minute) % DAY_MIN)
    return at.replace(second=0, microsecond=0) + rest


def quiet_min(quiet: QuietHours) -> int:
    """Return how many minutes of a day are quiet."""
    return (quiet.until_min - quiet.from_min) % DAY_MIN


def whole_ms(at: datetime) -> datetime:
    """Return an instant as a ledger keeps it: to the millisecond, never later."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def used_at(
    ledger: SlotLedger, channel: Channel, at: datetime, connection: Connection | None = None
) -> SlotLedger:
    """Return the ledger with one more slot used, at what `free_at` gave."""
    longest_s = max((channel.min_spacing_s, *(quota.window_s for quota in channel.quotas)))
    since = at - timedelta(seconds=longest_s) - KEPT_LONGER
    if connection is not None and connection.told is not None:
        since = min(since, connection.told.at)
    kept = [used for used in ledger.used if used > since]
    return replace(ledger, used=(*kept[-MOST_KEPT:], at))


def given_back(ledger: SlotLedger, at: datetime) -> SlotLedger:
    """Return the ledger without a use that came to nothing; its slot is looked for at once.

    To be saved together with the publication that lets go of it, and only then.
    """
    used = list(ledger.used)
    if at in used:
        used.remove(at)
    due_at = min(ledger.due_at or at, at)
    return replace(ledger, used=tuple(used), due_at=due_at)


def is_stale(slot_at: datetime, now: datetime) -> bool:
    """True for a slot that is so long over that it would count in the wrong window."""
    return now - slot_at > SLOT_LIFE


def next_look(free: datetime | None, now: datetime) -> datetime:
    """Return when a channel is looked at whose next slot is there at `free`.

    In the past for one that could be given by now, so that the very next tick looks.
    """
    if free is None:
        return now + REST
    return min(max(free - AHEAD, now), now + LONGEST_REST)


def rested(lane: Lane, now: datetime, until: datetime | None = None) -> Lane:
    """Return a lane in which nothing was found that may be posted, with its rest.

    It rests no longer than `until`, when a blackout or a freeze of what waits in it ends.
    """
    over = lane.vain - VAIN_LOOKS
    rest = REST * 2 ** min(over, 3) if over >= 0 else timedelta(0)
    end = now + min(rest, LONGEST_REST)
    return replace(lane, vain=lane.vain + 1, rest_until=min(end, until) if until else end)


def woken(lane: Lane) -> Lane:
    """Return a lane that something has come into."""
    return replace(lane, vain=0, rest_until=None)
