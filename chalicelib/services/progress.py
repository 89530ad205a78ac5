"""An area's progress, as people ask for it: for a page, or as a table for a spreadsheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.domain import progress_words as words
from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import INDIA_MIN, Campaign, day_of, days_at, local_day
from chalicelib.domain.ids import AreaId, spread
from chalicelib.domain.people import User
from chalicelib.domain.progress import (
    PLANNED,
    Days,
    Tally,
    by_area,
    roll_of,
    share,
    shown,
    total,
)
from chalicelib.domain.tables import Cell
from chalicelib.ports import Clock, NewId, ObjectStore, Records, Tables
from chalicelib.services.counting import SHARDS
from chalicelib.services.worklist import area_of

Row = tuple[Cell, ...]
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one area has come; `is_silent` when a booth was left out after the first day."""

    area: Area
    days: Days
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An area and those right below it, and when that was by our clock and by its campaign's."""

    own: Standing
    below: tuple[Standing, ...]
    at: datetime
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a table is wanted: its language, one row per area or per day, all days or just one."""

    language: str
    by_day: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table for a spreadsheet."""

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def report(user: User, area_id: AreaId, *, records: Records, clock: Clock) -> Report:
    """Return the progress of an area in the caller's scope; raise NotFound."""
    area = area_of(user, area_id, records=records)
    campaign = records.find(Campaign, area.campaign_id)
    now = clock.now()
    today = day_of(campaign, now) if campaign else local_day(now, INDIA_MIN)

    def standing(of: Area, days: Days) -> Standing:
        return Standing(area=of, days=days, is_silent=_is_silent(of, days, campaign, today))

    own, below = sums(area_id, records=records)
    children = children_of(area, records=records)
    return Report(
        own=standing(area, own),
        below=tuple(standing(child, below.get(child.area_id, {})) for child in children),
        at=now,
        today=today,
    )


def sums(area_id: AreaId, *, records: Records) -> tuple[Days, dict[str, Days]]:
    """Return an area's counts by day, and those of each area right below it, by its id."""
    found = records.find_many(Tally, [(area_id, str(number)) for number in range(SHARDS)])
    tallies = [tally for tally in found if tally is not None]
    return total(tallies), {**by_area(tallies)}


def children_of(area: Area, *, records: Records) -> list[Area]:
    """Return the areas right below, in their order; one that is gone is left out."""
    found = records.find_many(Area, [(child,) for child in area.children])
    return [child for child in found if child is not None]


def _is_silent(area: Area, days: Days, campaign: Campaign | None, today: date) -> bool:
    """True for an area without any below, in which nobody was visited though it began long ago."""
    planned = days_at(campaign, area.path) if campaign else None
    if planned is None or area.children or today <= planned.first_on:
        return False
    return "visited" not in shown(days)


def sheet(found: Report, form: Form) -> Sheet:
    """Return the areas below, each in a row or in one per day, and their total at the end."""
    language = form.language
    day = (words.DAY[language],) if form.by_day else ()
    rows = [
        row
        for standing in found.below
        for row in _rows(standing, _naming(standing.area, language), form)
    ]
    total_name = (words.TOTAL[language], found.own.area.code, found.own.area.level)
    return Sheet(
        title=words.TITLE[language],
        header=(
            words.AREA[language], words.CODE[language], words.LEVEL[language], *day,
            *(label[language] for label in words.COUNTS.values()),
            words.SHARE[language], words.NOTE[language],
        ),
        rows=(*rows, *_rows(found.own, total_name, form)),
    )  # fmt: skip


def _naming(area: Area, language: str) -> tuple[str, str, str]:
    name = area.names.get(language) or next(iter(area.names.values()), "")
    return name, area.code, area.level


def _rows(standing: Standing, naming: tuple[str, str, str], form: Form) -> Iterator[Row]:
    days, note = standing.days, words.SILENT[form.language] if standing.is_silent else ""
    if not form.by_day:
        planned, counts = roll_of(days), shown(days, form.day)
        part = share(counts.get("visited", 0), planned)
        percent = None if part is None else round(100 * part, 1)
        yield (*naming, *_cells({**counts, PLANNED: planned}), percent, note)
        return
    # The roll is of no day: told on each, it would be added up.
    for day in [form.day] if form.day else sorted(day for day in days if day):
        yield (*naming, day.isoformat(), *_cells({**shown(days, day), PLANNED: None}), None, note)


def _cells(counts: Mapping[str, Cell]) -> Row:
    return tuple(counts.get(name, 0) for name in words.COUNTS)


def workbook(of: Report, table: Sheet, *, tables: Tables, store: ObjectStore, new_id: NewId) -> str:
    """Keep the table as an XLSX file and return the address that downloads it for some minutes."""
    area_id = of.own.area.area_id
    key = f"{spread(area_id)}/reports/{new_id()}.xlsx"
    store.keep_report(key, tables.xlsx(table.title, table.header, table.rows), XLSX)
    return store.report_url(key, f"{file_stem(of)}.xlsx")


def file_stem(of: Report) -> str:
    """Return what a file of this report is called, without its ending."""
    return f"progress-{of.own.area.area_id}-{of.today}"
