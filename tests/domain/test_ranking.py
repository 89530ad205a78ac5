"""What is posted next: turns of districts, freshness, strength, language, and the reason kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.choice_words import told_choice
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.publishing import Publication
from chalicelib.domain.ranking import (
    HEAD_START,
    LANGUAGE_PULL,
    WORDLESS,
    Chosen,
    chosen_of,
    in_turn,
    lane_of,
    language_of,
    rank_at,
    reasons,
    strength_of,
)
from chalicelib.domain.slots import Lane
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    DESK,
    NOON,
    a_channel,
    a_publication,
    a_testimonial,
    an_id,
    path_to,
)

HOUR = timedelta(hours=1)


def a_lane(name: str = "district-1", **fields: Any) -> Lane:
    return Lane(campaign_id=CAMPAIGN, channel_id=CHANNEL, lane_id=AreaId(name), **fields)


def waits(number: int, ago: timedelta = timedelta(0), **fields: Any) -> Publication:
    given = {"visit_id": VisitId(an_id(number)), "slot_at": None, "rank_at": NOON - ago}
    return a_publication(**{**given, **fields})


@pytest.mark.parametrize(
    ("place", "lane"),
    [("booth-1", "district-1"), ("district-2", "district-2"), ("constituency", "constituency")],
)
def test_a_lane_is_the_district_below_the_desk_or_the_desk_itself(place: str, lane: str) -> None:
    assert lane_of(path_to(place), DESK) == lane


def test_a_place_outside_its_desk_has_its_topmost_area_as_lane() -> None:
    assert lane_of(path_to("booth-1"), AreaId("elsewhere")) == "state"
    assert lane_of((), DESK) == DESK


def test_strength_is_the_share_of_findings_that_passed() -> None:
    found = [
        Finding(check="a", version=1, outcome=outcome, evidence={})
        for outcome in (FindingOutcome.PASS, FindingOutcome.PASS, FindingOutcome.WARN)
    ]

    assert strength_of(a_testimonial(findings=tuple(found))) == 0.667
    assert strength_of(a_testimonial()) == 0.0


def test_what_is_verified_well_stands_like_something_newer() -> None:
    assert rank_at(NOON, 1.0) == NOON + HEAD_START
    assert rank_at(NOON, 0.5, has_words=False) == NOON + HEAD_START / 2 - WORDLESS


def test_a_language_is_the_first_of_the_channels_that_has_words() -> None:
    channel = a_channel(caption_languages=("hi", "en"))

    assert language_of({"hi": "घर", "en": "A house"}, channel) == "hi"
    assert language_of({"hi": "  ", "en": "A house"}, channel) == "en"
    assert language_of({"te": "ఇల్లు"}, channel) == ""


def served(rounds: int, supply: Mapping[str, int]) -> Counter[str]:
    """Who has how many turns while so many wait in each lane; a lane without any is left out."""
    left, lanes, turn = dict(supply), {name: a_lane(name) for name in supply}, 0
    counted: Counter[str] = Counter()
    for _ in range(rounds):
        ready = [lane for lane in lanes.values() if left[lane.lane_id]]
        if not ready:
            break
        lane = in_turn(ready, turn, NOON)[0]
        turn = max(lane.turns, turn)
        lanes[lane.lane_id] = replace(lane, turns=turn + 1)
        left[lane.lane_id] -= 1
        counted[lane.lane_id] += 1
    return counted


def test_a_district_with_ten_times_as_many_has_no_more_turns() -> None:
    assert served(40, {"north": 1000, "south": 100}) == {"north": 20, "south": 20}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=2))
def test_turns_of_districts_in_which_something_waits_differ_by_one_at_most(
    supply: dict[str, int],
) -> None:
    least = min(supply.values())

    counted = served(least * len(supply), supply)

    assert max(counted.values()) - min(counted.values()) <= 1


def test_a_lane_that_was_empty_begins_where_the_others_are() -> None:
    lanes = [a_lane("away", turns=2), a_lane("busy", turns=101), a_lane("calm", turns=100)]

    order = [lane.lane_id for lane in in_turn(lanes, 100, NOON)]

    assert order == ["away", "calm", "busy"]
    # Its next turn comes after everybody else's, however few it had.
    away = replace(lanes[0], turns=101)
    assert in_turn([away, *lanes[1:]], 100, NOON)[0].lane_id == "calm"


def test_a_lane_that_rests_has_no_turn_until_its_rest_is_over() -> None:
    lanes = [a_lane("a", rest_until=NOON + HOUR), a_lane("b"), a_lane("c", rest_until=NOON)]

    assert [lane.lane_id for lane in in_turn(lanes, 0, NOON)] == ["b", "c"]


def choice(*waiting: Publication, latest: tuple[str, ...] = (), passed: int = 0) -> Chosen:
    return chosen_of(a_lane(), waiting, a_channel(), latest, passed=passed)


ENGLISH = {"en": "A house at last"}


def test_the_first_by_rank_is_chosen_while_no_language_lacks() -> None:
    chosen = choice(waits(1), waits(2, HOUR, captions=ENGLISH))

    assert chosen.publication == waits(1)
    assert (chosen.place, chosen.seen, chosen.language) == (1, 2, "hi")


def test_a_language_that_the_latest_posts_left_out_goes_before_what_is_some_hours_newer() -> None:
    older = waits(2, LANGUAGE_PULL - HOUR, captions=ENGLISH)

    chosen = choice(waits(1), older, latest=("hi",) * 10)

    assert chosen.publication == older
    assert (chosen.place, chosen.language, chosen.share) == (2, "en", 0.0)


@pytest.mark.parametrize(
    ("ago", "latest"),
    [(LANGUAGE_PULL + HOUR, ("hi",) * 10), (HOUR, ("hi", "en") * 5), (HOUR, ())],
    ids=["far older", "balanced", "nothing was posted yet"],
)
def test_a_language_is_not_drawn_forward_without_need_or_beyond_measure(
    ago: timedelta, latest: tuple[str, ...]
) -> None:
    assert choice(waits(1), waits(2, ago, captions=ENGLISH), latest=latest).place == 1


def test_what_has_no_words_is_not_drawn_forward() -> None:
    without = waits(2, HOUR, captions={})

    assert choice(waits(1), without, latest=("hi",) * 9).place == 1
    assert choice(without).language == ""


def test_what_has_no_rank_yet_stands_by_its_last_change() -> None:
    assert choice(waits(1, rank_at=None, changed_at=NOON)).place == 1


def test_why_something_was_chosen_is_kept_in_codes_and_numbers() -> None:
    chosen = choice(
        waits(1, strength=0.667, changed_at=NOON - 2 * HOUR),
        waits(2),
        latest=("hi", "en"),
        passed=3,
    )

    kept = reasons(chosen, 7, NOON)

    assert kept == {
        "turn": "7", "lane": "district-1", "place": "1", "waiting": "2", "passed": "3",
        "strength": "0.667", "waited_s": "7200", "language": "hi", "share": "0.50",
    }  # fmt: skip


def test_a_clock_that_went_back_makes_nobody_wait_less_than_not_at_all() -> None:
    assert reasons(choice(waits(1)), 0, NOON - HOUR)["waited_s"] == "0"


def told(at: datetime = NOON, latest: tuple[str, ...] = (), **more: Any) -> dict[str, str]:
    return told_choice(reasons(choice(*more["of"], latest=latest), 7, at))


def test_the_reason_is_told_in_both_languages() -> None:
    said = told(at=NOON + 3 * HOUR, of=(waits(1, strength=0.9), waits(2)))

    assert said["en"] == (
        "It was its district's turn (7); like every district, it has one post a turn. "
        "Of the 2 looked at, it came first: the newer and better verified go first. "
        "90 % of its checks had passed. It had waited for 3.0 hours. Its language: Hindi."
    )
    assert "हिंदी" in said["hi"]
    assert "90%" in said["hi"]


@pytest.mark.parametrize(
    ("of", "latest", "words"),
    [
        ((waits(1),), (), "Nothing else there could be posted."),
        (
            (waits(1), waits(2, HOUR, captions=ENGLISH)),
            ("hi",) * 4,
            "It was number 2 of 2 looked at, and was drawn forward by its language",
        ),
        ((waits(1, captions={}),), (), "It has no words in the channel's languages"),
    ],
    ids=["alone", "drawn by its language", "without words"],
)
def test_each_kind_of_choice_has_its_own_sentence(
    of: tuple[Publication, ...], latest: tuple[str, ...], words: str
) -> None:
    assert words in told(of=of, latest=latest)["en"]


def test_what_was_passed_over_is_told_and_an_unknown_language_by_its_code() -> None:
    said = told_choice({"passed": "4", "language": "xx"})

    assert "4 more were passed over" in said["en"]
    assert "Its language: xx." in said["en"]


def test_what_an_older_version_kept_is_told_as_far_as_it_goes() -> None:
    assert set(told_choice({})) == {"hi", "en"}
