"""A worker's way to her sign-in: one printed code, for one device, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.ids import AreaId, CampaignId, UserId

SHEET_LIFE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One printed code. Only its hash is kept; using it again answers as an unknown one does."""

    token_hash: str
    campaign_id: CampaignId
    user_id: UserId
    booth_id: AreaId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    device_id: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    """A campaign's data key, wrapped by the key service; useless without it."""

    campaign_id: CampaignId
    name: str
    wrapped: str
    version: int = 0
