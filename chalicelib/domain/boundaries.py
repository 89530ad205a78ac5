"""The outline of an area, drawn on the small maps of the pages. A campaign brings its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId
from chalicelib.domain.places import Location, is_place

Point = tuple[float, float]  # longitude, latitude, in degrees, as GeoJSON has them (RFC 7946)
LEAST_POINTS: Final = 3
MOST_POINTS: Final = 400
DECIMALS: Final = 5  # about a metre


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One area's outer ring; the last point is not repeated."""

    area_id: AreaId
    ring: tuple[Point, ...]
    version: int = 0


def ring_of(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the ring as it is kept; raise InvalidInput for what is no outline on this globe."""
    ring = tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    if not len(set(ring)) >= LEAST_POINTS or len(ring) > MOST_POINTS:
        raise InvalidInput(
            f"Draw the outline with {LEAST_POINTS} to {MOST_POINTS} points", field="ring"
        )
    if not all(is_place(Location(lat=lat, lon=lon, accuracy_m=0)) for lon, lat in ring):
        raise InvalidInput("Write each point as longitude, latitude, in degrees", field="ring")
    return ring
