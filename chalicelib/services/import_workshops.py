"""Rows of a plan become workshops. What happened since, a file does not know and does not touch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.ids import UserId, WorkshopId, id_from
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.import_workshops import Plan, WorkshopLine, workshop_key, workshop_line
from chalicelib.domain.importing import Import
from chalicelib.domain.rows import Save
from chalicelib.domain.workshops import Workshop
from chalicelib.services.import_base import Places, Tools
from chalicelib.services.import_workers import user_with
from chalicelib.services.retry import again


class WorkshopRows:
    """The importer of workshops."""

    free: frozenset[str] = frozenset()

    def __init__(self, imported: Import, campaign: Campaign, tools: Tools) -> None:
        self._imported = imported
        self._campaign_id = imported.campaign_id
        self._tools = tools
        self._places = Places(imported, tools.records)
        self._plan = Plan(
            language=campaign.languages[0],
            today=day_of(campaign, tools.clock.now()),
            utc_offset_min=campaign.utc_offset_min,
        )

    def key(self, row: Cells) -> str:
        """Return the workshop's reference."""
        return workshop_key(row)

    def take(self, rows: Sequence[Cells]) -> int:
        """Add and change workshops; return how many rows did either."""
        lines = [line for row in rows if (line := workshop_line(row, self._plan)) is not None]
        places = self._places.named(line.area_code for line in lines)
        trainers = self._trainers(lines)
        changed = 0
        for line in lines:
            if wanted := self._wanted(line, places, trainers):
                changed += again(partial(self._keep, wanted, line))
        return changed

    def _trainers(self, lines: Sequence[WorkshopLine]) -> dict[str, UserId]:
        records, vault = self._tools.records, self._tools.phones.vault
        references = {reference for line in lines for reference in line.trainers}
        found = {
            reference: user_with(reference, self._campaign_id, records=records, vault=vault)
            for reference in sorted(references)
        }
        return {reference: user.user_id for reference, user in found.items() if user}

    def _wanted(
        self, line: WorkshopLine, places: Mapping[str, Area], trainers: Mapping[str, UserId]
    ) -> Workshop | None:
        area = places.get(line.area_code)
        if area is None:
            line.row.tell(RowReason.UNKNOWN_PLACE, "area_code")
        if not trainers.keys() >= set(line.trainers):
            line.row.tell(RowReason.UNKNOWN_TRAINER, "trainers")
        if area is None or line.row.told:
            return None
        return Workshop(
            workshop_id=WorkshopId(id_from(self._campaign_id, "workshop", line.reference)),
            campaign_id=self._campaign_id,
            area_id=area.area_id,
            path=area.path,
            titles=line.titles,
            starts_at=line.starts_at,
            finish_by=line.finish_by,
            place=line.place,
            trainers=tuple(trainers[reference] for reference in line.trainers),
            capacity=line.capacity,
        )

    def _keep(self, wanted: Workshop, line: WorkshopLine) -> int:
        line.row.told.clear()  # of the attempt before
        known = self._tools.records.find(Workshop, wanted.workshop_id)
        if known and not covers(self._imported.path, known.path):
            line.row.tell(RowReason.UNKNOWN_PLACE, "area_code")
            return 0
        after = _corrected(known, wanted, line.row) if known else wanted
        if after == known:
            return 0
        self._tools.records.commit(Save(row=after))
        return 1


def _corrected(known: Workshop, wanted: Workshop, row: Cells) -> Workshop:
    """Return the known workshop with what the file says; what it has no column for stays."""
    return replace(
        known,
        area_id=wanted.area_id,
        path=wanted.path,
        titles={**known.titles, **wanted.titles},
        starts_at=wanted.starts_at,
        finish_by=wanted.finish_by if row.has("finish_by") else known.finish_by,
        place=wanted.place if row.has("place") else known.place,
        trainers=wanted.trainers if row.has("trainers") else known.trainers,
        capacity=wanted.capacity if row.has("capacity") else known.capacity,
    )
