"""What can be an area's outline, and how it is kept."""

from math import cos, inf, nan, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.boundaries import FARTHEST_M, MOST_POINTS, Point, ring_of
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.places import Location, metres_between

SQUARE = ((78.1, 29.9), (78.2, 29.9), (78.2, 30.0), (78.1, 30.0))
MIDDLE = Location(lat=29.95, lon=78.15, accuracy_m=800)


def around(points: int, radius: float = 0.1) -> list[Point]:
    turns = [2 * pi * number / points for number in range(points)]
    return [(78.15 + radius * cos(turn), 29.95 + radius * sin(turn)) for turn in turns]


def why_not(points: list[Point], middle: Location | None = None) -> str:
    with pytest.raises(InvalidInput) as refusal:
        ring_of(points, middle)
    assert refusal.value.facts == {"field": "ring"}
    return str(refusal.value)


def test_an_outline_is_kept_as_it_was_drawn() -> None:
    assert ring_of(SQUARE) == SQUARE
    assert ring_of(SQUARE, MIDDLE) == SQUARE


def test_a_closed_ring_is_kept_without_its_first_point_again() -> None:
    assert ring_of([*SQUARE, SQUARE[0]]) == SQUARE


def test_a_point_is_kept_to_the_metre_and_once_in_a_row() -> None:
    drawn = [(78.1000004, 29.9), (78.0999996, 29.9000001), *SQUARE[1:], (78.1000001, 29.9)]

    assert ring_of(drawn) == SQUARE


@given(st.integers(min_value=3, max_value=30), st.booleans())
def test_a_ring_that_is_kept_is_kept_as_it_is_the_next_time(count: int, is_closed: bool) -> None:
    drawn = around(count)

    kept = ring_of([*drawn, drawn[0]] if is_closed else drawn, MIDDLE)

    assert len(kept) == count
    assert ring_of(kept, MIDDLE) == kept


@pytest.mark.parametrize(
    "points",
    [
        [],
        [SQUARE[0]],
        [SQUARE[0], SQUARE[1], SQUARE[0]],
        [SQUARE[0], SQUARE[1], (78.1000001, 29.9), SQUARE[1]],
        around(MOST_POINTS + 1),
        around(1000),
    ],
    ids=["nothing", "a point", "a line", "two places", "one point too many", "a thousand"],
)
def test_an_outline_has_three_to_four_hundred_points(points: list[Point]) -> None:
    assert "3 to 400" in why_not(points)


@pytest.mark.parametrize(
    "wrong",
    [(nan, 29.9), (78.1, nan), (inf, 29.9), (78.1, -inf), (181.0, 29.9), (29.9, 98.1), (0.0, 0.0)],
    ids=str,
)
def test_a_point_that_is_no_place_is_refused(wrong: Point) -> None:
    assert "longitude, latitude" in why_not([*SQUARE, wrong])


def test_with_latitude_first_it_lies_far_from_the_area_and_is_refused() -> None:
    turned = [(lat, lon) for lon, lat in SQUARE]

    assert ring_of(turned)  # somewhere in the Arctic, as far as anybody knows
    assert "longitude comes first" in why_not(turned, MIDDLE)


@pytest.mark.parametrize("lat", range(8, 38))
@pytest.mark.parametrize("lon", [68, 80, 97])
def test_in_all_of_india_the_wrong_order_lies_too_far_away(lat: int, lon: int) -> None:
    here = Location(lat=lat, lon=lon, accuracy_m=0)

    assert metres_between(here, Location(lat=lon, lon=lat, accuracy_m=0)) > FARTHEST_M


@pytest.mark.parametrize(
    "points",
    [
        [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]],
        [SQUARE[0], SQUARE[1], SQUARE[2], (78.15, 29.8), SQUARE[3]],
        [(78.1, 29.9), (78.2, 29.9), (78.3, 29.9)],
    ],
    ids=["a bow tie", "a spike through its base", "there and back"],
)
def test_a_line_that_crosses_itself_or_encloses_nothing_is_no_outline(points: list[Point]) -> None:
    assert "never crosses itself" in why_not(points)


def test_a_line_may_touch_itself() -> None:
    """Two parts of an area that meet in one point are drawn as one line."""
    touching = ((78.1, 29.9), (78.2, 30.0), (78.3, 29.9), (78.3, 30.1), (78.2, 30.0), (78.1, 30.1))

    assert ring_of(touching) == touching


def test_an_outline_of_many_bends_is_no_crossing() -> None:
    star = [point for pair in zip(around(200), around(200, 0.05), strict=True) for point in pair]

    assert len(ring_of(star)) == MOST_POINTS
