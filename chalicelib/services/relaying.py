"""What follows from a change of the table: jobs for the queues, marks on the roll, progress.

Fed by the table's stream, at least once and in the order of each row's changes. Everything here
may be repeated.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import AreaId, shard_of
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import ENDED, Media, MediaState
from chalicelib.domain.progress import Part, Tally, contribution, place, total
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Jobs, Records, Row, Save
from chalicelib.services.retry import again
from chalicelib.services.rolls import update_person

# Above the booth an area's parts are spread, so that no row takes every write of a busy district.
SHARDS_ABOVE_BOOTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One change of one row, as the stream tells it."""

    old: Row | None
    new: Row | None


def carry(change: RowChange, *, records: Records, jobs: Jobs) -> None:
    """Send the jobs that a change makes necessary and mark new media on the roll."""
    for job in jobs_for(change):
        jobs.send(job)
    new = change.new
    if isinstance(new, Media) and new.state is MediaState.READY and _has_just_ended(change):
        _mark_kind(new, records)


def jobs_for(change: RowChange) -> Iterator[Job]:
    """Yield the jobs that one change makes necessary; none for an expired or repeated row."""
    new = change.new
    if isinstance(new, OutboxItem) and change.old is None:
        yield new.job
    elif (isinstance(new, Visit) and change.old is None) or (
        isinstance(new, Media) and _has_just_ended(change)
    ):
        yield Job(action=Action.VERIFY, subject=new.visit_id)
    elif isinstance(new, Ledger):
        yield from _consent_jobs(change.old, new)


def _has_just_ended(change: RowChange) -> bool:
    old, new = change.old, change.new
    was = isinstance(old, Media) and old.state in ENDED
    return isinstance(new, Media) and new.state in ENDED and not was


def _consent_jobs(old: Row | None, new: Ledger) -> Iterator[Job]:
    known = {c.consent_id for c in old.consents} if isinstance(old, Ledger) else set()
    visits = {c.visit_id for c in new.consents if c.consent_id not in known}
    for visit_id in sorted(visits):
        yield Job(action=Action.VERIFY, subject=visit_id)


def _mark_kind(media: Media, records: Records) -> None:
    def mark(person: Beneficiary) -> Beneficiary:
        return replace(person, media_kinds=person.media_kinds | {media.kind.value})

    update_person(media.beneficiary_id, mark, records=records)


def tally(changes: Sequence[RowChange], *, records: Records) -> None:
    """Bring the booths' sums and, from changed sums, the areas' above up to date.

    A batch writes each touched tally once. Tallies' own changes come back through the stream and
    climb one level per round, so a write never waits for the whole tree.
    """
    touched: dict[tuple[AreaId, int], dict[str, Part]] = defaultdict(dict)
    for change in changes:
        for key, name, part in _parts(change, records):
            if name not in touched[key] or touched[key][name].version < part.version:
                touched[key][name] = part
    for (area_id, shard), parts in touched.items():
        _place(area_id, shard, parts.items(), records)


def _parts(change: RowChange, records: Records) -> Iterator[tuple[tuple[AreaId, int], str, Part]]:
    new = change.new
    if isinstance(new, Tally):
        parent = _parent_of(new.area_id, records)
        if parent is not None:
            name = f"{new.area_id}#{new.shard}"
            shard = shard_of(name, SHARDS_ABOVE_BOOTH)
            yield (parent, shard), name, Part(version=new.version, counts=total([new]))
    elif isinstance(new, Visit | Media | Testimonial | Ledger) and _counts_changed(change.old, new):
        name, part = contribution(new)
        yield (new.path[-1], 0), name, part


def _counts_changed(old: Row | None, new: Visit | Media | Testimonial | Ledger) -> bool:
    """Spare the write when a row's contribution is what it was."""
    before = contribution(old)[1].counts if isinstance(old, type(new)) else {}
    return before != contribution(new)[1].counts


def _parent_of(area_id: AreaId, records: Records) -> AreaId | None:
    area = records.find(Area, area_id)
    return area.parent_id if area else None


def _place(
    area_id: AreaId, shard: int, parts: Iterable[tuple[str, Part]], records: Records
) -> None:
    def step() -> None:
        known = records.find(Tally, area_id, str(shard))
        old = known or Tally(area_id=area_id, shard=shard, parts={})
        new = place(old, parts)
        if new.parts != old.parts:
            records.commit(Save(row=new))

    again(step)


def sums(area_id: AreaId, *, records: Records) -> dict[str, int]:
    """Return an area's progress counts."""
    found = (records.find(Tally, area_id, str(n)) for n in range(SHARDS_ABOVE_BOOTH))
    return total(tally for tally in found if tally is not None)
