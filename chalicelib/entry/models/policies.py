"""How strictly a campaign verifies."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.policy import Action, Policy, PolicySet
from chalicelib.domain.policy_changes import WantedPolicy
from chalicelib.domain.sampling import rates, seed_of
from chalicelib.domain.two_people import TwoPeople
from chalicelib.domain.verification.limits import LIMITS, Limit, limit
from chalicelib.domain.verification.rules import CHECKS, Check, action_of
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.entry.models.findings import title_of
from chalicelib.services.policies import PolicyShown

MOST_NAMED = 200
Number = Annotated[float, Field(allow_inf_nan=False)]
Named = Annotated[str, Field(max_length=100)]


class PolicyRequest(Model):
    """What a campaign wants otherwise than usual; what is left out is as usual again."""

    actions: Annotated[dict[Named, Action], Field(max_length=MOST_NAMED, default_factory=dict)]
    limits: Annotated[dict[Named, Number], Field(max_length=MOST_NAMED, default_factory=dict)]
    sampling: Annotated[dict[Named, Number], Field(max_length=MOST_NAMED, default_factory=dict)]
    seed: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    one_is_enough: Annotated[list[TwoPeople], Field(max_length=MOST_NAMED, default_factory=list)]

    def wanted(self) -> WantedPolicy:
        """Return it as the domain takes it."""
        return WantedPolicy(
            actions=dict(self.actions), limits=dict(self.limits), sampling=dict(self.sampling),
            seed=self.seed, one_is_enough=tuple(self.one_is_enough),
        )  # fmt: skip


class CheckRuleView(Model):
    """One check, and what follows from it here and usually."""

    check: str
    version: int
    title: Words
    action: Action
    usual_action: Action
    unknown_action: Action | None
    is_fixed: bool


class LimitView(Model):
    """One limit of the checks, as it is here and usually, and how far it may be set."""

    name: str
    unit: str
    meaning: Words
    value: float
    usual: float
    lowest: float
    highest: float


class PolicyNumberView(Model):
    """An earlier number of the policy."""

    number: int
    set_by: str
    set_at: Instant


class PolicyView(Model):
    """One number of a campaign's policy; nobody set number 0, which is what is usual."""

    campaign_id: str
    number: int
    set_by: str | None
    set_at: Instant | None
    checks: list[CheckRuleView]
    limits: list[LimitView]
    sampling: dict[str, float]
    seed: str
    two_people: list[TwoPeople]
    one_is_enough: list[TwoPeople]
    earlier: list[PolicyNumberView]
    version: int


def policy_view(shown: PolicyShown) -> PolicyView:
    """Return a policy with every check and every limit, set or usual."""
    policy, campaign_id = shown.policy, shown.campaign.campaign_id
    return PolicyView(
        campaign_id=campaign_id,
        number=policy.number,
        set_by=shown.kept.set_by if shown.kept else None,
        set_at=shown.kept.set_at if shown.kept else None,
        checks=[_check(check, policy) for check in CHECKS],
        limits=[_limit(name, known, policy) for name, known in LIMITS.items()],
        sampling=dict(rates(policy)),
        seed=seed_of(policy, campaign_id),
        two_people=[reason for reason in TwoPeople if reason not in policy.one_is_enough],
        one_is_enough=[reason for reason in TwoPeople if reason in policy.one_is_enough],
        earlier=[_number(each) for each in shown.earlier],
        version=shown.version,
    )


def _check(check: Check, policy: Policy) -> CheckRuleView:
    return CheckRuleView(
        check=check.name,
        version=check.version,
        title=title_of(check.name),
        action=action_of(check, policy),
        usual_action=check.action,
        unknown_action=check.unknown,
        is_fixed=check.is_fixed,
    )


def _limit(name: str, known: Limit, policy: Policy) -> LimitView:
    return LimitView(
        name=name, unit=known.unit, meaning=dict(known.meaning), value=limit(policy, name),
        usual=known.usual, lowest=known.lowest, highest=known.highest,
    )  # fmt: skip


def _number(kept: PolicySet) -> PolicyNumberView:
    return PolicyNumberView(number=kept.number, set_by=kept.set_by, set_at=kept.set_at)
