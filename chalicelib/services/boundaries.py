"""An area's outline, read by whoever has a role there and drawn by those who plan."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.boundaries import Boundary, Point, ring_of
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import User, require_place, require_role
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.campaigns import PLANNERS
from chalicelib.services.worklist import area_of


def read(user: User, area_id: AreaId, *, records: Records) -> Boundary:
    """Return an area's outline, one without points where none was drawn; raise NotFound."""
    area = area_of(user, area_id, records=records)
    return _of(area.area_id, records)


def draw(
    user: User, area_id: AreaId, points: Sequence[Point], if_match: int, *, records: Records
) -> Boundary:
    """Keep an area's outline and return it; no points take it away.

    Raises NotPermitted, NotFound, StaleVersion for an old `if_match`, and InvalidInput for what is
    no outline or lies nowhere near the area.
    """
    require_role(user, PLANNERS)
    area = area_of(user, area_id, records=records)
    require_place(user, PLANNERS, area.path)
    known = _of(area_id, records)
    if known.version != if_match:
        raise StaleVersion("The outline changed since you read it; read it again")
    drawn = replace(known, ring=ring_of(points, area.place) if points else ())
    if drawn == known:
        return known
    records.commit(Save(row=drawn))
    return replace(drawn, version=drawn.version + 1)


def _of(area_id: AreaId, records: Records) -> Boundary:
    return records.find(Boundary, area_id) or Boundary(area_id=area_id)
