"""What each moderator decided and how second looks agree: for herself at once, then for her desk.

She sees her own numbers while she works. Those who answer for an area see a day's numbers once that
day is over by the campaign's clock, so she has always seen them first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.agreement import Agreement, agreement_of
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.review_sums import Work, by_person
from chalicelib.ports import Clock, Records
from chalicelib.services.claiming import MODERATORS
from chalicelib.services.reviewed import (
    MOST_DESKS,
    DaysRead,
    campaign_of,
    days_at,
    desks_in,
    first_day,
    looks_at,
)

OVERSEERS: Final = frozenset({Role.CONVENER, Role.ADMIN})
MOST_OF_HERS: Final = 5000  # a person's days at all her desks
OF_HERS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbers:
    """A moderator's own days, today too, and how second looks agree with her; no item is named.

    `is_whole` is False when there was more than one answer reads.
    """

    days: tuple[ReviewDay, ...]
    agreement: Agreement
    is_whole: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """One person's numbers at an area's desks."""

    user_id: UserId
    name: str
    work: Work
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewers:
    """The people who decided at an area's desks by the end of a day, in the order of their names.

    `desks` is how many were counted. `is_whole` is False when there was more than one answer reads.
    """

    until: date
    people: tuple[Reviewer, ...]
    desks: int
    is_whole: bool


def own(user: User, *, records: Records, clock: Clock) -> OwnNumbers:
    """Return the caller's numbers of the last days, the newest first; raise NotPermitted."""
    require_role(user, MODERATORS)
    now = clock.now()
    campaign = campaign_of(user, records=records)
    since = first_day(day_of(campaign, now))
    read = _days_of(user, since, records)
    days = sorted(read.rows, key=lambda row: (row.day, row.desk_id), reverse=True)
    desks = tuple(dict.fromkeys(row.desk_id for row in days))
    looks = looks_at(desks[:MOST_DESKS], campaign, records=records)
    return OwnNumbers(
        days=tuple(days),
        agreement=_agreement(look for look in looks.rows if look.decided_by == user.user_id),
        is_whole=read.is_whole and looks.is_whole and len(desks) <= MOST_DESKS,
        at=now,
    )


def _days_of(user: User, since: date, records: Records) -> DaysRead:
    rows: list[ReviewDay] = []
    cursor: str | None = None
    for _ in range(0, MOST_OF_HERS, OF_HERS_AT_ONCE):
        page = records.under(
            ReviewDay, user.user_id, limit=OF_HERS_AT_ONCE, cursor=cursor, after=since.isoformat()
        )
        rows += page.items
        cursor = page.cursor
        if cursor is None:
            break
    return DaysRead(rows=tuple(rows), is_whole=cursor is None)


def of_area(user: User, area_id: AreaId, *, records: Records, clock: Clock) -> Reviewers:
    """Return who decided what at an area's desks, of days that are over.

    Raises NotPermitted for callers who answer for no area, NotFound for an area outside theirs.
    """
    require_role(user, OVERSEERS)
    campaign = campaign_of(user, records=records)
    today = day_of(campaign, clock.now())
    desks = desks_in(user, OVERSEERS, area_id, records=records)
    read = days_at(desks.ids, first_day(today), records=records)
    looks = looks_at(desks.ids, campaign, records=records)
    work = by_person(row for row in read.rows if row.day < today)
    seen = [look for look in looks.rows if _is_of_before(look, today, campaign)]
    return Reviewers(
        until=today - timedelta(days=1),
        people=_people(work, seen, records),
        desks=len(desks.ids),
        is_whole=desks.is_whole and read.is_whole and looks.is_whole,
    )


def _is_of_before(look: LevelCheck, today: date, campaign: Campaign) -> bool:
    return look.at is not None and day_of(campaign, look.at) < today


def _people(
    work: Mapping[UserId, Work], looks: Iterable[LevelCheck], records: Records
) -> tuple[Reviewer, ...]:
    of: dict[UserId, list[LevelCheck]] = {user_id: [] for user_id in work}
    for look in looks:
        of.get(look.decided_by, []).append(look)
    users = records.find_many(User, [(user_id,) for user_id in work])
    found = [
        Reviewer(
            user_id=user_id, name=user.name if user else "", work=work[user_id],
            agreement=_agreement(of[user_id]),
        )
        for user_id, user in zip(work, users, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.name, each.user_id)))


def _agreement(looks: Iterable[LevelCheck]) -> Agreement:
    """Return how first decisions and second looks met."""
    return agreement_of((look.of_decision, look.decision) for look in looks if look.decision)
