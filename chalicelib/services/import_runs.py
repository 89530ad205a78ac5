"""One run over one file: survey it, then take it chunk by chunk from where the last run ended.

The survey reads the whole file first and writes nothing: a file that is no table, has no header or
collects what may not be collected is refused before its first row is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.ids import ImportId
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import At, RowReason, Told
from chalicelib.domain.import_repeats import Firsts, Sketch
from chalicelib.domain.import_sheets import Sheets
from chalicelib.domain.importing import (
    ENDED,
    ROWS_AT_ONCE,
    RUN_FOR,
    Import,
    ImportState,
    Step,
    advanced,
    claimed,
    ended,
    import_key,
    is_held,
    released,
)
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.rows import Save
from chalicelib.domain.tables import TableRefused
from chalicelib.services import import_reports
from chalicelib.services.import_base import Importer, Tools
from chalicelib.services.import_kinds import IMPORTERS


class Result(StrEnum):
    """How one delivery ended."""

    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"
    GOES_ON = "goes_on"
    REPEATED = "repeated"


def read_on(import_id: ImportId, tools: Tools) -> Result:
    """Read a file from where it is; a second delivery meanwhile or afterwards changes nothing.

    Raises NotFound for a file that nobody was granted. A fault leaves the lease to lapse; the
    redelivered message or reconciliation takes over.
    """
    imported = tools.records.find(Import, import_id)
    if imported is None:
        raise NotFound("No grant belongs to this file", import_id=import_id)
    now = tools.clock.now()
    if imported.state in ENDED or is_held(imported, now):
        return Result.REPEATED
    try:
        return _run(_saved(claimed(imported, now), tools), now, tools)
    except StaleVersion:
        return Result.REPEATED  # another run was faster, or took over when our lease had lapsed


def _saved(imported: Import, tools: Tools) -> Import:
    tools.records.commit(Save(row=imported))
    return replace(imported, version=imported.version + 1)


def _run(imported: Import, started: datetime, tools: Tools) -> Result:
    campaign = tools.records.find(Campaign, imported.campaign_id)
    assert campaign is not None  # noqa: S101  campaigns are never removed
    with tools.workspace() as folder:
        path = folder / "file"
        if not tools.store.fetch_import(import_key(imported.import_id), path):
            return _end(imported, ImportState.ABANDONED, tools)
        importer = IMPORTERS[imported.kind](imported, campaign, tools)
        reading = _Reading(imported, campaign, importer, path, tools)
        try:
            return reading.go(started)
        except TableRefused as refusal:
            return _fail(reading.imported, [_why(refusal)], tools)


def _why(refusal: TableRefused) -> Told:
    facts = refusal.facts
    line = facts.get("line")
    at = At(str(facts.get("sheet", "")), line if isinstance(line, int) else 0)
    return Told(at, "", refusal.reason)


def _fail(imported: Import, told: Sequence[Told], tools: Tools) -> Result:
    """End a file that cannot be taken as a whole; its report says why, its reason the last word."""
    reported = _reported(imported, told, tools)
    return _end(reported, ImportState.FAILED, tools, reason=told[-1].reason)


def _reported(imported: Import, told: Sequence[Told], tools: Tools) -> Import:
    lines = import_reports.keep(imported, told, tables=tools.tables, store=tools.store)
    return replace(imported, reports=imported.reports + bool(lines), told=imported.told + lines)


def _end(imported: Import, state: ImportState, tools: Tools, reason: str | None = None) -> Result:
    if imported.reports:
        import_reports.join(imported, imported.reports, store=tools.store)
    # It holds whole numbers and names. Marked before the end is: a run that dies between the two is
    # followed by another, and the lifecycle rule waits a day.
    tools.store.retire_import(import_key(imported.import_id))
    _saved(ended(imported, state, tools.clock.now(), reason), tools)
    return Result(state.value)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some rows below a header, and how many lines of the file they end."""

    rows: list[Cells]
    told: list[Told]
    seen: int
    is_last: bool


class _Reading:
    """What one run knows of its file; `imported` is its row as last saved."""

    def __init__(
        self, imported: Import, campaign: Campaign, importer: Importer, path: Path, tools: Tools
    ) -> None:
        self.imported = imported
        self._campaign = campaign
        self._importer = importer
        self._path = path
        self._tools = tools
        self._firsts = Firsts(set())

    def go(self, started: datetime) -> Result:
        """Take the file to its end, or as far as one run goes."""
        if reasons := self._survey():
            return _fail(self.imported, reasons, self._tools)
        chunks = self._chunks()
        chunk = next(chunks)
        while not chunk.is_last:
            taken = self._taken(chunk)
            if self._tools.clock.now() - started >= RUN_FOR:
                return self._leave(taken)
            self.imported = _saved(taken, self._tools)
            chunk = next(chunks)
        return _end(self._taken(chunk), ImportState.DONE, self._tools)

    def _leave(self, taken: Import) -> Result:
        """Let another run go on; should the message be lost, a timer sees the row."""
        self.imported = _saved(released(taken), self._tools)
        self._tools.jobs.send(Job(action=Action.READ_ON, subject=taken.import_id))
        return Result.GOES_ON

    def _sheets(self) -> Sheets:
        imported = self.imported
        return Sheets(imported.kind, imported.mapping, self._campaign.details)

    def _survey(self) -> list[Told]:
        """Count the rows and note what repeats; return why the file is refused, if it is."""
        sheets, sketch, total = self._sheets(), Sketch(), 0
        for row in self._tools.tables.read(self._path):
            below = sheets.take(row)
            if below is not None:
                total += 1
                sketch.add(self._importer.key(below))
        sheets.finish()
        wrong = RowReason.FORBIDDEN_COLUMN if sheets.is_forbidden else RowReason.NO_HEADER
        if sheets.is_forbidden or not sheets.has_header:
            return [told for told in sheets.told if told.reason == wrong]
        self._firsts = Firsts(sketch.repeated)
        if self.imported.rows_total is None:
            counted = replace(self.imported, rows_total=total)
            now = self._tools.clock.now()
            self.imported = _saved(advanced(counted, Step(), now), self._tools)
        return []

    def _chunks(self) -> Iterator[_Chunk]:
        """Yield what lies behind the lines that were seen before; at least one chunk."""
        sheets, behind, number, rows = self._sheets(), self.imported.rows_seen, 0, list[Cells]()
        for number, row in enumerate(self._tools.tables.read(self._path), start=1):
            below = sheets.take(row)
            if below is not None:
                self._compare(below)
            if number <= behind:
                sheets.told.clear()
                continue
            if below is not None:
                rows.append(below)
            if len(rows) >= ROWS_AT_ONCE:
                yield _Chunk(rows, list(sheets.told), number, is_last=False)
                rows = []
                sheets.told.clear()
        sheets.finish()
        yield _Chunk(rows, sheets.told, number, is_last=True)

    def _compare(self, row: Cells) -> None:
        key = self._importer.key(row)
        if self._firsts.is_repeated(key):
            says = row.says(without=self._importer.free)
            if other := self._firsts.other(key, says, row.at.line):
                row.tell(RowReason.DUPLICATE_ROW, first_line=other)

    def _taken(self, chunk: _Chunk) -> Import:
        """Write a chunk's rows and its piece of the report; return the file with it behind."""
        changed = self._importer.take([row for row in chunk.rows if not row.told])
        told = [*chunk.told, *(one for row in chunk.rows for one in row.told)]
        refused = sum(1 for row in chunk.rows if row.told)
        lines = import_reports.keep(
            self.imported, told, tables=self._tools.tables, store=self._tools.store
        )
        step = Step(
            seen=chunk.seen - self.imported.rows_seen,
            done=len(chunk.rows) - refused,
            changed=changed,
            refused=refused,
            reports=1 if lines else 0,
            told=lines,
        )
        return advanced(self.imported, step, self._tools.clock.now())
