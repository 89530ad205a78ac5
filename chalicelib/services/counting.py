"""Keeps the areas' progress sums, fed by the table's stream in batches of some seconds.

At least once and in the order of each row's changes is enough: what is placed twice changes
nothing, and an older part never replaces a newer one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import AreaId, shard_of
from chalicelib.domain.media import Media
from chalicelib.domain.progress import Part, Tally, by_area, contribution, place, total
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from chalicelib.services.relaying import RowChange
from chalicelib.services.retry import again

# Spread so that no row takes every write of a busy area, and so that a booth's row stays small.
SHARDS = 8
Key = tuple[AreaId, int]


def count(changes: Sequence[RowChange], *, records: Records) -> None:
    """Bring the sums of the touched booths, and of every area above them, up to date.

    A batch writes each touched tally once, level by level. Should a run end between two levels,
    the written tally's own change comes through the stream and climbs on from there.
    """
    level = _gathered(_parts(change.old, change.new, records) for change in changes)
    while level:
        written = [_place(area_id, shard, parts, records) for (area_id, shard), parts in level]
        level = _gathered(_parts(None, tally, records) for tally in written if tally is not None)


def _gathered(
    found: Iterable[tuple[Key, str, Part] | None],
) -> list[tuple[Key, Mapping[str, Part]]]:
    """Return the newest parts per tally."""
    touched: dict[Key, dict[str, Part]] = defaultdict(dict)
    for each in found:
        if each is None:
            continue
        key, name, part = each
        if name not in touched[key] or touched[key][name].version < part.version:
            touched[key][name] = part
    return list(touched.items())


def _parts(old: Row | None, new: Row | None, records: Records) -> tuple[Key, str, Part] | None:
    """Return which tally a changed row counts in, and with what; None when in none."""
    if isinstance(new, Tally):
        parent = _parent_of(new.area_id, records)
        if parent is None:
            return None
        name, sums_up = f"{new.area_id}#{new.shard}", total([new])
        part = Part(version=new.version, counts=sums_up)
        # By area, not by shard: a busy booth's shards then cost its mandal one write.
        return (parent, shard_of(new.area_id, SHARDS)), name, part
    if isinstance(new, Visit | Media | Testimonial | Ledger) and _counts_changed(old, new):
        name, part = contribution(new)
        booth_id = new.booth_id if isinstance(new, Media) else new.path[-1]
        return (booth_id, shard_of(new.beneficiary_id, SHARDS)), name, part
    return None


def _counts_changed(old: Row | None, new: Visit | Media | Testimonial | Ledger) -> bool:
    """Spare the write when a row's contribution is what it was."""
    before = contribution(old)[1].counts if isinstance(old, type(new)) else {}
    return before != contribution(new)[1].counts


def _parent_of(area_id: AreaId, records: Records) -> AreaId | None:
    area = records.find(Area, area_id)
    return area.parent_id if area else None


def _place(
    area_id: AreaId, shard: int, parts: Mapping[str, Part], records: Records
) -> Tally | None:
    """Return the tally as written with the parts; None when it had them already."""

    def step() -> Tally | None:
        known = records.find(Tally, area_id, str(shard))
        old = known or Tally(area_id=area_id, shard=shard, parts={})
        new = place(old, parts.items())
        if new.parts == old.parts:
            return None
        records.commit(Save(row=new))
        return replace(new, version=new.version + 1)

    return again(step)


def sums(area_id: AreaId, *, records: Records) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return an area's counts, and those of each area right below it, by its id."""
    found = [records.find(Tally, area_id, str(number)) for number in range(SHARDS)]
    tallies = [tally for tally in found if tally is not None]
    return total(tallies), by_area(tallies)
