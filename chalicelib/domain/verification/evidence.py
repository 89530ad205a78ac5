"""Everything the checks may look at, gathered before any of them runs, so that they stay pure."""

import hashlib
from dataclasses import dataclass

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Consent, Ledger, Purpose, latest_for, standing
from chalicelib.domain.copies import LooksAlike, SameBytes
from chalicelib.domain.finding import EvidenceValue, Finding, FindingOutcome
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One visit with all that is known around it. What is None is not known (yet)."""

    campaign: Campaign
    visit: Visit | None
    beneficiary: Beneficiary | None
    worker: User | None
    ledger: Ledger | None
    media: tuple[Media, ...]
    phone: PhoneReading | None
    same_bytes: tuple[SameBytes, ...]
    visit_id: VisitId
    alike: tuple[LooksAlike, ...] = ()

    @property
    def ready(self) -> tuple[Media, ...]:
        """The visit's media that have derivatives, oldest first."""
        return tuple(m for m in self.media if m.state is MediaState.READY)

    @property
    def standing(self) -> frozenset[Purpose]:
        """The purposes that stand for this visit."""
        return standing(self.ledger, self.visit_id)

    @property
    def consent(self) -> Consent | None:
        """The visit's latest consent."""
        return latest_for(self.ledger, self.visit_id)

    def _guided(self) -> list[ConsentId]:
        asked = self.ledger.consents if self.ledger else ()
        return [c.consent_id for c in asked if c.visit_id == self.visit_id and c.guardian]

    @property
    def key(self) -> str:
        """A name for this state of the evidence: the same evidence has the same key."""
        parts = [
            f"visit {self.visit.version if self.visit else 0}",
            f"person {_who(self.beneficiary)}",
            f"standing {' '.join(sorted(self.standing))}",
            # Asking again under the right notice leaves the same standing, but is new evidence.
            f"consent {self.consent.consent_id if self.consent else ''}",
            *sorted(f"guardian {consent_id}" for consent_id in self._guided()),
            *sorted(f"{m.media_id} {m.state}" for m in self.media),
            *sorted(f"{s.media_id} {s.other_media_id}" for s in self.same_bytes),
            *sorted(f"{a.media_id} like {a.other_media_id}" for a in self.alike),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _who(person: Beneficiary | None) -> str:
    if person is None:
        return "unknown"
    known = [person.booth_id, person.phone.hash if person.phone else None, person.birth_year]
    return " ".join(str(each) for each in known)


def finding(
    check: str, version: int, outcome: FindingOutcome, **evidence: EvidenceValue
) -> Finding:
    """Return a finding; its sentence follows from the first three."""
    return Finding(check=check, version=version, outcome=outcome, evidence=evidence)
