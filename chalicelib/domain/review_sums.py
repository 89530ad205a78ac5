"""What was decided at some desks, added up: by day for everybody, or by person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from chalicelib.domain.ids import UserId
from chalicelib.domain.review_days import UNDONE, ReviewDay

K = TypeVar("K", date, UserId)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Decisions by kind and how many were taken back, by how many people, in how many seconds."""

    counts: Mapping[str, int]
    decided: int
    looked_s: int
    people: int

    @property
    def undone(self) -> int:
        """How many decisions were taken back."""
        return self.counts.get(UNDONE, 0)

    @property
    def seconds_per_item(self) -> float | None:
        """How long one decision that stands took; None where none stands."""
        return self.looked_s / self.decided if self.decided else None


def by_day(rows: Iterable[ReviewDay]) -> Mapping[date, Work]:
    """Return the sums of each day on which somebody decided, the earliest first."""
    return _by(rows, lambda row: row.day)


def by_person(rows: Iterable[ReviewDay]) -> Mapping[UserId, Work]:
    """Return the sums of each person over all days and desks given."""
    return _by(rows, lambda row: row.user_id)


def _by(rows: Iterable[ReviewDay], key: Callable[[ReviewDay], K]) -> Mapping[K, Work]:
    groups: dict[K, list[ReviewDay]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {each: _work(groups[each]) for each in sorted(groups)}


def _work(rows: Sequence[ReviewDay]) -> Work:
    names = {name for row in rows for name in row.counts}
    sums = {name: sum(row.counts.get(name, 0) for row in rows) for name in sorted(names)}
    return Work(
        counts={name: count for name, count in sums.items() if count},
        decided=sum(row.decided for row in rows),
        looked_s=sum(row.looked_s for row in rows),
        people=len({row.user_id for row in rows}),
    )
