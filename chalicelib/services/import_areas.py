"""Rows of places become the area tree. A place stays where it is; what it is called may change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId
from chalicelib.domain.import_areas import AreaLine, area_below, area_key, area_line, renamed
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.importing import Import
from chalicelib.domain.rows import Save
from chalicelib.services.import_base import Tools, area_id_of
from chalicelib.services.retry import again

# An area's row names those right below it, and DynamoDB's rows end at 400 KB.
MOST_BELOW: Final = 5000


class AreaRows:
    """The importer of areas."""

    free: frozenset[str] = frozenset()

    def __init__(self, imported: Import, campaign: Campaign, tools: Tools) -> None:
        self._imported = imported
        self._language = campaign.languages[0]
        self._tools = tools

    def key(self, row: Cells) -> str:
        """Return the area's code."""
        return area_key(row)

    def take(self, rows: Sequence[Cells]) -> int:
        """Add and rename areas; return how many rows did either."""
        lines = [line for row in rows if (line := area_line(row, self._language)) is not None]
        changed: set[str] = set()

        def step() -> None:
            tree = self._tree(lines)
            for line in lines:
                tree.place(line)
            changed.update(tree.changed)
            self._keep(tree)

        again(step)
        return sum(1 for line in lines if line.code in changed and not line.row.told)

    def _tree(self, lines: Sequence[AreaLine]) -> "_Tree":
        for line in lines:
            line.row.told.clear()  # of the attempt before
        top = self._tools.records.find(Area, self._imported.path[-1])
        assert top is not None  # noqa: S101  areas are never removed
        codes = {code for line in lines for code in (line.code, line.parent_code) if code}
        ids = [area_id_of(self._imported.campaign_id, code) for code in sorted(codes)]
        found = self._tools.records.find_many(Area, [(area_id,) for area_id in ids])
        return _Tree(self._imported, top, [area for area in found if area is not None])

    def _keep(self, tree: "_Tree") -> None:
        """Write new areas, then those above that name them: read again, the rest is written too."""
        if self._tools.records.add([area for area in tree.news() if area.version == 0]):
            raise StaleVersion("Somebody added the same area")
        for area in tree.news():
            if area.version > 0:
                self._tools.records.commit(Save(row=area))


class _Tree:
    """The areas that a chunk speaks of, as they were read and as they become."""

    def __init__(self, imported: Import, top: Area, known: Sequence[Area]) -> None:
        self.changed: set[str] = set()
        self._imported = imported
        self._top = top
        self._before = {area.area_id: area for area in (top, *known)}
        self._now = dict(self._before)

    def news(self) -> list[Area]:
        """Return the areas that are new or not as they were."""
        return [area for area_id, area in self._now.items() if area != self._before.get(area_id)]

    def place(self, line: AreaLine) -> None:
        """Give one row its place in the tree; a row that has none tells why."""
        area_id = self._id_of(line.code)
        known = self._now.get(area_id)
        if known is None:
            self._add(area_id, line)
        elif reason := self._why_not(known, line):
            line.row.tell(*reason)
        else:
            self._put(renamed(known, line), line)
            self._hang(self._now[area_id])

    def _id_of(self, code: str) -> AreaId:
        """Return the id of the area with this code; the top one may be older than any file."""
        if code == self._top.code:
            return self._top.area_id
        return area_id_of(self._imported.campaign_id, code)

    def _add(self, area_id: AreaId, line: AreaLine) -> None:
        parent = self._parent(line)
        if parent is None:
            line.row.tell(RowReason.UNKNOWN_PARENT, "parent_code")
            return
        if len(parent.children) >= MOST_BELOW:
            line.row.tell(RowReason.TOO_MANY_BELOW, "parent_code")
            return
        self._put(area_below(parent, area_id, self._imported.campaign_id, line), line)
        self._hang(self._now[area_id])

    def _parent(self, line: AreaLine) -> Area | None:
        if line.parent_code is None:
            return self._top
        parent = self._now.get(self._id_of(line.parent_code))
        return parent if parent and covers(self._imported.path, parent.path) else None

    def _why_not(self, known: Area, line: AreaLine) -> tuple[RowReason, str] | None:
        """Return why a row may not speak of a known area, and in which column."""
        if not covers(self._imported.path, known.path):
            return RowReason.ELSEWHERE, "code"
        if line.is_desk is not None and line.is_desk is not known.is_desk:
            return RowReason.DESK_IS_FIXED, "is_desk"
        is_top = known.area_id == self._top.area_id
        if is_top or line.parent_code is None or self._lies_below(known, line.parent_code):
            return None
        return RowReason.OTHER_PARENT, "parent_code"

    def _lies_below(self, known: Area, parent_code: str) -> bool:
        return known.parent_id == self._id_of(parent_code)

    def _put(self, area: Area, line: AreaLine) -> None:
        if self._now.get(area.area_id) != area:
            self._now[area.area_id] = area
            self.changed.add(line.code)

    def _hang(self, area: Area) -> None:
        """See to it that the area above names this one, should a run have died in between."""
        parent = self._now.get(area.parent_id) if area.parent_id else None
        if parent and area.area_id not in parent.children:
            children = (*parent.children, area.area_id)
            self._now[parent.area_id] = replace(parent, children=children)
