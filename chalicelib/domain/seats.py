"""A moderator's seat: what was handed to her and what came back to her, found in one read.

Each item's own claim says whether she holds it still; a seat that is out of date does no harm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.testimonial import Testimonial

# The one on her screen, and the next one, which is fetched while she looks.
MOST_HELD: Final = 2
MOST_KEPT: Final = 20  # beyond these, what she sent back is anybody's when it returns
MOST_LATELY: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Where an item that was handed to somebody came from."""

    desk_id: AreaId
    booth_id: AreaId


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What somebody holds, what is kept for her, and where the last items came from.

    `turn` says at which of many desks she is looked for next.
    """

    user_id: UserId
    held: tuple[VisitId, ...] = ()
    kept: tuple[VisitId, ...] = ()
    lately: tuple[Handed, ...] = ()
    turn: int = 0
    version: int = 0


def seated(seat: Seat, still: Iterable[VisitId], new: VisitId) -> Seat:
    """Return the seat with one item more, of those that she still holds."""
    others = [visit_id for visit_id in still if visit_id != new]
    return replace(seat, held=(*others, new)[-MOST_HELD:])


def handed(seat: Seat, item: Testimonial, kept: Iterable[VisitId]) -> Seat:
    """Return the seat after an item was handed to her; `kept` is what is still kept for her."""
    place = Handed(desk_id=item.desk_id, booth_id=item.booth_id)
    lately = (*seat.lately, place)[-MOST_LATELY:]
    return replace(seat, kept=tuple(kept), lately=lately, turn=seat.turn + 1)


def kept_on(seat: Seat, visit_id: VisitId) -> Seat | None:
    """Return the seat with an item that came back to her; None when as many wait for her."""
    if visit_id in seat.kept:
        return seat
    if len(seat.kept) >= MOST_KEPT:
        return None
    return replace(seat, kept=(*seat.kept, visit_id))
