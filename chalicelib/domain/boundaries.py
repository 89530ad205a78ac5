"""The outline of an area, drawn on the small maps of the pages. A campaign brings its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId
from chalicelib.domain.places import Location, is_place, metres_between

Point = tuple[float, float]  # longitude, latitude, in degrees, as GeoJSON has them (RFC 7946)
Ring = tuple[Point, ...]
LEAST_POINTS: Final = 3
MOST_POINTS: Final = 400
DECIMALS: Final = 5  # about a metre
# No outline lies so far from its area's middle. In India one with latitude first always does:
# there the two differ by 30 degrees and more, which is 3,000 km.
FARTHEST_M: Final = 2_000_000

_Grid = tuple[int, int]  # a point in whole steps of the last decimal, so that sums are exact
_Edge = tuple[_Grid, _Grid]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One area's outer ring; the last point is not repeated. No points: none is known any more."""

    area_id: AreaId
    ring: Ring = ()
    version: int = 0


def ring_of(points: Sequence[Point], middle: Location | None = None) -> Ring:
    """Return the ring as it is kept, without its first point again at the end.

    Raises InvalidInput for what is no outline on this globe, what encloses nothing or crosses
    itself, and what lies nowhere near `middle`, where that is known.
    """
    ring = _tidied(points)
    if not all(is_place(_as_location(point)) for point in ring):
        raise InvalidInput("Write each point as longitude, latitude, in degrees", field="ring")
    if len(set(ring)) < LEAST_POINTS or len(ring) > MOST_POINTS:
        raise InvalidInput(
            f"Draw the outline with {LEAST_POINTS} to {MOST_POINTS} points", field="ring"
        )
    if middle and any(metres_between(middle, _as_location(p)) > FARTHEST_M for p in ring):
        raise InvalidInput(
            "The outline lies far from the area's middle; longitude comes first", field="ring"
        )
    corners = [_on_grid(point) for point in ring]
    if not _encloses(corners) or _crosses_itself(corners):
        raise InvalidInput("Draw the outline as one line that never crosses itself", field="ring")
    return ring


def _tidied(points: Iterable[Point]) -> Ring:
    """Return the points as far as they are told apart, each once in a row."""
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points]
    ring = [point for point, _ in groupby(rounded)]
    return tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring)


def _as_location(point: Point) -> Location:
    return Location(lat=point[1], lon=point[0], accuracy_m=0)


def _on_grid(point: Point) -> _Grid:
    return round(point[0] * 10**DECIMALS), round(point[1] * 10**DECIMALS)


def _edges(corners: Sequence[_Grid]) -> Iterator[_Edge]:
    return pairwise((*corners, corners[0]))


def _encloses(corners: Sequence[_Grid]) -> bool:
    """True unless all points lie on one line, there and back; by the shoelace formula."""
    return sum(x * down - right * y for (x, y), (right, down) in _edges(corners)) != 0


def _crosses_itself(corners: Sequence[_Grid]) -> bool:
    """True when two edges pass through each other; those that only touch do not."""
    edges = list(_edges(corners))
    return any(
        _cross(one, other) for place, one in enumerate(edges) for other in edges[place + 1 :]
    )


def _cross(one: _Edge, other: _Edge) -> bool:
    return _parts(one, other) and _parts(other, one)


def _parts(line: _Edge, edge: _Edge) -> bool:
    """True when the ends of `edge` lie on both sides of `line`, and neither lies on it."""
    return _side(line, edge[0]) * _side(line, edge[1]) < 0


def _side(line: _Edge, point: _Grid) -> int:
    (x, y), (right, down) = line
    return (right - x) * (point[1] - y) - (down - y) * (point[0] - x)
