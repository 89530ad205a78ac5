"""How much review gets done in an area, day by day, and how much waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.campaign import day_of
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import User, require_role
from chalicelib.domain.review_sums import Work, by_day
from chalicelib.ports import Clock, Records
from chalicelib.services.dossiers import READERS
from chalicelib.services.queue_standing import Standing, standing
from chalicelib.services.reviewed import campaign_of, days_at, desks_in, first_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """The days on which somebody decided, the earliest first, and how the queue stands now.

    `desks` is how many were counted. `is_whole` is False when an area's days are more than one
    answer reads; whether the oldest of what waits is known for sure, `queue` says.
    """

    queue: Standing
    days: Mapping[date, Work]
    desks: int
    is_whole: bool


def report(user: User, area_id: AreaId, *, records: Records, clock: Clock) -> Throughput:
    """Return an area's throughput of the last days, today too; raise NotPermitted, NotFound."""
    require_role(user, READERS)
    campaign = campaign_of(user, records=records)
    desks = desks_in(user, READERS, area_id, records=records)
    since = first_day(day_of(campaign, clock.now()))
    read = days_at(desks.ids, since, records=records)
    return Throughput(
        queue=standing(user, area_id, records=records, clock=clock),
        days=by_day(read.rows),
        desks=len(desks.ids),
        is_whole=desks.is_whole and read.is_whole,
    )
