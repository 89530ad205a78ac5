"""Takedowns: why a post must go, by when, what was tried, and the proof that it is gone.

What is tried is tried again until the post is gone, ever more rarely, and never rarely while an
order's clock runs. What becomes of a publication that must go stands in stopping.py.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.shown_numbers import shows_aadhaar, shows_phone

# Election Commission, October 2025: within three hours of the order (facts.md, section 8).
ORDER_DEADLINE: Final = timedelta(hours=3)
# An order that was received longer ago is a mistake in the form, or was carried out elsewhere.
OLDEST_ORDER: Final = timedelta(days=7)
MOST_REFERENCE_CHARACTERS: Final = 100
MOST_NOTE_CHARACTERS: Final = 500
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
LONGEST_BEFORE_DEADLINE: Final = timedelta(minutes=5)
# Of the tries the first one is kept, and so many of the last ones.
LAST_KEPT: Final = 9


class TakedownKind(StrEnum):
    """Why a post must go."""

    WITHDRAWAL = "withdrawal"  # she took back her consent, or was found to be a child
    ORDER = "order"  # somebody with the power to order it did
    BY_HAND = "by_hand"  # a person of the campaign wants it gone
    EDITED = "edited"  # what was approved is no longer what is out


class Tried(StrEnum):
    """How one try ended."""

    REMOVED = "removed"  # the network says so, and tells no more
    SEEN_GONE = "seen_gone"  # the network was asked for the post, and has none
    BY_HAND = "removed_by_hand"  # a person says so
    STILL_LIVE = "still_live"
    NOT_POSSIBLE = "not_possible"  # a person has to remove it there
    SILENCE = "silence"  # the network did not answer


GONE: Final = frozenset({Tried.REMOVED, Tried.SEEN_GONE, Tried.BY_HAND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to take a post down, kept as proof; `by` is "system" or who did it by hand.

    `reason` is a code, or a person's note; `link` is where a person can do it herself.
    """

    at: datetime
    by: str
    result: str  # one of Tried
    reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A takedown on its way. `reference` and `note` say of which order; nothing personal."""

    kind: TakedownKind
    at: datetime
    by: str
    deadline_at: datetime | None = None
    reference: str = ""
    note: str = ""
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()  # the newest last, the first one always kept
    gone_at: datetime | None = None  # when it was seen to be gone


def ordered(
    kind: TakedownKind, *, at: datetime, by: str, received_at: datetime | None = None,
    reference: str = "", note: str = "",
) -> Takedown:  # fmt: skip
    """Return a takedown that begins; by order its clock runs from when the order was received."""
    deadline = (received_at or at) + ORDER_DEADLINE if kind is TakedownKind.ORDER else None
    return Takedown(
        kind=kind, at=at, by=by, deadline_at=deadline, reference=reference, note=note
    )  # fmt: skip


def require_receivable(received_at: datetime | None, now: datetime) -> None:
    """Raise InvalidInput for an order from the future, or from longer ago than OLDEST_ORDER."""
    if received_at is not None and received_at > now:
        raise InvalidInput("This is still to come", field="received_at")
    if received_at is not None and received_at < now - OLDEST_ORDER:
        raise InvalidInput("This is longer ago than seven days", field="received_at")


def require_impersonal(field: str, text: str) -> None:
    """Raise InvalidInput for a text with somebody's number in it."""
    if shows_phone(text) or shows_aadhaar(text):
        raise InvalidInput("Leave people's numbers out of it", field=field)


def joined(known: Takedown | None, new: Takedown) -> Takedown:
    """Return the one of two takedowns that counts, with what was tried so far.

    The one with the earlier deadline does; without any, the one that was there.
    """
    if known is None:
        return new
    if new.deadline_at is None:
        return known
    if known.deadline_at is not None and known.deadline_at <= new.deadline_at:
        return known
    return replace(new, tries=known.tries, attempts=known.attempts)


def tried(takedown: Takedown, attempt: Attempt) -> Takedown:
    """Return the takedown after one more try; of many the first and the last ones are kept."""
    every = (*takedown.attempts, attempt)
    kept = every if len(every) <= 1 + LAST_KEPT else (every[0], *every[-LAST_KEPT:])
    gone_at = attempt.at if attempt.result in GONE else None
    return replace(takedown, tries=takedown.tries + 1, attempts=kept, gone_at=gone_at)


def last_try(takedown: Takedown) -> Attempt | None:
    """Return the newest try."""
    return takedown.attempts[-1] if takedown.attempts else None


def waits_for_a_person(takedown: Takedown) -> bool:
    """True while only a person can remove the post, as far as is known."""
    last = last_try(takedown)
    return last is not None and last.result == Tried.NOT_POSSIBLE


def next_try_at(takedown: Takedown, now: datetime) -> datetime:
    """Return when it is tried again: after a minute, then ever more rarely, hourly at last.

    Until the deadline at least every five minutes. Where only a person can remove it, it is looked
    at by the hour whether she did.
    """
    pause = FIRST_PAUSE * 2 ** min(max(takedown.tries - 1, 0), 6)
    pause = LONGEST_PAUSE if waits_for_a_person(takedown) else min(pause, LONGEST_PAUSE)
    if takedown.deadline_at is not None and now < takedown.deadline_at:
        pause = min(pause, LONGEST_BEFORE_DEADLINE)
    return now + pause


def is_late(takedown: Takedown, now: datetime) -> bool:
    """True for what was not gone by its deadline."""
    return takedown.deadline_at is not None and (takedown.gone_at or now) > takedown.deadline_at


def has_just_become_late(takedown: Takedown, now: datetime) -> bool:
    """True at the first try after the deadline, before that try is kept: so it is told once."""
    deadline = takedown.deadline_at
    if deadline is None or now <= deadline:
        return False
    since = max(deadline, takedown.at)
    return all(each.at <= since for each in takedown.attempts)
