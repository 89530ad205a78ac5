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


CODE_LIFE_S = 600  # a code that was photographed and passed on is of no use ten minutes later


def window_of(at: datetime) -> int:
    """Return the number of the ten minutes that `at` lies in; a code is made for one of them."""
    return int(at.timestamp()) // CODE_LIFE_S


def windows_at(at: datetime) -> tuple[int, int]:
    """Return the windows whose codes count now: a code shown just before the turn still does."""
    now = window_of(at)
    return now, now - 1


def is_late(workshop: Workshop, today: date) -> bool:
    """True when the day it had to be held by has passed without it, or its own day is after it."""
    if workshop.finish_by is None or workshop.is_cancelled or workshop.held_at is not None:
        return False
    return max(workshop.starts_at.date(), today) > workshop.finish_by
