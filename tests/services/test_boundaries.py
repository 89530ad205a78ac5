"""Who reads and draws the outline of an area, and the demo's own."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.boundaries import Boundary, Point
from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted, StaleVersion
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.places import Location
from chalicelib.domain.rows import Save
from chalicelib.services import boundaries
from infra.local.demo_outlines import outlines_of
from infra.local.demo_tree import areas_of
from tests.builders import CAMPAIGN, a_moderator, a_place, a_user, a_worker, an_area
from tests.fakes import FakeRecords

MANDAL = AreaId("mandal-1")
RING = ((78.1, 29.9), (78.2, 29.9), (78.15, 30.0))
WIDER = ((78.0, 29.8), *RING[1:])
CONVENER = a_user(Role.CONVENER, "constituency")


def drawn(
    records: FakeRecords,
    version: int = 0,
    points: tuple[Point, ...] = RING,
    user: User = CONVENER,
    area_id: AreaId = MANDAL,
) -> Boundary:
    return boundaries.draw(user, area_id, points, version, records=records)


def test_who_plans_draws_an_outline_that_everybody_there_reads() -> None:
    records = FakeRecords(*a_place())

    kept = drawn(records)

    assert kept == Boundary(area_id=MANDAL, ring=RING, version=1)
    for user in (a_moderator("mandal-1"), a_user(Role.TRAINER, "district-1")):
        assert boundaries.read(user, MANDAL, records=records) == kept


def test_an_area_without_an_outline_has_one_of_no_points() -> None:
    found = boundaries.read(a_moderator(), MANDAL, records=FakeRecords(*a_place()))

    assert found == Boundary(area_id=MANDAL)


def test_an_outline_is_drawn_anew_and_taken_away() -> None:
    records = FakeRecords(*a_place())
    drawn(records)

    assert drawn(records, 1, WIDER).ring == WIDER
    assert drawn(records, 2, ()) == Boundary(area_id=MANDAL, version=3)
    assert boundaries.read(CONVENER, MANDAL, records=records).ring == ()
    assert drawn(records, 3).ring == RING


def test_the_same_outline_again_writes_nothing() -> None:
    records = FakeRecords(*a_place())
    kept = drawn(records)

    assert drawn(records, 1) == kept
    assert drawn(records, 1, (*RING, RING[0])) == kept
    assert drawn(FakeRecords(*a_place()), 0, ()) == Boundary(area_id=MANDAL)
    assert len(records.commits) == 1


@pytest.mark.parametrize("version", [1, 7])
def test_what_was_not_read_is_not_overwritten(version: int) -> None:
    records = FakeRecords(*a_place())

    with pytest.raises(StaleVersion):
        drawn(records, version)
    drawn(records)
    with pytest.raises(StaleVersion):
        drawn(records, 0, WIDER)


def test_of_two_who_draw_at_once_one_is_told_to_look_again() -> None:
    records = FakeRecords(*a_place())
    other = Boundary(area_id=MANDAL, ring=WIDER)
    records.before_commit = lambda _: records.commit(Save(row=other))

    with pytest.raises(StaleVersion):
        drawn(records)

    assert boundaries.read(CONVENER, MANDAL, records=records).ring == WIDER


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (a_worker(), NotPermitted),
        (a_moderator(), NotPermitted),
        (a_user(Role.IN_CHARGE, "mandal-1"), NotPermitted),
        (a_user(Role.CONVENER, "district-2"), NotFound),
        (a_user(Role.ADMIN, "booth-1"), NotFound),
    ],
    ids=["worker", "moderator", "in charge", "convener elsewhere", "admin below"],
)
def test_nobody_else_draws(user: User, refusal: type[Exception]) -> None:
    records = FakeRecords(*a_place())

    with pytest.raises(refusal):
        drawn(records, user=user)

    assert records.commits == []


def test_a_convener_of_an_area_who_only_works_elsewhere_does_not_draw_there() -> None:
    both = a_user(Role.CONVENER, "district-2")
    scopes = (*both.scopes, *a_worker("mandal-1").scopes)

    with pytest.raises(NotFound):
        drawn(FakeRecords(*a_place()), user=a_user(Role.CONVENER, scopes=scopes))


def test_out_of_scope_and_unknown_are_told_alike() -> None:
    records = FakeRecords(*a_place())

    with pytest.raises(NotFound) as elsewhere:
        boundaries.read(a_worker("booth-6"), MANDAL, records=records)
    with pytest.raises(NotFound) as absent:
        boundaries.read(a_worker("booth-6"), AreaId("mandal-9"), records=records)

    assert str(elsewhere.value) == str(absent.value)


def test_an_outline_far_from_its_area_is_refused() -> None:
    placed = an_area("mandal-1", place=Location(lat=29.95, lon=78.15, accuracy_m=0))
    records = FakeRecords(*a_place())
    records.seed(placed)

    with pytest.raises(InvalidInput):
        drawn(records, points=tuple((lat, lon) for lon, lat in RING))
    assert drawn(records).ring == RING


DEMO = list(areas_of(CAMPAIGN))


def demo_lines() -> dict[AreaId, tuple[Point, ...]]:
    return {outline.area_id: outline.ring for outline in outlines_of(DEMO)}


def edges(ring: tuple[Point, ...]) -> list[frozenset[Point]]:
    return [frozenset(edge) for edge in pairwise((*ring, ring[0]))]


def an_admin_of(area: Area) -> User:
    scope = Scope(role=Role.ADMIN, area_id=area.area_id, path=area.path)
    return replace(a_user(Role.ADMIN), scopes=(scope,))


def test_every_area_of_the_demo_has_an_outline_that_the_api_would_take() -> None:
    records, lines = FakeRecords(*DEMO), demo_lines()

    assert set(lines) == {area.area_id for area in DEMO}
    for area in DEMO:
        ring = lines[area.area_id]
        assert drawn(records, 0, ring, an_admin_of(area), area.area_id).ring == ring


def test_neighbours_of_the_demo_share_their_borders() -> None:
    lines = demo_lines()
    booths = [area for area in DEMO if area.level == "booth"]
    shared = Counter(edge for booth in booths for edge in edges(lines[booth.area_id]))

    for one, other in pairwise(booths):
        both = set(edges(lines[one.area_id])) & set(edges(lines[other.area_id]))
        assert len(both) == 2
    assert set(shared.values()) == {1, 2}


@pytest.mark.parametrize("area", DEMO, ids=lambda area: f"{area.level} {area.code}")
def test_an_area_of_the_demo_is_drawn_around_its_booths(area: Area) -> None:
    lines = demo_lines()
    below = [each for each in DEMO if each.level == "booth" and covers(area.path, each.path)]
    inside = Counter(edge for booth in below for edge in edges(lines[booth.area_id]))

    assert {edge for edge, times in inside.items() if times == 1} == set(edges(lines[area.area_id]))
    for booth in below:
        place, ring = booth.place, lines[booth.area_id]
        assert place is not None
        assert min(lon for lon, _ in ring) < place.lon < max(lon for lon, _ in ring)
        assert min(lat for _, lat in ring) < place.lat < max(lat for _, lat in ring)
