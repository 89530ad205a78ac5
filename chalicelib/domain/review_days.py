"""What one moderator decided on one day at one desk: sums, and none of the items."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.ids import AreaId, CampaignId, UserId

UNDONE: Final = "undone"
# Somebody who left her desk looked at nothing meanwhile; longer looks count as this.
LONGEST_LOOK: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDay:
    """`counts` are decisions by kind, and how many were taken back; `looked_s` is their time."""

    user_id: UserId
    day: date
    desk_id: AreaId
    campaign_id: CampaignId
    path: Path  # of the desk
    counts: Mapping[str, int] = field(default_factory=dict)
    looked_s: int = 0
    last_at: datetime | None = None  # of the last decision: the next item was on her screen then
    version: int = 0

    @property
    def decided(self) -> int:
        """How many decisions stand."""
        return sum(self.counts.get(kind.value, 0) for kind in DecisionKind)


def with_decision(
    day: ReviewDay, kind: DecisionKind, taken_at: datetime | None, now: datetime
) -> ReviewDay:
    """Return the day with one decision more, on an item that was handed to her at `taken_at`.

    She looked at it since then, or since her last decision if that came later.
    """
    since = max((at for at in (taken_at, day.last_at) if at is not None), default=now)
    seconds = round(max(timedelta(0), min(now - since, LONGEST_LOOK)).total_seconds())
    return replace(_added(day, kind.value, 1), looked_s=day.looked_s + seconds, last_at=now)


def without_decision(day: ReviewDay, kind: DecisionKind) -> ReviewDay:
    """Return the day with a decision taken back; the time she looked was spent all the same."""
    return _added(_added(day, kind.value, -1), UNDONE, 1)


def _added(day: ReviewDay, name: str, number: int) -> ReviewDay:
    return replace(day, counts={**day.counts, name: max(0, day.counts.get(name, 0) + number)})
