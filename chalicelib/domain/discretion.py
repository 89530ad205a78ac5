"""What is told of an item on which a second person still decides alone: no approval of anybody's.

As long as an item waits for review, an approval is told to nobody but whoever gave it, whatever
role they have, and neither is a decision that was taken back. So nobody can tell whether she is the
first to decide or the second. It stays so until the decision that ended it can no longer be taken
back: a person who turned it down would else learn that she stands alone, and have half a minute to
change her mind.

What was decided before somebody asked for another decision, or before its words were edited after
an approval, is known to all. Captions that the first person corrected are seen by the second, since
she approves them; who corrected them is not said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.decisions import Decided, DecisionKind
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import is_of_before
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.undo import UNDO_LIFE, last_decision, may_be_undone

DECISION_ENTRIES: Final = frozenset({"decided", "decision_taken_back"})


def told_decisions(
    item: Testimonial, reader: UserId, now: datetime, window: timedelta = UNDO_LIFE
) -> tuple[Decided, ...]:
    """Return the decisions that stand and that the reader may know of, the first one first."""
    if not _is_open(item, now, window):
        return item.decisions
    return tuple(each for each in item.decisions if not _is_withheld(item, each, reader))


def _is_open(item: Testimonial, now: datetime, window: timedelta) -> bool:
    """True while it waits for a decision, or for the last one to be final."""
    return item.state is State.PENDING_REVIEW or may_be_undone(item, now, window)


def _is_withheld(item: Testimonial, each: Decided, reader: UserId) -> bool:
    if each.by == reader or each.kind is not DecisionKind.APPROVE:
        return False
    is_over = item.state is not State.PENDING_REVIEW
    is_told_by_the_state = is_over and each == last_decision(item)
    return not (is_of_before(item, each.at) or is_told_by_the_state)


def told_entries(
    entries: Sequence[AuditEntry], item: Testimonial, reader: UserId, now: datetime,
    window: timedelta = UNDO_LIFE,
) -> tuple[AuditEntry, ...]:  # fmt: skip
    """Return an item's chain as far as the reader may know it: to before what is withheld.

    A chain with a hole would say where it is. What comes after is told once it has been decided.
    """
    if not _is_open(item, now, window):
        return tuple(entries)
    return tuple(takewhile(lambda entry: _may_be_told(entry, item, reader), entries))


def _may_be_told(entry: AuditEntry, item: Testimonial, reader: UserId) -> bool:
    is_of_the_desk = entry.action in DECISION_ENTRIES
    if not is_of_the_desk or entry.facts.get("decision") == DecisionKind.ESCALATE:
        return True
    if entry.actor == reader or is_of_before(item, entry.at):
        return True
    stand = [each for each in item.decisions if (each.by, each.at) == (entry.actor, entry.at)]
    return bool(stand) and not _is_withheld(item, stand[0], reader)
