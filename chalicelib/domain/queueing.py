"""The order in which what waits for review is handed out: risk and age, fair over areas.

What is riskier goes ahead of what is older by a head start, so nothing waits for ever. What is
verified and was drawn nowhere stands behind everything (sampling.py). An item whose claim lapsed is
handed out first: somebody waited for it already.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.review import approvers, decided_before
from chalicelib.domain.sampling import waits_last
from chalicelib.domain.testimonial import State, Testimonial, holds, is_claimed

PASSED_LIFE: Final = timedelta(minutes=30)  # what she passed over is offered to her again then
SENIORS_FIRST: Final = timedelta(minutes=30)  # what was escalated waits this long for a senior


class Risk(StrEnum):
    """How much an item asks for a person's eyes, the most first."""

    HIGH = "high"
    RAISED = "raised"
    USUAL = "usual"
    LOW = "low"


HEAD_STARTS: Final[Mapping[Risk, timedelta]] = {
    Risk.HIGH: timedelta(hours=4),
    Risk.RAISED: timedelta(hours=1),
    Risk.USUAL: timedelta(0),
    Risk.LOW: timedelta(0),
}

# What is high goes first whatever its area, and what is low last; between them areas take turns.
LANES: Final[Mapping[Risk, int]] = {Risk.HIGH: 0, Risk.RAISED: 1, Risk.USUAL: 1, Risk.LOW: 2}


def risk_of(item: Testimonial) -> Risk:
    """Return an item's risk: high when asked about again, passed up, or when a check failed."""
    failed = any(found.outcome is FindingOutcome.FAIL for found in item.findings)
    if item.appeal is not None or item.is_escalated or item.ai_altered or failed:
        return Risk.HIGH
    if item.verdict is Verdict.NEEDS_REVIEW:
        return Risk.RAISED
    return Risk.LOW if waits_last(item) else Risk.USUAL


def waiting_since(item: Testimonial) -> datetime:
    """Return since when people could have decided on it: evidence that came later is no new wait.

    A decision begins a new one.
    """
    since = item.since
    decided_at = item.decisions[-1].at if item.decisions else None
    for step in reversed(item.history):
        if decided_at is not None and step.at < decided_at:
            break
        if step.target is State.PENDING_REVIEW:
            since = step.at
    return since


def queued_at(item: Testimonial) -> datetime:
    """Return the instant by which an item stands in its queue: the earliest is first."""
    return waiting_since(item) - HEAD_STARTS[risk_of(item)]


def depth_of(user: User, place: Path) -> int:
    """Return how many areas lie at or above the widest one over which she moderates `place`.

    0 when she moderates nothing there.
    """
    scopes = (scope.path for scope in user.scopes if scope.role is Role.MODERATOR)
    return min((len(path) for path in scopes if place[: len(path)] == path), default=0)


def is_offered(item: Testimonial, user: User, now: datetime) -> bool:
    """True when the item may be handed to her: free, and somebody she may decide on it as."""
    me = user.user_id
    if is_claimed(item, now) or me in decided_before(item) | approvers(item):
        return False
    kept = item.kept_for
    if kept is not None and now < kept.until and kept.moderator_id != me:
        return False
    if any(each.by == me and now < each.at + PASSED_LIFE for each in item.passed_over):
        return False
    return not item.is_escalated or _may_take_escalated(item, user, now)


def _may_take_escalated(item: Testimonial, user: User, now: datetime) -> bool:
    """True for a senior of whoever passed it up, and for anybody else once no senior came."""
    passed_up = [each for each in item.decisions if each.kind is DecisionKind.ESCALATE]
    if not passed_up:
        return True
    if any(each.by == user.user_id for each in passed_up):
        return False
    last = passed_up[-1]
    return depth_of(user, item.path) < last.depth or now >= last.at + SENIORS_FIRST


def in_order(items: Iterable[Testimonial], user_id: UserId, now: datetime) -> list[Testimonial]:
    """Return free items in the order in which they are handed to her.

    First what she holds, what was kept for her, and what somebody let lapse. Then by the queue, in
    rounds of one item an area, so that no busy booth keeps the others waiting.
    """
    ordered = sorted(items, key=lambda item: (waits_last(item), queued_at(item), item.visit_id))
    rounds: Counter[tuple[int, AreaId]] = Counter()
    keys: dict[VisitId, tuple[int, int, int]] = {}
    for item in ordered:
        lane = LANES[risk_of(item)]
        keys[item.visit_id] = (_head(item, user_id, now), lane, rounds[lane, item.booth_id])
        rounds[lane, item.booth_id] += 1
    return sorted(ordered, key=lambda item: keys[item.visit_id])


def _head(item: Testimonial, user_id: UserId, now: datetime) -> int:
    if holds(item, user_id, now):
        return 0
    if item.kept_for is not None and item.kept_for.moderator_id == user_id:
        return 1
    return 2 if item.claim is not None else 3
