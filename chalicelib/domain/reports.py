"""What phones report, as parsed, and how each item of a report ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.consent import Consent, Withdrawal
from chalicelib.domain.errors import DomainError
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.visit import Location, Outcome, Sticker


class Result(StrEnum):
    """How one change ended."""

    ACCEPTED = "accepted"
    ALREADY_HAVE = "already_have"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecorded:
    """`visit.recorded`: what happened at the door."""

    visit_id: VisitId
    beneficiary_id: BeneficiaryId
    booth_id: AreaId
    outcome: Outcome
    started_at: datetime
    ended_at: datetime | None = None
    location: Location | None = None
    leaflet_given: bool | None = None
    sticker: Sticker | None = None
    call_dialled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """`consent.given`."""

    beneficiary_id: BeneficiaryId
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn:
    """`consent.withdrawn`."""

    beneficiary_id: BeneficiaryId
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncChange:
    """One change as parsed, or the refusal that parsing it met."""

    change_id: str
    data: VisitRecorded | ConsentGiven | ConsentWithdrawn | DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """The answer to one change."""

    change_id: str
    result: Result
    problem: DomainError | None = None
