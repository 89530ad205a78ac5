"""Forecasts: what a queue may count on, and nothing that is not there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.channels import Channel, QuietHours, Quota, Standing, Told
from chalicelib.domain.forecasts import MOST_NEXT, Forecast, Obstacle, forecast, slots_per_day
from chalicelib.domain.slots import free_at, used_at
from tests.builders import NOON, a_channel
from tests.domain.test_slots import CHANNELS, NIGHT, a_connection, a_ledger, bare, told

DAY = Quota(most=30, window_s=86_400)


def foreseen(channel: Channel, waiting: int = 0, **fields: Any) -> Forecast:
    return forecast(
        channel, fields.pop("ledger", a_ledger()), NOON, waiting, utc_offset_min=0, **fields
    )


@pytest.mark.parametrize(
    ("channel", "rate"),
    [
        (bare(), None),
        (bare(DAY), 30),
        (bare(Quota(most=30, window_s=2 * 86_400)), 15),
        (bare(Quota(most=100, window_s=900)), 9600),
        (bare(min_spacing_s=60), 1440),
        (bare(Quota(most=100, window_s=900), min_spacing_s=60), 1440),
        (bare(Quota(most=20, window_s=60), quiet=NIGHT), 16 * 60 * 20),
        (bare(DAY, quiet=NIGHT), 30),
        (bare(min_spacing_s=3600, quiet=QuietHours(from_min=0, until_min=720)), 12),
    ],
)
def test_slots_a_day_follow_from_the_strictest_rule(channel: Channel, rate: float | None) -> None:
    assert slots_per_day(channel) == rate


def test_what_the_network_tells_bounds_the_slots_of_a_day() -> None:
    assert slots_per_day(bare(DAY), told(25, 3)) == 25
    assert slots_per_day(bare(), told(100, 0)) == 100
    assert slots_per_day(bare(DAY), a_connection()) == 30


def test_a_queue_takes_as_many_days_as_its_slots_go_into_it() -> None:
    assert foreseen(bare(DAY), 75).days_to_drain == 2.5
    assert foreseen(bare(DAY), 0).days_to_drain == 0
    assert foreseen(bare(), 75).days_to_drain == 0


@pytest.mark.parametrize(
    ("channel", "connection", "obstacle"),
    [
        (bare(DAY, is_enabled=False), None, Obstacle.SWITCHED_OFF),
        (bare(DAY), a_connection(standing=Standing.NEEDS_RECONNECT), Obstacle.NEEDS_RECONNECT),
    ],
)
def test_what_would_wait_for_ever_is_said_to(
    channel: Channel, connection: Any, obstacle: Obstacle
) -> None:
    found = foreseen(channel, 5, connection=connection)

    assert (found.obstacle, found.days_to_drain, found.next_slots) == (obstacle, None, ())


def test_the_next_slots_follow_from_the_ledger_one_after_the_other() -> None:
    minute = timedelta(minutes=1)
    found = foreseen(a_channel(min_spacing_s=60), ledger=a_ledger(NOON - minute / 2), most=3)

    assert found.next_slots == tuple(NOON + minute / 2 + each * minute for each in range(3))
    assert found.obstacle is None
    assert len(foreseen(bare()).next_slots) == MOST_NEXT


@given(
    channel=CHANNELS,
    uses=st.lists(st.integers(0, 90_000), max_size=8),
    used=st.integers(0, 6),
    pause=st.none() | st.integers(-10, 90_000),
)
def test_every_instant_that_is_told_can_be_granted_when_nothing_else_happens(
    channel: Channel, uses: list[int], used: int, pause: int | None
) -> None:
    ledger = a_ledger(*sorted(NOON - timedelta(seconds=each) for each in uses))
    connection = a_connection(
        told=Told(most=5, used=used, at=NOON - timedelta(minutes=5)),
        paused_until=NOON + timedelta(seconds=pause) if pause is not None else None,
    )
    found = forecast(channel, ledger, NOON, 9, utc_offset_min=330, connection=connection)

    assert len(found.next_slots) == MOST_NEXT
    for at in found.next_slots:
        assert free_at(channel, ledger, at, utc_offset_min=330, connection=connection) == at
        ledger = used_at(ledger, channel, at, connection)


@given(channel=CHANNELS)
def test_a_day_has_no_fewer_slots_than_its_rate_says_in_the_long_run(channel: Channel) -> None:
    channel = replace(channel, quotas=channel.quotas or (DAY,), min_spacing_s=3600)
    rate = slots_per_day(channel)
    assert rate is not None

    days = 6
    found = foreseen(channel, most=400).next_slots
    within = sum(at < NOON + timedelta(days=days) for at in found)

    assert within >= min(400, rate * (days - 1) - 1)
