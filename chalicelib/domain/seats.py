"""A moderator's seat: the items that were handed to her, so that they are found in one read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.ids import UserId, VisitId

# The one on her screen, and the next one, which is fetched while she looks.
MOST_HELD: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What was handed to somebody; each item's own claim says whether she holds it still."""

    user_id: UserId
    held: tuple[VisitId, ...] = ()
    version: int = 0


def seated(seat: Seat, still: Iterable[VisitId], new: VisitId) -> Seat:
    """Return the seat with one item more, of those that she still holds."""
    kept = [visit_id for visit_id in still if visit_id != new]
    return replace(seat, held=(*kept, new)[-MOST_HELD:])
