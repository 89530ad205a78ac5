"""Progress per area and day, as absolute sums that cannot drift.

A tally holds its parts: for a booth the rows that count there and its roll, above it the booths' or
areas' totals. A part carries the version of what it was taken from and only a newer one replaces
it, so duplicated, reordered and replayed stream batches end in the same numbers as a recount.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, assert_never

from chalicelib.domain.campaign import INDIA_MIN, local_day
from chalicelib.domain.consent import Ledger, Purpose, standing_of
from chalicelib.domain.ids import AreaId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.publishing import Publication, publication_id_of
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit

Counts = Mapping[str, int]
Days = Mapping[date | None, Counts]
Moment = tuple[datetime, Counts]
ROW_DIGITS = 8
Counted = Visit | Media | Testimonial | Ledger | Publication
PLANNED: Final = "planned"
ROLL: Final = "roll"  # the part that says how long a booth's roll is


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One contribution by day, and the version of what it was taken from.

    Under None stands what belongs to no day: the roll, and counts from before days were kept.
    """

    version: int
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One shard of an area's sums: a booth's by person, a wider area's by the areas below."""

    area_id: AreaId
    shard: int
    parts: Mapping[str, Part]
    version: int = 0


def contribution(row: Counted, *, offset_min: int = INDIA_MIN) -> tuple[str, Part]:
    """Return the part's name and value for one row; days are those of a clock with this offset."""
    letter, row_id, moments = _told_by(row)
    # Eight digits of an id tell one person's few rows apart.
    name = f"{owner_of(row)}:{letter}{row_id[-ROW_DIGITS:]}"
    days = added({local_day(at, offset_min): counts} for at, counts in moments)
    return name, Part(version=row.version, days=days)


def owner_of(row: Counted) -> str:
    """Return by whom a row counts: its person; a reel's post, which is of nobody, by the reel."""
    if isinstance(row, Publication):
        return row.beneficiary_id or row.visit_id
    return row.beneficiary_id


def _told_by(row: Counted) -> tuple[str, str, Iterator[Moment]]:
    """Return a letter for the kind of row, the row's id, and what it counts and when that was."""
    match row:
        case Visit():
            return "V", row.visit_id, iter([(row.began_at, _done_at(row))])
        case Media():
            is_ready = row.state is MediaState.READY
            return "M", row.media_id, iter([(row.granted_at, {f"{row.kind}s": int(is_ready)})])
        case Ledger():
            return "C", row.beneficiary_id, _agreed(row)
        case Testimonial():
            return "T", row.visit_id, _stages(row)
        case Publication():
            # One part for all that ever goes out of a visit on a channel, whatever its version.
            return "P", publication_id_of(row.visit_id, row.channel_id, 0), _seen(row)
        case _:  # pragma: no cover  # the type checker proves that there is no other
            assert_never(row)


def _done_at(visit: Visit) -> Counts:
    sticker = visit.sticker
    return {
        "visited": 1,
        visit.outcome.value: 1,
        "leaflets": int(bool(visit.leaflet_given)),
        "stickers": int(sticker is not None and sticker.placed and sticker.owner_agreed),
        "calls": int(visit.call_id is not None),
    }


def _agreed(ledger: Ledger) -> Iterator[Moment]:
    """Yield the person once, when she last agreed to publishing, while that stands."""
    standing = [c for c in ledger.consents if Purpose.PUBLISH in standing_of(ledger, c)]
    if standing:
        yield max(consent.agreed_at for consent in standing), {"consents": 1}


_STAGES: Final[Mapping[State, str]] = {
    State.PENDING_REVIEW: "pending_review",
    State.PUBLISHED: "posted",
    State.WITHDRAWN: "withdrawn",
}


def _stages(item: Testimonial) -> Iterator[Moment]:
    """Yield where it stands; what was approved stays so on its own day when it is posted."""
    if item.state in _STAGES:
        yield item.since, {_STAGES[item.state]: 1}
    if item.state in {State.APPROVED, State.PUBLISHING, State.PUBLISHED}:
        decided = [step.at for step in item.history if step.target is State.APPROVED]
        yield max(decided, default=item.since), {"approved": 1}


def _seen(post: Publication) -> Iterator[Moment]:
    """Yield how often a post was seen and answered, on the day on which it went out.

    Also once it is gone: it was seen.
    """
    told = post.metrics
    if told is not None and post.posted_at is not None:
        yield post.posted_at, {"views": told.views or 0, "reactions": told.reactions or 0}


def booth_expecting(person: Beneficiary) -> AreaId | None:
    """Return the booth that has to visit a person; None when she is merged away or erased."""
    return None if person.merged_into or person.is_erased else person.booth_id


def with_roll(tally: Tally, planned: int) -> Tally:
    """Return the tally with the length of its roll; unchanged when it says that already.

    Its version counts the changes. Who counts the roll after reading the tally, and saves only if
    the tally is still the one she read, can therefore never put an older length over a newer one.
    """
    known = tally.parts.get(ROLL) or Part(version=0, days={None: {PLANNED: 0}})
    days: Days = {None: {PLANNED: planned}}
    if known.days == days:
        return tally
    return place(tally, [(ROLL, Part(version=known.version + 1, days=days))])


def place(tally: Tally, parts: Iterable[tuple[str, Part]]) -> Tally:
    """Return the tally with each part replaced where the given one is newer."""
    merged = dict(tally.parts)
    for name, part in parts:
        if name not in merged or merged[name].version < part.version:
            merged[name] = part
    return replace(tally, parts=merged)


def added(each: Iterable[Days]) -> dict[date | None, dict[str, int]]:
    """Return the sums by day; counts of zero and days without any are left out."""
    sums: dict[date | None, dict[str, int]] = {}
    for days in each:
        for day, counts in days.items():
            for name, count in counts.items():
                if count:
                    of_day = sums.setdefault(day, {})
                    of_day[name] = of_day.get(name, 0) + count
    return sums


def over_all(days: Days) -> dict[str, int]:
    """Return the sums over all days, and what belongs to none."""
    return added({None: counts} for counts in days.values()).get(None, {})


def shown(days: Days, day: date | None = None) -> dict[str, int]:
    """Return the counts as people see them, over all days or of one; zeros are left out.

    `contacted` are those who were met. The roll belongs to no day.
    """
    counts = over_all(days) if day is None else over_all({day: days.get(day, {})})
    return counts | ({"contacted": counts["met"]} if "met" in counts else {})


def roll_of(days: Days) -> int:
    """Return how many people there are to visit."""
    return days.get(None, {}).get(PLANNED, 0)


def share(visited: int, planned: int) -> float | None:
    """Return visits per planned person, above 1 where some were visited twice; None unplanned."""
    return round(visited / planned, 4) if planned else None


def total(tallies: Iterable[Tally]) -> dict[date | None, dict[str, int]]:
    """Return the sums over all parts of all shards, by day."""
    return added(part.days for tally in tallies for part in tally.parts.values())


def by_area(tallies: Iterable[Tally]) -> dict[str, dict[date | None, dict[str, int]]]:
    """Return the sums by day per area right below, where the parts are areas' totals."""
    below: dict[str, list[Days]] = {}
    for tally in tallies:
        for name, part in tally.parts.items():
            area_id, is_area, _ = name.partition("#")
            if is_area:
                below.setdefault(area_id, []).append(part.days)
    return {area_id: added(each) for area_id, each in below.items()}
