"""Hands out what waits for review: one item to one person, the riskiest and oldest first.

What was handed to her is written on her seat in the same commit, so it is found again in one read,
wherever it stands in the queue; so is what came back to her. Areas and desks take turns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zlib import crc32

from chalicelib.domain.errors import NotFound, NotPermitted, StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User, may, require_place, require_role
from chalicelib.domain.queueing import is_offered
from chalicelib.domain.review import claim, pass_over, release
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.seats import MOST_HELD, Seat, handed, seated
from chalicelib.domain.testimonial import CLAIM_LIFE, State, Testimonial, holds, is_claimed
from chalicelib.ports import Clock, Records
from chalicelib.services.desks import Desk, desks_for
from chalicelib.services.dossiers import READERS
from chalicelib.services.queue_pages import Looker, groups, offered
from chalicelib.services.retry import again

MODERATORS = frozenset({Role.MODERATOR})
MOST_LOOKED_AT = 25  # of what may be handed to her, in case others are faster with the first ones
JUST_NOW = timedelta(seconds=5)  # who was handed an item so lately holds it for long enough
MOST_TRIES = 10  # at these, before she looks anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From which area an item is wanted, and beside which one that she goes on holding."""

    area_id: AreaId | None = None
    beside: VisitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seated:
    """A moderator at her desk: what is on her seat, what of it she holds, what is kept for her."""

    user: User
    seat: Seat
    now: datetime
    held: Sequence[Testimonial]
    kept: Sequence[Testimonial]


def claim_next(user: User, asked: Asked, *, records: Records, clock: Clock) -> VisitId | None:
    """Return the id of the item now held by the caller; None when nothing waits for her.

    An item that she holds already comes first, with its claim renewed; with `beside` it is another
    one than that. She holds two at most. Raises NotPermitted, and NotFound for an area over which
    she does not moderate.
    """
    require_role(user, MODERATORS)
    return again(partial(_claim, user, asked, records, clock))


def _claim(user: User, asked: Asked, records: Records, clock: Clock) -> VisitId | None:
    me = _seated(user, records, clock.now())
    mine = [item for item in me.held if item.visit_id != asked.beside and _lies_in(item, asked)]
    if mine:
        return _again(mine[0], me, records)
    desks = desks_for(user, MODERATORS, asked.area_id, records=records, turn=_turn(me.seat))
    group = next(_groups(me, asked, desks, records), None)
    if group is not None:
        return _take_one(group[:MOST_LOOKED_AT], me, asked.beside, records)
    _require_same(records.find(Seat, user.user_id), me)
    if next(desks, None) is not None:  # she has more desks than one look reads
        records.commit(Save(row=replace(me.seat, turn=me.seat.turn + 1)))
    return None


def _again(item: Testimonial, me: _Seated, records: Records) -> VisitId:
    """Hand her once more what she holds. Windows that ask at once do not race to write the same."""
    is_fresh = item.claim is not None and item.claim.expires_at > me.now + CLAIM_LIFE - JUST_NOW
    if not is_fresh:
        records.commit(Save(row=claim(item, me.user.user_id, me.now)))
    return item.visit_id


def _require_same(seat: Row | None, me: _Seated) -> None:
    if seat is not None and seat.version != me.seat.version:
        raise StaleVersion("Her seat changed: she asks from two windows at once")


def _seated(user: User, records: Records, now: datetime) -> _Seated:
    seat = records.find(Seat, user.user_id) or Seat(user_id=user.user_id)
    hers = _waiting((*seat.held, *seat.kept), user, records)
    return _Seated(
        user=user,
        seat=seat,
        now=now,
        held=[item for item in hers if holds(item, user.user_id, now)],
        kept=[item for item in hers if item.visit_id in seat.kept and _is_kept(item, user)],
    )


def held(seat: Seat, user: User, now: datetime, records: Records) -> list[Testimonial]:
    """Return what she was handed and holds still; her role there may have ended meanwhile."""
    waiting = _waiting(seat.held, user, records)
    return [item for item in waiting if holds(item, user.user_id, now)]


def _waiting(ids: Sequence[VisitId], user: User, records: Records) -> list[Testimonial]:
    found = records.find_many(Testimonial, [(visit_id,) for visit_id in dict.fromkeys(ids)])
    items = [item for item in found if item is not None and item.state is State.PENDING_REVIEW]
    return [item for item in items if may(user, MODERATORS, item.path)]


def _is_kept(item: Testimonial, user: User) -> bool:
    return item.kept_for is not None and item.kept_for.moderator_id == user.user_id


def _lies_in(item: Testimonial, asked: Asked) -> bool:
    return asked.area_id is None or asked.area_id in item.path


def _turn(seat: Seat) -> int:
    """Return at which desk she begins: each moderator elsewhere, and each time at another one."""
    return crc32(seat.user_id.encode()) + seat.turn


def _groups(
    me: _Seated, asked: Asked, desks: Iterator[Desk], records: Records
) -> Iterator[Sequence[Testimonial]]:
    """Yield what may be handed to her: first what came back to her, then the queue."""
    looker = Looker(user=me.user, now=me.now, lately=me.seat.lately)
    kept = offered(looker, [item for item in me.kept if _lies_in(item, asked)])
    if kept:
        yield kept
    yield from groups(looker, desks, records)


def _take_one(
    left: Sequence[Testimonial], me: _Seated, beside: VisitId | None, records: Records
) -> VisitId:
    """Claim the first of the items that others leave to her.

    Raises StaleVersion when they took all, or when her own seat changed.
    """
    for _ in range(MOST_TRIES):
        if not left:
            break
        try:
            records.commit(*_taking(left[0], me, beside))
        except StaleVersion:
            left = _left(left, me, records)
        else:
            return left[0].visit_id
    raise StaleVersion("Others were faster; look again")


def _taking(item: Testimonial, me: _Seated, beside: VisitId | None) -> Iterator[Save]:
    """Yield what hands her an item. Of what she holds she keeps one, and gives the rest back."""
    mine = me.user.user_id
    stays = sorted(me.held, key=lambda each: each.visit_id == beside)[1 - MOST_HELD :]
    yield Save(row=claim(item, mine, me.now))
    seat = seated(me.seat, [each.visit_id for each in stays], item.visit_id)
    yield Save(row=handed(seat, item, [each.visit_id for each in me.kept]))
    yield from (Save(row=release(each, mine, me.now)) for each in me.held if each not in stays)


def _left(lost: Sequence[Testimonial], me: _Seated, records: Records) -> Sequence[Testimonial]:
    """Return what of a group is still free after a lost race, each loser's in another order.

    Many who ask at once would else run after each other from item to item.
    """
    seat, *rows = records.find_each(
        [(Seat, (me.user.user_id,)), *((Testimonial, (each.visit_id,)) for each in lost)]
    )
    _require_same(seat, me)
    items = [row for row in rows if isinstance(row, Testimonial)]
    free = [item for item in items if is_offered(item, me.user, me.now)]
    start = crc32(me.user.user_id.encode()) % max(len(free), 1)
    return (*free[start:], *free[:start])


def let_go(user: User, visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Give a claimed item back to the queue; one that nobody holds stays as it is.

    Raises AlreadyClaimed when another moderator holds it.
    """

    def step() -> None:
        item, now = reviewable(user, visit_id, records), clock.now()
        if not is_claimed(item, now):
            return  # given back or decided before, or taken from the desk
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


def reviewable(user: User, visit_id: VisitId, records: Records) -> Testimonial:
    """Return an item on which the caller may decide; raise NotFound, NotPermitted.

    Who moderates elsewhere and only reads here may not.
    """
    item = records.find(Testimonial, visit_id)
    if item is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, item.path)
    if not may(user, MODERATORS, item.path):
        raise NotPermitted(
            "Only a moderator of this area decides here", needs=[Role.MODERATOR.value]
        )
    return item
