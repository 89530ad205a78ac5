"""The same person twice on the roll: how she is found, and how two rows become one and back."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ids import BeneficiaryId, CampaignId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SameId:
    """Who carries an id of some type (a ration card, a voter id), found by its keyed hash."""

    id_type: str
    id_hash: str
    beneficiary_id: BeneficiaryId
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One person's row taken as another's. Nothing is lost, so it can be undone."""

    merge_id: str
    campaign_id: CampaignId
    kept_id: BeneficiaryId
    other_id: BeneficiaryId
    reasons: tuple[str, ...]
    by: UserId
    at: datetime
    undone_by: UserId | None = None
    undone_at: datetime | None = None
    version: int = 0
