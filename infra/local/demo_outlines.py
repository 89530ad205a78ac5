"""Made-up outlines for the demo campaign's areas: neighbours share borders, and so do those above.

The booths lie side by side from west to east, so every area is a row of them. Between two stand
three points of a crooked line, and each has a bend in the north and in the south.
"""

from collections.abc import Iterator, Sequence
from math import sin
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.boundaries import Boundary, Point, ring_of
from infra.local.demo_tree import MIDDLE_LAT, MIDDLE_LON, STEP_DEG

SOUTH, BETWEEN, NORTH = -1, 0, 1
TALL_DEG: Final = 0.004  # from a booth's middle to its northern end
CROOKED_DEG: Final = 0.0006


def outlines_of(areas: Sequence[Area]) -> Iterator[Boundary]:
    """Yield the outline of every area that has booths, in the order of `areas`."""
    booths = [area for area in areas if area.level == "booth"]
    for area in areas:
        places = [place for place, booth in enumerate(booths) if area.area_id in booth.path]
        ring = ring_of(list(_around(places[0], places[-1] + 1)), area.place)
        yield Boundary(area_id=area.area_id, ring=ring)


def _around(first: int, last: int) -> Iterator[Point]:
    """Yield the line around the booths from `first` on, up to `last` and without it."""
    for place in range(first, last):
        yield from (_at(place - 0.5, SOUTH), _at(place, SOUTH))
    yield from (_at(last - 0.5, side) for side in (SOUTH, BETWEEN, NORTH))
    for place in reversed(range(first, last)):
        yield from (_at(place, NORTH), _at(place - 0.5, NORTH))
    yield _at(first - 0.5, BETWEEN)


def _at(place: float, side: int) -> Point:
    """Return a point of the line, always the same one for the same place and side."""
    east = MIDDLE_LON + place * STEP_DEG + CROOKED_DEG * sin(5 * place + 2 * side)
    north = MIDDLE_LAT + side * TALL_DEG + CROOKED_DEG * sin(3 * place + side)
    return east, north
