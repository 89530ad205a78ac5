"""One file of people, places or workshops on its way into the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import CampaignId, ImportId, UserId, spread

GRANT_LIFE: Final = timedelta(hours=1)
LEASE: Final = timedelta(minutes=20)
MOST_FILE_BYTES: Final = 200 * 1024 * 1024


class ImportState(StrEnum):
    """Where a file is on its way."""

    OFFERED = "offered"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One file. `rows_done` is how far it has come, so that another run goes on from there.

    `path` is the area that its rows must lie in. `rows_seen` counts the lines behind us, refused
    ones and headers included. `reports` counts the pieces of the error report that are stored.
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
    rows_total: int | None = None
    rows_seen: int = 0
    rows_done: int = 0
    rows_changed: int = 0
    rows_refused: int = 0
    reports: int = 0
    reason: str | None = None
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    version: int = 0


def import_key(import_id: ImportId) -> str:
    """Return where the file lies in the uploads bucket; the ending leads it to its queue."""
    return f"{spread(import_id)}/imports/{import_id}.import"


def report_key(import_id: ImportId, piece: str) -> str:
    """Return where a piece of the error report lies in the derivatives bucket."""
    return f"{spread(import_id)}/imports/{import_id}/{piece}.csv"
