"""Publications as people see them: those of a testimonial, and an area's by where they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chalicelib.domain.areas import covers
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, ChannelId, VisitId
from chalicelib.domain.people import Role, User, require_place, require_role
from chalicelib.domain.publishing import Publication, PublicationState, outgoing_list
from chalicelib.domain.rows import Page
from chalicelib.ports import Records
from chalicelib.services.desks import MOST_DESKS, Desk, desks_for

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
# So many lists are read for one page: there may be one for each desk and state.
MOST_READS: Final = 50
MOST_DIGITS: Final = len(str(MOST_DESKS * len(PublicationState)))
LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which publications are wanted: in any of these states, below an area, on one channel."""

    states: tuple[PublicationState, ...]
    area_id: AreaId | None = None
    channel_id: ChannelId | None = None


def publications(user: User, visit_id: VisitId, *, records: Records) -> tuple[Publication, ...]:
    """Return a testimonial's publications; raise NotFound outside the caller's areas."""
    bundle = records.bundle(visit_id)
    if bundle.testimonial is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, bundle.testimonial.path)
    return bundle.publications


def list_by_state(
    user: User, asked: Asked, *, limit: int, cursor: str | None, records: Records
) -> Page[Publication]:
    """Return a page of an area's publications, by desk, state and place.

    Within a page what is due first comes first. A page may hold fewer than `limit` and still not be
    the last: a look reads MOST_READS lists at most, of desks with nothing to show as well.
    """
    require_role(user, READERS)
    desks = _apart(desks_for(user, READERS, asked.area_id, records=records))
    lists = [(desk, state) for desk in desks for state in asked.states]
    number, inner = _split(cursor)
    found: list[Publication] = []
    for _ in range(MOST_READS):
        if number >= len(lists) or len(found) >= limit:
            break
        page = _read(*lists[number], limit - len(found), inner, records)
        found += [each for each in page.items if asked.channel_id in {None, each.channel_id}]
        number, inner = number + int(page.cursor is None), page.cursor
    following = f"{number}:{inner or ''}" if number < len(lists) else None
    return Page(items=tuple(sorted(found, key=_is_due)), cursor=following)


def _read(
    desk: Desk, state: PublicationState, limit: int, cursor: str | None, records: Records
) -> Page[Publication]:
    name = outgoing_list(desk.desk_id, state)
    return records.listed(Publication, name, limit=limit, cursor=cursor, within=desk.within)


def _split(cursor: str | None) -> tuple[int, str | None]:
    """Return at which list a page goes on, and where in it; at the first one for a made-up one."""
    number, _, inner = (cursor or "").partition(":")
    # Digits of other kinds, or thousands of them, are no number of ours: int would raise.
    is_ours = number.isdecimal() and len(number) <= MOST_DIGITS
    return (int(number), inner or None) if is_ours else (0, None)


def _apart(desks: Iterable[Desk]) -> list[Desk]:
    """Return the desks without those that lie within another one: two roles show a post once."""
    every = list(dict.fromkeys(desks))
    wider: dict[AreaId, list[Desk]] = defaultdict(list)
    for desk in every:
        wider[desk.desk_id].append(desk)
    return [
        desk
        for desk in every
        if not any(other != desk and covers(other.within, desk.within)
                   for other in wider[desk.desk_id])
    ]  # fmt: skip


def _is_due(item: Publication) -> tuple[datetime, datetime, str]:
    """Return by what a page is sorted: the clock of an order first, then what happens next."""
    deadline = item.takedown.deadline_at if item.takedown else None
    return deadline or LAST, item.due_at or LAST, item.publication_id
