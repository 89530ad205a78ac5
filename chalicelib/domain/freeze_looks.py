"""When it is looked at what a freeze holds up: as it comes, as it ends, and again meanwhile.

An index names rows with a delay and a queue may lose a message, so that each look is followed by
others. None of them is needed for a post not to begin: the board alone sees to that.
"""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.freezes import Freeze, holds_now, is_to_come

# A message waits on its queue for at most fifteen minutes (SQS).
LEAD: Final = timedelta(minutes=14)
AGAIN: Final = (timedelta(), timedelta(seconds=10), timedelta(seconds=50))
EVERY: Final = timedelta(minutes=10)
AFTER_THE_END: Final = timedelta(minutes=30)


def first_looks(freeze: Freeze, now: datetime) -> tuple[datetime, ...]:
    """Return when to look for what a freeze that was just put up, or lifted, holds up.

    None for one that begins later than a message can wait; a timer sees to it.
    """
    at = freeze.from_at if is_to_come(freeze, now) else now
    return _around(at) if at - now <= LEAD else ()


def looks_due(freeze: Freeze, now: datetime) -> tuple[datetime, ...]:
    """Return when to look, as a timer that finds the freeze due has it done."""
    coming = _next_turn(freeze, now)
    soon = _around(coming) if coming is not None and coming - now <= LEAD else ()
    return soon if is_to_come(freeze, now) else (now, *soon)


def next_due(freeze: Freeze, now: datetime) -> datetime | None:
    """Return when a timer looks next; None when it has been over for a while and holds nothing."""
    coming = _next_turn(freeze, now)
    times = [coming - LEAD if coming - now > LEAD else coming] if coming is not None else []
    if holds_now(freeze, now) or _may_still_hold(freeze, now):
        times.append(now + EVERY)
    return min(times, default=None)


def _around(at: datetime) -> tuple[datetime, ...]:
    return tuple(at + later for later in AGAIN)


def _next_turn(freeze: Freeze, now: datetime) -> datetime | None:
    """Return when the freeze begins, or ends, next."""
    turns = (freeze.from_at, freeze.until_at) if freeze.lifted_at is None else ()
    return min((turn for turn in turns if turn is not None and turn > now), default=None)


def _may_still_hold(freeze: Freeze, now: datetime) -> bool:
    ended_at = freeze.lifted_at or freeze.until_at
    if ended_at is None or now < ended_at:
        return False
    return freeze.held > 0 or now < ended_at + AFTER_THE_END
