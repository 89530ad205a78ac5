"""Place: what the findings say, how well leaps are found, and what phones may claim."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import isfinite
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import VisitId
from chalicelib.domain.places import Location
from chalicelib.domain.policy import Policy
from chalicelib.domain.verification import call_checks, place_checks, time_checks
from chalicelib.domain.verification.evidence import Evidence, Seen
from chalicelib.domain.verification.limits import FASTEST
from chalicelib.domain.verification.names import CAMERA, NEAR_BOOTH, SPOT, TRAVEL
from chalicelib.domain.verification.neighbours import concerned
from chalicelib.domain.verification.rounds import earlier, left_at
from chalicelib.domain.visit import Visit
from tests.builders import PHOTO, VIDEO, a_campaign, an_area, an_evidence
from tests.domain.cases.case import found
from tests.domain.cases.place import FAR, HERE, TOWN, at_one_spot, by_booth, gone, in_pictures
from tests.rounds import a_spot, a_stop, at, captured, on_round
from tests.rounds_of_chance import captures, instants, locations, visits

O = FindingOutcome  # noqa: E741
LOOKS: Final = [
    time_checks.in_campaign_days, time_checks.captured_at_visit, time_checks.clock,
    time_checks.too_many, place_checks.near_booth, place_checks.camera_agrees, place_checks.travel,
    place_checks.one_spot, call_checks.matched, call_checks.before_visit,
    call_checks.number_of_many, call_checks.number_of_worker,
]  # fmt: skip


def test_a_leap_names_the_visit_before_with_speed_distance_and_time() -> None:
    assert found(gone(10, FAR), TRAVEL).evidence == {
        "compared": 1,
        "visit_ids": [a_stop(1, 0).visit_id],
        "kmh": 240,
        "metres": 39_980,
        "minutes": 10,
    }


def test_a_leap_in_no_time_is_as_fast_as_one_in_a_second() -> None:
    assert found(gone(0, TOWN), TRAVEL).evidence["kmh"] == round(1_980 * 3.6)


def test_a_campaign_says_how_fast_its_workers_get_about() -> None:
    slow = a_campaign(policy=Policy(number=1, limits={FASTEST: 20}))
    evidence = on_round(a_stop(2, 4, TOWN), a_stop(1, 0, HERE), campaign=slow)

    assert found(evidence, TRAVEL).outcome is O.WARN
    assert found(gone(4, TOWN), TRAVEL).outcome is O.PASS


def test_a_place_outside_the_booth_says_how_far_and_who_told_it() -> None:
    finding = found(by_booth(a_spot(3_510)), NEAR_BOOTH)

    assert finding.evidence == {
        "booth_id": "booth-1",
        "told_by": "visit",
        "metres_beyond": 500,
        "reach_m": 3_000,
    }
    pictured = by_booth(None, captures={PHOTO: captured(FAR)})
    assert found(pictured, NEAR_BOOTH).evidence["told_by"] == "camera"


def test_pictures_that_disagree_are_named_with_how_far_they_lie_apart() -> None:
    assert found(in_pictures(HERE, TOWN), CAMERA).evidence == {
        "compared": 1,
        "metres_apart": 1_980,
        "media_ids": [PHOTO, VIDEO],
    }


def test_what_a_camera_does_not_say_of_its_accuracy_counts_as_a_hundred_metres() -> None:
    surely, perhaps = captured(a_spot(420), None), captured(a_spot(400), None)
    here = a_stop(1, 0, HERE)

    assert found(an_evidence(visit=here, captures={PHOTO: surely}), CAMERA).outcome is O.WARN
    assert found(an_evidence(visit=here, captures={PHOTO: perhaps}), CAMERA).outcome is O.PASS


def test_many_homes_at_one_spot_are_counted_and_their_visits_named() -> None:
    evidence = found(at_one_spot(8), SPOT).evidence

    assert evidence["homes"] == 8
    assert evidence["visit_ids"] == [a_stop(number, 0).visit_id for number in range(7)]


def test_no_finding_of_place_says_where() -> None:
    for evidence in (gone(10, FAR), by_booth(FAR), in_pictures(HERE, TOWN), at_one_spot(8)):
        said = json.dumps([found(evidence, name).evidence for name in (TRAVEL, NEAR_BOOTH, CAMERA)])
        assert "29." not in said
        assert "78." not in said


def a_round(chance: Random) -> tuple[list[Visit], set[VisitId]]:
    """Return an honest day of twenty visits and a leap in it, with the ids of what leaps."""
    minutes, north, leap = 0.0, 0.0, chance.randrange(1, 20)
    round_: list[Visit] = []
    for number in range(20):
        minutes += 6 + chance.expovariate(1 / 12)
        north += chance.uniform(-250, 250)
        place = a_spot(north, chance.uniform(-300, 300), accuracy_m=chance.choice([5, 12, 40, 300]))
        ended_at = at(minutes + chance.uniform(2, 5))
        round_.append(a_stop(number, minutes, place, ended_at=ended_at))
    took = (round_[leap].began_at - left_at(round_[leap - 1])).total_seconds()
    metres = 1_500 + took * chance.uniform(110, 400) / 3.6
    round_[leap] = a_stop(
        leap, 0, a_spot(metres, accuracy_m=20), started_at=round_[leap].started_at
    )
    return round_, {round_[leap].visit_id}


def test_leaps_are_found_and_honest_visits_left_alone() -> None:
    chance, caught, false, honest = Random(5), 0, 0, 0  # noqa: S311  seeded on purpose
    for _ in range(60):
        visits, leaps = a_round(chance)
        warned = {
            visit.visit_id
            for visit in visits
            if place_checks.travel(on_round(visit, *visits)).outcome is O.WARN
        }
        caught += len(leaps & warned)
        false += len(warned - leaps)
        honest += len(visits) - len(leaps)

    assert caught == 60
    assert false / honest <= 0.01


@settings(max_examples=150, deadline=None)
@given(data=st.data(), visit=visits(), others=st.lists(visits(), max_size=4))
def test_no_evidence_makes_a_check_raise(
    data: st.DataObject, visit: Visit, others: list[Visit]
) -> None:
    beside = [other for other in others if other.visit_id != visit.visit_id]
    booth = an_area("booth-1", place=data.draw(st.none() | locations()))
    evidence = on_round(visit, *beside, booth=booth, captures={PHOTO: data.draw(captures())})

    for look in LOOKS:
        saw = look(evidence)
        assert saw.outcome in set(O)
        numbers = [each for each in saw.evidence.values() if isinstance(each, float)]
        assert all(map(isfinite, numbers))
    assert set(concerned(evidence)) <= {other.visit_id for other in beside}


@settings(max_examples=60, deadline=None)
@given(place=locations())
def test_what_is_no_place_on_a_globe_is_not_known(place: Location) -> None:
    is_number = all(map(isfinite, (place.lat, place.lon, place.accuracy_m)))
    is_on_globe = is_number and abs(place.lat) <= 90 and abs(place.lon) <= 180

    assert is_on_globe or found(by_booth(place), NEAR_BOOTH).outcome is O.UNKNOWN


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_a_visit_that_is_not_reported_is_unknown(look: Callable[[Evidence], Seen]) -> None:
    assert look(an_evidence(visit=None, beneficiary=None)).outcome is O.UNKNOWN


@given(first=instants(), second=instants())
def test_of_two_visits_one_is_earlier_and_only_that_is_compared(
    first: datetime, second: datetime
) -> None:
    one, other = a_stop(1, 0, started_at=first), a_stop(2, 0, started_at=second)

    seen = [earlier(on_round(one, other)), earlier(on_round(other, one))]

    assert sorted(map(len, seen)) == [0, 1]


def test_a_visit_that_is_not_known_has_no_earlier_ones() -> None:
    assert earlier(replace(on_round(a_stop(2, 9), a_stop(1, 0)), visit=None)) == []
