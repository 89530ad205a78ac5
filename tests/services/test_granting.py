"""Granting: slots go to what waits, whatever the ticks do, and none that is not there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.campaign import Blackout
from chalicelib.domain.channels import Channel, Connection, QuietHours, Quota, Standing
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.freezes import Board, Hold
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import AHEAD, REST, Lane, SlotLedger
from chalicelib.services import granting, lanes
from chalicelib.services.granting import MOST_AT_ONCE, release_slots
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_campaign, a_channel
from tests.fakes import FakeRecords
from tests.services.press import OTHER, Press
from tests.services.queues import a_lane, a_queue, granted, ledger, waits

S = PublicationState
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
TWO_A_MINUTE = a_channel(min_spacing_s=0, quotas=(Quota(most=2, window_s=60),))
ANY = a_channel(min_spacing_s=0)


def release(press: Press) -> int:
    return release_slots(press.tools)


def test_a_slot_that_is_there_goes_to_the_first_of_the_lane_with_its_job_and_its_reason() -> None:
    press = a_queue({"district-1": 3}, a_channel(min_spacing_s=3600))

    assert press.grant() == 1

    (taken,) = granted(press)
    assert (taken.visit_id, taken.slot_at) == (waits(1).visit_id, NOON)
    assert taken.chosen is not None
    assert (taken.chosen["place"], taken.chosen["waiting"]) == ("1", "3")
    (job,) = press.records.all(OutboxItem)
    assert (job.job.action, job.job.subject, job.job.not_before) == (
        Action.POST, taken.visit_id, None,
    )  # fmt: skip
    assert ledger(press).used == (NOON,)


def test_ledger_lane_publication_and_job_are_one_commit() -> None:
    press = a_queue({"district-1": 1}, a_channel(min_spacing_s=3600))

    press.grant()

    kinds = [{type(each.row) for each in commit} for commit in press.records.commits]
    assert kinds == [{SlotLedger, Lane, Publication, OutboxItem}]


def test_slots_of_the_next_two_minutes_are_given_and_their_jobs_wait_for_them() -> None:
    press = a_queue({"district-1": 9}, a_channel(min_spacing_s=30))

    assert release(press) == 4

    slots = [NOON + each * 30 * SECOND for each in range(4)]
    assert [row.slot_at for row in granted(press)] == slots
    jobs = [each.job.not_before for each in press.records.all(OutboxItem)]
    assert jobs == [None, *slots[1:]]
    assert all(at < NOON + AHEAD for at in slots)


def test_a_lost_tick_loses_no_slot() -> None:
    press = a_queue({"district-1": 9}, a_channel(min_spacing_s=30))

    release(press)
    press.clock.advance(minutes=2)
    release(press)

    times = [row.slot_at for row in granted(press)]
    assert times == [NOON + each * 30 * SECOND for each in range(8)]


def test_nothing_waits_means_no_slot_is_used_and_the_next_tick_looks_again() -> None:
    press = a_queue({"district-1": 0})

    assert release(press) == 0

    assert ledger(press).used == ()
    assert ledger(press).due_at == NOON + REST


def test_a_channel_without_a_ledger_or_a_row_of_its_own_gives_nothing() -> None:
    press = a_queue({"district-1": 1})
    assert granting.grant(CAMPAIGN, OTHER, press.tools) == 0

    orphan = SlotLedger(campaign_id=CAMPAIGN, channel_id=OTHER, due_at=NOON)
    press.records.seed(orphan)
    assert granting.grant(CAMPAIGN, OTHER, press.tools) == 0

    kept = press.records.find(SlotLedger, CAMPAIGN, OTHER)
    assert kept is not None
    assert kept.due_at is None


@pytest.mark.parametrize(
    "obstacle",
    [
        a_channel(is_enabled=False),
        Connection(
            campaign_id=CAMPAIGN, channel_id=CHANNEL, standing=Standing.NEEDS_RECONNECT
        ),
        Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, paused_until=NOON + 3 * MINUTE),
    ],
    ids=["switched off", "needs to be connected again", "paused"],
)  # fmt: skip
def test_a_channel_that_rests_holds_its_queue_and_nothing_is_lost(
    obstacle: Channel | Connection,
) -> None:
    press = a_queue({"district-1": 2})
    press.records.seed(obstacle)
    assert release(press) == 0

    press.records.seed(a_channel())
    press.records.seed(Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL))
    press.clock.advance(minutes=1)
    release(press)

    assert len(granted(press)) == 2


def test_after_a_pause_the_next_slot_waits_no_longer_than_a_tick() -> None:
    press = a_queue({"district-1": 1})
    pause = Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, paused_until=NOON + 10 * MINUTE)
    press.records.seed(pause)
    for _ in range(10):
        release(press)
        press.clock.advance(minutes=1)

    assert [row.slot_at for row in granted(press)] == [NOON + 10 * MINUTE]


def test_districts_take_turns_whatever_waits_in_each() -> None:
    press = a_queue({"district-1": 40, "district-2": 4}, ANY)

    press.grant()

    first = [row.lane_id for row in granted(press)][:8]
    counted = Counter(
        row.lane_id for row in granted(press) if row.chosen and int(row.chosen["turn"]) < 4
    )
    assert len(first) == 8
    assert counted == {"district-1": 4, "district-2": 4}


def test_one_run_gives_so_many_and_the_next_tick_the_rest() -> None:
    press = a_queue({"district-1": MOST_AT_ONCE + 3}, ANY)

    assert release(press) == MOST_AT_ONCE
    assert ledger(press).due_at is not None
    assert ledger(press).due_at <= NOON
    assert release(press) == 3


def test_two_channels_of_which_one_has_trouble_do_not_hold_each_other_up() -> None:
    press = a_queue({"district-1": 1})
    press.records.seed(
        a_channel(channel_id=OTHER),
        SlotLedger(campaign_id=CAMPAIGN, channel_id=OTHER, due_at=NOON - MINUTE),
    )
    press.records.before_commit = fails

    with pytest.raises(StoreUnavailable):
        release(press)

    assert len(granted(press)) == 1


def fails(_: object) -> None:
    raise StoreUnavailable("table")


def test_a_tick_that_takes_too_long_leaves_the_other_channels_to_the_next() -> None:
    press = a_queue({"district-1": 1})
    press.records.seed(
        a_channel(channel_id=OTHER),
        SlotLedger(campaign_id=CAMPAIGN, channel_id=OTHER, due_at=NOON - MINUTE),
    )
    press.records.before_commit = lambda _: press.clock.advance(seconds=41)

    assert release(press) == 0
    assert ledger_of(press, CHANNEL).due_at == NOON

    assert release(press) == 1


def ledger_of(press: Press, channel_id: ChannelId) -> SlotLedger:
    found = press.records.find(SlotLedger, CAMPAIGN, channel_id)
    assert found is not None
    return found


def test_two_that_grant_at_once_give_each_slot_once() -> None:
    press = a_queue({"district-1": 5, "district-2": 5}, TWO_A_MINUTE)
    press.records.before_commit = lambda _: press.grant()

    press.grant()

    assert [row.slot_at for row in granted(press)] == [NOON] * 2 + [NOON + MINUTE] * 2
    assert ledger(press).used == (NOON, NOON, NOON + MINUTE, NOON + MINUTE)


def test_who_loses_every_race_leaves_it_to_the_others() -> None:
    press = a_queue({"district-1": 5}, ANY)

    def meanwhile(_: object) -> None:
        found = ledger(press)
        press.records.seed(replace(found, version=found.version + 1))
        press.records.before_commit = meanwhile

    press.records.before_commit = meanwhile

    assert press.grant() == 0
    assert granted(press) == []


def frozen(*areas: str, until: datetime | None = None) -> Board:
    holds = tuple(
        Hold(freeze_id=f"freeze-{area}", area_id=AreaId(area), from_at=NOON, until_at=until)
        for area in areas
    )
    return Board(campaign_id=CAMPAIGN, holds=holds)


def test_what_a_freeze_holds_is_never_chosen_and_hides_nothing_behind_it() -> None:
    press = a_queue({"district-1": 60, "district-2": 1}, ANY)
    held = AreaId("mandal-9")
    for row in press.records.all(Publication)[:55]:
        press.records.seed(replace(row, path=(*row.path, held)))
    press.records.seed(frozen(held))

    press.grant()

    taken = granted(press)
    assert not any(held in row.path for row in taken)
    assert len(taken) == 60 + 1 - 55
    passed = [row.chosen["passed"] for row in taken if row.chosen and row.lane_id == "district-1"]
    assert passed[0] != "0"


def test_the_first_of_what_a_freeze_holds_are_marked_on_condition_of_the_board() -> None:
    press = a_queue({"district-1": lanes.MOST_MARKED + 5}, ANY)
    press.records.seed(frozen("district-1"))

    press.grant()

    held = [row for row in press.records.all(Publication) if row.state is S.HELD]
    assert len(held) == lanes.MOST_MARKED
    assert {row.held_by for row in held} == {"freeze-district-1"}
    assert granted(press) == []


def test_a_freeze_that_is_lifted_meanwhile_leaves_nothing_held() -> None:
    press = a_queue({"district-1": 1}, ANY)
    press.records.seed(frozen("district-1"))

    def lifted(_: object) -> None:
        press.records.commit(Save(row=replace(frozen(), version=1)))

    press.records.before_commit = lifted
    press.grant()

    assert len(granted(press)) == 1


def silent(area: str, **ahead: int) -> Blackout:
    until = NOON + timedelta(**ahead)
    return Blackout(area_id=AreaId(area), from_at=NOON, until_at=until, reason="silence")


def test_a_blackout_moves_no_slot_elsewhere_and_is_over_by_itself() -> None:
    press = a_queue({"district-1": 2, "district-2": 1}, ANY)
    press.records.seed(a_campaign(blackouts=(silent("district-1", minutes=5),)))

    press.grant()
    assert [row.lane_id for row in granted(press)] == ["district-2"]

    press.clock.advance(minutes=5)
    press.grant()
    assert len(granted(press)) == 3
    assert all(row.state is S.SCHEDULED for row in press.records.all(Publication))


def test_a_lane_rests_no_longer_than_what_holds_it_up() -> None:
    press = a_queue({"district-1": 1, "district-2": 1}, ANY)
    press.records.seed(
        a_campaign(blackouts=(silent("district-1", seconds=40),)),
        frozen("district-1", until=NOON + 30 * SECOND),
        a_lane("district-1", vain=9),
        *(a_lane(f"zone-{number}") for number in range(granting.FEW_LANES)),
    )

    press.grant()

    found = press.records.find(Lane, CAMPAIGN, CHANNEL, "district-1")
    assert found is not None
    assert found.rest_until == NOON + 30 * SECOND


def test_a_look_past_what_is_held_up_is_bounded() -> None:
    deep = sum(lanes.PAGES)
    press = a_queue({"district-1": deep + 1}, ANY)
    held = AreaId("mandal-9")
    last = max(press.records.all(Publication), key=lambda row: row.visit_id)
    for row in press.records.all(Publication):
        if row != last:
            press.records.seed(replace(row, path=(*row.path, held)))
    press.records.seed(a_campaign(blackouts=(silent(held, hours=1),)))

    assert press.grant() == 0


def test_a_run_looks_into_so_many_lanes_and_the_next_one_into_others() -> None:
    names = {f"district-{number:03}": 0 for number in range(granting.MOST_LOOKS)}
    press = a_queue({**names, "zone": 1}, ANY)
    for row in press.records.all(Lane):
        press.records.seed(replace(row, vain=9 if row.lane_id != "zone" else 0))

    assert release(press) == 0
    assert ledger(press).due_at == NOON
    assert release(press) == 1


def test_lanes_are_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(granting, "LANES_PER_PAGE", 2)
    press = a_queue({f"district-{number}": 1 for number in range(5)}, ANY)

    assert press.grant() == 5


def test_lanes_beyond_what_a_run_can_hold_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(granting, "LANES_PER_PAGE", 2)
    monkeypatch.setattr(granting, "MOST_LANES", 2)
    press = a_queue({f"district-{number}": 1 for number in range(5)}, ANY)

    assert press.grant() == 2


def test_the_languages_of_the_latest_posts_are_remembered() -> None:
    press = a_queue({"district-1": 2}, ANY, languages=("en",) * 20)

    press.grant()

    assert ledger(press).languages == ("en",) * 18 + ("hi",) * 2


def test_the_campaigns_own_clock_says_when_hours_are_quiet() -> None:
    evening = QuietHours(from_min=17 * 60, until_min=18 * 60)  # 17:30 in India
    press = a_queue({"district-1": 1}, a_channel(quiet=evening))
    assert press.grant() == 0

    press.records.seed(a_campaign(utc_offset_min=0))
    assert press.grant() == 1


def test_without_its_campaign_a_channel_goes_by_universal_time() -> None:
    press = a_queue({"district-1": 1}, a_channel(quiet=QuietHours(from_min=720, until_min=780)))
    other = a_queue({"district-1": 1}, a_channel(quiet=QuietHours(from_min=700, until_min=710)))
    bare = FakeRecords(a_channel(), ledger(other), a_lane(), waits(1))

    assert press.grant() == 1  # by its campaign it is half past five in the afternoon
    assert Press(records=bare).grant() == 1


# Ticks come twice, late, not for an hour, and with a clock that was put back by some seconds.
TICKS = st.lists(
    st.tuples(
        st.integers(-5, 130) | st.sampled_from([0, 60, 3700]),
        st.sampled_from(["tick", "grant", "at once", "nothing"]),
    ),
    max_size=10,
)
CHANNELS = st.sampled_from(
    [
        a_channel(
            min_spacing_s=0, quotas=(Quota(most=2, window_s=60), Quota(most=5, window_s=900))
        ),
        a_channel(min_spacing_s=45, quotas=(Quota(most=3, window_s=600),)),
        a_channel(min_spacing_s=7, quiet=QuietHours(from_min=17 * 60 + 33, until_min=18 * 60)),
        a_channel(min_spacing_s=0, quotas=(Quota(most=1, window_s=3600),)),
    ]
)


def walk(press: Press, ticks: list[tuple[int, str]]) -> None:
    steps: dict[str, Callable[[], object]] = {
        "tick": lambda: release(press),
        "grant": press.grant,
        "at once": lambda: at_once(press),
        "nothing": lambda: None,
    }
    for seconds, name in ticks:
        press.clock.advance(seconds=seconds)
        steps[name]()


def at_once(press: Press) -> None:
    press.records.before_commit = lambda _: press.grant()
    press.grant()
    press.records.before_commit = None


@settings(max_examples=40, deadline=None)
@given(channel=CHANNELS, ticks=TICKS)
def test_whatever_the_ticks_no_rule_is_broken_and_all_that_waits_has_its_slot_in_the_end(
    channel: Channel, ticks: list[tuple[int, str]]
) -> None:
    press = a_queue({"district-1": 6, "district-2": 3}, channel)

    walk(press, ticks)
    walk(press, [(900, "tick")] * 45)

    taken = granted(press)
    slots = [row.slot_at for row in taken if row.slot_at is not None]
    assert Counter(row.visit_id for row in taken) == {waits(n).visit_id: 1 for n in range(1, 10)}
    for quota in channel.quotas:
        spans = zip(slots, slots[quota.most :], strict=False)
        assert all(later - first >= quota.window_s * SECOND for first, later in spans)
    spacing = channel.min_spacing_s * SECOND
    assert all(later - before >= spacing for before, later in pairwise(slots))
    local = [at + timedelta(minutes=330) for at in slots]
    quiet = channel.quiet
    assert not quiet or not any(
        quiet.from_min <= at.hour * 60 + at.minute < quiet.until_min for at in local
    )


@settings(max_examples=20, deadline=None)
@given(channel=CHANNELS, ticks=TICKS, more=st.integers(1, 3))
def test_any_number_of_ticks_at_one_instant_is_one(
    channel: Channel, ticks: list[tuple[int, str]], more: int
) -> None:
    press = a_queue({"district-1": 6, "district-2": 3}, channel)
    walk(press, ticks)
    release(press)
    before, used = granted(press), ledger(press).used

    for _ in range(more):
        assert release(press) == 0

    assert granted(press) == before
    assert ledger(press).used == used


def test_ledgers_of_many_campaigns_are_looked_at_the_longest_due_first() -> None:
    press = a_queue({"district-1": 1})
    other = CampaignId("campaign-2")
    press.records.seed(
        a_channel(campaign_id=other),
        SlotLedger(campaign_id=other, channel_id=CHANNEL, due_at=NOON - MINUTE),
        a_lane(campaign_id=other),
        waits(9, campaign_id=other),
    )

    assert release(press) == 2
    assert [row.campaign_id for row in press.records.all(Publication) if row.slot_at] == [
        CAMPAIGN, other,
    ]  # fmt: skip
