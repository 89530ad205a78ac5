"""Keeps the areas' progress sums, fed by the table's stream in batches of some seconds.

At least once and in the order of each row's changes is enough: what is placed twice changes
nothing, and an older part never replaces a newer one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import INDIA_MIN, Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import AreaId, shard_of
from chalicelib.domain.media import Media
from chalicelib.domain.progress import (
    Counted,
    Part,
    Tally,
    booth_expecting,
    contribution,
    owner_of,
    place,
    total,
    with_roll,
)
from chalicelib.domain.publishing import Publication
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from chalicelib.services.relaying import RowChange
from chalicelib.services.retry import again

# Spread so that no row takes every write of a busy area, and so that a booth's row stays small.
SHARDS = 8
# The kinds of row whose changes count; whoever feeds us need not read any other.
FOLLOWED: Final[tuple[type[Row], ...]] = (
    Visit, Media, Testimonial, Ledger, Publication, Beneficiary, Tally,
)  # fmt: skip
Key = tuple[AreaId, int]
Placing = tuple[Key, str, Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What a batch needs of the tree: which area each lies in, and the clocks of the campaigns."""

    parents: Mapping[AreaId, AreaId]
    clocks: Mapping[AreaId, int]


def count(changes: Sequence[RowChange], *, records: Records) -> None:
    """Bring the sums of the touched booths, and of every area above them, up to date.

    A batch writes each touched tally once, level by level. Should a run end between two levels,
    the written tally's own change comes through the stream and climbs on from there.
    """
    ground = _ground(changes, records)
    rolls = {(booth, shard_of(booth, SHARDS)) for booth in _changed_rolls(changes)}
    level = _gathered(_placing(change, ground) for change in changes)
    level = {**{key: {} for key in sorted(rolls)}, **level}
    while level:
        written = [
            _place(key, parts, records, counts_roll=key in rolls) for key, parts in level.items()
        ]
        rolls = set()
        level = _gathered(_sum_of(tally, ground) for tally in written if tally is not None)


def _ground(changes: Sequence[RowChange], records: Records) -> _Ground:
    """Read the areas that the changes lie in, all at once, and their campaigns."""
    wanted = sorted({area for change in changes for area in _areas_of(change)})
    found = records.find_many(Area, [(area_id,) for area_id in wanted]) if wanted else []
    areas = [area for area in found if area is not None]
    ids = sorted({area.campaign_id for area in areas})
    campaigns = [records.find(Campaign, campaign_id) for campaign_id in ids]
    offsets = {each.campaign_id: each.utc_offset_min for each in campaigns if each is not None}
    return _Ground(
        parents={low: high for area in areas for high, low in pairwise(area.path)},
        clocks={area.area_id: offsets.get(area.campaign_id, INDIA_MIN) for area in areas},
    )


def _areas_of(change: RowChange) -> set[AreaId]:
    match change.new:
        case Tally(area_id=area_id):
            return {area_id}
        case Visit() | Media() | Testimonial() | Ledger() | Publication():
            return {_booth_of(change.new)}
        case _:
            return _changed_rolls([change])


def _booth_of(row: Counted) -> AreaId:
    return row.booth_id if isinstance(row, Media) else row.path[-1]


def _changed_rolls(changes: Iterable[RowChange]) -> set[AreaId]:
    """Return the booths that have somebody more to visit, or somebody less."""
    booths = ((_expecting(change.old), _expecting(change.new)) for change in changes)
    return {booth for pair in booths if pair[0] != pair[1] for booth in pair if booth}


def _expecting(row: Row | None) -> AreaId | None:
    return booth_expecting(row) if isinstance(row, Beneficiary) else None


def _gathered(found: Iterable[Placing | None]) -> dict[Key, dict[str, Part]]:
    """Return the newest parts per tally."""
    touched: dict[Key, dict[str, Part]] = defaultdict(dict)
    for each in found:
        if each is None:
            continue
        key, name, part = each
        if name not in touched[key] or touched[key][name].version < part.version:
            touched[key][name] = part
    return touched


def _placing(change: RowChange, ground: _Ground) -> Placing | None:
    """Return which tally a changed row counts in, and with what; None when in none."""
    old, new = change.old, change.new
    if isinstance(new, Tally):
        return _sum_of(new, ground)
    if not isinstance(new, Counted) or _is_counted_elsewhere(new):
        return None
    booth_id = _booth_of(new)
    offset_min = ground.clocks.get(booth_id, INDIA_MIN)
    name, part = contribution(new, offset_min=offset_min)
    # Spare the write when the row's contribution is what it was.
    before = contribution(old, offset_min=offset_min)[1].days if isinstance(old, type(new)) else {}
    if before == part.days:
        return None
    return (booth_id, shard_of(owner_of(new), SHARDS)), name, part


def _is_counted_elsewhere(row: Counted) -> bool:
    """True for a reel's own rows: its members were counted. How often it is seen counts."""
    return row.beneficiary_id == NOBODY and not isinstance(row, Publication)


def _sum_of(tally: Tally, ground: _Ground) -> Placing | None:
    """Return a tally's total as a part of the area above; None at the top of the tree."""
    parent = ground.parents.get(tally.area_id)
    if parent is None:
        return None
    part = Part(version=tally.version, days=total([tally]))
    # By area, not by shard: a busy booth's shards then cost its mandal one write.
    return (parent, shard_of(tally.area_id, SHARDS)), f"{tally.area_id}#{tally.shard}", part


def _place(
    key: Key, parts: Mapping[str, Part], records: Records, *, counts_roll: bool
) -> Tally | None:
    """Return the tally as written with the parts; None when it had them already."""
    area_id, shard = key

    def step() -> Tally | None:
        known = records.find(Tally, area_id, str(shard))
        old = known or Tally(area_id=area_id, shard=shard, parts={})
        new = place(old, parts.items())
        if counts_roll:
            # After the tally is read, as with_roll demands.
            new = with_roll(new, records.count_roll(area_id))
        if new.parts == old.parts:
            return None
        records.commit(Save(row=new))
        return replace(new, version=new.version + 1)

    return again(step)
