"""Reads the review queue of one person's desks, in the order in which it is handed out.

What can be first stands first in a part of its own, so that a look reads the same few rows however
long the queue is and however many others are at work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import User
from chalicelib.domain.queueing import Part, in_order, is_offered
from chalicelib.domain.rows import Page
from chalicelib.domain.seats import Handed
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.desks import Desk

LOOK_AHEAD = 50  # items read of a part of a desk's queue at once
MOST_PAGES = 4  # read of a desk beyond the first ones, while none of it is for her
DESKS_AT_ONCE = 8  # whose first pages are looked at together
MOST_DESKS = 32  # looked at before she is told that nothing waits; the next turn begins elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Who looks for an item and when, and what she was handed lately."""

    user: User
    now: datetime
    lately: Sequence[Handed]


@dataclass(frozen=True, slots=True)
class _Read:
    """A page of one part of a desk's queue."""

    desk: Desk
    part: Part
    page: Page[Testimonial]


def groups(
    looker: Looker, desks: Iterator[Desk], records: Records
) -> Iterator[Sequence[Testimonial]]:
    """Yield what may be handed to her, in groups, each in order and none of them empty.

    First what somebody let lapse, then what waits. Of several desks these come together.
    """
    some = islice(desks, MOST_DESKS)
    while together := list(islice(some, DESKS_AT_ONCE)):
        for read in _reads(together, looker, records):
            if found := offered(looker, [item for each in read for item in each.page.items]):
                yield found


def _reads(desks: Sequence[Desk], looker: Looker, records: Records) -> Iterator[Sequence[_Read]]:
    """Yield the first pages of all these desks together, then what lies behind, desk by desk."""
    lapsed = [_read(desk, Part.HELD, looker, records) for desk in desks]
    yield lapsed
    waiting = [_read(desk, p, looker, records) for desk in desks for p in (Part.SOME, Part.OPEN)]
    yield waiting
    for desk in desks:
        firsts = [each for each in (*lapsed, *waiting) if each.desk == desk]
        for read in islice(_behind(firsts, looker, records), MOST_PAGES):
            yield [read]


def _behind(firsts: Sequence[_Read], looker: Looker, records: Records) -> Iterator[_Read]:
    for each in firsts:
        read = each
        while read.page.cursor is not None:
            read = _read(read.desk, read.part, looker, records, read.page.cursor)
            yield read


def _read(
    desk: Desk, part: Part, looker: Looker, records: Records, cursor: str | None = None
) -> _Read:
    """Read one page; of what is held, only what lapsed."""
    until = looker.now if part is Part.HELD else None
    return _Read(desk, part, page_of(desk, part, records, cursor=cursor, until=until))


def page_of(
    desk: Desk, part: Part, records: Records, *,
    cursor: str | None = None, until: datetime | None = None,
) -> Page[Testimonial]:  # fmt: skip
    """Return a page of one part of a desk's queue."""
    return records.queue(
        part, desk.desk_id, desk.within, limit=LOOK_AHEAD, cursor=cursor, until=until
    )


def offered(looker: Looker, items: Sequence[Testimonial]) -> list[Testimonial]:
    """Return those of the items that may be handed to her, each once, in order."""
    each: dict[VisitId, Testimonial] = {item.visit_id: item for item in items}
    free = (item for item in each.values() if is_offered(item, looker.user, looker.now))
    return in_order(free, looker.lately)
