"""Visits of a worker's round by where and when: metres from a place, minutes from noon."""

from datetime import datetime, timedelta
from math import cos, radians
from typing import Any, Final

from chalicelib.domain.capture import Capture
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.places import EARTH_RADIUS_M, Location
from chalicelib.domain.verification.evidence import Evidence, Neighbour
from chalicelib.domain.visit import Visit
from tests.builders import NOON, PHOTO, a_visit, an_evidence, an_id

LAT: Final = 29.94
LON: Final = 78.16
DEGREE_M: Final = radians(1) * EARTH_RADIUS_M


def a_spot(north_m: float = 0, east_m: float = 0, accuracy_m: float = 10) -> Location:
    """Return a place so many metres from the middle of booth-1."""
    east = east_m / (DEGREE_M * cos(radians(LAT)))
    return Location(lat=LAT + north_m / DEGREE_M, lon=LON + east, accuracy_m=accuracy_m)


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def a_stop(number: int, minutes: float, place: Location | None = None, **fields: Any) -> Visit:
    """Return the visit of this number in the round, to a person of its own."""
    return a_visit(
        **{
            "visit_id": VisitId(an_id(0x5000 + number)),
            "beneficiary_id": BeneficiaryId(an_id(0x6000 + number)),
            "started_at": at(minutes),
            "location": place,
            "version": 1,
            **fields,
        }
    )


def on_round(visit: Visit, *others: Visit, **fields: Any) -> Evidence:
    """Return evidence of a visit beside others of its worker."""
    beside = tuple(Neighbour(visit=other) for other in others)
    return an_evidence(visit=visit, others=beside, **fields)


def captured(place: Location | None = None, accuracy_m: int | None = 10, **fields: Any) -> Capture:
    """Return what a camera said at a place."""
    where = (place.lat, place.lon, accuracy_m) if place else (None, None, None)
    return Capture(lat=where[0], lon=where[1], accuracy_m=where[2], **fields)


def filmed(capture: Capture, **fields: Any) -> Evidence:
    """Return evidence with a photo that says this of its making."""
    return an_evidence(captures={PHOTO: capture}, **fields)
