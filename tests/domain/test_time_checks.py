"""Time: what the findings say of days, captures and clocks."""

from datetime import timedelta

import pytest

from chalicelib.domain.capture import Capture
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.policy import Policy
from chalicelib.domain.verification.limits import CAPTURED_AFTER, CAPTURED_BEFORE, MOST_A_MINUTE
from chalicelib.domain.verification.names import BURST, CAPTURED, CLOCK, IN_DAYS
from tests.builders import PHOTO, VIDEO, a_campaign, a_visit, an_evidence
from tests.domain.cases.case import found
from tests.domain.cases.moments import (
    DAY_S,
    FACE,
    OPEN,
    OVER,
    TO_COME,
    begun,
    by_clock,
    made,
    made_both,
)
from tests.rounds import a_stop, at, on_round

O = FindingOutcome  # noqa: E741


@pytest.mark.parametrize(
    ("campaign", "told"),
    [
        (a_campaign(), {"has_days": False}),
        (OPEN, {"has_days": True}),
        (OVER, {"days_off": 1}),
        (TO_COME, {"days_off": -1}),
    ],
    ids=["without days", "open", "over", "to come"],
)
def test_a_day_says_how_far_it_lies_from_those_of_the_campaign(
    campaign: object, told: dict[str, object]
) -> None:
    assert found(an_evidence(campaign=campaign), IN_DAYS).evidence == told


def test_media_from_another_time_are_named_with_how_far_off_they_are() -> None:
    assert found(made_both(at(-60 - 0.5), at(90)), CAPTURED).evidence == {
        "known": 2,
        "media_ids": [PHOTO, VIDEO],
        "minutes_off": ["-41", "+30"],
        "outside_days": 0,
    }


def test_only_the_media_from_another_time_are_named() -> None:
    finding = found(made_both(at(3), at(90)), CAPTURED)

    assert (finding.evidence["known"], finding.evidence["media_ids"]) == (2, [VIDEO])


def test_a_picture_of_the_evening_before_the_first_day_is_on_no_visit_day() -> None:
    midnight = at(6.5 * 60)
    evidence = made(
        midnight - timedelta(minutes=5),
        campaign=TO_COME,
        visit=a_visit(started_at=midnight + timedelta(minutes=5)),
    )

    finding = found(evidence, CAPTURED)

    assert finding.outcome is O.WARN
    assert (finding.evidence["minutes_off"], finding.evidence["outside_days"]) == (["+0"], 1)


def test_a_clock_without_a_zone_is_read_as_the_campaigns() -> None:
    elsewhere = a_campaign(utc_offset_min=0)

    assert found(made(FACE), CAPTURED).outcome is O.PASS
    assert found(made(FACE, campaign=elsewhere), CAPTURED).outcome is O.WARN


def test_a_campaign_says_how_long_before_and_after_a_visit_its_pictures_are_made() -> None:
    strict = Policy(number=1, limits={CAPTURED_BEFORE: 0, CAPTURED_AFTER: 0})
    campaign = a_campaign(policy=strict)

    assert found(made(at(0), campaign=campaign), CAPTURED).outcome is O.PASS
    assert found(made(at(-1), campaign=campaign), CAPTURED).evidence["minutes_off"] == ["-1"]
    assert found(made(at(1), campaign=campaign), CAPTURED).evidence["minutes_off"] == ["+1"]


def test_no_finding_of_time_says_when_a_picture_was_made() -> None:
    said = str(found(made(at(-300)), CAPTURED).evidence)

    assert "2026" not in said
    assert Capture(captured_at=at(-300)).instant(0) is not None


@pytest.mark.parametrize("days", [1, -1])
def test_a_phone_a_day_off_is_mentioned_and_no_more(days: int) -> None:
    evidence = by_clock(days * DAY_S, at(-days * 24 * 60))

    assert found(evidence, CLOCK).evidence == {"minutes_behind": days * 1440}
    assert [found(evidence, name).outcome for name in (CAPTURED, IN_DAYS)] == [O.PASS, O.PASS]


def test_the_visits_of_one_minute_are_named() -> None:
    assert found(begun(0.3, 0.6, 5), BURST).evidence == {
        "in_a_minute": 3,
        "visit_ids": [a_stop(3, 0).visit_id, a_stop(2, 0).visit_id],
    }


def test_a_campaign_says_how_many_visits_may_begin_in_a_minute() -> None:
    relaxed = a_campaign(policy=Policy(number=1, limits={MOST_A_MINUTE: 3}))
    evidence = on_round(a_stop(3, 0), a_stop(1, -0.2), a_stop(2, -0.1), campaign=relaxed)

    assert found(evidence, BURST).evidence == {"in_a_minute": 3}
