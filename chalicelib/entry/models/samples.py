"""Second looks at what was decided, and how far they agree with the first."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import UserId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.sampling import rates, seed_of
from chalicelib.entry.models.beside import AreaNames, PersonShown, VisitShown
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model, PageQuery, Words
from chalicelib.entry.models.consents import ConsentView
from chalicelib.entry.models.findings import FindingView
from chalicelib.entry.models.testimonials import TestimonialView
from chalicelib.entry.models.uploads import MediaView
from chalicelib.services.agreement import AgreementReport, LevelReport

Level = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class LevelQuery(Model):
    """`?level=`."""

    level: Level


class SamplesQuery(PageQuery):
    """`?level=&area=`."""

    level: Level
    area: KnownId | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class CheckRequest(Model):
    """What somebody of a level would have decided."""

    level: Level
    decision: DecisionKind
    reason_code: ReasonCode | None = None
    note: Annotated[FreeText, Field(max_length=2000)] | None = None

    def parsed(self) -> Decision:
        """Return it as the domain takes it; raise InvalidInput without its reason."""
        return Decision(kind=self.decision, reason=self.reason_code, note=self.note)


class SampleBrief(Model):
    """An item that waits for a second look; what was decided is not told."""

    testimonial_id: str
    level: str
    area_id: str
    waiting_since: Instant


class SamplePage(Model):
    """One page of what waits."""

    items: list[SampleBrief]
    next_cursor: str | None


class LookView(Model):
    """A second look that was kept, and the decision that it is compared with."""

    testimonial_id: str
    level: str
    decision: DecisionKind
    reason_code: ReasonCode | None
    note: str | None
    at: Instant
    first_decision: DecisionKind
    agrees: bool | None


class SampleView(Model):
    """An item as a second person sees it: `look` is her own, and null until it was kept."""

    testimonial_id: str
    level: str
    area_id: str
    area: AreaNames | None
    beneficiary: PersonShown | None
    visit: VisitShown | None
    consent: ConsentView | None
    verdict: Verdict | None
    findings: list[FindingView]
    evidence_version: int
    captions: Words
    media_items: list[MediaView] | None
    look: LookView | None


class CellView(Model):
    """How often two decisions met."""

    first_decision: DecisionKind
    decision: DecisionKind
    count: int


class LevelView(Model):
    """One level: of what was decided, how much was drawn and looked at, and how that agrees."""

    level: str
    rate: float
    drawn: int
    checked: int
    agreed: int
    share: float | None
    kappa: float | None
    counts: list[CellView]
    is_whole: bool


class AgreementView(Model):
    """How far the levels above share the decisions made in an area."""

    area_id: str
    names: Words
    as_of: Instant
    seed: str
    sampling: dict[str, float]
    levels: list[LevelView]
    is_whole: bool


def sample_brief(look: LevelCheck) -> SampleBrief:
    """Return what waits, without what was decided."""
    return SampleBrief(
        testimonial_id=look.visit_id, level=look.level, area_id=look.path[-1],
        waiting_since=look.decided_at,
    )  # fmt: skip


def sample_view(item: TestimonialView, look: LevelCheck, reader: UserId) -> SampleView:
    """Return an item without what became of it; the reader's own look once it was kept."""
    shown = SampleView.model_fields.keys() & TestimonialView.model_fields.keys()
    return SampleView(
        **{name: getattr(item, name) for name in shown},
        level=look.level,
        look=look_view(look) if look.by == reader else None,
    )


def look_view(look: LevelCheck) -> LookView | None:
    """Return a look as an answer; None when nobody has looked."""
    if look.decision is None or look.at is None:
        return None
    return LookView(
        testimonial_id=look.visit_id,
        level=look.level,
        decision=look.decision,
        reason_code=look.reason,
        note=look.note,
        at=look.at,
        first_decision=look.of_decision,
        agrees=look.agrees,
    )


def agreement_view(found: AgreementReport) -> AgreementView:
    """Return a report as an answer."""
    campaign = found.campaign
    return AgreementView(
        area_id=found.area.area_id,
        names=dict(found.area.names),
        as_of=found.at,
        seed=seed_of(campaign.policy, campaign.campaign_id),
        sampling=dict(rates(campaign.policy)),
        levels=[_level(level) for level in found.levels],
        is_whole=found.is_whole,
    )


def _level(found: LevelReport) -> LevelView:
    agreement = found.agreement
    return LevelView(
        level=found.level,
        rate=found.rate,
        drawn=found.drawn,
        checked=agreement.checked,
        agreed=agreement.agreed,
        share=_rounded(agreement.share),
        kappa=_rounded(agreement.kappa),
        counts=[
            CellView(first_decision=first, decision=second, count=count)
            for (first, second), count in agreement.counts.items()
        ],
        is_whole=found.is_whole,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
