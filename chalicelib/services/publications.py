"""Publications as people see them: those of a testimonial, and an area's by where they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from chalicelib.domain.areas import covers
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, ChannelId, VisitId
from chalicelib.domain.people import Role, User, require_place, require_role
from chalicelib.domain.publishing import Publication, PublicationState, outgoing_list
from chalicelib.domain.rows import Page
from chalicelib.ports import Records
from chalicelib.services.desks import Desk, desks_for, one_after_the_other

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
# A page of one channel is looked for in so many pages of all channels; it may then be empty.
MOST_PAGES: Final = 10
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

    Within a page what is due first comes first. A page of one channel may hold fewer than `limit`
    and still not be the last.
    """
    require_role(user, READERS)
    desks = _apart(desks_for(user, READERS, asked.area_id, records=records))

    def read(desk: Desk, inner: str | None) -> Page[Publication]:
        return _of_a_desk(desk, asked, limit, inner, records)

    page = one_after_the_other(desks, read, cursor)
    return replace(page, items=tuple(sorted(page.items, key=_is_due)))


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


def _of_a_desk(
    desk: Desk, asked: Asked, limit: int, cursor: str | None, records: Records
) -> Page[Publication]:
    def read(state: PublicationState, inner: str | None) -> Page[Publication]:
        return _of_a_state(desk, state, asked.channel_id, limit, inner, records)

    return one_after_the_other(asked.states, read, cursor)


def _of_a_state(
    desk: Desk,
    state: PublicationState,
    channel_id: ChannelId | None,
    limit: int,
    cursor: str | None,
    records: Records,
) -> Page[Publication]:
    name = outgoing_list(desk.desk_id, state)
    for _ in range(MOST_PAGES):
        page = records.listed(Publication, name, limit=limit, cursor=cursor, within=desk.within)
        found = _on(channel_id, page.items)
        if found or page.cursor is None:
            return Page(items=found, cursor=page.cursor)
        cursor = page.cursor
    return Page(items=(), cursor=cursor)


def _on(channel_id: ChannelId | None, items: Sequence[Publication]) -> tuple[Publication, ...]:
    if channel_id is None:
        return tuple(items)
    return tuple(each for each in items if each.channel_id == channel_id)


def _is_due(item: Publication) -> tuple[datetime, datetime, str]:
    """Return by what a page is sorted: the clock of an order first, then what happens next."""
    deadline = item.takedown.deadline_at if item.takedown else None
    return deadline or LAST, item.due_at or LAST, item.publication_id
