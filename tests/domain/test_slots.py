"""Slots: quotas in rolling windows, spacing, quiet hours, pauses, and what the network tells."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.channels import (
    Channel,
    Connection,
    QuietHours,
    Quota,
    Standing,
    Told,
)
from chalicelib.domain.ids import AreaId
from chalicelib.domain.slots import (
    AHEAD,
    KEPT_LONGER,
    LONGEST_REST,
    MOST_KEPT,
    MOST_USES,
    REST,
    SLOT_LIFE,
    TOLD_LIFE,
    VAIN_LOOKS,
    Lane,
    SlotLedger,
    free_at,
    given_back,
    is_stale,
    next_look,
    rested,
    used_at,
    whole_ms,
    woken,
)
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
TWO_AN_HOUR = Quota(most=2, window_s=3600)


def a_ledger(*used: datetime, **fields: Any) -> SlotLedger:
    return SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=used, **fields)


def bare(*quotas: Quota, **fields: Any) -> Channel:
    return a_channel(**{"min_spacing_s": 0, "quotas": quotas, **fields})


def a_connection(**fields: Any) -> Connection:
    return Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, **fields)


def told(most: int, used: int, at: datetime = NOON) -> Connection:
    return a_connection(told=Told(most=most, used=used, at=at))


def free(
    channel: Channel,
    ledger: SlotLedger,
    now: datetime = NOON,
    connection: Connection | None = None,
    offset_min: int = 0,
) -> datetime | None:
    return free_at(channel, ledger, now, utc_offset_min=offset_min, connection=connection)


def test_a_channel_without_rules_is_free_now() -> None:
    assert free(bare(), a_ledger(NOON - HOUR)) == NOON


@pytest.mark.parametrize(
    ("channel", "connection"),
    [
        (bare(is_enabled=False), None),
        (bare(), a_connection(standing=Standing.NEEDS_RECONNECT)),
    ],
    ids=["switched off", "needs to be connected again"],
)
def test_a_channel_that_is_not_open_tells_no_slot(
    channel: Channel, connection: Connection | None
) -> None:
    assert free(channel, a_ledger(), connection=connection) is None


def test_a_quota_that_is_used_up_has_room_when_its_oldest_use_is_a_window_ago() -> None:
    ledger = a_ledger(NOON - 50 * MINUTE, NOON - 10 * MINUTE)

    assert free(bare(TWO_AN_HOUR), ledger) == NOON + 10 * MINUTE


@pytest.mark.parametrize(
    ("ago", "wait"),
    [(HOUR, timedelta(0)), (HOUR - timedelta(milliseconds=1), timedelta(milliseconds=1))],
    ids=["exactly a window ago", "a moment less"],
)
def test_a_use_exactly_a_window_ago_counts_no_more(ago: timedelta, wait: timedelta) -> None:
    ledger = a_ledger(NOON - ago, NOON - MINUTE)

    assert free(bare(TWO_AN_HOUR), ledger) == NOON + wait


def test_of_several_quotas_the_strictest_counts_and_they_count_together() -> None:
    ledger = a_ledger(*(NOON - 30 * MINUTE + each * MINUTE for each in range(3)))
    short, long = Quota(most=3, window_s=2400), Quota(most=4, window_s=3600)

    assert free(bare(long), ledger) == NOON
    assert free(bare(long, short), ledger) == NOON + 10 * MINUTE
    assert free(bare(short, Quota(most=3, window_s=7200)), ledger) == NOON + 90 * MINUTE


def test_slots_are_as_far_apart_as_the_spacing() -> None:
    channel = a_channel(min_spacing_s=60)

    assert free(channel, a_ledger(NOON - 59 * SECOND)) == NOON + SECOND
    assert free(channel, a_ledger(NOON - 60 * SECOND)) == NOON


def test_a_clock_that_went_back_gives_no_slot_before_the_last() -> None:
    assert free(bare(), a_ledger(NOON + 3 * SECOND)) == NOON + 3 * SECOND


def test_a_pause_is_waited_for_and_one_that_is_over_is_not() -> None:
    assert free(bare(), a_ledger(), connection=a_connection(paused_until=NOON + HOUR)) == (
        NOON + HOUR
    )
    assert free(bare(), a_ledger(), connection=a_connection(paused_until=NOON - HOUR)) == NOON


@pytest.mark.parametrize(
    ("connection", "used", "expected"),
    [
        (told(50, 49), (), NOON),
        (told(50, 50), (), NOON + TOLD_LIFE),
        (told(50, 49, NOON - MINUTE), (NOON - SECOND,), NOON - MINUTE + TOLD_LIFE),
        (told(50, 49, NOON - MINUTE), (NOON - 2 * MINUTE,), NOON),
        (told(50, 49, NOON - MINUTE), (NOON - MINUTE,), NOON),
        (told(50, 60, NOON - TOLD_LIFE), (), NOON),
    ],
    ids=["one left", "used up", "the last one is ours since", "ours before it was counted",
         "ours at that very moment was counted", "told too long ago"],
)  # fmt: skip
def test_what_the_network_tells_counts_with_our_own_posts_since(
    connection: Connection, used: tuple[datetime, ...], expected: datetime
) -> None:
    assert free(bare(), a_ledger(*used), connection=connection) == expected


NIGHT = QuietHours(from_min=22 * 60, until_min=6 * 60)


@pytest.mark.parametrize(
    ("quiet", "offset_min", "at", "expected"),
    [
        (NIGHT, 0, "21:59:59.999", "21:59:59.999"),
        (NIGHT, 0, "22:00:00", "06:00:00"),
        (NIGHT, 0, "23:30:12.345", "06:00:00"),
        (NIGHT, 0, "03:00:00", "06:00:00"),
        (NIGHT, 0, "05:59:59.999", "06:00:00"),
        (NIGHT, 0, "06:00:00", "06:00:00"),
        (NIGHT, 330, "16:30:00", "00:30:00"),
        (NIGHT, 330, "16:29:59", "16:29:59"),
        (NIGHT, -660, "09:00:00", "17:00:00"),
        (NIGHT, 840, "08:00:00", "16:00:00"),
        (QuietHours(from_min=780, until_min=900), 0, "13:00:00", "15:00:00"),
        (QuietHours(from_min=780, until_min=780), 0, "13:00:00", "13:00:00"),
    ],
)
def test_quiet_hours_are_waited_out_over_midnight_and_in_any_place(
    quiet: QuietHours, offset_min: int, at: str, expected: str
) -> None:
    now = datetime.fromisoformat(f"2026-11-14T{at}+00:00")

    found = free(bare(quiet=quiet), a_ledger(), now, offset_min=offset_min)

    assert found is not None
    assert found.time() == datetime.fromisoformat(f"2026-11-14T{expected}").time()
    assert timedelta(0) <= found - now < timedelta(days=1)


def test_a_window_that_ends_in_quiet_hours_is_waited_for_until_they_end() -> None:
    evening = datetime(2026, 11, 14, 21, 30, tzinfo=UTC)
    ledger = a_ledger(evening, evening)

    at = free(bare(TWO_AN_HOUR, quiet=NIGHT), ledger, evening)

    assert at == datetime(2026, 11, 15, 6, 0, tzinfo=UTC)


def test_uses_well_before_the_longest_window_are_forgotten() -> None:
    channel = bare(TWO_AN_HOUR, Quota(most=9, window_s=60))
    ledger = a_ledger(NOON - HOUR - KEPT_LONGER, NOON - HOUR - KEPT_LONGER + SECOND)

    assert used_at(ledger, channel, NOON).used == (ledger.used[1], NOON)
    assert used_at(ledger, bare(), NOON).used == (NOON,)
    assert used_at(ledger, bare(min_spacing_s=7200), NOON).used == (*ledger.used, NOON)


def test_uses_since_the_network_told_are_kept_for_as_long_as_that_counts() -> None:
    ledger = a_ledger(NOON - 30 * MINUTE, NOON - 10 * MINUTE)

    kept = used_at(ledger, bare(), NOON, told(50, 3, NOON - 20 * MINUTE))

    assert kept.used == (NOON - 10 * MINUTE, NOON)


def test_a_ledger_is_bounded_and_still_counts_the_largest_quota() -> None:
    channel = bare(Quota(most=MOST_USES, window_s=3600))
    ledger = a_ledger(*[NOON] * (3 * MOST_USES))

    full = used_at(ledger, channel, NOON)

    assert len(full.used) == MOST_KEPT + 1
    assert free(channel, full) == NOON + HOUR


def test_a_use_that_came_to_nothing_is_given_back_once_and_its_slot_is_looked_for() -> None:
    ledger = a_ledger(NOON, NOON, NOON + SECOND, due_at=NOON + HOUR)

    back = given_back(ledger, NOON)

    assert back.used == (NOON, NOON + SECOND)
    assert back.due_at == NOON
    assert given_back(a_ledger(due_at=NOON - HOUR), NOON) == a_ledger(due_at=NOON - HOUR)


def test_a_slot_is_stale_once_its_life_is_over() -> None:
    assert not is_stale(NOON, NOON + SLOT_LIFE)
    assert is_stale(NOON, NOON + SLOT_LIFE + SECOND)


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (None, REST),
        (timedelta(0), timedelta(0)),
        (AHEAD, timedelta(0)),
        (AHEAD + SECOND, SECOND),
        (HOUR, LONGEST_REST),
    ],
)
def test_a_channel_is_looked_at_before_its_slot_comes_and_never_left_alone_for_long(
    ahead: timedelta | None, expected: timedelta
) -> None:
    found = NOON + ahead if ahead is not None else None

    assert next_look(found, NOON) == NOON + expected


def test_a_lane_that_is_empty_again_and_again_rests_ever_longer_until_something_comes() -> None:
    lane = Lane(campaign_id=CAMPAIGN, channel_id=CHANNEL, lane_id=AreaId("district-1"))
    rests = []
    for _ in range(8):
        lane = rested(lane, NOON)
        assert lane.rest_until is not None
        rests.append(lane.rest_until - NOON)

    assert rests[: VAIN_LOOKS + 1] == [timedelta(0)] * VAIN_LOOKS + [REST]
    assert all(before <= later for before, later in pairwise(rests))
    assert rests[-1] == LONGEST_REST
    assert woken(lane) == replace(lane, vain=0, rest_until=None)
    assert rested(lane, NOON, NOON + SECOND).rest_until == NOON + SECOND


def test_ledgers_hold_whole_milliseconds_and_never_a_later_instant() -> None:
    at = NOON.replace(microsecond=123_987)

    assert whole_ms(at) == NOON.replace(microsecond=123_000)


QUOTAS = st.builds(
    Quota, most=st.integers(1, 5), window_s=st.sampled_from([1, 60, 900, 3600, 86_400])
)
QUIET = st.builds(QuietHours, from_min=st.integers(0, 1439), until_min=st.integers(0, 1439))
CHANNELS = st.builds(
    lambda quotas, spacing, quiet: a_channel(
        quotas=tuple(quotas), min_spacing_s=spacing, quiet=quiet
    ),
    st.lists(QUOTAS, max_size=3),
    st.sampled_from([0, 1, 60, 3600]),
    st.none() | QUIET,
)
# Ticks come twice, late, not for an hour, and with a clock that was put back by some seconds.
# Whatever was given may be given back, the latest as well as what lies some slots behind.
STEPS = st.lists(
    st.tuples(
        st.integers(-5, 120) | st.sampled_from([0, 60, 3600, 30_000]),
        st.none() | st.integers(1, 4),
    ),
    max_size=40,
)


def is_quiet(quiet: QuietHours | None, at: datetime, offset_min: int) -> bool:
    """By hand: every minute from the one to the other."""
    if quiet is None or quiet.from_min == quiet.until_min:
        return False
    local = at + timedelta(minutes=offset_min)
    minute, each = local.hour * 60 + local.minute, quiet.from_min
    while each != quiet.until_min:
        if each == minute:
            return True
        each = (each + 1) % 1440
    return False


@given(channel=CHANNELS, steps=STEPS, offset_min=st.sampled_from([0, 330, -660, 840]))
def test_whatever_the_ticks_no_rule_is_ever_broken_and_there_is_always_a_next_slot(
    channel: Channel, steps: list[tuple[int, int | None]], offset_min: int
) -> None:
    ledger, now, given_out = a_ledger(), NOON, []
    for seconds, back in steps:
        now += timedelta(seconds=seconds)
        if back is not None and back <= len(given_out):
            ledger = given_back(ledger, given_out.pop(-back))
        for _ in range(4):
            at = free(channel, ledger, now, offset_min=offset_min)
            assert at is not None
            assert at >= now
            if at >= now + AHEAD:
                break
            ledger = used_at(ledger, channel, at)
            given_out.append(at)

    for quota in channel.quotas:
        window = timedelta(seconds=quota.window_s)
        spans = zip(given_out, given_out[quota.most :], strict=False)
        assert all(later - first >= window for first, later in spans)
    spacing = timedelta(seconds=channel.min_spacing_s)
    assert all(later - before >= spacing for before, later in pairwise(given_out))
    assert not any(is_quiet(channel.quiet, at, offset_min) for at in given_out)


@given(
    channel=CHANNELS,
    uses=st.lists(st.integers(0, 90_000), max_size=12),
    now_s=st.integers(0, 90_000),
)
def test_the_next_slot_is_the_first_that_no_rule_is_against(
    channel: Channel, uses: list[int], now_s: int
) -> None:
    ledger = a_ledger(*sorted(NOON + each * SECOND for each in uses))
    now = NOON + now_s * SECOND
    at = free(channel, ledger, now)
    assert at is not None

    earliest = max([now, *ledger.used])
    moments = {earliest, *(at - step for step in (timedelta(milliseconds=1), MINUTE) if at > now)}

    def is_against(moment: datetime) -> bool:
        too_near = any(
            moment - used < timedelta(seconds=channel.min_spacing_s) for used in ledger.used
        )
        full = any(
            sum(moment - used < timedelta(seconds=q.window_s) for used in ledger.used) >= q.most
            for q in channel.quotas
        )
        return too_near or full or is_quiet(channel.quiet, moment, 0)

    assert not is_against(at)
    assert all(is_against(each) for each in moments if earliest <= each < at)
