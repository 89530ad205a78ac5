"""Evidence for the checks of place, with how each ends."""

from dataclasses import replace
from math import inf, nan
from typing import Any, Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.places import Location
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import CAMERA, NEAR_BOOTH, SPOT, TRAVEL
from tests.builders import PHOTO, VIDEO, a_ready_photo, a_ready_video, a_visit, an_area, an_evidence
from tests.domain.cases.case import Case
from tests.rounds import a_spot, a_stop, at, captured, filmed, on_round

O = FindingOutcome  # noqa: E741  a column in the table below

HERE = a_spot()
NOWHERE = Location(lat=0.0, lon=0.0, accuracy_m=5)
AT_SEA = Location(lat=0.0, lon=-30.0, accuracy_m=5)
# What phones and files have claimed to be places.
NO_PLACES: Final = [
    NOWHERE,
    Location(lat=nan, lon=78.0, accuracy_m=5),
    Location(lat=29.0, lon=inf, accuracy_m=5),
    Location(lat=29.0, lon=78.0, accuracy_m=nan),
    Location(lat=29.0, lon=78.0, accuracy_m=-1),
    Location(lat=91.0, lon=78.0, accuracy_m=5),
    Location(lat=29.0, lon=181.0, accuracy_m=5),
    Location(lat=29.0, lon=78.0, accuracy_m=1e9),
]
TOWN, FAR = a_spot(north_m=2_000), a_spot(north_m=40_000)


def by_booth(location: Location | None, reach_m: float = 0, **fields: Any) -> Evidence:
    """Evidence of a visit there, in a booth whose homes lie so far from its middle."""
    booth = an_area("booth-1", place=a_spot(accuracy_m=reach_m))
    return an_evidence(visit=a_visit(location=location), booth=booth, **fields)


def in_pictures(first: Location, second: Location, **fields: Any) -> Evidence:
    """Evidence of a photo made at one place and a video made at another."""
    return an_evidence(
        media=(a_ready_photo(), a_ready_video()),
        captures={PHOTO: captured(first), VIDEO: captured(second)},
        **fields,
    )


def gone(minutes: float, to: Location | None, **before: Any) -> Evidence:
    """Evidence of a visit that began so long after another one began here."""
    return on_round(a_stop(2, minutes, to), a_stop(1, 0, HERE, **before))


def at_one_spot(homes: int, apart_m: float = 0, accuracy_m: float = 10, **last: Any) -> Evidence:
    """Evidence of the last visit of so many, each to another home, in a row of spots."""
    spots = [a_spot(east_m=apart_m * number, accuracy_m=accuracy_m) for number in range(homes)]
    *before, visit = [a_stop(n, n * 20, spot) for n, spot in enumerate(spots)]
    return on_round(replace(visit, **last), *before)


def in_one_house(people: int) -> Evidence:
    """Evidence of visits to so many people of one household."""
    *before, visit = [a_stop(n, n * 20, HERE, household="12-B") for n in range(people)]
    return on_round(visit, *before)


CASES: Final[list[Case]] = [
    ("at the booth", by_booth(HERE), NEAR_BOOTH, O.PASS),
    ("as far as booths reach", by_booth(a_spot(2_900)), NEAR_BOOTH, O.PASS),
    ("farther than booths reach", by_booth(a_spot(3_100)), NEAR_BOOTH, O.WARN),
    ("perhaps farther", by_booth(a_spot(3_100, accuracy_m=200)), NEAR_BOOTH, O.PASS),
    ("farther than its booth reaches", by_booth(a_spot(700), 500), NEAR_BOOTH, O.WARN),
    ("in a wide booth", by_booth(a_spot(9_000), 10_000), NEAR_BOOTH, O.PASS),
    ("at sea", by_booth(AT_SEA), NEAR_BOOTH, O.WARN),
    ("pictures at the booth", by_booth(None, captures={PHOTO: captured(HERE)}), NEAR_BOOTH, O.PASS),
    ("pictures elsewhere", by_booth(None, captures={PHOTO: captured(FAR)}), NEAR_BOOTH, O.WARN),
    ("a visit without a place", by_booth(None), NEAR_BOOTH, O.UNKNOWN),
    ("a booth without a place", an_evidence(booth=an_area("booth-1"), visit=a_visit(location=HERE)),
     NEAR_BOOTH, O.UNKNOWN),
    ("no booth", an_evidence(visit=a_visit(location=HERE)), NEAR_BOOTH, O.UNKNOWN),
    ("no visit", an_evidence(visit=None, booth=an_area("booth-1", place=HERE)), NEAR_BOOTH,
     O.UNKNOWN),
    *[(f"no place {n}", by_booth(place), NEAR_BOOTH, O.UNKNOWN)
      for n, place in enumerate(NO_PLACES)],

    ("a picture from here", filmed(captured(a_spot(200)), visit=a_visit(location=HERE)), CAMERA,
     O.PASS),
    ("a picture from elsewhere", filmed(captured(TOWN), visit=a_visit(location=HERE)), CAMERA,
     O.WARN),
    ("a picture from perhaps here", filmed(captured(a_spot(380), None),
     visit=a_visit(location=HERE)), CAMERA, O.PASS),
    ("one of two pictures from elsewhere", in_pictures(HERE, TOWN, visit=a_visit(location=HERE)),
     CAMERA, O.WARN),
    ("two pictures from one place", in_pictures(HERE, HERE), CAMERA, O.PASS),
    ("two pictures from two places", in_pictures(HERE, TOWN), CAMERA, O.WARN),
    ("one picture alone", filmed(captured(HERE)), CAMERA, O.UNKNOWN),
    ("a picture that says nothing", filmed(captured(), visit=a_visit(location=HERE)), CAMERA,
     O.UNKNOWN),
    ("a picture without a capture", an_evidence(visit=a_visit(location=HERE)), CAMERA, O.UNKNOWN),
    ("a picture at 0, 0", filmed(captured(NOWHERE), visit=a_visit(location=HERE)), CAMERA,
     O.UNKNOWN),
    ("a picture at NaN", filmed(captured(NO_PLACES[1]), visit=a_visit(location=HERE)), CAMERA,
     O.UNKNOWN),
    ("no visit", in_pictures(HERE, TOWN, visit=None), CAMERA, O.WARN),

    ("the first of the day", on_round(a_stop(1, 0, HERE)), TRAVEL, O.PASS),
    ("to the next home", gone(15, a_spot(300)), TRAVEL, O.PASS),
    ("by motorcycle", gone(30, FAR), TRAVEL, O.PASS),
    ("40 km in ten minutes", gone(10, FAR), TRAVEL, O.WARN),
    ("two kilometres at once", gone(0, TOWN), TRAVEL, O.WARN),
    ("a street at once", gone(0, a_spot(450)), TRAVEL, O.PASS),
    ("a wrong fix that says so", gone(0, a_spot(2_000, accuracy_m=1_800)), TRAVEL, O.PASS),
    ("with the end of the visit before", gone(30, FAR, ended_at=at(15)), TRAVEL, O.WARN),
    ("an end that lies ahead", gone(30, FAR, ended_at=at(45)), TRAVEL, O.PASS),
    ("an end that lies behind", gone(30, FAR, ended_at=at(-45)), TRAVEL, O.PASS),
    ("an end of next day", gone(30, FAR, ended_at=at(60 * 24)), TRAVEL, O.PASS),
    ("at sea", gone(600, AT_SEA), TRAVEL, O.WARN),
    ("later ones do not count", on_round(a_stop(1, 0, HERE), a_stop(2, 5, FAR)), TRAVEL, O.PASS),
    ("after one wrong place", on_round(a_stop(4, 45, HERE), a_stop(1, 0, HERE), a_stop(2, 20, HERE),
     a_stop(3, 40, FAR)), TRAVEL, O.PASS),
    ("that wrong place", on_round(a_stop(3, 40, FAR), a_stop(1, 0, HERE), a_stop(2, 35, HERE)),
     TRAVEL, O.WARN),
    ("after one without a place", on_round(a_stop(3, 5, HERE), a_stop(1, 0), a_stop(2, 1, NOWHERE)),
     TRAVEL, O.PASS),
    ("no place", gone(10, None), TRAVEL, O.UNKNOWN),
    ("no visit", an_evidence(visit=None), TRAVEL, O.UNKNOWN),
    *[(f"no place {n}", gone(10, place), TRAVEL, O.UNKNOWN) for n, place in enumerate(NO_PLACES)],

    ("as many homes as may be", at_one_spot(6), SPOT, O.PASS),
    ("one home more", at_one_spot(7), SPOT, O.WARN),
    ("homes in a row", at_one_spot(12, apart_m=15), SPOT, O.PASS),
    ("a family", in_one_house(12), SPOT, O.PASS),
    ("a spot that is not known to the house", at_one_spot(12, accuracy_m=60), SPOT, O.UNKNOWN),
    ("homes that are not", on_round(a_stop(9, 90, HERE), *(a_stop(
        n, n, a_spot(accuracy_m=60)) for n in range(9))), SPOT, O.PASS),
    ("the day before", on_round(a_stop(9, 600, HERE), *(a_stop(
        n, n, HERE) for n in range(9))), SPOT, O.PASS),
    ("no place", at_one_spot(9, location=None), SPOT, O.UNKNOWN),
    ("no visit", an_evidence(visit=None), SPOT, O.UNKNOWN),
]  # fmt: skip
