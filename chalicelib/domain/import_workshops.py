"""One row of the plan of workshops, as a file says it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import partial
from typing import Final

from chalicelib.domain import cells
from chalicelib.domain.cells import CellRefused, Reason
from chalicelib.domain.import_cells import Cells, names_in
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.spelling import ascii_digits, clean

MOST_PLACE: Final = 200
MOST_TRAINERS: Final = 20
MOST_SEATS: Final = 100_000
# Plans reach some months ahead, and lists of what was held are kept as long.
YEARS_AROUND: Final = timedelta(days=2 * 366)
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
NOON: Final = 12


@dataclass(slots=True, kw_only=True)
class WorkshopLine:
    """What one row says; trainers go by the references of the workers' files."""

    row: Cells
    reference: str
    area_code: str
    titles: dict[str, str]
    starts_at: datetime
    finish_by: date | None
    place: str
    trainers: tuple[str, ...]
    capacity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the campaign says beforehand of the rows of its plan."""

    language: str
    today: date
    utc_offset_min: int


def workshop_key(row: Cells) -> str:
    """Return the row's reference; nothing for a row that cannot say it."""
    try:
        return cells.identifier(row.text("reference"), "reference")
    except CellRefused:
        return ""


def workshop_line(row: Cells, plan: Plan) -> WorkshopLine | None:
    """Return what the row says; None when something in it is wrong, which `row` then tells."""
    days = partial(cells.day, least=plan.today - YEARS_AROUND, most=plan.today + YEARS_AROUND)
    reference = row.read("reference", cells.identifier) or ""
    area_code = row.read("area_code", cells.identifier) or ""
    titles = names_in(row, "title", cells.name, plan.language)
    held_on = row.read("starts_at", days) or plan.today
    begins = _time_in(row)
    finish_by = row.read_filled("finish_by", days)
    place = row.read_filled("place", _place) or ""
    trainers = row.read_filled("trainers", _references) or ()
    capacity = row.read_filled("capacity", _seats)
    if row.told:
        return None
    return WorkshopLine(
        row=row, reference=reference, area_code=area_code, titles=titles,
        starts_at=_instant(held_on, begins, plan), finish_by=finish_by, place=place,
        trainers=trainers, capacity=capacity,
    )  # fmt: skip


def _time_in(row: Cells) -> time:
    """Return the time of day; midnight where the row leaves it open."""
    text = ascii_digits(clean(row.text("start_time")))
    if not text:
        return time()
    found = _TIME.fullmatch(text)
    hour = _hour(int(found[1]), found[3]) if found else -1
    try:
        return time(hour, int(found[2]) if found else 0)
    except ValueError:
        row.tell(RowReason.NOT_A_TIME, "start_time")
        return time()


def _hour(hour: int, half: str | None) -> int:
    """Return the hour of 24; 12 AM is midnight. -1 for 13 PM."""
    if half is None:
        return hour
    if not 1 <= hour <= NOON:
        return -1
    return hour % NOON + (NOON if half.lower() == "p" else 0)


def _instant(day: date, at: time, plan: Plan) -> datetime:
    zone = timezone(timedelta(minutes=plan.utc_offset_min))
    return datetime.combine(day, at, zone).astimezone(UTC)


def _place(text: str, column: str) -> str:
    return cells.text(text, column, MOST_PLACE)


def _seats(text: str, column: str) -> int:
    return cells.whole(text, column, 1, MOST_SEATS)


def _references(text: str, column: str) -> tuple[str, ...]:
    said = cells.words(text)
    if len(said) > MOST_TRAINERS:
        raise CellRefused(column, Reason.TOO_LONG)
    return tuple(cells.identifier(word, column) for word in said)
