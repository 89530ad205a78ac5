"""Scheduling: what is approved waits in its lane, once on every enabled channel; no slot yet."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.ranking import HEAD_START, WORDLESS
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.domain.testimonial import STUCK_AFTER, State
from chalicelib.services.scheduling import schedule
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    VISIT,
    a_campaign,
    a_channel,
    a_publication,
    a_testimonial,
)
from tests.services.press import OTHER, a_press, an_approved_press
from tests.services.queues import a_lane

S = PublicationState


def test_an_approved_item_waits_for_a_slot_on_every_enabled_channel() -> None:
    off = a_channel(channel_id=ChannelId("switched-off"), is_enabled=False)
    press = an_approved_press(a_channel(channel_id=OTHER), off)

    press.schedule()

    waiting = press.records.all(Publication)
    assert [p.channel_id for p in waiting] == [CHANNEL, OTHER]
    assert {(p.state, p.slot_at, p.content_version) for p in waiting} == {(S.SCHEDULED, None, 1)}
    assert {p.lane_id for p in waiting} == {"district-1"}
    assert len({p.publication_id for p in waiting}) == 2
    assert press.item().state is State.PUBLISHING
    assert press.actions == ["scheduled"]


def test_scheduling_is_one_commit_and_twice_is_once() -> None:
    press = an_approved_press()

    press.schedule()
    press.schedule()

    assert len(press.records.commits) == 1
    assert len(press.records.all(Publication)) == 1


def test_two_schedulers_at_once_make_one_publication_and_open_its_lane_once() -> None:
    press = an_approved_press()
    press.records.before_commit = lambda _: press.schedule()

    press.schedule()

    assert len(press.records.all(Publication)) == 1
    assert press.records.all(SlotLedger) == [
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, due_at=NOON, version=1)
    ]
    assert press.records.all(Lane) == [a_lane(version=1)]


def test_a_lane_that_rests_is_woken_by_what_comes_into_it_and_an_awake_one_is_left_alone() -> None:
    resting = a_lane(vain=7, turns=3, rest_until=NOON + timedelta(minutes=5))
    press = an_approved_press(resting)
    press.schedule()
    assert press.records.all(Lane) == [a_lane(turns=3, version=2)]
    assert press.grant() == 1

    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, version=4)
    press = an_approved_press(a_lane(turns=3), ledger)
    press.schedule()
    assert press.records.all(Lane) == [a_lane(turns=3, version=1)]
    assert press.records.all(SlotLedger) == [ledger]


def test_what_comes_into_a_lane_while_it_is_put_to_rest_is_not_left_there() -> None:
    press = an_approved_press(a_lane(vain=7))

    def rests(_: object) -> None:
        resting = a_lane(vain=8, rest_until=NOON + timedelta(minutes=5), version=1)
        press.records.commit(Save(row=resting))

    press.records.before_commit = rests
    press.schedule()

    assert press.grant() == 1


def test_what_is_verified_well_stands_before_and_what_has_no_words_behind() -> None:
    passed = Finding(check="a", version=1, outcome=FindingOutcome.PASS, evidence={})
    press = an_approved_press(a_channel(channel_id=OTHER, caption_languages=("te",)))
    press.records.seed(replace(press.item(), findings=(passed,)))

    press.schedule()

    ranks = {p.channel_id: p.rank_at for p in press.records.all(Publication)}
    assert ranks == {CHANNEL: NOON + HEAD_START, OTHER: NOON + HEAD_START - WORDLESS}
    assert {p.strength for p in press.records.all(Publication)} == {1.0}


def test_a_version_that_was_posted_before_makes_the_next_one_wait_until_it_is_gone() -> None:
    press = an_approved_press(a_publication(S.TAKEDOWN_DUE, content_version=0))
    press.schedule()
    assert press.item().state is State.APPROVED
    assert press.item().due_at == NOON + STUCK_AFTER

    gone = replace(press.publication(), state=S.TAKEN_DOWN)
    press.records.seed(gone)
    press.schedule()
    assert press.publication().state is S.SCHEDULED
    assert press.publication().publication_id != gone.publication_id


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
    press.grant()
    press.post()

    assert press.network.posts[0].caption == ""


SILENCE = Blackout(
    area_id=AreaId("mandal-1"), from_at=NOON, until_at=NOON + timedelta(hours=48), reason="silence"
)


def test_what_is_approved_in_a_blackout_waits_and_has_its_slot_when_that_is_over() -> None:
    press = an_approved_press(a_campaign(blackouts=(SILENCE,)))
    press.schedule()

    assert press.grant() == 0
    press.clock.set(SILENCE.until_at)
    assert press.grant() == 1

    assert press.publication().slot_at == SILENCE.until_at


def test_a_blackout_elsewhere_holds_nothing_up() -> None:
    elsewhere = replace(SILENCE, area_id=AreaId("mandal-4"))
    press = an_approved_press(a_campaign(blackouts=(elsewhere,)))
    press.schedule()

    press.grant()

    assert press.publication().slot_at == NOON


def test_a_slot_that_comes_inside_a_blackout_is_given_back_and_its_post_made_once_after_it() -> (
    None
):
    press = an_approved_press()
    press.schedule()
    press.grant()
    press.records.seed(replace(a_campaign(blackouts=(SILENCE,)), version=2))

    press.post()

    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)
    assert press.records.all(SlotLedger)[0].used == ()
    assert not press.network.made
    press.clock.set(SILENCE.until_at)
    press.grant()
    press.post()
    press.post()
    assert sum(press.network.made.values()) == 1


def test_an_item_whose_campaign_is_gone_waits_all_the_same() -> None:
    press = an_approved_press()
    del press.records._rows[Campaign, (CAMPAIGN,)]

    press.schedule()
    press.grant()

    assert press.publication().slot_at == NOON


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


@pytest.mark.parametrize(("version", "is_taken"), [(None, True), (1, True), (2, False)])
def test_a_job_schedules_only_the_approval_that_it_names(
    version: int | None, is_taken: bool
) -> None:
    press = an_approved_press()

    schedule(VISIT, press.tools, version)

    assert bool(press.records.all(Publication)) is is_taken
