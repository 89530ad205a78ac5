"""What reading a file needs, what a kind of file does with its rows, and places by their codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.ids import AreaId, CampaignId, id_from
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.importing import Import
from chalicelib.ports import Clock, Jobs, ObjectStore, Records, SignIns, Tables, Workspace
from chalicelib.services.phones import PhoneDesk

MOST_PLACES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What one run needs."""

    records: Records
    store: ObjectStore
    jobs: Jobs
    tables: Tables
    sign_ins: SignIns
    phones: PhoneDesk
    workspace: Workspace
    clock: Clock


class Importer(Protocol):
    """What one kind of file does with its rows."""

    # Columns in which two rows of one key may differ.
    free: frozenset[str]

    def key(self, row: Cells) -> str:
        """Return what the row is about, the same for rows about the same; "" when it is unclear."""
        ...

    def take(self, rows: Sequence[Cells]) -> int:
        """Write what the rows say and return how many changed something; a refused row tells why.

        Safe to repeat: a row that was written says nothing new the second time.
        """
        ...


def area_id_of(campaign_id: CampaignId, code: str) -> AreaId:
    """Return the id of the place that goes by this code in files."""
    return AreaId(id_from(campaign_id, "area", code))


class Places:
    """The places of a file's area, by code. A file has few of them and names each many times."""

    def __init__(self, imported: Import, records: Records) -> None:
        self._imported = imported
        self.records = records
        self._known: dict[str, Area] = {}

    def named(self, codes: Iterable[str]) -> Mapping[str, Area]:
        """Return the places that these codes name; those outside the file's area are left out."""
        wanted = set(codes)
        if len(self._known) > MOST_PLACES:
            self._known.clear()
        self._read(sorted(wanted - self._known.keys()))
        return {code: self._known[code] for code in wanted if code in self._known}

    def _read(self, codes: Sequence[str]) -> None:
        ids = [area_id_of(self._imported.campaign_id, code) for code in codes]
        found = self.records.find_many(Area, [(area_id,) for area_id in ids])
        for code, area in zip(codes, found, strict=True):
            if area is not None and covers(self._imported.path, area.path):
                self._known[code] = area
