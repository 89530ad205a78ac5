"""Training workshops before the campaign's dates, and who came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import AreaId, CampaignId, UserId, WorkshopId


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """One workshop of an area, usually a mandal. `finish_by` is the day it must be held by."""

    workshop_id: WorkshopId
    campaign_id: CampaignId
    area_id: AreaId
    path: Path
    titles: Mapping[str, str]
    starts_at: datetime
    finish_by: date | None
    place: str
    trainers: tuple[UserId, ...]
    capacity: int | None = None
    held_at: datetime | None = None
    is_cancelled: bool = False
    version: int = 0


class Attested(StrEnum):
    """How it is known that somebody came."""

    LIST = "list"
    QR = "qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person at one workshop."""

    workshop_id: WorkshopId
    user_id: UserId
    how: Attested
    at: datetime
    by: UserId
    version: int = 0
