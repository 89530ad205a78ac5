"""Plans: what waits for a channel's slots, counted, and what it may count on."""

from datetime import timedelta

import pytest

from chalicelib.domain.channels import Connection, Quota, Standing
from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.forecasts import Obstacle
from chalicelib.domain.freezes import Board, FreezeKind, put_up
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId
from chalicelib.domain.people import Role
from chalicelib.services import plans
from chalicelib.services.plans import Plan, Slots
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    a_channel,
    a_freeze,
    a_moderator,
    a_user,
    a_worker,
    an_area,
)
from tests.fakes import FakeRecords, FixedClock
from tests.services.queues import a_lane, a_queue

ADMIN = a_user(Role.ADMIN, "state")
TEN_A_DAY = a_channel(min_spacing_s=0, quotas=(Quota(most=10, window_s=86_400),))


def slots(records: FakeRecords) -> list[Slots]:
    return plans.slots(ADMIN, records=records, clock=FixedClock(NOON))


def plan(records: FakeRecords, channel_id: ChannelId = CHANNEL) -> Plan:
    return plans.plan(ADMIN, channel_id, records=records, clock=FixedClock(NOON))


def test_a_channel_says_what_waits_and_how_many_days_it_takes() -> None:
    records = a_queue({"district-1": 20, "district-2": 5}, TEN_A_DAY).records

    (found,) = slots(records)

    assert (found.forecast.waiting, found.is_whole) == (25, True)
    assert (found.forecast.slots_per_day, found.forecast.days_to_drain) == (10, 2.5)
    assert found.forecast.next_slots[0] == NOON


def test_a_channel_that_never_had_anything_is_free_now() -> None:
    (found,) = slots(FakeRecords(a_channel()))

    assert found.forecast.next_slots[:2] == (NOON, NOON + timedelta(minutes=1))
    assert found.forecast.waiting == 0
    assert found.connection == Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL)


def test_channels_come_by_name_those_of_another_campaign_not_at_all() -> None:
    records = FakeRecords(
        a_channel(name="B"), a_channel(name="A", channel_id=ChannelId("second")),
        a_channel(campaign_id=CampaignId("another")),
    )  # fmt: skip

    assert [each.channel.name for each in slots(records)] == ["A", "B"]
    assert slots(FakeRecords()) == []


def test_a_plan_names_the_districts_in_the_order_of_their_turns() -> None:
    records = a_queue({"district-1": 2, "district-2": 1}, TEN_A_DAY).records
    records.seed(
        an_area("district-1"), a_lane("district-1", turns=5), a_lane("district-2", turns=4)
    )

    found = plan(records)

    assert found.as_of == NOON
    assert [(each.area_id, each.names, each.waiting, each.turns) for each in found.lanes] == [
        ("district-2", {}, 1, 4),
        ("district-1", {"hi": "district-1", "en": "district-1"}, 2, 5),
    ]


def test_a_plan_before_anything_was_approved_has_no_districts() -> None:
    assert plan(FakeRecords(a_channel())).lanes == ()


def test_what_waits_for_a_lost_account_is_said_to_wait_for_a_person() -> None:
    records = a_queue({"district-1": 2}).records
    lost = Connection(
        campaign_id=CAMPAIGN, channel_id=CHANNEL, standing=Standing.NEEDS_RECONNECT, reason="why"
    )
    records.seed(lost)

    found = plan(records).slots

    assert found.forecast.obstacle is Obstacle.NEEDS_RECONNECT
    assert (found.forecast.next_slots, found.forecast.days_to_drain) == ((), None)
    assert found.connection.reason == "why"


def test_a_count_that_would_take_too_many_queries_says_that_it_is_not_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plans, "MOST_LANES", 2)
    monkeypatch.setattr(plans, "MOST_COUNTED", 1)
    records = a_queue({f"district-{number}": 1 for number in range(4)}).records

    assert (plan(records).slots.is_whole, len(plan(records).lanes)) == (False, 2)
    assert (slots(records)[0].is_whole, slots(records)[0].forecast.waiting) == (False, 1)


def test_plans_are_for_who_reads_channels_of_the_own_campaign() -> None:
    clock, records = FixedClock(NOON), FakeRecords(a_channel())

    with pytest.raises(NotPermitted):
        plans.slots(a_worker(), records=records, clock=clock)
    with pytest.raises(NotPermitted):
        plans.plan(a_worker(), CHANNEL, records=records, clock=clock)
    with pytest.raises(NotFound):
        plan(records, ChannelId("unknown"))
    assert plans.plan(a_moderator(), CHANNEL, records=records, clock=clock).lanes == ()


def test_while_everything_is_stopped_no_slot_is_told() -> None:
    records = a_queue({"district-1": 2}).records
    root = plan(records).slots
    freeze = a_freeze(area_id=AreaId("state"), kind=FreezeKind.STOP, from_at=NOON, until_at=None)
    records.seed(put_up(Board(campaign_id=CAMPAIGN), freeze, NOON))

    found = plan(records).slots.forecast

    assert root.forecast.obstacle is None
    assert (found.obstacle, found.next_slots, found.days_to_drain) == (Obstacle.STOPPED, (), None)
    assert found.waiting == 2


def test_a_freeze_of_a_part_stops_no_channel() -> None:
    records = a_queue({"district-1": 2}).records
    freeze = a_freeze(area_id=AreaId("booth-1"), from_at=NOON, until_at=None)
    records.seed(put_up(Board(campaign_id=CAMPAIGN), freeze, NOON))

    assert plan(records).slots.forecast.obstacle is None
