"""Reads what was decided at desks and how second looks agree, within what one answer reads.

People's days are kept by desk. An area that lies below its desk has none of its own: what is told
of a desk would tell of areas that the caller does not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId
from chalicelib.domain.level_checks import LevelCheck, done_list
from chalicelib.domain.people import Role, User
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.sampling import above, rates
from chalicelib.ports import Records
from chalicelib.services.desks import Desk, desks_for
from chalicelib.services.worklist import area_of

MOST_DAYS: Final = 14
MOST_DESKS: Final = 40  # one constituency each: more than all but the largest state has
MOST_ROWS: Final = 2000  # people's days over all desks, the newest first
MOST_LOOKS: Final = 1000  # second looks of one level over all desks, the newest first
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Desks:
    """The desks whose numbers are an area's; `is_whole` is False when it has more."""

    ids: tuple[AreaId, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysRead:
    """People's days at some desks; `is_whole` is False when there are more than were read."""

    rows: tuple[ReviewDay, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksRead:
    """Second looks that were had; `is_whole` is False when there are more than were read."""

    rows: tuple[LevelCheck, ...]
    is_whole: bool


def campaign_of(user: User, *, records: Records) -> Campaign:
    """Return the caller's campaign; raise NotFound."""
    campaign = records.find(Campaign, user.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    return campaign


def first_day(today: date) -> date:
    """Return the first of the days that are told."""
    return today - timedelta(days=MOST_DAYS - 1)


def desks_in(
    user: User, roles: frozenset[Role], area_id: AreaId, *, records: Records
) -> Desks:  # fmt: skip
    """Return the desks at or below an area; raise NotFound where the caller has none of `roles`."""
    depth = len(area_of(user, area_id, records=records).path)
    found: dict[AreaId, None] = {}
    for desk in desks_for(user, roles, area_id, records=records):
        if _lies_within(desk, depth):
            found[desk.desk_id] = None
        if len(found) > MOST_DESKS:
            break
    return Desks(ids=tuple(found)[:MOST_DESKS], is_whole=len(found) <= MOST_DESKS)


def _lies_within(desk: Desk, depth: int) -> bool:
    """True for a desk that is the area of this depth, or lies below it."""
    return desk.desk_id in desk.within[depth - 1 :]


def days_at(desks: Sequence[AreaId], since: date, *, records: Records) -> DaysRead:
    """Return what people decided at these desks since a day."""
    read = [_days_of(desk, since, MOST_ROWS // len(desks), records) for desk in desks]
    return DaysRead(
        rows=tuple(row for part in read for row in part.rows),
        is_whole=all(part.is_whole for part in read),
    )


def _days_of(desk_id: AreaId, since: date, most: int, records: Records) -> DaysRead:
    rows: list[ReviewDay] = []
    cursor: str | None = None
    for _ in range(0, most, AT_ONCE):
        limit = min(AT_ONCE, most)
        page = records.listed(ReviewDay, desk_id, limit=limit, cursor=cursor)
        rows += [row for row in page.items if row.day >= since]
        cursor = page.cursor
        if cursor is None or any(row.day < since for row in page.items):
            return DaysRead(rows=tuple(rows), is_whole=True)
    return DaysRead(rows=tuple(rows), is_whole=False)


def looks_at(desks: Sequence[AreaId], campaign: Campaign, *, records: Records) -> LooksRead:
    """Return the second looks that were had at these desks, at all levels above the first."""
    pages = [
        records.listed(LevelCheck, done_list(desk, level), limit=MOST_LOOKS // len(desks))
        for level in above(rates(campaign.policy))
        for desk in desks
    ]
    return LooksRead(
        rows=tuple(look for page in pages for look in page.items),
        is_whole=not any(page.cursor for page in pages),
    )
