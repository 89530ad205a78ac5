"""Progress as people ask for it: own level and one below, by day, and as a table."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.adapters.tables.files import TableFiles
from chalicelib.domain import progress_words as words
from chalicelib.domain.campaign import Days
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, spread
from chalicelib.domain.people import Role
from chalicelib.domain.visit import Outcome
from chalicelib.services import progress
from chalicelib.services.counting import count
from chalicelib.services.progress import Form, Report
from chalicelib.services.relaying import RowChange
from tests.builders import (
    NOON,
    a_beneficiary,
    a_campaign,
    a_small_tree,
    a_user,
    a_visit,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import FakeObjectStore, FakeRecords, FixedClock, SequentialIds

DAY = NOON.date()
THREE_DAYS = {AreaId("state"): Days(first_on=DAY, last_on=DAY + timedelta(days=2))}
CONVENER = a_user(Role.CONVENER, "state")


def a_counted_place(**campaign: Any) -> FakeRecords:
    """Return a place where two people of booth-1 were visited, a day apart, and one of three."""
    people = [a_beneficiary(beneficiary_id=an_id(n), serial=n) for n in range(3)]
    visits = [
        a_visit(visit_id=an_id(1), beneficiary_id=an_id(0), version=1),
        a_visit(
            visit_id=an_id(2), beneficiary_id=an_id(1), version=1, outcome=Outcome.REFUSED,
            started_at=NOON + timedelta(days=1),
        ),
    ]  # fmt: skip
    records = FakeRecords(*a_small_tree(), a_campaign(**campaign), *people)
    count([RowChange(old=None, new=row) for row in [*people, *visits]], records=records)
    return records


def seen(records: FakeRecords, area: str, **since_noon: float) -> Report:
    clock = FixedClock(NOON + timedelta(**since_noon))
    return progress.report(CONVENER, AreaId(area), records=records, clock=clock)


def table(found: Report, **form: Any) -> list[dict[str, Any]]:
    """Return a table's rows by the English names of its columns."""
    made = progress.sheet(found, Form(language="en", **form))
    return [dict(zip(made.header, row, strict=True)) for row in made.rows]


def test_an_area_is_seen_with_those_right_below_it_and_no_further() -> None:
    found = seen(a_counted_place(), "mandal-1")

    assert found.own.days == {
        None: {"planned": 3}, DAY: {"visited": 1, "met": 1},
        DAY + timedelta(days=1): {"visited": 1, "refused": 1},
    }  # fmt: skip
    assert [below.area.area_id for below in found.below] == ["booth-1", "booth-2"]
    assert [below.days for below in found.below] == [found.own.days, {}]


def test_out_of_scope_looks_absent() -> None:
    worker = a_user(Role.WORKER, "booth-1")
    records, clock = a_counted_place(), FixedClock(NOON)

    assert progress.report(worker, AreaId("booth-1"), records=records, clock=clock).own.days
    for area in ("booth-2", "mandal-1", "nowhere"):
        with pytest.raises(NotFound):
            progress.report(worker, AreaId(area), records=records, clock=clock)


def test_seven_hundred_areas_below_are_read_at_once_and_one_that_is_gone_is_left_out() -> None:
    names = [AreaId(f"part-{n}") for n in range(700)]
    parts = [an_area("booth-1", area_id=name, path=(*path_to("mandal-1"), name)) for name in names]
    wide = an_area("mandal-1", children=tuple(names))

    class Batches(FakeRecords):
        finds = 0

        def find(self, kind, *key):
            self.finds += 1
            return super().find(kind, *key)

        def find_many(self, kind, natural_keys):
            return [FakeRecords.find(self, kind, *key) for key in natural_keys]

    records = Batches(wide, *parts[1:], a_campaign())
    found = seen(records, "mandal-1")

    assert [below.area.area_id for below in found.below] == names[1:]
    assert records.finds <= 2


@pytest.mark.parametrize(("hours", "today"), [(6, 14), (7, 15)])
def test_today_is_told_by_the_campaigns_clock_and_by_indias_without_one(
    hours: int, today: int
) -> None:
    assert seen(a_counted_place(), "state", hours=hours).today == date(2026, 11, today)
    assert seen(FakeRecords(*a_small_tree()), "state", hours=hours).today.day == today
    assert seen(a_counted_place(utc_offset_min=0), "state", hours=hours).today.day == 14


def test_a_booth_has_nothing_below_it() -> None:
    found = seen(a_counted_place(), "booth-1")

    assert found.below == ()
    assert found.own.days


# Silence


def silent(records: FakeRecords, area: str, days: int) -> list[str]:
    found = seen(records, area, days=days)
    return [each.area.area_id for each in (found.own, *found.below) if each.is_silent]


def test_a_booth_with_nothing_after_day_one_is_silent_and_no_wider_area_is() -> None:
    records = a_counted_place(days=THREE_DAYS)

    assert silent(records, "mandal-1", days=0) == []
    assert silent(records, "mandal-1", days=1) == ["booth-2"]
    assert silent(records, "mandal-2", days=9) == ["booth-3"]
    assert silent(records, "booth-3", days=1) == ["booth-3"]
    assert silent(records, "district-2", days=1) == []


def test_nothing_is_silent_where_no_days_are_set() -> None:
    assert silent(a_counted_place(), "mandal-1", days=9) == []
    assert silent(FakeRecords(*a_small_tree()), "mandal-1", days=9) == []


# Tables


def test_a_table_has_a_row_per_area_below_and_their_total_last() -> None:
    rows = table(seen(a_counted_place(days=THREE_DAYS), "mandal-1", days=1))

    assert [row["Area"] for row in rows] == ["booth-1", "booth-2", "Total"]
    assert [row["Level"] for row in rows] == ["booth", "booth", "mandal"]
    assert [row["Visited"] for row in rows] == [2, 0, 2]
    assert [row["Planned"] for row in rows] == [3, 0, 3]
    assert [row["Visited, % of planned"] for row in rows] == [66.7, None, 66.7]
    assert [row["Note"] for row in rows] == ["", "No visit after the first day", ""]
    assert "Day" not in rows[0]


def test_a_table_of_one_day_counts_that_day_against_the_whole_roll() -> None:
    (total,) = table(seen(a_counted_place(), "booth-1"), day=DAY)

    assert (total["Visited"], total["Contacted"], total["Refused"]) == (1, 1, 0)
    assert (total["Planned"], total["Visited, % of planned"]) == (3, 33.3)


def test_a_table_by_day_has_a_row_per_area_and_day_in_which_the_roll_is_not_repeated() -> None:
    rows = table(seen(a_counted_place(), "mandal-1"), by_day=True)

    assert [(row["Area"], row["Day"], row["Visited"]) for row in rows] == [
        ("booth-1", "2026-11-14", 1), ("booth-1", "2026-11-15", 1),
        ("Total", "2026-11-14", 1), ("Total", "2026-11-15", 1),
    ]  # fmt: skip
    assert {row["Planned"] for row in rows} == {None}
    assert [row["Day"] for row in table(seen(a_counted_place(), "booth-1"), by_day=True, day=DAY)
            ] == ["2026-11-14"]  # fmt: skip


def test_a_table_speaks_one_language_and_names_an_area_in_any_it_has() -> None:
    records = a_counted_place()
    records.seed(an_area("booth-2", names={"ta": "சாவடி"}, code="TN/2"))

    made = progress.sheet(seen(records, "mandal-1"), Form(language="hi"))

    assert made.title == "प्रगति"
    assert made.header[:4] == ("क्षेत्र", "कोड", "स्तर", "सूची में लोग")
    assert [row[0] for row in made.rows] == ["booth-1", "சாவடி", "कुल"]
    assert made.rows[1][1] == "TN/2"


def test_every_column_has_a_name_of_its_own_in_both_languages() -> None:
    for language in ("hi", "en"):
        header = progress.sheet(
            seen(a_counted_place(), "booth-1"), Form(language=language, by_day=True)
        ).header
        assert len(set(header)) == len(header) == len(words.COUNTS) + 6


def test_a_workbook_is_kept_in_the_store_and_its_address_tells_the_file_name() -> None:
    found, store = seen(a_counted_place(), "mandal-1"), FakeObjectStore()
    made = progress.sheet(found, Form(language="hi"))

    url = progress.workbook(found, made, tables=TableFiles(), store=store, new_id=SequentialIds(5))

    ((key, data),) = store.derivatives.items()
    assert key == f"{spread('mandal-1')}/reports/{SequentialIds(5)()}.xlsx"
    assert data.startswith(b"PK")
    assert url.endswith("as=progress-mandal-1-2026-11-14.xlsx")
