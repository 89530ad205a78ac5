"""Places on earth: what is one, and how far apart two are at least."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.places import (
    EARTH_RADIUS_M,
    Location,
    is_nowhere,
    is_place,
    metres_between,
    surely_apart_m,
)

GLOBE = st.builds(
    Location,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    accuracy_m=st.floats(0, 100_000),
)
DELHI = Location(lat=28.6139, lon=77.2090, accuracy_m=10)
MUMBAI = Location(lat=19.0760, lon=72.8777, accuracy_m=20)


def there(lat: float, lon: float, accuracy_m: float = 5) -> Location:
    return Location(lat=lat, lon=lon, accuracy_m=accuracy_m)


def test_delhi_and_mumbai_are_as_far_apart_as_atlases_say() -> None:
    assert metres_between(DELHI, MUMBAI) == pytest.approx(1_148_000, rel=0.005)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert metres_between(there(29, 78), there(30, 78)) == pytest.approx(111_195, abs=5)


def test_accuracy_is_taken_off_on_both_sides_and_never_below_nothing() -> None:
    assert surely_apart_m(DELHI, MUMBAI) == pytest.approx(metres_between(DELHI, MUMBAI) - 30)
    assert surely_apart_m(there(29, 78, 900), there(29.01, 78, 900)) == 0


@given(one=GLOBE, other=GLOBE)
def test_a_distance_is_the_same_both_ways_and_no_longer_than_half_round_the_earth(
    one: Location, other: Location
) -> None:
    metres = metres_between(one, other)

    assert metres == pytest.approx(metres_between(other, one), abs=1e-3)
    assert 0 <= metres <= 3.1416 * EARTH_RADIUS_M
    assert 0 <= surely_apart_m(one, other) <= metres


@given(place=GLOBE)
def test_a_place_is_nowhere_from_itself(place: Location) -> None:
    assert metres_between(place, place) == 0
    assert is_place(place) is not is_nowhere(place)


def test_the_two_ends_of_the_date_line_are_neighbours() -> None:
    assert metres_between(there(10, 179.999), there(10, -179.999)) < 300


@pytest.mark.parametrize(
    "place",
    [
        there(nan, 78), there(29, nan), there(29, 78, nan), there(inf, 78), there(29, -inf),
        there(29, 78, inf), there(90.1, 78), there(29, 180.1), there(29, 78, -1), there(0, 0),
        there(0.009, -0.009),
    ],
    ids=str,
)  # fmt: skip
def test_what_no_phone_can_have_measured_is_no_place(place: Location) -> None:
    assert not is_place(place)


@pytest.mark.parametrize("place", [DELHI, there(0, 78), there(-90, 180, 0), there(0, -30)], ids=str)
def test_anywhere_on_the_globe_is_a_place(place: Location) -> None:
    assert is_place(place)
