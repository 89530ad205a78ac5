"""Takedowns: why a post must go, by when, what was tried, and the proof that it is gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# Election Commission, October 2025: within three hours of the order (facts.md, section 8).
ORDER_DEADLINE: Final = timedelta(hours=3)


class TakedownKind(StrEnum):
    """Why a post must go."""

    WITHDRAWAL = "withdrawal"  # she took back her consent, or was found to be a child
    ORDER = "order"  # somebody with the power to order it did
    BY_HAND = "by_hand"  # a person of the campaign wants it gone
    EDITED = "edited"  # what was approved is no longer what is out


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to take a post down, kept as proof; `by` is "system" or who did it by hand."""

    at: datetime
    by: str
    result: str  # removed, still_live, not_possible, or silence
    reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A takedown on its way. `reference` names the order; it holds nothing personal."""

    kind: TakedownKind
    at: datetime
    by: str
    deadline_at: datetime | None = None
    reference: str = ""
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()  # the newest last, the first one always kept
    gone_at: datetime | None = None  # when it was seen to be gone


def ordered(
    kind: TakedownKind, *, at: datetime, by: str, received_at: datetime | None = None,
    reference: str = "",
) -> Takedown:  # fmt: skip
    """Return a takedown that begins; by order its clock runs from when the order was received."""
    deadline = (received_at or at) + ORDER_DEADLINE if kind is TakedownKind.ORDER else None
    return Takedown(kind=kind, at=at, by=by, deadline_at=deadline, reference=reference)
