"""Slots: promised once, one after the other, to what is approved."""

from datetime import timedelta

import pytest

from chalicelib.domain.ids import ChannelId
from chalicelib.domain.publishing import (
    Publication,
    PublicationState,
    SlotLedger,
)
from chalicelib.domain.testimonial import STUCK_AFTER, State
from tests.builders import (
    CHANNEL,
    NOON,
    a_channel,
    a_testimonial,
)
from tests.services.press import OTHER, a_press, an_approved_press

S = PublicationState


def test_an_approved_item_is_promised_a_slot_on_every_enabled_channel() -> None:
    off = a_channel(channel_id=ChannelId("switched-off"), is_enabled=False)
    press = an_approved_press(a_channel(channel_id=OTHER), off)

    press.schedule()

    promised = press.records.all(Publication)
    assert [p.channel_id for p in promised] == [CHANNEL, OTHER]
    assert {(p.state, p.slot_at, p.content_version) for p in promised} == {(S.SCHEDULED, NOON, 1)}
    assert len({p.publication_id for p in promised}) == 2
    assert press.item().state is State.PUBLISHING
    assert press.actions == ["scheduled"]


def test_scheduling_is_one_commit_and_twice_is_once() -> None:
    press = an_approved_press()

    press.schedule()
    press.schedule()

    assert len(press.records.commits) == 1
    assert len(press.records.all(Publication)) == 1


def test_two_schedulers_at_once_promise_one_slot() -> None:
    press = an_approved_press()
    press.records.before_commit = lambda _: press.schedule()

    press.schedule()

    assert len(press.records.all(Publication)) == 1
    assert press.records.all(SlotLedger)[0].next_at == NOON + timedelta(seconds=60)


def test_slots_of_one_channel_follow_each_other() -> None:
    taken = SlotLedger(
        campaign_id=a_channel().campaign_id, channel_id=CHANNEL, next_at=NOON + timedelta(minutes=7)
    )
    press = an_approved_press(taken)

    press.schedule()

    assert press.publication().slot_at == NOON + timedelta(minutes=7)
    assert press.records.all(SlotLedger)[0].next_at == NOON + timedelta(minutes=8)


def test_without_an_enabled_channel_the_item_waits_to_be_looked_at_again() -> None:
    press = an_approved_press(a_channel(is_enabled=False))

    press.schedule()

    assert press.item().state is State.APPROVED
    assert press.item().due_at == NOON + STUCK_AFTER


@pytest.mark.parametrize("state", [s for s in State if s is not State.APPROVED])
def test_only_an_approved_item_is_scheduled(state: State) -> None:
    press = an_approved_press(a_testimonial(state))

    press.schedule()

    assert press.records.commits == []


def test_scheduling_an_unknown_item_changes_nothing() -> None:
    press = a_press(rows=(a_channel(),))

    press.schedule()

    assert press.records.commits == []


def test_an_item_without_captions_is_published_without_words() -> None:
    press = an_approved_press(a_testimonial(State.APPROVED, captions=None))
    press.schedule()
    press.post()

    assert press.network.posts[0].caption == ""
