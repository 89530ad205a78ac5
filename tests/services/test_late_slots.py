"""Late slots: a post that begins long after its slot takes one of now, or waits for one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.channels import Connection, Quota, Standing
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.rows import Row
from chalicelib.domain.slots import SLOT_LIFE, SlotLedger
from chalicelib.services.outgoing import slot_given_back
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, a_scheduled_place
from tests.services.press import Press, a_press

S = PublicationState
LATE = SLOT_LIFE + timedelta(minutes=1)
ONE_AN_HOUR = a_channel(min_spacing_s=0, quotas=(Quota(most=1, window_s=3600),))


def a_granted_press(*more: Row) -> Press:
    press = a_press(rows=a_scheduled_place())
    press.records.seed(
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)), ONE_AN_HOUR, *more
    )
    return press


def used(press: Press) -> tuple[object, ...]:
    return press.records.all(SlotLedger)[0].used


def test_a_post_within_the_life_of_its_slot_keeps_it() -> None:
    press = a_granted_press()
    press.clock.set(NOON + SLOT_LIFE)

    press.post()

    assert press.publication().state is S.POSTED
    assert used(press) == (NOON,)


def test_a_post_that_begins_too_late_counts_where_it_is_made() -> None:
    press = a_granted_press()
    press.clock.set(NOON + LATE)

    press.post()

    assert press.publication().state is S.POSTED
    assert press.publication().slot_at == NOON + LATE
    assert used(press) == (NOON + LATE,)


def test_a_late_post_with_no_slot_left_waits_in_its_lane_for_one() -> None:
    press = a_granted_press()
    meanwhile = NOON + timedelta(minutes=5)
    known = press.records.all(SlotLedger)[0]
    press.records.seed(replace(known, used=(NOON, meanwhile)))
    press.clock.set(NOON + LATE)

    press.post()

    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)
    assert used(press) == (meanwhile,)
    assert press.network.posts == []


def test_a_late_post_without_a_ledger_begins_one() -> None:
    press = a_press(rows=a_scheduled_place())
    press.clock.set(NOON + LATE)

    press.post()

    assert press.publication().state is S.POSTED
    assert used(press) == (NOON + LATE,)


@pytest.mark.parametrize(
    "connection",
    [
        Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, paused_until=NOON + LATE),
        Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, standing=Standing.NEEDS_RECONNECT),
    ],
    ids=["paused", "needs to be connected again"],
)
def test_a_channel_that_rests_is_not_called_for_slots_that_were_given_before(
    connection: Connection,
) -> None:
    press = a_granted_press(connection)

    press.post()

    assert press.network.posts == []
    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)
    assert used(press) == ()


def test_a_pause_that_is_over_holds_nothing_up() -> None:
    press = a_granted_press(Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, paused_until=NOON))

    press.post()

    assert press.publication().state is S.POSTED


def test_a_slot_that_the_ledger_has_let_go_of_is_given_back_by_no_write() -> None:
    press = a_press()
    publication = press.publication()
    press.records.seed(SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)))

    assert len(slot_given_back(replace(publication, slot_at=NOON), press.tools)) == 1
    gone = replace(publication, slot_at=NOON - timedelta(hours=1))
    assert slot_given_back(gone, press.tools) == []
    assert slot_given_back(replace(publication, slot_at=None), press.tools) == []
