"""Testimonials, claims, decisions and the audit trail."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from chalicelib.domain.consent import Ledger, latest_for, standing, withdrawn_at
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import Decision, DecisionKind, ReasonCode
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import State, Step, Testimonial, is_claimed
from chalicelib.domain.verification.sentences import sentence_of
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model, PageQuery, Words
from chalicelib.entry.models.uploads import MediaView
from chalicelib.services.dossiers import Dossier


class ListQuery(PageQuery):
    """`?state=&area=`."""

    state: State = State.PENDING_REVIEW
    area: KnownId | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class ClaimRequest(Model):
    """Which area to take the next item from; all of the caller's when left out."""

    area_id: KnownId | None = None


class ReleaseRequest(Model):
    """Which item to give back."""

    testimonial_id: KnownId


class DecisionRequest(Model):
    """A moderator's decision."""

    decision: DecisionKind
    reason_code: ReasonCode | None = None
    note: Annotated[FreeText, Field(max_length=2000)] | None = None
    captions: dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], FreeText] | None = None

    def parsed(self) -> Decision:
        """Return the decision as the domain takes it; raise InvalidInput without its reason."""
        return Decision(
            kind=self.decision, reason=self.reason_code, note=self.note, captions=self.captions
        )


class FindingView(Model):
    """One check's answer."""

    check: str
    version: int
    outcome: FindingOutcome
    evidence: dict[str, Any]
    text: Words


class ConsentView(Model):
    """The consent that the testimonial stands on; `purposes` are those that stand now."""

    consent_id: str
    purposes: list[str]
    given_purposes: list[str]
    method: str
    notice: dict[str, str | int]
    given_at: Instant
    withdrawn_at: Instant | None
    evidence_media_id: str | None


class StepView(Model):
    """One move of the testimonial."""

    at: Instant
    from_state: Annotated[State | None, Field(serialization_alias="from")]
    to: State
    by: str


class LockView(Model):
    """A running claim."""

    expires_at: Instant
    mine: bool


class AreaNames(Model):
    """The booth's names."""

    names: Words


class PersonShown(Model):
    """The beneficiary as a moderator sees her."""

    names: Words
    phone: str | None
    schemes: list[str]


class VisitShown(Model):
    """The visit as a moderator sees it; no coordinates."""

    outcome: Outcome
    started_at: Instant
    booth_id: str


class TestimonialView(Model):
    """A testimonial; `media_items` come with the single one only."""

    __test__ = False

    testimonial_id: str
    visit_id: str
    beneficiary_id: str
    area_id: str
    area: AreaNames | None = None
    state: State
    version: int
    waiting_since: Instant
    media: list[str]
    consent: ConsentView | None = None
    verdict: Verdict | None
    findings: list[FindingView]
    captions: Words
    beneficiary: PersonShown | None = None
    visit: VisitShown | None = None
    history: list[StepView]
    is_escalated: bool
    evidence_version: int
    lock: LockView | None = None
    media_items: list[MediaView] | None = None


class TestimonialPage(Model):
    """One page of a list."""

    __test__ = False

    items: list[TestimonialView]
    next_cursor: str | None


def brief_view(item: Testimonial, reader: UserId, now: datetime) -> TestimonialView:
    """Return a testimonial without what lies beside it, for lists."""
    return TestimonialView(
        testimonial_id=item.visit_id,
        visit_id=item.visit_id,
        beneficiary_id=item.beneficiary_id,
        area_id=item.booth_id,
        state=item.state,
        version=item.version,
        waiting_since=item.since,
        media=list(item.media_ids),
        verdict=item.verdict,
        findings=[_finding(found) for found in item.findings],
        captions=dict(item.captions or {}),
        history=[_step(step) for step in item.history],
        is_escalated=item.is_escalated,
        evidence_version=item.evidence_version,
        lock=_lock(item, reader, now),
    )


def full_view(
    dossier: Dossier, media: list[MediaView], reader: UserId, now: datetime
) -> TestimonialView:
    """Return a testimonial with its media, consent and person."""
    brief = brief_view(dossier.item, reader, now)
    return brief.model_copy(
        update={
            "area": AreaNames(names=dict(dossier.booth.names)) if dossier.booth else None,
            "consent": _consent(dossier.item, dossier.ledger),
            "beneficiary": _person(dossier.beneficiary),
            "visit": _visit(dossier.visit),
            "captions": dict(dossier.captions),
            "media_items": media,
        }
    )


def _finding(found: Finding) -> FindingView:
    return FindingView(
        check=found.check, version=found.version, outcome=found.outcome,
        evidence=dict(found.evidence), text=sentence_of(found),
    )  # fmt: skip


def _step(step: Step) -> StepView:
    return StepView(at=step.at, from_state=step.source, to=step.target, by=step.by)


def _lock(item: Testimonial, reader: UserId, now: datetime) -> LockView | None:
    if item.claim is None or not is_claimed(item, now):
        return None
    return LockView(expires_at=item.claim.expires_at, mine=item.claim.moderator_id == reader)


def _consent(item: Testimonial, ledger: Ledger | None) -> ConsentView | None:
    consent = latest_for(ledger, item.visit_id)
    if ledger is None or consent is None:
        return None
    shown = consent.notice
    return ConsentView(
        consent_id=consent.consent_id,
        purposes=sorted(standing(ledger, item.visit_id)),
        given_purposes=sorted(consent.purposes),
        method=consent.method,
        notice={
            "notice_id": shown.notice_id, "version": shown.version, "language": shown.language
        },
        given_at=consent.given_at,
        withdrawn_at=withdrawn_at(ledger, consent),
        evidence_media_id=consent.evidence_media_id,
    )  # fmt: skip


def _person(person: Beneficiary | None) -> PersonShown | None:
    if person is None:
        return None
    return PersonShown(
        names=dict(person.names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
    )


def _visit(visit: Visit | None) -> VisitShown | None:
    if visit is None:
        return None
    return VisitShown(outcome=visit.outcome, started_at=visit.started_at, booth_id=visit.booth_id)
