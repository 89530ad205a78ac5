"""The tree of places from files: its first rows, what may change and what stays."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.importing import Import
from chalicelib.domain.people import Role
from chalicelib.domain.rows import Save
from chalicelib.services import import_areas
from tests.builders import CAMPAIGN
from tests.services.import_office import (
    ROOT,
    Office,
    an_importer,
    an_office,
    area_of,
    as_csv,
    counts,
    path_of,
)

HEAD = ("code", "parent_code", "level", "name", "name_hi", "target", "is_desk")
BRANCH = [
    ("D1", "", "District", "Sitapur", "", "", ""),
    ("C1", "D1", "constituency", "Mishrikh", "मिश्रिख", 900, ""),
    ("MA", "C1", "mandal", "Mandal A", "", "", ""),
]


def tree(office: Office, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Import:
    return office.take_in(ImportKind.AREAS, as_csv([head, *rows]))


def area(office: Office, code: str) -> Area:
    found = office.records.find(Area, area_of(code))
    assert found is not None
    return found


def test_areas_hang_below_the_area_of_whoever_imports_them() -> None:
    office = an_office()

    imported = tree(office, *BRANCH)

    assert counts(imported) == (3, 3, 3, 0)
    district, mandal = area(office, "D1"), area(office, "MA")
    assert (district.parent_id, district.path) == (ROOT, (ROOT, area_of("D1")))
    assert mandal.path == (ROOT, area_of("D1"), area_of("C1"), area_of("MA"))
    assert (mandal.code, mandal.campaign_id, mandal.level) == ("MA", CAMPAIGN, "mandal")
    assert area_of("D1") in area(office, "").children
    assert district.children == (area_of("C1"),)


def test_reviews_are_kept_per_constituency_unless_a_row_says_otherwise() -> None:
    office = an_office()

    tree(office, *BRANCH, ("C2", "D1", "constituency", "Other", "", "", "no"),
         ("MB", "C2", "mandal", "B", "", "", "हाँ"))  # fmt: skip

    assert (area(office, "C1").is_desk, area(office, "C1").desk_id) == (True, area_of("C1"))
    assert area(office, "MA").desk_id == area_of("C1")
    assert (area(office, "C2").is_desk, area(office, "C2").desk_id) == (False, ROOT)
    assert (area(office, "MB").is_desk, area(office, "MB").desk_id) == (True, area_of("MB"))


def test_names_and_targets_are_kept_by_language() -> None:
    office = an_office()

    tree(office, *BRANCH)

    known = area(office, "C1")
    assert (known.names, known.target) == ({"en": "Mishrikh", "hi": "मिश्रिख"}, 900)


def test_the_same_file_again_writes_no_area() -> None:
    office = an_office()
    tree(office, *BRANCH)
    before = len(office.records.commits)

    again = tree(office, *BRANCH)

    assert counts(again) == (3, 3, 0, 0)
    written = [change.row for commit in office.records.commits[before:] for change in commit]
    assert not [row for row in written if isinstance(row, Area)]


def test_a_corrected_file_renames_and_takes_back() -> None:
    office = an_office()
    tree(office, *BRANCH)

    imported = tree(office, ("C1", "D1", "constituency", "Misrikh", "", "", ""))

    known = area(office, "C1")
    assert counts(imported) == (1, 1, 1, 0)
    assert (known.names, known.target) == ({"en": "Misrikh"}, None)
    assert known.children == (area_of("MA"),)


def test_without_a_target_column_the_target_stays() -> None:
    office = an_office()
    tree(office, *BRANCH)

    tree(office, ("C1", "constituency", "Misrikh"), head=("code", "level", "name"))

    assert (area(office, "C1").target, area(office, "C1").parent_id) == (900, area_of("D1"))


def test_a_parent_stands_before_its_children_or_is_known() -> None:
    office = an_office()

    imported = tree(office, BRANCH[1], *BRANCH)

    assert office.report(imported) == [("2", "parent_code", "unknown_parent")]
    assert counts(imported) == (4, 3, 3, 1)


def test_an_area_is_never_moved_to_another_parent() -> None:
    office = an_office()

    imported = tree(office, ("B1", "M2", "booth", "Booth", "", "", ""))

    assert area(office, "B1").path == path_of("B1")
    assert office.report(imported) == [("2", "parent_code", "other_parent")]


def test_where_reviews_are_kept_is_decided_once() -> None:
    office = an_office()

    imported = tree(office, ("M1", "", "mandal", "M one", "", "", "yes"))

    assert office.report(imported) == [("2", "is_desk", "desk_is_fixed")]


def test_nobody_names_or_extends_what_lies_outside_her_area() -> None:
    office = an_office(user=an_importer(Role.CONVENER, "M1"))

    imported = tree(
        office,
        ("B3", "", "booth", "Mine now", "", "", ""),
        ("X1", "M2", "booth", "There", "", "", ""),
        ("X2", "", "booth", "Here", "", "", ""),
    )

    assert office.report(imported) == [
        ("2", "code", "elsewhere"),
        ("3", "parent_code", "unknown_parent"),
    ]
    assert area(office, "X2").path == (*path_of("M1"), area_of("X2"))


def test_the_importers_own_area_may_be_named_and_stays_where_it_is() -> None:
    office = an_office(user=an_importer(Role.CONVENER, "M1"))

    imported = tree(
        office,
        ("M1", "ELSEWHERE", "mandal", "Misrikh", "", "", ""),
        ("X1", "M1", "booth", "Here", "", "", ""),
    )

    assert counts(imported) == (2, 2, 2, 0)
    assert area(office, "M1").names == {"en": "Misrikh"}
    assert area(office, "M1").parent_id == ROOT
    assert area_of("X1") in area(office, "M1").children


def test_a_row_without_code_level_or_name_says_so() -> None:
    office = an_office()

    imported = tree(office, ("", "", "", "A", "", "", ""), ("X1", "", "booth", "", "", "", ""))

    assert office.report(imported) == [
        ("2", "code", "missing"), ("2", "level", "missing"), ("3", "name", "no_name"),
    ]  # fmt: skip


def test_no_area_has_more_right_below_it_than_its_row_can_name() -> None:
    office = an_office()
    crowded = replace(area(office, "M2"), children=(area_of("B3"),) * import_areas.MOST_BELOW)
    office.records.commit(Save(row=crowded))

    imported = tree(office, ("X1", "M2", "booth", "One more", "", "", ""))

    assert office.report(imported) == [("2", "parent_code", "too_many_below")]


def test_a_run_that_died_between_child_and_parent_is_mended_by_the_next() -> None:
    office = an_office()
    tree(office, *BRANCH)
    forgotten = replace(area(office, ""), children=())
    office.records.commit(Save(row=forgotten))

    tree(office, *BRANCH)

    assert area(office, "").children == (area_of("D1"),)


def test_areas_that_two_add_at_once_are_both_below_their_parent() -> None:
    office = an_office()
    import_id = office.send(ImportKind.AREAS, as_csv([HEAD, ("X1", "", "booth", "X", "", "", "")]))
    other = replace(area(office, "B1"), area_id=area_of("X1"), code="X1", parent_id=ROOT,
                    path=(ROOT, area_of("X1")), version=0)  # fmt: skip

    def somebody_is_faster(changes: Any) -> None:
        office.records.before_commit = somebody_is_faster
        if isinstance(changes[0].row, Area):
            office.records.before_commit = None
            office.records.commit(Save(row=other))

    office.records.before_commit = somebody_is_faster
    office.read_on(import_id)

    assert area(office, "X1").names == {"en": "X"}
    assert area_of("X1") in area(office, "").children
    assert counts(office.now(import_id)) == (1, 1, 1, 0)


@pytest.mark.parametrize("rows", [501, 1200])
def test_a_tree_of_many_chunks_is_whole(rows: int) -> None:
    office = an_office()
    booths = [(f"N{n}", "M2", "booth", "A booth", "", "", "") for n in range(rows)]

    imported = tree(office, *booths)

    assert counts(imported) == (rows, rows, rows, 0)
    assert len(area(office, "M2").children) == rows + 1
