"""The desks whose lists a person may read: by default one per constituency, each with its own list.

A person's areas may touch several desks. Their lists are read one after the other, and the cursor
remembers at which desk a page ended.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role, User, require_place, scopes_for
from chalicelib.domain.rows import Page
from chalicelib.ports import Records
from chalicelib.services.worklist import area_of

T = TypeVar("T")
MOST_DESKS = 700  # more than there are constituencies in the largest tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One desk's list, as far as it lies within a place."""

    desk_id: AreaId
    within: Path


def desks_for(
    user: User, roles: frozenset[Role], area_id: AreaId | None, *, records: Records, turn: int = 0
) -> Iterator[Desk]:
    """Yield each desk that the caller's scopes (or one area within them) touch.

    Each `turn` begins at another desk, until every one was first. Raises NotFound for an area over
    which she holds none of `roles`.
    """
    if area_id is not None:
        area = area_of(user, area_id, records=records)
        require_place(user, roles, area.path)
        places: tuple[Path, ...] = (area.path,)
    else:
        places = scopes_for(user, roles)
    first, turn = _turned(places, turn)
    for place in first:
        yield from _desks_of(place, records, turn)


def desks_within(place: Path, *, records: Records) -> Iterator[Desk]:
    """Yield each desk that an area touches, for whoever acts for all of it."""
    yield from _desks_of(place, records, 0)


def _turned(each: Sequence[T], turn: int) -> tuple[Sequence[T], int]:
    """Return the same, beginning at another one each turn, and the turn of what lies below."""
    rest, start = divmod(turn, max(len(each), 1))
    return (*each[start:], *each[:start]), rest


def _desks_of(place: Path, records: Records, turn: int) -> Iterator[Desk]:
    area = records.find(Area, place[-1])
    if area is None:
        return
    if area.desk_id is not None:
        yield Desk(desk_id=area.desk_id, within=place)
        return
    if not area.children:
        yield Desk(desk_id=area.path[0], within=place)
    children, turn = _turned(area.children[:MOST_DESKS], turn)
    for child in children:
        yield from _desks_of((*place, child), records, turn)


def one_after_the_other(
    desks: Sequence[Desk], read: Callable[[Desk, str | None], Page[T]], cursor: str | None
) -> Page[T]:
    """Return the next page over several desks' lists; `read` gives a page of one."""
    number, inner = _split(cursor)
    for index, desk in enumerate(desks[number:], start=number):
        page = read(desk, inner)
        inner = None
        following = f"{index}:{page.cursor}" if page.cursor else _next_desk(index, len(desks))
        if page.items or page.cursor:
            return Page(items=page.items, cursor=following)
    return Page(items=())


def _split(cursor: str | None) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    number, _, inner = cursor.partition(":")
    # Digits of other kinds, or thousands of them, are no number of ours: int would raise.
    is_ours = number.isdecimal() and len(number) <= len(str(MOST_DESKS))
    return (int(number) if is_ours else 0), inner or None


def _next_desk(index: int, count: int) -> str | None:
    return f"{index + 1}:" if index + 1 < count else None
