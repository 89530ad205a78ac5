"""One file of people, places or workshops on its way into the table.

A file is read in runs and a run in chunks. Only the write at a chunk's end counts its rows, so a
run that dies anywhere loses nothing and counts nothing twice: the next one reads that chunk again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.column_tables import ImportKind
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import CampaignId, ImportId, UserId, spread

GRANT_LIFE: Final = timedelta(hours=1)
# How long after its grant a file may still be on its way to us.
ARRIVAL_GRACE: Final = timedelta(minutes=15)
# A run renews its lease with every chunk; a slow one (new sign-ins) takes some minutes.
LEASE: Final = timedelta(minutes=10)
# A run ends itself long before Lambda's 15 minutes do, and another goes on.
RUN_FOR: Final = timedelta(minutes=10)
MOST_FILE_BYTES: Final = 200 * 1024 * 1024
ROWS_AT_ONCE: Final = 500
# Who has more than this to mend makes the file anew.
MOST_TOLD: Final = 100_000


class ImportState(StrEnum):
    """Where a file is on its way."""

    OFFERED = "offered"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"


MOVES: Final[Mapping[ImportState, frozenset[ImportState]]] = {
    ImportState.OFFERED: frozenset({ImportState.RUNNING}),
    ImportState.RUNNING: frozenset(ImportState) - {ImportState.OFFERED},
    ImportState.DONE: frozenset(),
    ImportState.FAILED: frozenset(),
    # A notice that comes after all finds the file there.
    ImportState.ABANDONED: frozenset({ImportState.RUNNING}),
}
ENDED: Final = frozenset({ImportState.DONE, ImportState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One file and how far it has come.

    `path` is the area that its rows must lie in. `rows_seen` counts the lines behind us, titles and
    headers included; all other counts are of rows below a header: `rows_done` were taken,
    `rows_changed` of them wrote something, `rows_refused` were not. `reports` counts the stored
    pieces of the error report and `told` the lines in them.
    """

    import_id: ImportId
    campaign_id: CampaignId
    kind: ImportKind
    path: Path
    user_id: UserId
    state: ImportState
    granted_at: datetime
    expires_at: datetime
    mapping: Mapping[str, str]
    size_bytes: int | None = None
    rows_total: int | None = None
    rows_seen: int = 0
    rows_done: int = 0
    rows_changed: int = 0
    rows_refused: int = 0
    reports: int = 0
    told: int = 0
    reason: str | None = None
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one chunk adds to the counts of its file."""

    seen: int = 0
    done: int = 0
    changed: int = 0
    refused: int = 0
    reports: int = 0
    told: int = 0


def import_key(import_id: ImportId) -> str:
    """Return where the file lies in the uploads bucket; the ending leads it to its queue."""
    return f"{spread(import_id)}/imports/{import_id}.import"


def report_key(import_id: ImportId, piece: str) -> str:
    """Return where a piece of the error report lies in the derivatives bucket."""
    return f"{spread(import_id)}/imports/{import_id}/{piece}.csv"


def is_held(imported: Import, now: datetime) -> bool:
    """True while another run reads the file."""
    until = imported.lease_until
    return imported.state is ImportState.RUNNING and until is not None and now < until


def claimed(imported: Import, now: datetime) -> Import:
    """Return the file as held by a run that begins now; a lapsed lease may be claimed again."""
    if imported.state is not ImportState.RUNNING:
        imported = move(imported, ImportState.RUNNING)
    return _leased(imported, now)


def move(imported: Import, target: ImportState) -> Import:
    """Return the file in `target`; raise Conflict when MOVES has no such step."""
    if target not in MOVES[imported.state]:
        raise Conflict("That step is not open from here", current_state=imported.state.value)
    return replace(imported, state=target)


def advanced(imported: Import, step: Step, now: datetime) -> Import:
    """Return the file with one chunk more behind it, and its lease renewed."""
    counted = replace(
        imported,
        rows_seen=imported.rows_seen + step.seen,
        rows_done=imported.rows_done + step.done,
        rows_changed=imported.rows_changed + step.changed,
        rows_refused=imported.rows_refused + step.refused,
        reports=imported.reports + step.reports,
        told=imported.told + step.told,
    )
    return _leased(counted, now)


def _leased(imported: Import, now: datetime) -> Import:
    return replace(imported, lease_until=now + LEASE, due_at=now + LEASE)


def released(imported: Import) -> Import:
    """Return the file free for the next run; should nobody be told, a timer sees it."""
    return replace(imported, lease_until=None)


def ended(imported: Import, state: ImportState, now: datetime, reason: str | None = None) -> Import:
    """Return the file at its end, where no timer looks at it."""
    over = replace(move(imported, state), reason=reason, ended_at=now)
    return replace(over, lease_until=None, due_at=None)
