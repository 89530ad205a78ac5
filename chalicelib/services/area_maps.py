"""What a small map beside a testimonial is drawn from: its area, those around it, how far off.

Only places and outlines of areas are on it: where somebody lives, or where a picture was made, is
not read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.boundaries import Boundary, Ring
from chalicelib.domain.distances import Distance, distance_of
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import User, require_place
from chalicelib.domain.places import Location, metres_between
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.dossiers import READERS

MOST_SIBLINGS: Final = 60
MOST_LOOKED_AT: Final = 200  # of a long list, those that stand next to the area in it


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedArea:
    """One area of the map; no ring where no outline was drawn."""

    area: Area
    ring: Ring
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMap:
    """The area above, the testimonial's own, and the nearest beside it, in this order.

    `distance` is what verification found, None when it found nothing about it.
    """

    areas: tuple[MappedArea, ...]
    distance: Distance | None


def draw(user: User, visit_id: VisitId, *, records: Records) -> AreaMap:
    """Return a testimonial's map; raise NotFound outside the caller's areas."""
    item = records.find(Testimonial, visit_id)
    require_place(user, READERS, item.path if item else ())
    own = records.find(Area, item.booth_id) if item else None
    if item is None or own is None:
        raise NotFound("There is nothing under this id in your area")
    parent = records.find(Area, own.parent_id) if own.parent_id else None
    above = [parent] if parent else []
    areas = [*above, own, *_beside(own, parent, records)]
    outlines = records.find_many(Boundary, [(area.area_id,) for area in areas])
    mapped = [
        MappedArea(area=area, ring=line.ring if line else (), is_own=area is own)
        for area, line in zip(areas, outlines, strict=True)
    ]
    return AreaMap(areas=tuple(mapped), distance=distance_of(item.findings, own.area_id))


def _beside(own: Area, parent: Area | None, records: Records) -> list[Area]:
    """Return the siblings, the nearest first; those of no known place last, in their order."""
    wanted = _next_to(own.area_id, parent.children if parent else ())
    found = records.find_many(Area, [(area_id,) for area_id in wanted])
    known = [area for area in found if area is not None]
    return sorted(known, key=lambda area: _apart_m(own.place, area.place))[:MOST_SIBLINGS]


def _next_to(own_id: AreaId, children: Sequence[AreaId]) -> list[AreaId]:
    """Return the siblings by how far they stand from the area in their parent's list."""
    places = {area_id: place for place, area_id in enumerate(children)}
    here = places.pop(own_id, 0)
    return sorted(places, key=lambda area_id: abs(places[area_id] - here))[:MOST_LOOKED_AT]


def _apart_m(one: Location | None, other: Location | None) -> float:
    return metres_between(one, other) if one and other else inf
