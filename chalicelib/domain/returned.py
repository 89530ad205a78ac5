"""What came back from the desk to the worker who made the visit: a mark, by which it is found.

The testimonial itself says what became of it since, so a mark that is out of date does no harm.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import Asker, Decided, DecisionKind, KeptFor
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.review import KEPT_LIFE
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial

COMES_BACK = frozenset({State.HAS_ISSUES, State.REJECTED})
TURNS_DOWN = frozenset({DecisionKind.HAS_ISSUES, DecisionKind.REJECT})
# Where an answer to whoever asked again is still to come.
WAITS = frozenset({State.VERIFYING, State.PENDING_REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """That a visit's testimonial was sent back or rejected."""

    worker_id: UserId
    visit_id: VisitId
    path: Path
    at: datetime
    version: int = 0


def is_back(item: Testimonial) -> bool:
    """True while there is something that the worker should know or do."""
    return item.state in COMES_BACK


def is_told(item: Testimonial) -> bool:
    """True for what is back, and for what was asked about again: she may see how that goes."""
    was_accepted = item.appeal is not None and item.state in GOING_OUT
    return is_back(item) or waits_again(item) or was_accepted


def turned_down(item: Testimonial) -> Decided | None:
    """Return the last decision that sent an item back or rejected it.

    What was decided after that is not for her: a second person may still have to decide alone.
    """
    found = (each for each in reversed(item.decisions) if each.kind in TURNS_DOWN)
    return next(found, None)


def may_ask_again(item: Testimonial) -> bool:
    """True while another decision can be asked for, by the rule of `review.ask_again`."""
    return item.state is State.REJECTED and item.appeal is None


def waits_again(item: Testimonial) -> bool:
    """True while another decision was asked for and is still to come."""
    return item.appeal is not None and item.state in WAITS


def is_rejected_again(item: Testimonial) -> bool:
    """True when another decision was asked for, and it was the same."""
    return item.appeal is not None and item.state is State.REJECTED


def was_asked_by(item: Testimonial, asker: Asker) -> bool:
    """True when it was this one who asked for another decision."""
    return item.appeal is not None and item.appeal.by is asker


def kept_on_return(item: Testimonial, now: datetime) -> KeptFor | None:
    """Return for whom an item is kept that comes back from the worker now, and until when.

    She may need days for her way to the door; whoever sent it back is given KEPT_LIFE from here.
    """
    kept = item.kept_for
    if kept is None or item.state is not State.HAS_ISSUES:
        return kept
    return replace(kept, until=now + KEPT_LIFE)
