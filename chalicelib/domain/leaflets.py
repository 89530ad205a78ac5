"""What a beneficiary holds in her hand: the code by which she takes her consent back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.ids import BeneficiaryId, CampaignId

GUESS_WINDOW: Final = timedelta(minutes=10)
MOST_GUESSES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalCode:
    """Whose code it is, found by the code's hash."""

    code_hash: str
    campaign_id: CampaignId
    beneficiary_id: BeneficiaryId
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """Wrong codes from one address in one window of time; forgotten soon after."""

    source_hash: str
    window: int
    count: int
    expires_at: datetime
    version: int = 0
