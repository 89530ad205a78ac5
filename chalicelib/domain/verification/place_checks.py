"""Was the visit made where the booth is and the picture shows, and could the worker get there?

Where a phone was is personal: findings keep distances. No map is kept, so a place at sea is one
that is far from its booth.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

from chalicelib.domain.capture import Capture
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import MediaId
from chalicelib.domain.places import Location, surely_apart_m
from chalicelib.domain.verification.evidence import Evidence, Seen, seen
from chalicelib.domain.verification.limits import (
    BOOTH_REACH,
    CAMERA_APART,
    FASTEST,
    MOST_AT_A_SPOT,
    limit,
)
from chalicelib.domain.verification.rounds import (
    at_spot,
    earlier,
    home_of,
    impossible_ways,
    known_place,
    precise_place,
    stops_of,
    unreached,
)

# Most cameras do not say how sure they were of their place.
CAMERA_ACCURACY_M: Final = 100

Named = tuple[MediaId, Location]
Apart = tuple[list[MediaId], float]


def near_booth(evidence: Evidence) -> Seen:
    """Warn when the visit was surely made farther from the booth's middle than its homes lie.

    Where the phone told no place, those that the media name count. Unknown without a place of the
    visit or of the booth: what the worker's other visits say of where the booth is would be her own
    word, and would change with the order in which they came.
    """
    booth = evidence.booth
    middle = known_place(booth.place) if booth else None
    own = [place] if (place := _own_place(evidence)) else []
    places = own or [place for _, place in _cameras(evidence)]
    if booth is None or middle is None or not places:
        return seen(FindingOutcome.UNKNOWN)
    reach_m = middle.accuracy_m or limit(evidence.policy, BOOTH_REACH)
    within = replace(middle, accuracy_m=reach_m)
    beyond_m = max(surely_apart_m(place, within) for place in places)
    outcome = FindingOutcome.WARN if beyond_m > 0 else FindingOutcome.PASS
    return seen(
        outcome,
        booth_id=booth.area_id,
        told_by="visit" if own else "camera",
        metres_beyond=round(beyond_m),
        reach_m=round(reach_m),
    )


def camera_agrees(evidence: Evidence) -> Seen:
    """Warn when a media was surely made far from the visit; without the visit's place, from another
    media of it. Unknown when there are no two places.
    """
    own, cameras = _own_place(evidence), list(_cameras(evidence))
    apart = _from_visit(own, cameras) if own else _from_each_other(cameras)
    if not apart:
        return seen(FindingOutcome.UNKNOWN)
    most_m = limit(evidence.policy, CAMERA_APART)
    far = [media_id for media_ids, metres in apart if metres > most_m for media_id in media_ids]
    farthest_m = round(max(metres for _, metres in apart))
    if not far:
        return seen(FindingOutcome.PASS, compared=len(apart), metres_apart=farthest_m)
    return seen(
        FindingOutcome.WARN,
        compared=len(apart),
        metres_apart=farthest_m,
        media_ids=list[str](dict.fromkeys(far)),
    )


def _from_visit(own: Location, cameras: list[Named]) -> list[Apart]:
    return [([media_id], surely_apart_m(own, place)) for media_id, place in cameras]


def _from_each_other(cameras: list[Named]) -> list[Apart]:
    both = combinations(cameras, 2)
    return [([a, b], surely_apart_m(here, there)) for (a, here), (b, there) in both]


def _own_place(evidence: Evidence) -> Location | None:
    return known_place(evidence.visit.location) if evidence.visit else None


def _cameras(evidence: Evidence) -> Iterator[Named]:
    """Yield the places that the ready media name."""
    for media in evidence.ready:
        capture = evidence.captures.get(media.media_id)
        place = known_place(_place_of(capture)) if capture else None
        if place is not None:
            yield media.media_id, place


def _place_of(capture: Capture) -> Location | None:
    if capture.lat is None or capture.lon is None:
        return None
    accuracy_m = CAMERA_ACCURACY_M if capture.accuracy_m is None else capture.accuracy_m
    return Location(lat=capture.lat, lon=capture.lon, accuracy_m=accuracy_m)


def travel(evidence: Evidence) -> Seen:
    """Warn when nobody can have come here in time from the worker's earlier visits.

    The visits that she cannot have come from are named, with the least speed that it would take.
    """
    visit = evidence.visit
    if visit is None or not stops_of([visit]):
        return seen(FindingOutcome.UNKNOWN)
    stops = stops_of([*earlier(evidence), visit])
    ways = unreached(stops, impossible_ways(stops, limit(evidence.policy, FASTEST)))
    if visit.visit_id not in ways:
        return seen(FindingOutcome.PASS, compared=len(stops) - 1)
    slowest = min(ways[visit.visit_id], key=lambda way: way.kmh)
    return seen(
        FindingOutcome.WARN,
        compared=len(stops) - 1,
        visit_ids=[way.source for way in ways[visit.visit_id]],
        kmh=round(slowest.kmh),
        metres=round(slowest.metres),
        minutes=round(slowest.seconds / 60),
    )


def one_spot(evidence: Evidence) -> Seen:
    """Warn when the worker's day has visits to many homes on the very same spot, this one included.

    Unknown when the phone did not know its place to the house. Many homes may share a stair: the
    table of checks makes a note of it.
    """
    visit = evidence.visit
    if visit is None or precise_place(visit) is None:
        return seen(FindingOutcome.UNKNOWN)
    here = at_spot(visit, earlier(evidence), evidence.campaign)
    homes = len({home_of(each) for each in here}) + 1
    if homes <= limit(evidence.policy, MOST_AT_A_SPOT):
        return seen(FindingOutcome.PASS, homes=homes)
    return seen(FindingOutcome.WARN, homes=homes, visit_ids=[each.visit_id for each in here])
