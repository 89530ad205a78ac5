"""Where a booth lies, over HTTP."""

from typing import Any

import pytest

from tests.entry.conftest import World

BOOTH = "/v1/areas/booth-1"
MIDDLE = {"lat": 29.9457, "lon": 78.1642, "reach_m": 800}


def patch(world: World, version: int, **body: Any) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return world.call("PATCH", BOOTH, by="admin", json=body, headers=headers)


def test_a_booth_gets_a_place_that_everybody_of_it_reads(world: World):
    kept = patch(world, 1, place=MIDDLE)

    assert (kept.status_code, kept.json()["place"]) == (200, MIDDLE)
    assert world.call("GET", BOOTH, by="worker").json()["place"] == MIDDLE


def test_a_place_without_a_reach_has_the_campaigns(world: World):
    kept = patch(world, 1, place={"lat": 29.9457, "lon": 78.1642})

    assert kept.json()["place"]["reach_m"] == 0


def test_what_a_change_leaves_out_stays_and_null_takes_it_away(world: World):
    patch(world, 1, place=MIDDLE, target=24)

    named = patch(world, 2, names={"en": "Booth 7"}).json()
    without = patch(world, 3, place=None).json()

    assert (named["place"], named["target"]) == (MIDDLE, 24)
    assert (without["place"], without["target"]) == (None, 24)
    assert world.call("GET", BOOTH, by="worker").json()["place"] is None


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 0, "lon": 0},
        {"lat": 91, "lon": 78},
        {"lat": 29, "lon": 181},
        {"lat": 29},
        {"lat": "NaN", "lon": 78},
        {**MIDDLE, "reach_m": 49},
        {**MIDDLE, "reach_m": 100_001},
    ],
    ids=["0, 0", "north of the pole", "east of east", "half", "no number", "near", "far"],
)
def test_what_is_no_place_is_refused(world: World, place: dict[str, Any]):
    assert patch(world, 1, place=place).status_code == 422
    assert world.call("GET", BOOTH, by="worker").json()["place"] is None
