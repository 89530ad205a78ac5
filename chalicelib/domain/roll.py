"""The roll: the people whom the campaign visits, one row each, with a summary of what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.areas import Path
from chalicelib.domain.consent import Ledger, Purpose, everywhere
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.visit import Outcome, Visit

SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """The latest visit by the phone's clock; ties go to the greater id, so every order agrees."""

    visit_id: VisitId
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """One person on the roll of one booth. `serial` is her number on that roll."""

    beneficiary_id: BeneficiaryId
    campaign_id: CampaignId
    booth_id: AreaId
    path: Path
    serial: int
    names: Mapping[str, str]
    guardian_names: Mapping[str, str]
    phone: str | None
    schemes: tuple[str, ...]
    last: LastVisit | None = None
    purposes: frozenset[Purpose] = frozenset()
    has_withdrawn: bool = False
    media_kinds: frozenset[str] = frozenset()
    version: int = 0


def mask_phone(phone: str | None) -> str | None:
    """Return the number with only its last four digits readable, or None when there is none."""
    if phone is None:
        return None
    country = phone[:3] if phone.startswith("+91") else ""
    hidden = max(len(phone) - len(country) - SHOWN_DIGITS, 0)
    return f"{country}{'X' * hidden}{phone[-SHOWN_DIGITS:]}"


def with_visit(person: Beneficiary, visit: Visit) -> Beneficiary:
    """Return the person with `visit` as her last one, if it is the latest; else unchanged."""
    mark = LastVisit(visit_id=visit.visit_id, outcome=visit.outcome, at=visit.started_at)
    known = person.last
    if known and (known.at, known.visit_id) >= (mark.at, mark.visit_id):
        return replace(person, last=mark) if known.visit_id == mark.visit_id else person
    return replace(person, last=mark)


def with_consents(person: Beneficiary, ledger: Ledger) -> Beneficiary:
    """Return the person with what stands in her ledger, and whether she took everything back."""
    stands = everywhere(ledger)
    has_withdrawn = bool(ledger.withdrawals) and not stands
    return replace(person, purposes=stands, has_withdrawn=has_withdrawn)


def missing(person: Beneficiary) -> tuple[str, ...]:
    """Return what the worker still has to do at this door, in the order she would do it."""
    if person.last is None:
        return ("visit", "consent", "photo", "video")
    if person.last.outcome is not Outcome.MET:
        return ("visit",) if person.last.outcome is Outcome.NOT_HOME else ()
    if not person.purposes:
        # Who took everything back is not asked again.
        return () if person.has_withdrawn else ("consent",)
    wanted = [kind for kind in ("photo", "video") if Purpose(kind) in person.purposes]
    return tuple(kind for kind in wanted if kind not in person.media_kinds)
