"""Lanes: what waits for a channel's slots, kept alike by the table and by its substitute."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.aws.slot_packing import packed_uses, unpacked_uses
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import Publication, PublicationState, granted, move, ungranted
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.slots import MOST_USES, SlotLedger
from chalicelib.ports import Records
from tests.builders import CAMPAIGN, CHANNEL, NOON
from tests.contracts.test_records import keep
from tests.services.queues import waits

LANE = AreaId("district-1")
MS = timedelta(milliseconds=1)


def waiting(records: Records, limit: int = 50, **more: Any) -> list[str]:
    found = records.waiting(CAMPAIGN, CHANNEL, LANE, limit=limit, **more)
    return [row.visit_id for row in found]


def ids(*numbers: int) -> list[str]:
    return [waits(number).visit_id for number in numbers]


def test_a_lane_gives_the_best_first_and_no_more_than_asked_for(records: Records) -> None:
    keep(records, *(waits(number) for number in (3, 1, 4, 2)))

    assert waiting(records) == ids(1, 2, 3, 4)
    assert waiting(records, limit=2) == ids(1, 2)


def test_of_equal_rank_the_earlier_visit_comes_first(records: Records) -> None:
    keep(records, *(waits(number, rank_at=NOON) for number in (3, 1, 2)))

    assert waiting(records) == ids(1, 2, 3)


def test_a_look_goes_on_behind_what_was_seen(records: Records) -> None:
    rows = [waits(number, rank_at=NOON if number < 4 else NOON - MS) for number in range(1, 7)]
    keep(records, *rows)

    seen: list[str] = []
    after: Publication | None = None
    while page := records.waiting(CAMPAIGN, CHANNEL, LANE, limit=2, after=after):
        seen += [row.visit_id for row in page]
        after = page[-1]

    assert seen == ids(1, 2, 3, 4, 5, 6)


def test_lanes_of_other_districts_and_channels_are_apart(records: Records) -> None:
    keep(
        records, waits(1), waits(2, "district-2"), waits(3, channel_id=ChannelId("other")),
    )  # fmt: skip

    assert waiting(records) == ids(1)
    assert records.count_waiting(CAMPAIGN, CHANNEL, AreaId("district-2")) == 1
    assert records.count_waiting(CAMPAIGN, ChannelId("other"), AreaId("district-2")) == 0


def test_what_has_a_slot_stands_among_what_is_due_and_in_no_lane(records: Records) -> None:
    keep(records, waits(1), waits(2))
    records.commit(Save(row=granted(waits(1, version=1), NOON)))

    assert waiting(records) == ids(2)
    assert records.count_waiting(CAMPAIGN, CHANNEL, LANE) == 1
    later = NOON + timedelta(hours=1)
    assert [row.visit_id for row in due(records, later)] == ids(1)

    records.commit(Save(row=ungranted(granted(waits(1, version=2), NOON))))
    assert waiting(records) == ids(1, 2)
    assert due(records, later) == []


def due(records: Records, before: datetime) -> list[Publication]:
    found = records.due(DueKind.SLOT, before, limit=9)
    return [row for row in found if isinstance(row, Publication)]


@pytest.mark.parametrize("state", [PublicationState.HELD, PublicationState.CANCELLED])
def test_what_is_held_or_cancelled_waits_no_more(records: Records, state: PublicationState) -> None:
    keep(records, waits(1))
    records.commit(Save(row=move(waits(1, version=1), state, at=NOON)))

    assert waiting(records) == []
    assert records.count_waiting(CAMPAIGN, CHANNEL, LANE) == 0


def test_what_is_older_than_lanes_waits_at_the_root_of_its_place(records: Records) -> None:
    keep(records, waits(1, lane_id=None, rank_at=None))

    found = records.waiting(CAMPAIGN, CHANNEL, AreaId("state"), limit=5)

    assert [row.visit_id for row in found] == ids(1)


def test_ledgers_are_due_by_their_time_and_no_more_without_one(records: Records) -> None:
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, due_at=NOON)
    keep(records, ledger)
    assert len(records.due(DueKind.TURN, NOON, limit=9)) == 1
    assert records.due(DueKind.TURN, NOON - MS, limit=9) == []

    keep(records, SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, version=1))
    assert records.due(DueKind.TURN, NOON, limit=9) == []


@given(st.lists(st.integers(0, 10**9), max_size=60).map(sorted))
def test_uses_are_packed_without_loss(uses: list[int]) -> None:
    used = [NOON + each * MS for each in uses]

    assert list(unpacked_uses(packed_uses(used))) == used


def test_a_ledger_out_of_order_comes_back_as_it_was() -> None:
    used = [NOON, NOON - MS]

    assert list(unpacked_uses(packed_uses(used))) == used


def test_the_uses_of_a_busy_channel_take_less_than_a_kilobyte_and_the_most_few() -> None:
    busy = [NOON + each * timedelta(seconds=9) for each in range(100)]
    most = [NOON + each * timedelta(seconds=3) for each in range(MOST_USES)]

    assert len(packed_uses(busy)) < 512
    assert len(packed_uses(most)) < 5 * 1024
