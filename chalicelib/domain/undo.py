"""Taking a decision back: by whoever passed it, at once, before anything follows from it.

Nothing is scheduled, posted or put into a reel of what was approved while its approval can still be
taken back. Whoever takes one back holds the item again, as it was before she decided.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.decisions import Decided, DecisionKind
from chalicelib.domain.errors import AlreadyClaimed, Conflict
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import BY_MODERATOR, TARGETS, claim
from chalicelib.domain.testimonial import State, Testimonial, holds, is_claimed, move

UNDO_LIFE: Final = timedelta(seconds=30)
# No stage may be set up with more. A step that is stuck is looked at again after STUCK_AFTER, which
# has to be longer.
LONGEST_UNDO: Final = timedelta(minutes=5)
# What leaves an item where it was: passed up, or approved by the first of two people.
STAYS: Final = frozenset({DecisionKind.ESCALATE, DecisionKind.APPROVE})


def undo_until(item: Testimonial, by: UserId, window: timedelta) -> datetime | None:
    """Return until when `by` may take the item's last decision back; None when it is not hers.

    None as well once the item has moved on from where she left it.
    """
    last = last_decision(item)
    if last is None or last.by != by or not _is_as_left(item, last):
        return None
    return last.at + window


def last_decision(item: Testimonial) -> Decided | None:
    """Return the last decision that was not taken back."""
    return item.decisions[-1] if item.decisions else None


def _is_as_left(item: Testimonial, last: Decided) -> bool:
    if item.reworked_at is not None and last.at <= item.reworked_at:
        return False  # it was edited since, and waits for new decisions
    if item.state is State.PENDING_REVIEW:
        return last.kind in STAYS
    return item.state is TARGETS.get(last.kind)


def undo(item: Testimonial, *, by: UserId, at: datetime, window: timedelta) -> Testimonial:
    """Return the item as before its last decision, held by whoever passed it.

    What she wrote in captions stays. An item that waits and that she holds stays as it is: that is
    how the first of two such requests left it. Raises Conflict when it is too late or not hers,
    AlreadyClaimed when somebody else looks at it by now.
    """
    if item.state is State.PENDING_REVIEW and holds(item, by, at):
        return item
    until, last = undo_until(item, by, window), last_decision(item)
    if last is None or until is None or at > until:
        raise Conflict(
            "It is too late to take this back, or it is not your decision",
            current_state=item.state.value,
        )
    if is_claimed(item, at):
        raise AlreadyClaimed("Another moderator is looking at this item by now")
    before = item.decisions[:-1]
    was_passed_up = any(each.kind is DecisionKind.ESCALATE for each in before)
    is_escalated = item.is_escalated and (last.kind is not DecisionKind.ESCALATE or was_passed_up)
    back = item if item.state is State.PENDING_REVIEW else _moved_back(item, at)
    freed = replace(back, decisions=before, kept_for=None, is_escalated=is_escalated)
    return claim(freed, by, at)


def _moved_back(item: Testimonial, at: datetime) -> Testimonial:
    """Return the item waiting again, since when it waited before.

    Its history forgets the step, which would tell a second person what the first one did; the audit
    trail has both.
    """
    steps = item.history[:-1]
    back = move(item, State.PENDING_REVIEW, at=at, by=BY_MODERATOR)
    return replace(back, history=steps, since=steps[-1].at if steps else at)


def may_be_undone(item: Testimonial, now: datetime, window: timedelta = LONGEST_UNDO) -> bool:
    """True while the decision that an item's state follows from may still be taken back."""
    last = last_decision(item)
    return last is not None and _is_as_left(item, last) and now <= last.at + window
