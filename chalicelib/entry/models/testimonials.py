"""Testimonials, claims, decisions and the audit trail."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from chalicelib.domain.decisions import Asker, Decision, DecisionKind, ReasonCode
from chalicelib.domain.discretion import told_decisions
from chalicelib.domain.finding import DOUBTS, Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.queueing import Risk, risk_of
from chalicelib.domain.testimonial import State, Step, Testimonial, is_claimed
from chalicelib.domain.two_people import TwoPeople
from chalicelib.domain.undo import UNDO_LIFE, undo_until
from chalicelib.entry.models.beside import (
    AreaNames,
    MemberView,
    MomentView,
    PersonShown,
    VisitShown,
    area_names,
    member_view,
    moment_views,
    person_shown,
    visit_shown,
)
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model, PageQuery, Words
from chalicelib.entry.models.consents import ConsentView, consent_view
from chalicelib.entry.models.findings import FindingView, brief_finding, finding_view
from chalicelib.entry.models.uploads import MediaView
from chalicelib.services.claiming import Asked
from chalicelib.services.dossiers import Dossier
from chalicelib.services.transcripts import Said

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class ListQuery(PageQuery):
    """`?state=&area=`."""

    state: State = State.PENDING_REVIEW
    area: KnownId | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class ClaimRequest(Model):
    """Which area to take the next item from; all of the caller's when left out.

    `beside` is an item that she goes on holding: the answer is another one.
    """

    area_id: KnownId | None = None
    beside: KnownId | None = None

    def parsed(self) -> Asked:
        """Return what is asked for, as the service takes it."""
        return Asked(
            area_id=AreaId(self.area_id) if self.area_id else None,
            beside=VisitId(self.beside) if self.beside else None,
        )


class ReleaseRequest(Model):
    """Which item to give back."""

    testimonial_id: KnownId


class DecisionRequest(Model):
    """A moderator's decision."""

    decision: DecisionKind
    reason_code: ReasonCode | None = None
    note: Annotated[FreeText, Field(max_length=2000)] | None = None
    captions: dict[Language, FreeText] | None = None
    channel_captions: dict[KnownId, dict[Language, FreeText]] | None = None
    ai_altered: bool | None = None
    is_public_figure: bool | None = None

    def parsed(self) -> Decision:
        """Return the decision as the domain takes it; raise InvalidInput without its reason."""
        return Decision(
            kind=self.decision, reason=self.reason_code, note=self.note, captions=self.captions,
            channel_captions=self.channel_captions, ai_altered=self.ai_altered,
            is_public_figure=self.is_public_figure,
        )  # fmt: skip


class TranscriptRequest(Model):
    """What is said in a testimonial, in one language; an empty text takes it out."""

    language: Language
    text: Annotated[FreeText, Field(max_length=10_000)]

    def parsed(self) -> Said:
        """Return what is said as the service takes it."""
        return Said(language=self.language, text=self.text)


class DecidedView(Model):
    """One decision that stands. Who passed it is an id; the pages show no names of moderators."""

    decision: DecisionKind
    reason_code: ReasonCode | None
    note: str | None
    at: Instant
    by: str
    mine: bool


class AppealView(Model):
    """That another decision was asked for."""

    by: Asker
    at: Instant
    note: str | None


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


class TestimonialView(Model):
    """A testimonial; `media_items`, `members` and `transcript` come with the single one only."""

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
    transcript: Words | None = None
    beneficiary: PersonShown | None = None
    visit: VisitShown | None = None
    history: list[StepView]
    is_escalated: bool
    ai_altered: bool
    evidence_version: int
    judged_at: Instant | None
    policy_number: int
    levels: list[str]
    lock: LockView | None = None
    media_items: list[MediaView] | None = None
    is_reel: bool
    members: list[MemberView] | None = None
    reels: list[str]
    risk: Risk
    is_public_figure: bool
    channel_captions: dict[str, Words]
    decisions: list[DecidedView]
    appeal: AppealView | None
    two_people: list[TwoPeople] | None = None
    undo_until: Instant | None = None
    timeline: list[MomentView] | None = None


class TestimonialPage(Model):
    """One page of a list."""

    __test__ = False

    items: list[TestimonialView]
    next_cursor: str | None


def brief_view(
    item: Testimonial, reader: UserId, now: datetime, undo: timedelta = UNDO_LIFE
) -> TestimonialView:
    """Return a testimonial without what lies beside it, for lists.

    `undo` is how long the reader can take a decision of hers back.
    """
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
        findings=[brief_finding(found) for found in item.findings if found.outcome in DOUBTS],
        captions=dict(item.captions or {}),
        history=[_step(step) for step in item.history],
        is_escalated=item.is_escalated,
        ai_altered=item.ai_altered,
        evidence_version=item.evidence_version,
        judged_at=item.judged_at,
        policy_number=item.policy_number,
        levels=list(item.levels),
        lock=_lock(item, reader, now),
        is_reel=bool(item.members),
        reels=list(item.reels),
        risk=risk_of(item),
        is_public_figure=item.is_public_figure,
        channel_captions={c: dict(texts) for c, texts in (item.channel_captions or {}).items()},
        decisions=_decisions(item, reader, now, undo),
        appeal=_appeal(item),
    )


def full_view(
    dossier: Dossier, media: list[MediaView], reader: UserId, now: datetime,
    undo: timedelta = UNDO_LIFE,
) -> TestimonialView:  # fmt: skip
    """Return a testimonial with its media, consent and person.

    `undo` is how long the reader can take a decision of hers back.
    """
    brief = brief_view(dossier.item, reader, now, undo)
    return brief.model_copy(
        update={
            "area": area_names(dossier.booth),
            "consent": consent_view(dossier),
            "beneficiary": person_shown(dossier.beneficiary),
            "visit": visit_shown(dossier.visit),
            "timeline": moment_views(dossier, [each.at for each in brief.decisions]),
            "findings": [finding_view(found, dossier.policy) for found in dossier.item.findings],
            "captions": dict(dossier.captions),
            "transcript": dict(dossier.item.transcript or {}),
            "media_items": media,
            "members": [member_view(member) for member in dossier.members],
            "two_people": list(dossier.two_people),
            "undo_until": undo_until(dossier.item, reader, undo),
        }
    )


def _decisions(
    item: Testimonial, reader: UserId, now: datetime, undo: timedelta
) -> list[DecidedView]:
    """Return what was decided, as far as the reader may know it."""
    return [
        DecidedView(
            decision=each.kind, reason_code=each.reason, note=each.note, at=each.at, by=each.by,
            mine=each.by == reader,
        )
        for each in told_decisions(item, reader, now, undo)
    ]  # fmt: skip


def _appeal(item: Testimonial) -> AppealView | None:
    asked = item.appeal
    return AppealView(by=asked.by, at=asked.at, note=asked.note) if asked else None


def _step(step: Step) -> StepView:
    return StepView(at=step.at, from_state=step.source, to=step.target, by=step.by)


def _lock(item: Testimonial, reader: UserId, now: datetime) -> LockView | None:
    if item.claim is None or not is_claimed(item, now):
        return None
    return LockView(expires_at=item.claim.expires_at, mine=item.claim.moderator_id == reader)
