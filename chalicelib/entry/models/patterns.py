"""What a worker's visits of a day have in common, as her convener sees it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chalicelib.domain.people import User
from chalicelib.domain.verification.patterns import WORDS, Abuse, Pattern, WorkerDay
from chalicelib.entry.models.common import Model, PageQuery, Words


class DayQuery(Model):
    """`?day=`, by the campaign's own clock."""

    day: date


class DaysQuery(PageQuery):
    """`?day=`, and which workers."""

    day: date
    limit: Annotated[int, Field(ge=1, le=20)] = 10


class PatternView(Model):
    """One of the seven abuses: at which visits it is hinted at, of how many that could show it."""

    abuse: Abuse
    count: int
    of: int
    share: float
    is_hint: bool
    visits: list[str]
    text: Words


class WorkerDayView(Model):
    """A worker's day. A hint is a reason to go and see, not a judgement."""

    worker_id: str
    name: str
    day: date
    met: int
    hints: int
    patterns: list[PatternView]
    is_whole: bool


class WorkerDays(Model):
    """The days of several workers."""

    items: list[WorkerDayView]
    next_cursor: str | None


def day_view(worker: User, day: WorkerDay) -> WorkerDayView:
    """Return a worker's day as an answer."""
    return WorkerDayView(
        worker_id=day.worker_id,
        name=worker.name,
        day=day.day,
        met=day.met,
        hints=len(day.hints),
        patterns=[_pattern(pattern) for pattern in day.patterns],
        is_whole=day.is_whole,
    )


def _pattern(pattern: Pattern) -> PatternView:
    hindi, english = WORDS[pattern.abuse]
    return PatternView(
        abuse=pattern.abuse, count=len(pattern.visit_ids), of=pattern.of,
        share=round(pattern.share, 3), is_hint=pattern.is_hint, visits=list(pattern.visit_ids),
        text={"hi": hindi, "en": english},
    )  # fmt: skip
