"""Progress per area, as absolute sums that cannot drift.

A tally holds its parts: for a booth the rows that count there, above it the booths' or areas'
totals. A part carries the version of what it was taken from and only a newer one replaces it, so
duplicated, reordered and replayed stream batches end in the same numbers as a recount.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from chalicelib.domain.consent import Ledger, Purpose, everywhere
from chalicelib.domain.ids import AreaId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit

Counts = Mapping[str, int]
ROW_DIGITS = 8
Counted = Visit | Media | Testimonial | Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One contribution and the version of the row it was taken from."""

    version: int
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One shard of an area's sums: a booth's by person, a wider area's by the areas below."""

    area_id: AreaId
    shard: int
    parts: Mapping[str, Part]
    version: int = 0


def contribution(row: Counted) -> tuple[str, Part]:
    """Return the part's name and value for one row."""
    match row:
        case Visit():
            counts = {"visited": 1, row.outcome.value: 1}
            return _name(row, "V", row.visit_id), Part(version=row.version, counts=counts)
        case Media():
            ready = {f"{row.kind.value}s": 1} if row.state is MediaState.READY else {}
            return _name(row, "M", row.media_id), Part(version=row.version, counts=ready)
        case Ledger():
            consents = {"consents": 1} if Purpose.PUBLISH in everywhere(row) else {}
            return _name(row, "C", row.beneficiary_id), Part(version=row.version, counts=consents)
        case Testimonial():
            return _name(row, "T", row.visit_id), Part(
                version=row.version, counts=_stage(row.state)
            )
        case _:  # pragma: no cover  # the type checker proves that there is no other
            assert_never(row)


def _name(row: Counted, letter: str, row_id: str) -> str:
    """Name a part by its person and row. Eight hex digits tell one person's few rows apart."""
    return f"{row.beneficiary_id}:{letter}{row_id[-ROW_DIGITS:]}"


def _stage(state: State) -> Counts:
    reached = {
        State.PENDING_REVIEW: {"pending_review": 1},
        State.APPROVED: {"approved": 1},
        State.PUBLISHING: {"approved": 1},
        State.PUBLISHED: {"approved": 1, "posted": 1},
        State.WITHDRAWN: {"withdrawn": 1},
    }
    return reached.get(state, {})


def place(tally: Tally, parts: Iterable[tuple[str, Part]]) -> Tally:
    """Return the tally with each part replaced where the given one is newer."""
    merged = dict(tally.parts)
    for name, part in parts:
        if name not in merged or merged[name].version < part.version:
            merged[name] = part
    return replace(tally, parts=merged)


def by_area(tallies: Iterable[Tally]) -> dict[str, dict[str, int]]:
    """Return the sums per area right below, where the parts are areas' totals."""
    sums: dict[str, dict[str, int]] = {}
    for tally in tallies:
        for name, part in tally.parts.items():
            area_id, is_area, _ = name.partition("#")
            if is_area:
                below = sums.setdefault(area_id, {})
                for count, number in part.counts.items():
                    below[count] = below.get(count, 0) + number
    return sums


def total(tallies: Iterable[Tally]) -> dict[str, int]:
    """Return the sums over all parts of all shards; counts of zero are left out."""
    sums: dict[str, int] = {}
    for tally in tallies:
        for part in tally.parts.values():
            for name, count in part.counts.items():
                sums[name] = sums.get(name, 0) + count
    return {name: count for name, count in sums.items() if count}
