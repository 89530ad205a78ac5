"""Where booths and homes lie, and where a phone thinks it is.

Places are metres east and north of the constituency's middle, which is made up, in a plain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, log, radians
from typing import Final

from chalicelib.domain.places import Location
from infra.evaluation.visits.luck import Luck, happens, spread_of
from infra.evaluation.visits.rates import rate

Spot = tuple[float, float]

MIDDLE_LAT, MIDDLE_LON = 26.43, 80.91
DEGREE_M: Final = 111_320  # of latitude; of longitude less by the cosine
HALF_WIDTH_M, HALF_HEIGHT_M = 32_000, 24_000
SAME_TOWN: Final = 0.35  # of booths lie near the one before
TOWN_M: Final = 700
# Of a phone's error two thirds are within its accuracy, as phones define it.
SURE: Final = 1.515
USUAL_M, BEST_M, WORST_M = 12, 4, 60
HOMES_PER_HOUSE: Final = (8, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One booth's ground: its middle, how its homes lie, and what the files say of it."""

    middle: Spot
    reach_m: float
    is_flats: bool
    told: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a phone says it is, and how sure it says it is."""

    at: Spot
    accuracy_m: float

    def location(self) -> Location:
        """Return it in degrees, as the phone reports it."""
        return located(self.at, self.accuracy_m)


def located(at: Spot, accuracy_m: float) -> Location:
    """Return a place in degrees."""
    lat = MIDDLE_LAT + at[1] / DEGREE_M
    lon = MIDDLE_LON + at[0] / (DEGREE_M * cos(radians(MIDDLE_LAT)))
    return Location(lat=round(lat, 6), lon=round(lon, 6), accuracy_m=round(accuracy_m, 1))


def apart_m(one: Spot, other: Spot) -> float:
    """Return how far two places lie apart."""
    return hypot(one[0] - other[0], one[1] - other[1])


def moved(chance: Luck, at: Spot, least_m: float, most_m: float) -> Spot:
    """Return a place that far away, in any direction."""
    while True:
        by = chance.gauss(0, 1), chance.gauss(0, 1)
        if length := hypot(*by):
            far = chance.uniform(least_m, most_m) / length
            return at[0] + by[0] * far, at[1] + by[1] * far


def grounds(chance: Luck, count: int) -> list[Ground]:
    """Return the ground of every booth of a constituency."""
    found: list[Ground] = []
    for _ in range(count):
        found.append(_ground(chance, found))
    return found


def _ground(chance: Luck, earlier: Sequence[Ground]) -> Ground:
    if earlier and happens(chance, SAME_TOWN):
        last = earlier[-1].middle
        middle = last[0] + chance.gauss(0, TOWN_M), last[1] + chance.gauss(0, TOWN_M)
    else:
        middle = (
            chance.uniform(-HALF_WIDTH_M, HALF_WIDTH_M),
            chance.uniform(-HALF_HEIGHT_M, HALF_HEIGHT_M),
        )
    kind = chance.random()
    flats, town = rate("apartments"), rate("apartments") + rate("town")
    scattered = town + rate("scattered homes")
    reach = (
        chance.uniform(100, 250) if kind < town
        else chance.uniform(600, 2200) if kind < scattered
        else chance.uniform(200, 550)
    )  # fmt: skip
    told = _told(chance, middle, reach)
    return Ground(middle=middle, reach_m=reach, is_flats=kind < flats, told=told)


def _told(chance: Luck, middle: Spot, reach_m: float) -> Location | None:
    """Return what the files say: nothing, the middle alone, or also how far homes lie from it."""
    if happens(chance, rate("booth without place")):
        return None
    wrong = happens(chance, rate("booth's place wrong"))
    said = moved(chance, middle, 2000, 6000) if wrong else middle
    reach = 0 if happens(chance, rate("booth without reach")) else -(-reach_m // 100) * 100
    return located(said, reach)


def homes(chance: Luck, ground: Ground, count: int) -> list[Spot]:
    """Return where so many homes lie."""
    if ground.is_flats:
        return _flats(chance, ground, count)
    return [_within(chance, ground) for _ in range(count)]


def _within(chance: Luck, ground: Ground) -> Spot:
    """Return a place within reach, more likely near the middle."""
    return moved(chance, ground.middle, 0, ground.reach_m * chance.uniform(0.3, 1))


def _flats(chance: Luck, ground: Ground, count: int) -> list[Spot]:
    found: list[Spot] = []
    while len(found) < count:
        house = _within(chance, ground)
        found += [
            (house[0] + chance.gauss(0, 3), house[1] + chance.gauss(0, 3))
            for _ in range(chance.randint(*HOMES_PER_HOUSE))
        ]
    return found[:count]


def walk_order(homes_at: Sequence[Spot], start: Spot) -> list[int]:
    """Return the homes as one walks them: always on to the nearest."""
    left, at, order = set(range(len(homes_at))), start, list[int]()
    while left:
        nearest = min(left, key=lambda each: (apart_m(homes_at[each], at), each))
        left.remove(nearest)
        order.append(nearest)
        at = homes_at[nearest]
    return order


def fixed(chance: Luck, at: Spot) -> Fix:
    """Return where a phone at this place says it is."""
    if happens(chance, rate("stale fix")):
        return Fix(at=moved(chance, at, 200, 3000), accuracy_m=chance.uniform(5, 30))
    if happens(chance, rate("wide fix")):
        accuracy = min(spread_of(chance, 250, 2.5), 2000.0)
    else:
        accuracy = min(max(chance.lognormvariate(log(USUAL_M), 0.6), BEST_M), WORST_M)
    off = accuracy / SURE
    return Fix(at=(at[0] + chance.gauss(0, off), at[1] + chance.gauss(0, off)), accuracy_m=accuracy)
