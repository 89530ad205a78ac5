"""The order in which what waits for review is handed out: risk and age, with turns for areas.

What is riskier stands a head start ahead, and what comes from the booth or desk of what was handed
out just now is held back a little. Both are bounded, so nothing waits for ever. What is verified
and was drawn nowhere stands behind everything (sampling.py).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role, User
from chalicelib.domain.review import approvers, decided_before
from chalicelib.domain.sampling import waits_last
from chalicelib.domain.seats import Handed
from chalicelib.domain.testimonial import State, Testimonial, is_claimed

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
# How long an item is held back by one before it of its booth, and by one of its desk. At most so
# often each: all turns together weigh less than the head start of what is high.
TURN: Final = timedelta(minutes=10)
MOST_TURNS: Final = 11
TURNED_DOWN: Final = frozenset({DecisionKind.REJECT, DecisionKind.HAS_ISSUES})
_Key = tuple[bool, datetime, str]
_Keyed = tuple[_Key, Testimonial]


class Part(StrEnum):
    """Where in a desk's queue an item stands. What is not for everybody bars nobody's way."""

    OPEN = "open"  # anybody may have it
    LAST = "last"  # anybody, once nothing else is left
    SOME = "some"  # not for everybody: decided on, passed up or passed over
    HELD = "held"  # for one person until an instant, and first of all from then on


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

    What was sent back, and what is asked about again, waits anew.
    """
    since = item.since
    # An approval by the first of two must not show in the order.
    ended = [each.at for each in item.decisions if each.kind in TURNED_DOWN]
    decided_at = ended[-1] if ended else None
    for step in reversed(item.history):
        if decided_at is not None and step.at < decided_at:
            break
        if step.target is State.PENDING_REVIEW:
            since = step.at
    return since


def queued_at(item: Testimonial) -> datetime:
    """Return by which instant an item has its turn, its risk's head start taken off."""
    return waiting_since(item) - HEAD_STARTS[risk_of(item)]


def stands_at(item: Testimonial) -> datetime:
    """Return by which instant an item stands in its part of the queue: the earliest is first.

    What is for one person stands by when it will be for others, so that what lapsed is found first.
    """
    return held_until(item) or queued_at(item)


def held_until(item: Testimonial) -> datetime | None:
    """Return until when an item is for one person alone, past or to come; None when it is not."""
    ends = [item.claim.expires_at] if item.claim else []
    return max([*ends, item.kept_for.until] if item.kept_for else ends, default=None)


def part_of(item: Testimonial) -> Part:
    """Return in which part of its desk's queue an item stands."""
    if held_until(item) is not None:
        return Part.HELD
    was_decided = item.is_escalated or item.appeal is not None or bool(approvers(item))
    if was_decided or item.passed_over:
        return Part.SOME
    return Part.LAST if stands_last(item) else Part.OPEN


def stands_last(item: Testimonial) -> bool:
    """True for what stands behind all else of its part of the queue."""
    return _is_low(item) and held_until(item) is None


def depth_of(user: User, place: Path) -> int:
    """Return how many areas lie at or above the widest one over which she moderates `place`.

    0 when she moderates nothing there.
    """
    scopes = (scope.path for scope in user.scopes if scope.role is Role.MODERATOR)
    return min((len(path) for path in scopes if place[: len(path)] == path), default=0)


def is_offered(item: Testimonial, user: User, now: datetime) -> bool:
    """True when the item may be handed to her: free, and she may decide on it."""
    me = user.user_id
    if item.state is not State.PENDING_REVIEW or is_claimed(item, now):
        return False
    if me in decided_before(item) | approvers(item):
        return False
    kept = item.kept_for
    if kept is not None and now < kept.until and kept.moderator_id != me:
        return False
    if any(each.by == me and now < each.at + PASSED_LIFE for each in item.passed_over):
        return False
    return not item.is_escalated or _may_take_escalated(item, user, now)


def _may_take_escalated(item: Testimonial, user: User, now: datetime) -> bool:
    """True for a senior of whoever passed it up, and for anybody else once no senior came.

    Over whoever moderates the whole tree there is no senior to wait for.
    """
    passed_up = [each for each in item.decisions if each.kind is DecisionKind.ESCALATE]
    if not passed_up:
        return True
    if any(each.by == user.user_id for each in passed_up):
        return False
    last = passed_up[-1]
    has_senior = last.depth > 1
    is_senior = depth_of(user, item.path) < last.depth
    return not has_senior or is_senior or now >= last.at + SENIORS_FIRST


def in_order(items: Iterable[Testimonial], lately: Sequence[Handed]) -> list[Testimonial]:
    """Return items in the order in which they are handed to somebody.

    `lately` is what she was handed before. Each of these, and each item ahead, holds the next one
    of the same booth back by a TURN, and likewise the next one of the same desk.
    """
    keyed = [((_is_low(item), queued_at(item), str(item.visit_id)), item) for item in items]
    booths = Counter(each.booth_id for each in lately)
    desks = Counter(each.desk_id for each in lately)
    keyed = list(_in_turn(keyed, booths, lambda item: item.booth_id))
    keyed = list(_in_turn(keyed, desks, lambda item: item.desk_id))
    return [item for _, item in sorted(keyed, key=_key)]


def _in_turn(
    keyed: Iterable[_Keyed], had: Counter[AreaId], area_of: Callable[[Testimonial], AreaId]
) -> Iterator[_Keyed]:
    for (is_last, at, name), item in sorted(keyed, key=_key):
        area = area_of(item)
        yield (is_last, at + TURN * min(had[area], MOST_TURNS), name), item
        had[area] += 1


def _is_low(item: Testimonial) -> bool:
    return risk_of(item) is Risk.LOW


def _key(keyed: _Keyed) -> _Key:
    return keyed[0]
