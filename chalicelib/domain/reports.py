"""What phones report, as parsed, how each item of a report ends, and what a phone's clock is worth.

A phone says what its clock shows when it sends. What it is behind ours by is added to the instants
it reports wherever they decide something; the originals are kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from chalicelib.domain.consent import Consent, Withdrawal
from chalicelib.domain.edits import Update
from chalicelib.domain.errors import DomainError
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.places import Location
from chalicelib.domain.visit import Outcome, Sticker

# What the network takes; a clock that differs by less is right.
NETWORK_DELAY_S = 5


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
    household: str | None = None


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
class BeneficiaryUpdated:
    """`beneficiary.updated`: some of her details, as her worker found them."""

    beneficiary_id: BeneficiaryId
    update: Update
    at: datetime


Reported = VisitRecorded | ConsentGiven | ConsentWithdrawn | BeneficiaryUpdated


def kind_of(data: Reported) -> str:
    """Return the type that a change goes by on the wire."""
    match data:
        case VisitRecorded():
            return "visit.recorded"
        case ConsentGiven():
            return "consent.given"
        case ConsentWithdrawn():
            return "consent.withdrawn"
        case BeneficiaryUpdated():
            return "beneficiary.updated"
        case _:  # pragma: no cover  the type checker proves that there is no other
            assert_never(data)


def at_of(data: Reported) -> datetime:
    """Return when it happened, by the phone's own clock."""
    match data:
        case VisitRecorded():
            return data.started_at
        case ConsentGiven():
            return data.consent.given_at
        case ConsentWithdrawn():
            return data.withdrawal.at
        case BeneficiaryUpdated():
            return data.at
        case _:  # pragma: no cover  the type checker proves that there is no other
            assert_never(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncChange:
    """One change as parsed, or the refusal that parsing it met. `sent` is the change in JSON."""

    change_id: str
    data: Reported | DomainError
    sent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one phone sends at once. `skew_s` is what its clock is behind ours by."""

    device_id: str
    changes: tuple[SyncChange, ...]
    skew_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """The answer to one change."""

    change_id: str
    result: Result
    problem: DomainError | None = None


def skew_of(sent_at: datetime | None, now: datetime) -> int:
    """Return what the phone's clock is behind ours by, in whole seconds; 0 when it is right."""
    if sent_at is None:
        return 0
    behind_s = int((now - sent_at).total_seconds())
    return behind_s if abs(behind_s) >= NETWORK_DELAY_S else 0


def skew_until(now: datetime, at: datetime, skew_s: int) -> int:
    """Return the skew, lowered so far that `at` by our clock is not after `now`."""
    return min(skew_s, (now - at) // timedelta(seconds=1))


def usable_skew(skew_s: int, *instants: datetime | None) -> int:
    """Return the skew for these instants: none when one of them would leave the calendar."""
    try:
        for at in instants:
            _ = at + timedelta(seconds=skew_s) if at else None
    except OverflowError:
        return 0
    return skew_s
