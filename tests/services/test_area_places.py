"""Where a booth lies: from a call, from a file, and what can be no place."""

from math import nan
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role
from chalicelib.domain.places import Location, surely_apart_m
from chalicelib.services import campaigns
from chalicelib.services.campaigns import AreaChange
from infra.local.demo_tree import areas_of
from tests.builders import CAMPAIGN, a_place, a_user
from tests.fakes import FakeRecords
from tests.services.import_office import Office, an_office, area_of, as_csv, counts

HEAD = ("code", "level", "name", "latitude", "longitude", "reach_m")
MIDDLE = Location(lat=29.9457, lon=78.1642, accuracy_m=800)
BOTH = frozenset({"place", "target"})
PLACE = frozenset({"place"})


def changed(records: FakeRecords, version: int = 1, **facts: Any) -> Area:
    wanted = AreaChange(**{"names": None, "target": None, "says": PLACE, **facts})
    by = a_user(Role.CONVENER, "constituency")
    return campaigns.change_area(by, AreaId("booth-1"), wanted, version, records=records)


def sent(office: Office, *row: object, head: tuple[str, ...] = HEAD) -> list[tuple[str, ...]]:
    """Return what was wrong with a file of one row."""
    return office.report(office.take_in(ImportKind.AREAS, as_csv([head, row])))


def placed(office: Office) -> Location | None:
    area = office.records.find(Area, area_of("B1"))
    assert area is not None
    return area.place


def test_a_convener_says_where_a_booth_lies_and_takes_it_back() -> None:
    records = FakeRecords(*a_place())

    assert changed(records, place=MIDDLE).place == MIDDLE
    assert changed(records, 2, place=None).place is None


def test_what_a_change_does_not_speak_of_stays() -> None:
    records = FakeRecords(*a_place())
    changed(records, place=MIDDLE, target=30, says=BOTH)

    named = changed(records, 2, names={"en": "Booth 7"}, says=frozenset())
    aimed = changed(records, 3, target=31, says=frozenset({"target"}))
    moved = changed(records, 4, place=None)

    assert (named.place, named.target) == (MIDDLE, 30)
    assert (aimed.place, aimed.target) == (MIDDLE, 31)
    assert (moved.place, moved.target) == (None, 31)


@pytest.mark.parametrize("reach_m", [0, 50, 100_000])
def test_a_reach_is_fifty_metres_to_a_hundred_kilometres_or_the_campaigns_own(
    reach_m: float,
) -> None:
    place = Location(lat=29.9, lon=78.1, accuracy_m=reach_m)

    assert changed(FakeRecords(*a_place()), place=place).place == place


@pytest.mark.parametrize(
    "place",
    [
        Location(lat=0, lon=0, accuracy_m=100),
        Location(lat=nan, lon=78, accuracy_m=100),
        Location(lat=95, lon=78, accuracy_m=100),
        Location(lat=29, lon=78, accuracy_m=49),
        Location(lat=29, lon=78, accuracy_m=100_001),
        Location(lat=29, lon=78, accuracy_m=nan),
    ],
    ids=["0, 0", "no number", "off the globe", "too near", "too far", "a reach of no number"],
)
def test_what_can_be_no_booths_place_is_refused(place: Location) -> None:
    records = FakeRecords(*a_place())

    with pytest.raises(InvalidInput):
        changed(records, place=place)

    assert records.commits == []


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("29.9457", "78.1642"), ("29.9457 N", "78.1642 e"), ("29.9457°", "78.1642° E"),
     ("२९.९४५७", "७८.१६४२"), ("29.94570000000001", "78.16419999999999")],
)  # fmt: skip
def test_a_file_says_where_a_booth_lies(lat: str, lon: str) -> None:
    office = an_office()

    assert sent(office, "B1", "booth", "Booth one", lat, lon, "800") == []
    assert placed(office) == MIDDLE


def test_a_new_area_of_a_file_has_its_place_and_reach_or_the_campaigns() -> None:
    office = an_office()

    assert sent(office, "B9", "booth", "Booth nine", "29.9457", "78.1642", "") == []

    area = office.records.find(Area, area_of("B9"))
    assert area is not None
    assert area.place == Location(lat=29.9457, lon=78.1642, accuracy_m=0)


def test_the_same_places_again_write_nothing() -> None:
    office = an_office()
    row = ("B1", "booth", "B1", "29.9457", "78.1642", "800")
    sent(office, *row)

    again = office.take_in(ImportKind.AREAS, as_csv([HEAD, row]))

    assert counts(again) == (1, 1, 0, 0)


def test_empty_cells_take_a_place_back_and_missing_columns_leave_it() -> None:
    office = an_office()
    sent(office, "B1", "booth", "B1", "29.9457", "78.1642", "800")

    sent(office, "B1", "booth", "Renamed", head=HEAD[:3])
    assert placed(office) == MIDDLE

    sent(office, "B1", "booth", "B1", "29.9", "78.1", head=HEAD[:5])
    assert placed(office) == Location(lat=29.9, lon=78.1, accuracy_m=800)

    sent(office, "B1", "booth", "B1", "", "", "")
    assert placed(office) is None


def test_a_place_from_a_file_without_reach_is_new_where_there_was_none() -> None:
    office = an_office()

    sent(office, "B1", "booth", "B1", "29.9457", "78.1642", head=HEAD[:5])

    assert placed(office) == Location(lat=29.9457, lon=78.1642, accuracy_m=0)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("29.9457", "", ""), ("longitude", "no_place")),
        (("", "78.1642", ""), ("latitude", "no_place")),
        (("", "", "800"), ("longitude", "no_place")),
        (("0", "0", ""), ("latitude", "no_place")),
        (("99", "78", ""), ("latitude", "out_of_range")),
        (("29", "181", ""), ("longitude", "out_of_range")),
        (("29,9457", "78.1642", ""), ("latitude", "not_degrees")),
        (("near the temple", "78.1642", ""), ("latitude", "not_degrees")),
        (("nan", "78.1642", ""), ("latitude", "not_degrees")),
        (("29.9457", "78.1642", "49"), ("reach_m", "out_of_range")),
        (("29.9457", "78.1642", "far"), ("reach_m", "not_a_number")),
    ],
)
def test_a_row_with_half_a_place_or_none_says_why(
    cells: tuple[str, ...], told: tuple[str, str]
) -> None:
    office = an_office()

    assert sent(office, "B1", "booth", "B1", *cells) == [("2", *told)]
    assert placed(office) is None


def test_every_booth_of_the_demo_reaches_to_where_its_photo_was_made() -> None:
    photo = Location(lat=29 + 56 / 60 + 44.5 / 3600, lon=78 + 9 / 60 + 51.1 / 3600, accuracy_m=0)
    booths = [area for area in areas_of(CAMPAIGN) if area.level == "booth"]

    assert len({area.place for area in booths}) == len(booths)
    assert all(area.place and surely_apart_m(area.place, photo) == 0 for area in booths)
