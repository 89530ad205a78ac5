"""Reports from outside the dates or the worker's booth: kept for the convener to admit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, UserId


class HeldReason(StrEnum):
    """Why a report waits for the convener; the first that holds is what her phone was told."""

    OUTSIDE_BOOTH = "outside-booth"
    OUTSIDE_DATES = "outside-dates"
    NOT_TRAINED = "not-trained"


class HeldState(StrEnum):
    """What became of a report that was refused."""

    HELD = "held"
    ADMITTED = "admitted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldChange:
    """One change as the phone sent it. Its id follows from worker and change.

    `change` is JSON, sealed for this row since it may hold a name or a number; it is emptied once
    somebody has decided. `digest` is its keyed hash, by which a repeat is known. `also` are the
    other reasons beside the first.
    """

    held_id: str
    campaign_id: CampaignId
    beneficiary_id: BeneficiaryId
    path: Path
    desk_id: AreaId
    user_id: UserId
    device_id: str
    reason: str
    change: str
    received_at: datetime
    skew_s: int = 0
    also: tuple[str, ...] = ()
    kind: str = ""
    at: datetime | None = None  # by the phone's own clock
    digest: str = ""
    state: HeldState = HeldState.HELD
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMark:
    """That a report waits about a person, wherever on the roll she stands; an erasure needs it."""

    beneficiary_id: BeneficiaryId
    held_id: str
    version: int = 0
