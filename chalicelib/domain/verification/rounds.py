"""A worker's round: which of her visits began together or stand on one spot, and which way between
two of them nobody can have gone.

Everything here looks from a visit back to earlier ones, in the order of `place_in_round`, so that
of two visits the later is in doubt whichever was reported first. Only visits at which somebody was
met are in a round, and only their own places count, since that is all that other visits know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import radians
from typing import Final

from chalicelib.domain.calls import LONGEST_VISIT
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.capture_values import MOST_ACCURACY_M
from chalicelib.domain.ids import VisitId
from chalicelib.domain.places import (
    EARTH_RADIUS_M,
    Location,
    is_place,
    metres_between,
    surely_apart_m,
)
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.limits import SPOT_SIZE, limit
from chalicelib.domain.visit import Visit

# A visit is seen beside those of so long before it: a day's work.
BESIDE: Final = timedelta(hours=12)
MINUTE: Final = timedelta(minutes=1)
# Nobody is asked how she came so far: a fix jumps that much, and a street is that long.
NEARBY_M: Final = 500
# A place that may be a street away tells nothing of which home it is.
SPOT_ACCURACY_M: Final = 50
KMH: Final = 3.6  # of a metre a second
DEGREE_M: Final = radians(1) * EARTH_RADIUS_M

Pair = tuple[VisitId, VisitId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit whose place is known, with its beginning and its end by our clock."""

    visit_id: VisitId
    place: Location
    began_s: float
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way that nobody can have gone: its metres at least, and the time that there was for it.

    No time at all counts as a second.
    """

    source: VisitId
    metres: float
    seconds: float

    @property
    def kmh(self) -> float:
        """How fast it would have been gone."""
        return self.metres / self.seconds * KMH


def place_in_round(visit: Visit) -> tuple[datetime, str]:
    """Return by what the visits of a round are in order."""
    return visit.began_at, visit.visit_id


def earlier(evidence: Evidence) -> list[Visit]:
    """Return the worker's visits that began before this one, the earliest first."""
    visit = evidence.visit
    if visit is None:
        return []
    found = [other.visit for other in evidence.others]
    before = [each for each in found if place_in_round(each) < place_in_round(visit)]
    return sorted(before, key=place_in_round)


def known_place(location: Location | None) -> Location | None:
    """Return the place; None when it is none, or so vague that it may be anywhere."""
    if location is None or not is_place(location) or location.accuracy_m > MOST_ACCURACY_M:
        return None
    return location


def left_at(visit: Visit) -> datetime:
    """Return when a visit ended, by our clock; its beginning, where no end is to be believed."""
    took = (visit.ended_at or visit.started_at) - visit.started_at
    return visit.began_at + (took if timedelta() <= took <= LONGEST_VISIT else timedelta())


def began_with(visit: Visit, before: Iterable[Visit]) -> list[Visit]:
    """Return the earlier visits that began within the same minute."""
    return [each for each in before if visit.began_at - each.began_at < MINUTE]


def at_spot(visit: Visit, before: Iterable[Visit], campaign: Campaign) -> list[Visit]:
    """Return the day's earlier visits to other homes on the spot of this one.

    The day is the campaign's. Visits whose place is not known to the house are left out.
    """
    here, day = precise_place(visit), day_of(campaign, visit.began_at)
    if here is None:
        return []
    size_m = limit(campaign.policy, SPOT_SIZE)
    others = [each for each in before if home_of(each) != home_of(visit)]
    return [
        each
        for each in others
        if (there := precise_place(each))
        and metres_between(here, there) <= size_m
        and day_of(campaign, each.began_at) == day
    ]


def precise_place(visit: Visit) -> Location | None:
    """Return where a visit was made, when that is known to the house."""
    place = known_place(visit.location)
    return place if place and place.accuracy_m <= SPOT_ACCURACY_M else None


def home_of(visit: Visit) -> str:
    """Return the household that was visited; where the worker named none, the person."""
    return (visit.household or "").strip().casefold() or visit.beneficiary_id


def stops_of(visits: Iterable[Visit]) -> list[Stop]:
    """Return the visits whose place is known, each with it and its times in seconds."""
    placed = ((visit, known_place(visit.location)) for visit in visits)
    return [
        Stop(
            visit_id=visit.visit_id, place=place,
            began_s=visit.began_at.timestamp(), left_s=left_at(visit).timestamp(),
        )
        for visit, place in placed
        if place is not None
    ]  # fmt: skip


def impossible_ways(stops: Sequence[Stop], fastest_kmh: float) -> dict[Pair, Way]:
    """Return each way from an earlier of these stops to a later one that nobody can have gone.

    `stops` are in the order of the round. An end that lies after the next beginning is not
    believed: a form may be left open.
    """
    pairs = ((stops[n], after) for m, after in enumerate(stops) for n in range(m))
    found: dict[Pair, Way] = {}
    for before, after in pairs:
        since_s = before.left_s if before.left_s <= after.began_s else before.began_s
        seconds = max(after.began_s - since_s, 1)
        within_m = max(NEARBY_M, seconds * fastest_kmh / KMH)
        # Nearly all pairs are so near that nothing has to be reckoned on a globe.
        if _metres_at_most(before.place, after.place) <= within_m:
            continue
        metres = surely_apart_m(before.place, after.place)
        if metres > within_m:
            way = Way(source=before.visit_id, metres=metres, seconds=seconds)
            found[before.visit_id, after.visit_id] = way
    return found


def _metres_at_most(one: Location, other: Location) -> float:
    return (abs(one.lat - other.lat) + abs(one.lon - other.lon)) * DEGREE_M


def unreached(stops: Sequence[Stop], impossible: Mapping[Pair, Way]) -> dict[VisitId, list[Way]]:
    """Return the visits that cannot have followed on those before, with the ways not gone.

    A visit follows on when it can be reached from the end of the longest round that the earlier
    visits allow. One wrong place in between thus puts itself in doubt and not all that come after.
    `stops` are in the order of the round.
    """
    rounds: dict[VisitId, int] = {}  # how many visits the longest round has that ends here
    found: dict[VisitId, list[Way]] = {}
    for visit_id in (stop.visit_id for stop in stops):
        longest = max(rounds.values(), default=0)
        reached = [size for end, size in rounds.items() if (end, visit_id) not in impossible]
        best = max(reached, default=0)
        if best < longest:
            ends = [end for end, size in rounds.items() if size == longest]
            found[visit_id] = [impossible[end, visit_id] for end in ends]
        rounds[visit_id] = best + 1
    return found
