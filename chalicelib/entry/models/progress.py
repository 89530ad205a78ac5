"""Progress of an area and of those right below it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from chalicelib.domain.progress import roll_of, share, shown
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.services.progress import Report, Standing

Flag = Literal["silent"]


class ProgressQuery(Model):
    """`?day=` narrows the counts to one day; `?by=day&language=` are for the tables alone."""

    day: Annotated[date | None, Field(description="The one day to count, as YYYY-MM-DD.")] = None
    by: Annotated[
        Literal["area", "day"],
        Field(description="One row per area, or per area and day. For tables."),
    ] = "area"
    language: Annotated[
        Literal["hi", "en"], Field(description="What the columns are called in. For tables.")
    ] = "hi"


class DayCounts(Model):
    """The counts of one day."""

    day: Annotated[date, Field(description="A day of the campaign's own calendar.")]
    counts: dict[str, int]


class AreaProgress(Model):
    """The counts of one area; those of zero are left out.

    `planned` are the people on its roll, `share` is visits per planned person. `silent` flags a
    booth where nobody was visited although the campaign's first day is over there.
    """

    area_id: str
    level: str
    names: Words
    counts: dict[str, int]
    planned: Annotated[int, Field(description="How many people are on the roll.")]
    share: Annotated[float | None, Field(description="Visits per planned person.")]
    target: Annotated[int | None, Field(description="How many a file of areas said to visit.")]
    flags: Annotated[list[Flag], Field(description="What needs somebody's eye.")]


class ProgressChild(AreaProgress):
    """An area below, and what it did today."""

    today: Annotated[dict[str, int], Field(description="What was done there today.")]


class ProgressView(AreaProgress):
    """An area and those right below it, as the stream has brought their counts so far."""

    as_of: Instant
    day: Annotated[date | None, Field(description="The one day that was asked for.")]
    by_day: Annotated[list[DayCounts], Field(description="Its counts on each day, in order.")]
    children: list[ProgressChild]


class ReportLink(Model):
    """Where a table is downloaded from, for some minutes; `Location` says the same."""

    url: Annotated[str, Field(description="Where the file is.")]


def progress_view(found: Report, day: date | None) -> ProgressView:
    """Return a report as an answer, its counts over all days or of one."""
    days = found.own.days
    return ProgressView(
        **_counts_of(found.own, day),
        as_of=found.at,
        day=day,
        by_day=[
            DayCounts(day=each, counts=shown(days, each)) for each in sorted(filter(None, days))
        ],
        children=[
            ProgressChild(**_counts_of(child, day), today=shown(child.days, found.today))
            for child in found.below
        ],
    )


def _counts_of(standing: Standing, day: date | None) -> dict[str, Any]:
    """Return the fields of AreaProgress."""
    area, counts = standing.area, shown(standing.days, day)
    planned = roll_of(standing.days)
    return {
        "area_id": area.area_id,
        "level": area.level,
        "names": dict(area.names),
        "counts": counts,
        "planned": planned,
        "share": share(counts.get("visited", 0), planned),
        "target": area.target,
        "flags": ["silent"] if standing.is_silent else [],
    }
