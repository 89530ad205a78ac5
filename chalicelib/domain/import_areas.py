"""One row of the area tree, as a file says it, and what it makes of the tree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain import cells
from chalicelib.domain.areas import LEAST_REACH_M, MOST_REACH_M, Area, can_lie_at
from chalicelib.domain.cells import CellRefused
from chalicelib.domain.column_words import YES_NO_WORDS
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.import_cells import LANGUAGES, Cells, names_in
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.places import MOST_LAT, MOST_LON, Location

DESK_LEVEL: Final = "constituency"
MOST_LEVEL: Final = 40
MOST_TARGET: Final = 100_000_000


@dataclass(slots=True, kw_only=True)
class AreaLine:
    """What one row says. `parent_code` is None where it does not say what lies above."""

    row: Cells
    code: str
    parent_code: str | None
    level: str
    names: dict[str, str]
    target: int | None
    is_desk: bool | None
    place: Location | None


def area_key(row: Cells) -> str:
    """Return the row's code; nothing for a row that cannot say it."""
    try:
        return cells.identifier(row.text("code"), "code")
    except CellRefused:
        return ""


def area_line(row: Cells, language: str) -> AreaLine | None:
    """Return what the row says; None when something in it is wrong, which `row` then tells."""
    code = row.read("code", cells.identifier) or ""
    parent_code = row.read_filled("parent_code", cells.identifier)
    level = row.read("level", _level) or ""
    names = names_in(row, "name", cells.name, language)
    if not names and not row.told:
        row.tell(RowReason.NO_NAME, "name")
    target = row.read_filled("target", _target)
    is_desk = row.read_filled("is_desk", _yes)
    place = _place(row)
    if row.told:
        return None
    return AreaLine(
        row=row, code=code, parent_code=parent_code, level=level, names=names, target=target,
        is_desk=is_desk, place=place,
    )  # fmt: skip


def _place(row: Cells) -> Location | None:
    """Return where the row puts the area's middle, with its reach; half a place is told."""
    lat = row.read_filled("latitude", lambda text, column: cells.degrees(text, column, MOST_LAT))
    lon = row.read_filled("longitude", lambda text, column: cells.degrees(text, column, MOST_LON))
    reach_m = row.read_filled("reach_m", _reach)
    if row.told or (lat is None and lon is None and reach_m is None):
        return None
    if lat is None or lon is None:
        row.tell(RowReason.NO_PLACE, "longitude" if lon is None else "latitude")
        return None
    place = Location(lat=lat, lon=lon, accuracy_m=reach_m or 0)
    if not can_lie_at(place):
        row.tell(RowReason.NO_PLACE, "latitude")
    return place


def _reach(text: str, column: str) -> int:
    return cells.whole(text, column, LEAST_REACH_M, MOST_REACH_M)


def _level(text: str, column: str) -> str:
    return cells.name(text, column)[:MOST_LEVEL].lower()


def _target(text: str, column: str) -> int:
    return cells.whole(text, column, 0, MOST_TARGET)


def _yes(text: str, column: str) -> bool:
    return cells.choice(text, column, YES_NO_WORDS) == "yes"


def area_below(parent: Area, area_id: AreaId, campaign_id: CampaignId, line: AreaLine) -> Area:
    """Return a new area under `parent`; reviews are kept per constituency unless a row says so."""
    is_desk = line.level == DESK_LEVEL if line.is_desk is None else line.is_desk
    return Area(
        area_id=area_id,
        campaign_id=campaign_id,
        parent_id=parent.area_id,
        level=line.level,
        names=line.names,
        path=(*parent.path, area_id),
        is_desk=is_desk,
        desk_id=area_id if is_desk else parent.desk_id,
        code=line.code,
        target=line.target,
        place=line.place,
    )


def renamed(area: Area, line: AreaLine) -> Area:
    """Return a known area as the row has it; its place in the tree stays."""
    names: Mapping[str, str] = {**area.names, **line.names}
    gone = {each for each in LANGUAGES if line.row.has(f"name_{each}") and each not in line.names}
    return replace(
        area,
        level=line.level,
        names={language: name for language, name in names.items() if language not in gone},
        target=line.target if line.row.has("target") else area.target,
        place=_placed(area, line),
    )


def _placed(area: Area, line: AreaLine) -> Location | None:
    """Return where a known area lies now; a file without the column says nothing of its reach."""
    if not line.row.has("latitude"):
        return area.place
    if line.place is None or area.place is None or line.row.has("reach_m"):
        return line.place
    return replace(line.place, accuracy_m=area.place.accuracy_m)
