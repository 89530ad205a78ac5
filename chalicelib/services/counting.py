"""Keeps the areas' progress sums, fed by the table's stream in batches of some seconds.

At least once and in the order of each row's changes is enough: what is placed twice changes
nothing, and an older part never replaces a newer one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import AreaId, shard_of
from chalicelib.domain.media import Media
from chalicelib.domain.progress import Part, Tally, by_area, contribution, place, total
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records, Row, Save
from chalicelib.services.relaying import RowChange
from chalicelib.services.retry import again

# Spread so that no row takes every write of a busy area, and so that a booth's row stays small.
SHARDS = 8


def count(changes: Sequence[RowChange], *, records: Records) -> None:
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
            shard = shard_of(name, SHARDS)
            yield (parent, shard), name, Part(version=new.version, counts=total([new]))
    elif isinstance(new, Visit | Media | Testimonial | Ledger) and _counts_changed(change.old, new):
        name, part = contribution(new)
        yield (new.path[-1], shard_of(new.beneficiary_id, SHARDS)), name, part


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


def sums(area_id: AreaId, *, records: Records) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return an area's counts, and those of each area right below it, by its id."""
    found = [records.find(Tally, area_id, str(number)) for number in range(SHARDS)]
    tallies = [tally for tally in found if tally is not None]
    return total(tallies), by_area(tallies)
