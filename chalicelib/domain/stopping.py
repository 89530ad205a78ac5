"""What becomes of a publication that must go: by where it is, cancelled, marked or taken down.

What is being posted at this very moment cannot be called back. It is marked, and whatever the
network answers, it is taken down should it be out, and never tried again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from chalicelib.domain.publishing import OVER, Publication, PublicationState, move
from chalicelib.domain.takedowns import Takedown, TakedownKind, joined, ordered

_P = PublicationState
# Out, and on its way down.
GOING: Final = frozenset({_P.TAKEDOWN_DUE, _P.TAKEDOWN_FAILED})


def stopped(item: Publication, takedown: Takedown, at: datetime) -> Publication:
    """Return a publication as a takedown leaves it; the same where there is nothing to stop."""
    if item.state in {_P.SCHEDULED, _P.HELD}:
        return replace(move(item, _P.CANCELLED, at=at), reason=takedown.kind.value)
    if item.state in OVER:
        return item
    due = joined(item.takedown, takedown)
    if item.state is _P.POSTED:
        return replace(move(item, _P.TAKEDOWN_DUE, at=at), takedown=due)
    if due == item.takedown or item.state is _P.POSTING:
        return item if due == item.takedown else replace(item, takedown=due)
    if item.state is _P.UNCONFIRMED:
        # Should it be live after all, it has to go: the channel is asked anew.
        return replace(item, takedown=due, confirmations=0, due_at=at)
    return replace(item, takedown=due, due_at=at)


def takedown_of(item: Publication) -> Takedown:
    """Return the takedown of what is going; rows from before they were kept are withdrawals."""
    kind = TakedownKind.WITHDRAWAL
    return item.takedown or ordered(kind, at=item.changed_at, by="system")


def is_stopped(item: Publication) -> bool:
    """True for what is over, or will be without being tried again."""
    return item.state in OVER | GOING or item.takedown is not None


def is_nothing_left(every: Iterable[Publication]) -> bool:
    """True when nothing of an item is out, or on its way there, that may stay."""
    return all(is_stopped(each) for each in every)
