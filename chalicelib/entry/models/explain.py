"""The whole story of a testimonial as an answer: for one sheet of paper, so names are masked."""

from datetime import datetime
from typing import Final

from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.masked import masked_names
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.sampling import draw_name, lots_of, rates, seed_of
from chalicelib.domain.story.parts import StepKind, StoryStep
from chalicelib.domain.story.words import VERDICTS
from chalicelib.domain.testimonial import State
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.versions import Difference, differences
from chalicelib.domain.verification.words.rule import DRAW_RULE, VERDICT_RULE
from chalicelib.domain.verification.words.said import Pair
from chalicelib.entry.models.beside import AreaNames, MemberView, area_names, member_view
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.entry.models.findings import (
    FindingView,
    LinkView,
    finding_view,
    link_views,
    title_of,
)
from chalicelib.entry.models.uploads import MediaView
from chalicelib.services.dossiers import Dossier
from chalicelib.services.explaining import Explanation

LOT_DIGITS: Final = 6


class StoryStepView(Model):
    """One thing that happened."""

    at: Instant
    kind: StepKind
    by: str
    text: Words
    links: list[LinkView]


class DifferenceView(Model):
    """A check that found otherwise than in the verdict before."""

    check: str
    title: Words
    before: FindingOutcome | None
    after: FindingOutcome | None


class VerdictView(Model):
    """One verdict as it stood."""

    number: int
    reached_at: Instant
    verdict: Verdict
    text: Words
    policy_number: int
    media: list[str]
    findings: list[FindingView]
    differs: list[DifferenceView]


class DrawView(Model):
    """What one level drew."""

    level: str
    rate: float
    lot: float
    is_drawn: bool


class SamplingView(Model):
    """How it was decided who looks at what is verified, so that anybody can draw again."""

    seed: str
    name: str
    how: Words
    applies: bool
    draws: list[DrawView]


class ChainView(Model):
    """Whether the audit trail is whole."""

    intact: bool
    entries: int


class MaskedPerson(Model):
    """The beneficiary by the first letters of her names."""

    beneficiary_id: str
    masked_names: Words


class ExplanationView(Model):
    """A testimonial from capture to now. The newest verdict comes first, the oldest step."""

    testimonial_id: str
    visit_id: str
    area_id: str
    area: AreaNames | None
    state: State
    version: int
    verdict: Verdict | None
    is_reel: bool
    as_of: Instant
    rule: Words
    person: MaskedPerson | None
    media_items: list[MediaView]
    members: list[MemberView]
    steps: list[StoryStepView]
    verdicts: list[VerdictView]
    sampling: SamplingView | None
    audit: ChainView


def explanation_view(told: Explanation, media: list[MediaView], now: datetime) -> ExplanationView:
    """Return a story as an answer."""
    dossier = told.dossier
    item = dossier.item
    return ExplanationView(
        testimonial_id=item.visit_id,
        visit_id=item.visit_id,
        area_id=item.booth_id,
        area=area_names(dossier.booth),
        state=item.state,
        version=item.version,
        verdict=item.verdict,
        is_reel=bool(item.members),
        as_of=now,
        rule=_words(VERDICT_RULE),
        person=_person(dossier.beneficiary),
        media_items=media,
        members=[member_view(member) for member in dossier.members],
        steps=[_step(step) for step in told.steps],
        verdicts=_verdicts(told),
        sampling=_sampling(dossier),
        audit=ChainView(intact=told.is_intact, entries=told.entries),
    )


def _words(pair: Pair) -> Words:
    hindi, english = pair
    return {"hi": hindi, "en": english}


def _person(person: Beneficiary | None) -> MaskedPerson | None:
    if person is None:
        return None
    return MaskedPerson(
        beneficiary_id=person.beneficiary_id, masked_names=masked_names(person.names)
    )


def _step(step: StoryStep) -> StoryStepView:
    return StoryStepView(
        at=step.at, kind=step.kind, by=step.by, text=dict(step.text),
        links=link_views(step.references),
    )  # fmt: skip


def _verdicts(told: Explanation) -> list[VerdictView]:
    pairs = zip((None, *told.verdicts), told.verdicts, strict=False)
    return [_verdict(before, after, told) for before, after in pairs][::-1]


def _verdict(before: PastVerdict | None, after: PastVerdict, told: Explanation) -> VerdictView:
    policy = told.policies[after.policy_number]
    return VerdictView(
        number=after.number,
        reached_at=after.reached_at,
        verdict=after.verdict,
        text=_words(VERDICTS[after.verdict]),
        policy_number=after.policy_number,
        media=list(after.media_ids),
        findings=[finding_view(found, policy) for found in after.findings],
        differs=[_difference(one) for one in differences(before, after)],
    )


def _difference(one: Difference) -> DifferenceView:
    return DifferenceView(
        check=one.check, title=title_of(one.check), before=one.before, after=one.after
    )


def _sampling(dossier: Dossier) -> SamplingView | None:
    item, policy = dossier.item, dossier.policy
    if item.members or item.verdict is None:
        return None
    lots = lots_of(policy, item.campaign_id, draw_name(item))
    return SamplingView(
        seed=seed_of(policy, item.campaign_id),
        name=draw_name(item),
        how=_words(DRAW_RULE),
        applies=item.verdict is Verdict.VERIFIED,
        draws=[
            DrawView(
                level=level, rate=rate, lot=round(lots[level], LOT_DIGITS),
                is_drawn=level in item.levels,
            )
            for level, rate in rates(policy).items()
        ],
    )  # fmt: skip
