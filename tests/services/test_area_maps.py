"""What the small map beside a testimonial holds: areas, the nearest first, and nobody's place."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.boundaries import Boundary
from chalicelib.domain.distances import Distance
from chalicelib.domain.errors import NotFound
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.places import Location
from chalicelib.domain.rows import Row
from chalicelib.services import area_maps
from chalicelib.services.area_maps import MOST_LOOKED_AT, MOST_SIBLINGS, AreaMap
from tests.builders import (
    DESK,
    VISIT,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_worker,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords

RING = ((78.1, 29.9), (78.2, 29.9), (78.15, 30.0))
FAR = Finding(
    check="place.near_booth", version=1, outcome=FindingOutcome.WARN,
    evidence={"booth_id": "booth-1", "told_by": "visit", "metres_beyond": 900, "reach_m": 500},
)  # fmt: skip


def a_desk(*more: Row, **fields: Any) -> FakeRecords:
    records = FakeRecords(*a_reviewable_place(**fields))
    records.seed(*more)
    return records


def drawn(records: FakeRecords, user: User | None = None) -> AreaMap:
    return area_maps.draw(user or a_moderator(), VISIT, records=records)


def at(east: float) -> Location:
    """A place so many thousandths of a degree east of the first booth."""
    return Location(lat=29.9, lon=78.1 + east / 1000, accuracy_m=300)


def names(found: AreaMap) -> list[str]:
    return [str(each.area.area_id) for each in found.areas]


def a_long_street(booths: int, *, has_places: bool = True) -> FakeRecords:
    """A mandal of many booths in a row, of which the testimonial's is the 100th."""
    children = [AreaId(f"b-{number:03d}") for number in range(booths)]
    children[100] = AreaId("booth-1")
    rows = [
        replace(
            an_area("booth-1"), area_id=area_id, path=(*path_to("mandal-1"), area_id),
            place=at(number) if has_places else None,
        )
        for number, area_id in zip(count(), children, strict=False)
    ]  # fmt: skip
    return a_desk(an_area("mandal-1", children=tuple(children)), *rows)


def test_a_map_holds_the_area_above_its_own_and_those_beside_it() -> None:
    found = drawn(a_desk())

    assert names(found) == ["mandal-1", "booth-1", "booth-2"]
    assert [each.is_own for each in found.areas] == [False, True, False]
    assert [each.ring for each in found.areas] == [(), (), ()]
    assert found.distance is None


def test_areas_come_with_their_outlines() -> None:
    records = a_desk(
        Boundary(area_id=AreaId("booth-1"), ring=RING), Boundary(area_id=AreaId("mandal-1"))
    )

    assert [each.ring for each in drawn(records).areas] == [(), RING, ()]


def test_how_far_the_visit_was_is_what_verification_found() -> None:
    assert drawn(a_desk(findings=(FAR,))).distance == Distance(limit_m=500, at_least_m=1400)


def test_the_nearest_come_first_and_those_of_no_known_place_last() -> None:
    children = [AreaId(name) for name in ("booth-3", "booth-1", "booth-4", "booth-2", "booth-5")]
    records = a_desk(
        an_area("mandal-1", children=tuple(children)),
        an_area("booth-1", place=at(0)),
        an_area("booth-2", place=at(-1)),
        an_area("booth-4", place=at(5)),
    )

    assert names(drawn(records))[2:] == ["booth-2", "booth-4", "booth-3", "booth-5"]


def test_where_no_place_is_known_those_next_to_it_in_the_list_come_first() -> None:
    found = names(drawn(a_long_street(150, has_places=False)))[2:]

    assert found[:4] == ["b-099", "b-101", "b-098", "b-102"]
    assert len(found) == MOST_SIBLINGS


def test_of_many_beside_it_the_nearest_sixty_are_shown() -> None:
    found = names(drawn(a_long_street(600)))

    assert len(found) == 2 + MOST_SIBLINGS
    assert set(found[2:]) == {f"b-{100 + step:03d}" for step in range(-30, 31) if step}


def test_of_a_very_long_list_only_a_part_is_read() -> None:
    records = a_long_street(600)
    asked: list[int] = []

    class Counting(FakeRecords):
        def find_many(self, kind: Any, natural_keys: Any) -> Any:
            asked.append(len(natural_keys))
            return records.find_many(kind, natural_keys)

        def find(self, kind: Any, *key: str) -> Any:
            return records.find(kind, *key)

    drawn(Counting())

    assert asked == [MOST_LOOKED_AT, MOST_SIBLINGS + 2]


def test_a_sibling_that_is_gone_is_left_out() -> None:
    gone = an_area("mandal-1", children=(AreaId("booth-1"), AreaId("booth-9")))

    assert names(drawn(a_desk(gone))) == ["mandal-1", "booth-1"]


def test_an_area_that_its_parent_does_not_know_is_drawn_all_the_same() -> None:
    other = an_area("mandal-1", children=(AreaId("booth-2"),))

    assert names(drawn(a_desk(other))) == ["mandal-1", "booth-1", "booth-2"]


@pytest.mark.parametrize(
    "own",
    [an_area("booth-1", parent_id=None), an_area("booth-1", parent_id=AreaId("mandal-9"))],
    ids=["the root", "its parent is gone"],
)
def test_an_area_with_none_above_it_stands_alone(own: Area) -> None:
    assert names(drawn(a_desk(own))) == ["booth-1"]


def test_a_reel_is_shown_where_its_desk_is() -> None:
    reel_id = VisitId(an_id(0xB0FF))
    reel = a_testimonial(
        visit_id=reel_id, beneficiary_id="", booth_id=DESK, path=path_to(DESK), members=(VISIT,)
    )

    found = area_maps.draw(a_moderator(), reel_id, records=a_desk(reel))

    assert names(found) == ["state", "constituency"]


@pytest.mark.parametrize(
    "user",
    [a_worker(), a_user(Role.CO_CONVENER, "constituency"), a_moderator("mandal-4")],
    ids=["worker", "co-convener", "moderator elsewhere"],
)
def test_for_others_there_is_none(user: User) -> None:
    records = a_desk()

    with pytest.raises(NotFound) as refused:
        drawn(records, user)
    with pytest.raises(NotFound) as absent:
        area_maps.draw(user, VisitId(an_id(404)), records=records)

    assert str(refused.value) == str(absent.value)


def test_an_area_that_is_gone_has_no_map() -> None:
    rows = [row for row in a_reviewable_place() if not isinstance(row, Area)]

    with pytest.raises(NotFound):
        drawn(FakeRecords(*rows))
