"""Places on earth and how far apart they are. Places are personal: findings keep distances."""

from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_M: Final = 6_371_000  # the mean radius (IUGG)
# About a kilometre of open sea in the Gulf of Guinea.
NOWHERE_DEG: Final = 0.01
MOST_LAT, MOST_LON = 90, 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a phone thought it was, in degrees, and how sure it was, in metres.

    Of an area it is the middle, and how far the area reaches from there.
    """

    lat: float
    lon: float
    accuracy_m: float


def is_nowhere(location: Location) -> bool:
    """True for the place that phones name when they know none: 0 degrees, 0 degrees."""
    return abs(location.lat) < NOWHERE_DEG and abs(location.lon) < NOWHERE_DEG


def is_place(location: Location) -> bool:
    """True for what can be a place: no NaN, no degrees beyond a globe's, and not nowhere."""
    numbers = (location.lat, location.lon, location.accuracy_m)
    if not all(isfinite(number) for number in numbers) or location.accuracy_m < 0:
        return False
    is_on_globe = abs(location.lat) <= MOST_LAT and abs(location.lon) <= MOST_LON
    return is_on_globe and not is_nowhere(location)


def metres_between(one: Location, other: Location) -> float:
    """Return the distance along the ground, by the haversine formula; both are on the globe."""
    up, along = radians(other.lat - one.lat), radians(other.lon - one.lon)
    chord = sin(up / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(along / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def surely_apart_m(one: Location, other: Location) -> float:
    """Return how far apart two places are at least, whatever their accuracy hides; 0 or more."""
    return max(0.0, metres_between(one, other) - one.accuracy_m - other.accuracy_m)
