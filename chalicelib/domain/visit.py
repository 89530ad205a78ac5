"""One visit to one beneficiary at her door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, UserId, VisitId
from chalicelib.domain.places import Location


class Outcome(StrEnum):
    """How a visit ended."""

    MET = "met"
    NOT_HOME = "not_home"
    REFUSED = "refused"
    MOVED = "moved"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker:
    """A sticker on the gate needs the owner's consent (facts.md §8)."""

    placed: bool
    owner_agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the worker recorded. `worker_id` comes from her token, never from the phone's data.

    Its instants are the phone's own; `skew_s` is what the phone was behind our clock by, and with
    it `began_at` and `rang_at` are ours. `call_id` names the missed call that was matched to it.
    """

    visit_id: VisitId
    campaign_id: CampaignId
    beneficiary_id: BeneficiaryId
    booth_id: AreaId
    path: Path
    worker_id: UserId
    device_id: str
    outcome: Outcome
    started_at: datetime
    ended_at: datetime | None = None
    location: Location | None = None
    leaflet_given: bool | None = None
    sticker: Sticker | None = None
    call_dialled_at: datetime | None = None
    received_at: datetime | None = None
    household: str | None = None
    desk_id: AreaId | None = None
    skew_s: int = 0
    call_id: str | None = None
    version: int = 0

    @property
    def began_at(self) -> datetime:
        """When it began, by our clock."""
        return self.started_at + timedelta(seconds=self.skew_s)

    @property
    def rang_at(self) -> datetime | None:
        """When the missed call was dialled, by our clock; None when none was."""
        dialled = self.call_dialled_at
        return dialled + timedelta(seconds=self.skew_s) if dialled else None


def same_report(one: Visit, other: Visit) -> bool:
    """True when both say the same, whenever they arrived and however often."""
    return _facts(one) == _facts(other)


def _facts(visit: Visit) -> tuple[object, ...]:
    return (
        visit.visit_id, visit.beneficiary_id, visit.booth_id, visit.worker_id, visit.outcome,
        visit.started_at, visit.ended_at, visit.location, visit.leaflet_given, visit.sticker,
        visit.call_dialled_at, visit.household,
    )  # fmt: skip
