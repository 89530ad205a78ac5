"""A worker's days as her convener sees them: what her visits have in common, made when asked for.

Nothing of it is kept, so it is never behind. A day costs a handful of reads, however long it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.people import STEERING, Role, User, may, require_place, require_role
from chalicelib.domain.rows import Page
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification.patterns import Made, WorkerDay, day_of_worker
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Records

MOST_VISITS: Final = 50  # of a day: two rows of each are one batch
MOST_AT_A_BOOTH: Final = 100
# A worker and her day.
Shown = tuple[User, WorkerDay]


def of_worker(user: User, worker_id: UserId, day: date, *, records: Records) -> Shown:
    """Return a worker with what her visits of one day have in common, of those the caller steers.

    Raises NotPermitted without a steering role, NotFound for a worker outside the caller's areas.
    """
    require_role(user, STEERING)
    worker = records.find(User, worker_id)
    places = [scope.path for scope in worker.scopes if scope.role is Role.WORKER] if worker else []
    if worker is None or not any(may(user, STEERING, place) for place in places):
        raise NotFound("There is nothing under this id in your area")
    return worker, _day_of(user, worker, day, _campaign_of(user, records), records)


def of_area(
    user: User, area_id: AreaId, day: date, *, limit: int, cursor: str | None, records: Records
) -> Page[Shown]:
    """Return the workers with their day, of a booth or of all booths right below an area, in pages.

    Raises NotFound outside the caller's areas, InvalidInput for an area that lies higher.
    """
    require_role(user, STEERING)
    area = records.find(Area, area_id)
    require_place(user, STEERING, area.path if area else ())
    assert area is not None  # noqa: S101  nobody's scope covers an empty path
    campaign = _campaign_of(user, records)
    workers = list(_workers_of(_booths_of(area, records), records))
    start = _position(cursor)
    shown = workers[start : start + limit]
    days = tuple((each, _day_of(user, each, day, campaign, records)) for each in shown)
    following = start + limit
    return Page(items=days, cursor=str(following) if following < len(workers) else None)


def _campaign_of(user: User, records: Records) -> Campaign:
    campaign = records.find(Campaign, user.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    return campaign


def _booths_of(area: Area, records: Records) -> list[Area]:
    """Return the booth itself, or the booths right below a mandal."""
    if not area.children:
        return [area]
    found = records.find_many(Area, [(child,) for child in area.children])
    booths = [child for child in found if child is not None]
    if any(booth.children for booth in booths):
        raise InvalidInput("Choose a mandal or a booth", field="area_id")
    return booths


def _workers_of(booths: Sequence[Area], records: Records) -> Iterator[User]:
    """Yield the workers of some booths; who works at several stands in the list of her first."""
    for booth in booths:
        yield from records.listed(User, booth.area_id, limit=MOST_AT_A_BOOTH).items


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < len("100000")):
        raise InvalidInput("This cursor did not come from us", field="cursor")
    return int(cursor)


def _day_of(user: User, worker: User, day: date, campaign: Campaign, records: Records) -> WorkerDay:
    since, until = _span_of(day, campaign)
    found = records.worked(worker.user_id, since, until, limit=MOST_VISITS + 1)
    made = _made(user, found[:MOST_VISITS], records)
    told = day_of_worker(worker.user_id, day, made, campaign.policy)
    return replace(told, is_whole=len(found) <= MOST_VISITS)


def _span_of(day: date, campaign: Campaign) -> tuple[datetime, datetime]:
    try:
        since = datetime.combine(day, time(), UTC) - timedelta(minutes=campaign.utc_offset_min)
        return since, since + timedelta(days=1, milliseconds=-1)
    except OverflowError:  # the first or the last day of the calendar
        raise InvalidInput("Choose a day of this age", field="day") from None


def _made(user: User, visit_ids: Sequence[VisitId], records: Records) -> list[Made]:
    """Return the visits at which somebody was met, of those that the caller steers."""
    if not visit_ids:
        return []
    rows = records.find_each(
        [
            *((Visit, (visit_id,)) for visit_id in visit_ids),
            *((Testimonial, (visit_id,)) for visit_id in visit_ids),
        ]
    )
    items = {row.visit_id: row for row in rows if isinstance(row, Testimonial)}
    visits = [row for row in rows if isinstance(row, Visit) and row.outcome is Outcome.MET]
    ours = [visit for visit in visits if may(user, STEERING, visit.path)]
    ledgers = records.find_many(Ledger, [(visit.beneficiary_id,) for visit in ours])
    return [
        Made(visit=visit, item=items.get(visit.visit_id), ledger=ledger)
        for visit, ledger in zip(ours, ledgers, strict=True)
    ]
