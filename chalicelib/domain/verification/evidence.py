"""Everything the checks may look at, gathered before any of them runs, so that they stay pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.areas import Area
from chalicelib.domain.calls import Call
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.capture import Capture
from chalicelib.domain.consent import Consent, Ledger, Purpose, latest_for, standing
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import EvidenceValue, Finding, FindingOutcome
from chalicelib.domain.ids import ConsentId, MediaId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.policy import Policy
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another visit of the same worker at which somebody was met, with what came of it."""

    visit: Visit
    item: Testimonial | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One visit with all that is known around it. What is None or empty is not known (yet).

    `captures` are those of the ready media. `same_files` are media with the bytes of one of ours,
    found while gathering; what was found before stands in the media's rows. `others` are the
    worker's other visits within half a day, the earliest first; `hers` the person's other visits.
    `texts` are what the public would read or hear, by where it stands: `caption.hi`,
    `transcript.hi`, `shown_name`.
    """

    campaign: Campaign
    visit: Visit | None
    beneficiary: Beneficiary | None
    worker: User | None
    ledger: Ledger | None
    media: tuple[Media, ...]
    phone: PhoneReading | None
    visit_id: VisitId
    booth: Area | None = None
    call: Call | None = None
    captures: Mapping[MediaId, Capture] = field(default_factory=dict)
    same_files: Mapping[MediaId, tuple[Copy, ...]] = field(default_factory=dict)
    others: tuple[Neighbour, ...] = ()
    hers: tuple[Visit, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """How strictly the campaign verifies."""
        return self.campaign.policy

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

    @property
    def copies(self) -> tuple[tuple[MediaId, Copy], ...]:
        """Each copy of a ready media, known before or found now, with our media's id; once each."""
        return tuple(self._copies())

    def _copies(self) -> Iterator[tuple[MediaId, Copy]]:
        for media in self.ready:
            found = {copy.media_id: copy for copy in self.same_files.get(media.media_id, ())}
            found |= {copy.media_id: copy for copy in media.copies}
            yield from ((media.media_id, found[other]) for other in sorted(found))

    def guided(self) -> list[ConsentId]:
        """Return the consents of this visit that a guardian gave."""
        asked = self.ledger.consents if self.ledger else ()
        return [c.consent_id for c in asked if c.visit_id == self.visit_id and c.guardian]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a check saw; its name and version stand in the table of checks."""

    outcome: FindingOutcome
    evidence: Mapping[str, EvidenceValue]


def seen(outcome: FindingOutcome, **evidence: EvidenceValue) -> Seen:
    """Return what a check saw, with the numbers and ids that it used: no name, phone or place."""
    return Seen(outcome=outcome, evidence=evidence)


def key_of(evidence: Evidence, findings: Sequence[Finding]) -> str:
    """Return a name for this state of the evidence: the same evidence has the same key.

    A finding counts by its outcome, and by the records it names unless it passes. Numbers do not
    count: that a worker made one more visit is no news as long as no outcome follows from it. A
    key is told in audit entries, so her year of birth counts by what the check of it finds.
    """
    visit, consent = evidence.visit, evidence.consent
    parts = [
        f"visit {visit.version if visit else 0}",
        f"policy {evidence.policy.number}",
        f"person {_who(evidence.beneficiary)}",
        f"standing {' '.join(sorted(evidence.standing))}",
        # Asking again under the right notice leaves the same standing, but is new evidence.
        f"consent {consent.consent_id if consent else ''}",
        *sorted(f"guardian {consent_id}" for consent_id in evidence.guided()),
        *sorted(f"{m.media_id} {m.state}" for m in evidence.media),
        *(_named(found) for found in findings),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _named(found: Finding) -> str:
    is_doubt = found.outcome is not FindingOutcome.PASS
    lists = (value for value in found.evidence.values() if isinstance(value, list))
    records = sorted(word for value in lists for word in value) if is_doubt else []
    return " ".join((found.check, str(found.version), found.outcome, *records))


def _who(person: Beneficiary | None) -> str:
    if person is None:
        return "unknown"
    return f"{person.booth_id} {person.phone.hash if person.phone else None}"
