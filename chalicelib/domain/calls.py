"""A missed call: somebody rang the campaign's number and hung up. Evidence, never proof.

Who rang is known by the keyed hash of the number alone; a number that is withheld or foreign is
never matched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import BeneficiaryId, CampaignId, VisitId


class CallState(StrEnum):
    """What is known of a call."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    WITHHELD = "withheld"
    FOREIGN = "foreign"
    WITHDRAWAL = "withdrawal"


class Unmatched(StrEnum):
    """Why a call has no visit (yet)."""

    NOBODY = "nobody"  # the number is on no roll
    NO_VISIT = "no_visit"  # it is, but nobody was visited near the call
    SEVERAL = "several"  # several visits fit as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `call_id` is the provider's own id; one id makes one call, whoever repeats it.

    `path` is of the person whose number it is, as far as that is known.
    """

    provider: str
    call_id: str
    campaign_id: CampaignId
    phone_hash: str
    shown: str
    at: datetime
    received_at: datetime
    state: CallState
    reason: Unmatched | None = None
    visit_id: VisitId | None = None
    beneficiary_id: BeneficiaryId | None = None
    path: Path = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMark:
    """Where the calls from one number are found, in the order of time."""

    phone_hash: str
    at: datetime
    provider: str
    call_id: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHook:
    """One address that a telephony provider calls. Only the hash of its secret token is kept.

    `mapping` is for the provider `generic`: our name of a field to theirs.
    """

    provider: str
    token_hash: str
    campaign_id: CampaignId
    name: str
    is_active: bool
    mapping: Mapping[str, str]
    sources: tuple[str, ...]  # addresses it may come from; none means any
    version: int = 0
