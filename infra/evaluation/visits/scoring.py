"""Holds what the engine found against what is true."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.policy import USUAL
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verification import names
from chalicelib.domain.verification.rules import doubts_among
from infra.evaluation.visits.answers import Answers, Planted
from infra.evaluation.visits.claims import is_about_planted, is_true
from infra.evaluation.visits.frauds import BY_NAME

WARNED: Final = frozenset({FindingOutcome.WARN, FindingOutcome.FAIL})
NO_FACTS: Final = frozenset[str]()
# Checks whose warning suspects somebody, whether or not what it says is true.
SUSPICIONS: Final = frozenset({
    names.NAME, names.TWICE, names.SHARED_NUMBER, names.WORKERS_NUMBER, names.CALLED_EARLY,
    names.IN_DAYS, names.CAPTURED, names.BURST, names.NEAR_BOOTH, names.CAMERA, names.TRAVEL,
    names.SPOT, names.EXACT, names.NEAR, names.SCREEN, names.EDITED, names.METADATA,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One visit that came to an end: what was found of it, and what is true.

    `untrue` are warnings that ask for a person and claim what is not so; `noted` those that are
    only shown. `beside` are warnings about another visit that is a planted one.
    """

    visit_id: str
    planted: Planted | None
    is_sent: bool
    warned: frozenset[str]
    doubts: frozenset[str]
    true: frozenset[str] = NO_FACTS
    untrue: frozenset[str] = NO_FACTS
    noted: frozenset[str] = NO_FACTS
    beside: frozenset[str] = NO_FACTS
    is_original: bool = False
    is_withdrawn: bool = False

    @property
    def is_stopped(self) -> bool:
        """True when nothing of it becomes public without a person, or at all."""
        return self.is_sent or self.is_withdrawn


@dataclass(slots=True, kw_only=True)
class OfFraud:
    """What became of one fraud's visits; `loud` are those that are not quiet members."""

    planted: int = 0
    loud: int = 0
    by_check: int = 0
    by_any: int = 0
    events: set[int] = field(default_factory=set)
    found: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class OfCheck:
    """What one check's warnings were about."""

    meant: int = 0  # planted visits of frauds that it is meant to find
    found: int = 0
    on_others: int = 0  # on visits of other frauds
    true: int = 0
    beside: int = 0
    untrue: int = 0
    noted: int = 0

    @property
    def warned(self) -> int:
        """How often it warned."""
        return self.found + self.on_others + self.true + self.beside + self.untrue + self.noted


def cases(items: Iterable[Testimonial], answers: Answers) -> list[Case]:
    """Return the visits that came to a verdict, or were withdrawn before one."""
    ended = (item for item in items if item.verdict or item.state is State.WITHDRAWN)
    return [_case(item, answers) for item in ended]


def _case(item: Testimonial, answers: Answers) -> Case:
    planted = answers.planted.get(item.visit_id)
    warned = [found for found in item.findings if found.outcome in WARNED]
    led = {found.check for found in doubts_among(item.findings, USUAL)}
    case = Case(
        visit_id=item.visit_id, planted=planted,
        is_sent=item.verdict not in {Verdict.VERIFIED, None},
        is_withdrawn=item.state is State.WITHDRAWN,
        warned=frozenset(found.check for found in warned), doubts=frozenset(led),
        is_original=item.visit_id in answers.originals,
    )  # fmt: skip
    return case if planted else _judged(case, warned, answers)


def _judged(case: Case, warned: list[Finding], answers: Answers) -> Case:
    facts = answers.facts.get(case.visit_id, NO_FACTS)
    kinds: dict[str, set[str]] = {"true": set(), "untrue": set(), "noted": set(), "beside": set()}
    for found in warned:
        if is_true(found, facts):
            kinds["true"].add(found.check)
        elif is_about_planted(found, case.visit_id, answers):
            kinds["beside"].add(found.check)
        else:
            kinds["untrue" if found.check in case.doubts else "noted"].add(found.check)
    return Case(
        visit_id=case.visit_id, planted=None, is_sent=case.is_sent, warned=case.warned,
        doubts=case.doubts, is_original=case.is_original, is_withdrawn=case.is_withdrawn,
        **{name: frozenset(checks) for name, checks in kinds.items()},
    )  # fmt: skip


def by_fraud(found: Iterable[Case]) -> dict[str, OfFraud]:
    """Return what became of each fraud."""
    tally = {name: OfFraud() for name in BY_NAME}
    for case in found:
        if case.planted is None:
            continue
        one = tally[case.planted.fraud]
        one.planted += 1
        one.events.add(case.planted.event)
        is_found = is_found_as_meant(case)
        if is_found:
            one.found.add(case.planted.event)
        if not case.planted.is_quiet:
            one.loud += 1
            one.by_check += is_found
            one.by_any += case.is_stopped
    return tally


def is_found_as_meant(case: Case) -> bool:
    """True when a check warned that is meant to find what was planted, or she withdrew in time."""
    if case.planted is None:
        return False
    meant = BY_NAME[case.planted.fraud].checks
    return case.is_withdrawn or not case.warned.isdisjoint(meant)


def by_check(found: Iterable[Case], checks: Iterable[str]) -> dict[str, OfCheck]:
    """Return what each check's warnings were about."""
    tally = {name: OfCheck() for name in checks}
    for case in found:
        if case.planted is None:
            for kind in ("true", "beside", "untrue", "noted"):
                for name in getattr(case, kind):
                    setattr(tally[name], kind, getattr(tally[name], kind) + 1)
            continue
        meant = BY_NAME[case.planted.fraud].checks
        for name in meant:
            tally[name].meant += not case.planted.is_quiet
        for name in case.warned:
            is_meant = name in meant and not case.planted.is_quiet
            tally[name].found += is_meant
            tally[name].on_others += not is_meant
    return tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The verdict as a whole. Shares are of honest visits but for precision and recall."""

    honest: int
    planted: int
    precision: float
    recall: float
    honest_sent: float
    false_alarms: float
    beside: float
    noted: float
    suspected: float
    originals_sent: int
    originals: int


def whole(found: list[Case]) -> Whole:
    """Return how well the verdict tells planted visits from honest ones."""
    honest = [case for case in found if case.planted is None]
    loud = [case for case in found if case.planted and not case.planted.is_quiet]
    sent = [case for case in found if case.is_sent]
    originals = [case for case in honest if case.is_original]
    return Whole(
        honest=len(honest), planted=len(loud),
        precision=share(sum(case.planted is not None for case in sent), len(sent)),
        recall=share(sum(case.is_stopped for case in loud), len(loud)),
        honest_sent=share(sum(case.is_sent for case in honest), len(honest)),
        false_alarms=share(sum(bool(case.untrue) for case in honest), len(honest)),
        beside=share(sum(bool(case.beside & case.doubts) for case in honest), len(honest)),
        noted=share(sum(bool(case.noted) for case in honest), len(honest)),
        suspected=share(sum(bool(case.doubts & SUSPICIONS) for case in honest), len(honest)),
        originals=len(originals), originals_sent=sum(case.is_sent for case in originals),
    )  # fmt: skip


def share(part: float, of: float) -> float:
    """Return a share; 0 of nothing."""
    return part / of if of else 0.0


def alarms(found: Iterable[Case]) -> Mapping[str, int]:
    """Return how many honest visits each check calls false, the worst first."""
    counts = Counter(name for case in found for name in case.untrue)
    return dict(counts.most_common())
