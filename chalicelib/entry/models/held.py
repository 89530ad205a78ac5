"""Reports that wait for the convener, as she sees them."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.held import HeldChange, HeldState
from chalicelib.entry.models.common import Instant, KnownId, Model, PageQuery


class HeldQuery(PageQuery):
    """`?area=&limit=&cursor=`; without an area, all of the caller's."""

    area: KnownId | None = None


class HeldReport(Model):
    """One report that was refused to its worker's phone."""

    held_id: Annotated[str, Field(description="The refused report.")]
    type: str
    reason: str
    reasons: Annotated[list[str], Field(description="Every check that it failed.")]
    at: Annotated[Instant | None, Field(description="When it happened, by the phone's own clock.")]
    skew_s: Annotated[int, Field(description="Seconds by which that clock was behind ours.")]
    received_at: Annotated[Instant, Field(description="When it reached us.")]
    beneficiary_id: str
    area_id: str
    worker_id: Annotated[str, Field(description="Whose report it is.")]
    device_id: str
    state: HeldState
    decided_by: Annotated[str | None, Field(description="Who admitted or dismissed it.")]
    decided_at: Annotated[Instant | None, Field(description="When.")]


class HeldReports(Model):
    """One page of reports, the longest waiting first."""

    items: list[HeldReport]
    next_cursor: str | None


def held_report(row: HeldChange) -> HeldReport:
    """Return one held report as an answer."""
    return HeldReport(
        held_id=row.held_id,
        type=row.kind,
        reason=row.reason,
        reasons=[row.reason, *row.also],
        at=row.at,
        skew_s=row.skew_s,
        received_at=row.received_at,
        beneficiary_id=row.beneficiary_id,
        area_id=row.path[-1],
        worker_id=row.user_id,
        device_id=row.device_id,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
