"""What a channel's queue may count on: its next slots, its slots a day, how long until it is empty.

Nothing here is a promise to a single publication. The instants are those that the ledger gives when
nothing else happens; the rate is what the rules leave at least, so that the days are none too few.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from chalicelib.domain.channels import Channel, Connection, Quota
from chalicelib.domain.slots import DAY_MIN, SlotLedger, free_at, is_open, quiet_min, used_at

DAY_S: Final = 24 * 60 * 60
MOST_NEXT: Final = 10


class Obstacle(StrEnum):
    """Why no slot comes by itself: a person has to do something first."""

    SWITCHED_OFF = "switched_off"
    NEEDS_RECONNECT = "needs_reconnect"
    STOPPED = "stopped"  # a freeze of the whole campaign holds here


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What can be told of a channel by now.

    `slots_per_day` is None for a channel without any rule. `days_to_drain` is None when nobody can
    tell: with an obstacle what waits would wait for ever.
    """

    waiting: int
    slots_per_day: float | None
    days_to_drain: float | None
    next_slots: tuple[datetime, ...]
    obstacle: Obstacle | None


def forecast(
    channel: Channel,
    ledger: SlotLedger,
    now: datetime,
    waiting: int,
    *,
    utc_offset_min: int,
    connection: Connection | None = None,
    most: int = MOST_NEXT,
) -> Forecast:
    """Return what a channel's queue of `waiting` may count on, with its `most` next slots."""
    obstacle = _obstacle(channel, connection)
    rate = slots_per_day(channel, connection)
    found = _slots(channel, ledger, now, utc_offset_min, connection)
    return Forecast(
        waiting=waiting,
        slots_per_day=rate,
        days_to_drain=None if obstacle else _days(waiting, rate),
        next_slots=tuple(islice(found, most)),
        obstacle=obstacle,
    )


def stopped(told: Forecast) -> Forecast:
    """Return what can be told while a freeze of the whole campaign holds on the channel."""
    obstacle = told.obstacle or Obstacle.STOPPED
    return replace(told, obstacle=obstacle, next_slots=(), days_to_drain=None)


def _obstacle(channel: Channel, connection: Connection | None) -> Obstacle | None:
    if is_open(channel, connection):
        return None
    return Obstacle.NEEDS_RECONNECT if channel.is_enabled else Obstacle.SWITCHED_OFF


def _days(waiting: int, rate: float | None) -> float:
    """Return the days that a queue takes; a channel without a rule takes it all at once."""
    return round(waiting / rate, 2) if rate else 0.0


def _slots(
    channel: Channel,
    ledger: SlotLedger,
    now: datetime,
    utc_offset_min: int,
    connection: Connection | None,
) -> Iterator[datetime]:
    """Yield the next slots as they follow from one another; without a rule they are all at once."""
    while True:
        at = free_at(channel, ledger, now, utc_offset_min=utc_offset_min, connection=connection)
        if at is None:
            return
        yield at
        ledger = used_at(ledger, channel, at, connection)


def slots_per_day(channel: Channel, connection: Connection | None = None) -> float | None:
    """Return how many slots the rules leave in a day at least; None where there is no rule."""
    awake_s = 60 * (DAY_MIN - quiet_min(channel.quiet)) if channel.quiet else DAY_S
    rates = [_rate(quota, awake_s) for quota in channel.quotas]
    if channel.min_spacing_s:
        rates.append(awake_s / channel.min_spacing_s)
    if connection is not None and connection.told is not None:
        rates.append(float(connection.told.most))  # those that tell it count by the day
    return round(min(rates), 2) if rates else None


def _rate(quota: Quota, awake_s: int) -> float:
    """Return what a quota leaves in a day: one of hours counts while nobody is quiet alone."""
    span_s = DAY_S if quota.window_s >= DAY_S else awake_s
    return quota.most * span_s / quota.window_s
