"""Copies, poor pictures, short videos and screens: what a finding about a file names."""

from dataclasses import replace

import pytest

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import MediaState
from chalicelib.domain.policy import USUAL, Policy
from chalicelib.domain.signals import Hint
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.media_checks import NOT_OF_A_SCREEN, OF_A_SCREEN
from chalicelib.domain.verification.names import EXACT, LENGTH, NEAR, QUALITY, SCREEN
from chalicelib.domain.verification.rules import examine, verdict_of
from chalicelib.domain.verification.sentences import sentence_of
from tests.builders import (
    PHOTO,
    VIDEO,
    a_campaign,
    a_good_picture,
    a_ready_video,
    an_evidence,
    an_id,
)
from tests.domain.cases.case import found
from tests.domain.cases.media import LATER_ONE, LIKE, SAME, SEEN, copied, dimmed, filmed

O = FindingOutcome  # noqa: E741  short for the tables


def test_a_copy_of_her_own_earlier_visit_is_named_as_hers() -> None:
    hers = replace(SAME, is_same_person=True, media_id=MediaId(an_id(6)))

    evidence = found(copied(SAME, hers), EXACT).evidence

    assert (evidence["of_the_same_person"], evidence["of_the_same_worker"]) == (1, 2)


def test_of_earlier_and_later_copies_a_doubt_names_the_earlier_only() -> None:
    later = replace(LIKE, is_earlier=False, media_id=MediaId(an_id(5)))

    assert found(copied(LIKE, later), NEAR).evidence["matching_media_ids"] == [LIKE.media_id]


def test_a_later_visit_with_several_copies_is_named_once() -> None:
    twice = replace(LATER_ONE, media_id=MediaId(an_id(9)))
    another = replace(LATER_ONE, media_id=MediaId(an_id(10)), visit_id=VisitId(an_id(11)))

    evidence = found(copied(LATER_ONE, twice, another), EXACT).evidence

    assert evidence["later_visit_ids"] == [LATER_ONE.visit_id, another.visit_id]


def test_an_equal_file_is_no_lookalike_and_a_lookalike_no_equal_file() -> None:
    assert found(copied(SAME), NEAR).outcome is O.PASS
    assert found(copied(LIKE), EXACT).outcome is O.PASS


def test_a_rejected_medias_copies_say_nothing() -> None:
    rejected = a_ready_video(state=MediaState.REJECTED, copies=(SAME,))

    assert found(an_evidence(media=(SEEN, rejected)), EXACT).outcome is O.PASS


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_belongs_to_one_check_alone(hint: Hint) -> None:
    assert (hint in OF_A_SCREEN) is not (hint in NOT_OF_A_SCREEN)


def test_a_dark_photo_of_a_screen_is_told_by_both_checks_each_with_its_own_numbers() -> None:
    evidence = dimmed(brightness=0.02, grid=0.4, flat_share=0.95)

    quality, screen = found(evidence, QUALITY).evidence, found(evidence, SCREEN).evidence

    assert quality["hints"] == ["dark"]
    assert quality["signals"] == ["brightness 0.02"]
    assert screen["hints"] == ["screenshot", "photo_of_a_screen"]
    assert screen["signals"] == ["flat_share 0.95", "grid 0.4"]
    assert screen["media_ids"] == [PHOTO]


@pytest.mark.parametrize("outcome", [O.PASS, O.WARN, O.UNKNOWN])
def test_what_was_said_of_quality_before_the_screen_had_a_check_can_still_be_read(
    outcome: FindingOutcome,
) -> None:
    old, new = (
        sentence_of(Finding(check=QUALITY, version=version, outcome=outcome, evidence={}))
        for version in (1, 2)
    )

    assert old["en"] != new["en"]
    assert "no text" not in old["en"]


def test_a_short_video_is_named_with_its_length_and_the_limit() -> None:
    assert found(filmed(2.25), LENGTH).evidence == {
        "media_ids": [VIDEO],
        "shortest_s": 2.25,
        "least_s": 5,
    }
    assert found(filmed(31), LENGTH).evidence == {"shortest_s": 31.0}


def test_of_several_videos_each_short_one_is_named() -> None:
    lengths = {1: 3.0, 2: 30.0, 3: 4.0}
    videos = tuple(
        a_ready_video(media_id=MediaId(an_id(number)), measured={"duration_s": lasts})
        for number, lasts in lengths.items()
    )

    evidence = found(an_evidence(media=videos), LENGTH).evidence

    assert evidence["media_ids"] == [an_id(1), an_id(3)]


@pytest.mark.parametrize(("least_s", "outcome"), [(1, O.PASS), (10, O.WARN)])
def test_a_campaign_says_how_long_a_video_is_at_least(
    least_s: float, outcome: FindingOutcome
) -> None:
    policy = Policy(number=1, limits={"shortest_video_s": least_s})
    evidence = replace(filmed(6), campaign=a_campaign(policy=policy))

    assert found(evidence, LENGTH).outcome is outcome


@pytest.mark.parametrize(
    "evidence",
    [filmed(1), dimmed(grid=0.5), dimmed(sharpness=1.0), copied(SAME), copied(LIKE)],
    ids=["short", "a screen", "blurred", "the same file", "the same picture"],
)
def test_each_such_doubt_asks_for_a_person_and_refuses_nothing(evidence: Evidence) -> None:
    assert verdict_of(examine(evidence), USUAL) is Verdict.NEEDS_REVIEW


def test_media_of_which_nothing_was_measured_ask_for_nobody() -> None:
    bare = (replace(SEEN, signals={}, looks=()), a_ready_video(measured=None))

    assert verdict_of(examine(an_evidence(media=bare)), USUAL) is Verdict.VERIFIED


def test_a_good_picture_passes_whatever_its_values_between_the_thresholds() -> None:
    assert found(dimmed(**a_good_picture()), QUALITY).evidence == {"measured": 1}
