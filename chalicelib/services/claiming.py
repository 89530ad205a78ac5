"""Hands out what waits for review: one item to one person, the riskiest and oldest first.

Whoever moderates several desks gets from all of them in turn. What was handed to her is written on
her seat in the same commit, so it is found again in one read, wherever it stands in the queue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from zlib import crc32

from chalicelib.domain.errors import AlreadyClaimed, Conflict, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User, may, require_role
from chalicelib.domain.queueing import in_order, is_offered
from chalicelib.domain.review import claim, pass_over, release, renew
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.seats import Seat, seated
from chalicelib.domain.testimonial import Claim, State, Testimonial, holds, is_claimed
from chalicelib.ports import Clock, Records
from chalicelib.services.desks import Desk, desks_for
from chalicelib.services.dossiers import READERS
from chalicelib.services.retry import again

MODERATORS = frozenset({Role.MODERATOR})
LOOK_AHEAD = 25  # items read per desk page while looking for a free one
MOST_PAGES = 8
DESKS_AT_ONCE = 8  # whose first pages are looked at together


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From which area an item is wanted, and beside which one that she goes on holding."""

    area_id: AreaId | None = None
    beside: VisitId | None = None


def claim_next(user: User, asked: Asked, *, records: Records, clock: Clock) -> VisitId | None:
    """Return the id of the item now held by the caller; None when nothing waits for her.

    An item that she holds already comes first, with its claim renewed; with `beside` it is another
    one than that. She holds two at most.
    """
    require_role(user, MODERATORS)
    return again(partial(_claim, user, asked, records, clock))


def _claim(user: User, asked: Asked, records: Records, clock: Clock) -> VisitId | None:
    now = clock.now()
    seat = records.find(Seat, user.user_id) or Seat(user_id=user.user_id)
    hers = held(seat, user, now, records)
    desks = desks_for(user, MODERATORS, asked.area_id, records=records)
    waiting = [item for item in hers if item.visit_id != asked.beside and _lies_in(item, asked)]
    for item in waiting:
        records.commit(Save(row=claim(item, user.user_id, now)))
        return item.visit_id
    still = [item.visit_id for item in hers]
    for item in _free(user, desks, now, records):
        if _take(item, user, seat, still, now, records):
            return item.visit_id
    return None


def _lies_in(item: Testimonial, asked: Asked) -> bool:
    return asked.area_id is None or asked.area_id in item.path


def held(seat: Seat, user: User, now: datetime, records: Records) -> list[Testimonial]:
    """Return what she was handed and holds still; her role there may have ended meanwhile."""
    found = records.find_many(Testimonial, [(visit_id,) for visit_id in seat.held])
    items = [item for item in found if item is not None and item.state is State.PENDING_REVIEW]
    hers = [item for item in items if holds(item, user.user_id, now)]
    return [item for item in hers if may(user, MODERATORS, item.path)]


def _free(
    user: User, desks: Iterator[Desk], now: datetime, records: Records
) -> Iterator[Testimonial]:
    """Yield what may be handed to her: of the first desks' first pages together, then the rest."""
    together = list(islice(desks, DESKS_AT_ONCE))
    pages = [first_page(desk, records) for desk in together]
    first = chain.from_iterable(page.items for page in pages)
    yield from _offered(list(first), user, now)
    for desk, page in zip(together, pages, strict=True):
        yield from _further(desk, page.cursor, user, now, records)
    for desk in desks:
        page = first_page(desk, records)
        yield from _offered(page.items, user, now)
        yield from _further(desk, page.cursor, user, now, records)


def _further(
    desk: Desk, cursor: str | None, user: User, now: datetime, records: Records
) -> Iterator[Testimonial]:
    for _ in range(MOST_PAGES):
        if cursor is None:
            return
        page = _page(desk, cursor, records)
        yield from _offered(page.items, user, now)
        cursor = page.cursor


def _offered(items: Sequence[Testimonial], user: User, now: datetime) -> Iterator[Testimonial]:
    """Yield the items that may be hers. After the first, each moderator goes on elsewhere.

    Many who ask at once would else run after each other from item to item.
    """
    free = in_order((i for i in items if is_offered(i, user, now)), user.user_id, now)
    yield from free[:1]
    rest = free[1:]
    turn = crc32(user.user_id.encode()) % len(rest) if rest else 0
    yield from (*rest[turn:], *rest[:turn])


def first_page(desk: Desk, records: Records) -> Page[Testimonial]:
    """Return what waits at a desk, as far as one look goes."""
    return _page(desk, None, records)


def _page(desk: Desk, cursor: str | None, records: Records) -> Page[Testimonial]:
    return records.testimonials(
        State.PENDING_REVIEW, desk.desk_id, desk.within, limit=LOOK_AHEAD, cursor=cursor
    )


def _take(
    item: Testimonial, user: User, seat: Seat, still: Sequence[VisitId], now: datetime,
    records: Records,
) -> bool:  # fmt: skip
    """Claim the item as the list showed it; another's faster claim makes it a no.

    Raises StaleVersion when her own seat changed: she asks from two windows at once.
    """
    try:
        records.commit(
            Save(row=claim(item, user.user_id, now)), Save(row=seated(seat, still, item.visit_id))
        )
    except StaleVersion:
        known = records.find(Seat, user.user_id) or Seat(user_id=user.user_id)
        if known != seat:
            raise
        return False
    return True


def let_go(user: User, visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Give a claimed item back to the queue; one that nobody holds stays as it is.

    Raises AlreadyClaimed when another moderator holds it.
    """

    def step() -> None:
        item, now = reviewable(user, visit_id, records), clock.now()
        if item.state is State.PENDING_REVIEW and not is_claimed(item, now):
            return  # a repeated release is answered as the first was
        records.commit(Save(row=release(item, user.user_id, now)))

    again(step)


def skip(user: User, visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Give a claimed item back, for others first; repeated, it is answered as the first time."""

    def step() -> None:
        item, now = reviewable(user, visit_id, records), clock.now()
        was_passed = any(each.by == user.user_id for each in item.passed_over)
        if was_passed and not holds(item, user.user_id, now):
            return
        records.commit(Save(row=pass_over(item, user.user_id, now)))

    again(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """An item whose claim was to go on. `claim` is None once it is not hers any more.

    `is_changed` says that something else of it changed since the version that she has seen.
    """

    visit_id: VisitId
    version: int
    claim: Claim | None
    is_changed: bool


def go_on(
    user: User, seen: Sequence[tuple[VisitId, int]], *, records: Records, clock: Clock
) -> list[Renewed]:
    """Renew the caller's claims on items, each under the version that she has seen.

    An item that changed since is renewed too, and said to have changed. One that is not hers any
    more, or out of her areas, comes without a claim.
    """
    require_role(user, MODERATORS)
    return [again(partial(_go_on, user, *each, records, clock)) for each in seen]


def _go_on(user: User, visit_id: VisitId, seen: int, records: Records, clock: Clock) -> Renewed:
    try:
        item = reviewable(user, visit_id, records)
        longer = renew(item, user.user_id, clock.now())
    except (NotFound, AlreadyClaimed, Conflict):
        return Renewed(visit_id=visit_id, version=seen, claim=None, is_changed=True)
    records.commit(Save(row=longer))
    is_changed = item.version != seen
    return Renewed(
        visit_id=visit_id, version=longer.version + 1, claim=longer.claim, is_changed=is_changed
    )


def reviewable(user: User, visit_id: VisitId, records: Records) -> Testimonial:
    """Return an item on which the caller may decide; raise NotFound, NotPermitted."""
    item = records.find(Testimonial, visit_id)
    if item is None or not may(user, READERS, item.path):
        raise NotFound("There is nothing under this id in your area")
    require_role(user, MODERATORS)
    return item
