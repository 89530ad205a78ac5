"""Slots: promised once, one after the other, to what is approved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import STUCK_AFTER, State
from chalicelib.services.scheduling import schedule
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    VISIT,
    a_campaign,
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


SILENCE = Blackout(
    area_id=AreaId("mandal-1"), from_at=NOON, until_at=NOON + timedelta(hours=48), reason="silence"
)


def test_no_slot_is_promised_inside_a_blackout() -> None:
    press = an_approved_press(a_campaign(blackouts=(SILENCE,)))

    press.schedule()

    assert {p.slot_at for p in press.records.all(Publication)} == {SILENCE.until_at}


def test_a_blackout_elsewhere_moves_no_slot() -> None:
    elsewhere = replace(SILENCE, area_id=AreaId("mandal-4"))
    press = an_approved_press(a_campaign(blackouts=(elsewhere,)))

    press.schedule()

    assert {p.slot_at for p in press.records.all(Publication)} == {NOON}


def test_a_slot_that_comes_inside_a_blackout_waits_for_its_end_and_is_then_posted_once() -> None:
    press = a_press()
    press.records.seed(a_campaign(blackouts=(SILENCE,)))

    press.post()

    waiting = press.records.all(Publication)[0]
    assert (waiting.state, waiting.slot_at, waiting.due_at) == (
        S.SCHEDULED, SILENCE.until_at, SILENCE.until_at,
    )  # fmt: skip
    assert not press.network.made
    press.clock.set(SILENCE.until_at)
    press.post()
    press.post()
    assert sum(press.network.made.values()) == 1


def test_an_item_whose_campaign_is_gone_is_held_back_by_no_blackout() -> None:
    press = an_approved_press()
    del press.records._rows[Campaign, (CAMPAIGN,)]

    press.schedule()

    assert press.records.all(Publication)[0].slot_at == NOON


def test_a_channel_is_posted_to_with_its_own_captions_where_it_has_some() -> None:
    press = an_approved_press(a_channel(channel_id=OTHER))
    own = {OTHER: {"en": "Short", "hi": ""}, "gone": {"en": "Nowhere"}}
    press.records.seed(replace(press.item(), channel_captions=own))

    press.schedule()

    captions = {p.channel_id: p.captions for p in press.records.all(Publication)}
    assert captions[CHANNEL] == press.item().captions == {"hi": "घर मिला", "en": "A house at last"}
    assert captions[OTHER] == {"hi": "", "en": "Short"}


def test_an_item_without_any_captions_is_posted_without_words() -> None:
    press = an_approved_press()
    press.records.seed(replace(press.item(), captions=None))

    press.schedule()

    assert press.publication().captions == {}


@pytest.mark.parametrize(("version", "is_promised"), [(None, True), (1, True), (2, False)])
def test_a_job_schedules_only_the_approval_that_it_names(
    version: int | None, is_promised: bool
) -> None:
    press = an_approved_press()

    schedule(VISIT, press.tools, version)

    assert bool(press.records.all(Publication)) is is_promised
