"""How much waits for review in somebody's areas, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.areas import Path, covers
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import User, require_role, scopes_for
from chalicelib.domain.progress import shown
from chalicelib.domain.queueing import Part, waiting_since
from chalicelib.domain.seats import Seat
from chalicelib.ports import Clock, Records
from chalicelib.services.claiming import held
from chalicelib.services.desks import Desk, desks_for
from chalicelib.services.dossiers import READERS
from chalicelib.services.progress import sums
from chalicelib.services.queue_pages import DESKS_AT_ONCE, page_of

WAITING = "pending_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much waits in the caller's areas, and since when the oldest of what comes next does.

    `held` is what she holds herself. `is_whole` is False when she has more desks than one answer
    looks at for the oldest.
    """

    waiting: int
    oldest_since: datetime | None
    held: tuple[VisitId, ...]
    is_whole: bool
    at: datetime


def standing(user: User, area_id: AreaId | None, *, records: Records, clock: Clock) -> Standing:
    """Return how the queue stands, for whoever may read it; the count may lag some seconds behind.

    What people look at just now waits still, and a reel is counted nowhere. The oldest is that of
    the first page of each part of the queue. Raises NotFound for an area over which she may read
    nothing.
    """
    require_role(user, READERS)
    now = clock.now()
    found = desks_for(user, READERS, area_id, records=records)
    desks = list(dict.fromkeys(islice(found, DESKS_AT_ONCE + 1)))
    seat = records.find(Seat, user.user_id)
    hers = held(seat, user, now, records) if seat else []
    return Standing(
        waiting=sum(_waiting(place, records) for place in _places(user, area_id)),
        oldest_since=min(_ages(desks[:DESKS_AT_ONCE], records), default=None),
        held=tuple(item.visit_id for item in hers),
        is_whole=len(desks) <= DESKS_AT_ONCE,
        at=now,
    )


def _ages(desks: Sequence[Desk], records: Records) -> Iterator[datetime]:
    """Yield since when what stands first in each part of each desk's queue has waited."""
    for desk in desks:
        for part in Part:
            items = page_of(desk, part, records).items
            yield from (waiting_since(item) for item in items)


def _places(user: User, area_id: AreaId | None) -> list[AreaId]:
    """Return the areas whose counts make up the queue; one that lies in another counts there."""
    if area_id is not None:
        return [area_id]
    scopes = list(dict.fromkeys(scopes_for(user, READERS)))
    return [scope[-1] for scope in scopes if not _lies_in_another(scope, scopes)]


def _lies_in_another(scope: Path, scopes: list[Path]) -> bool:
    return any(covers(other, scope) for other in scopes if other != scope)


def _waiting(area_id: AreaId, records: Records) -> int:
    own, _ = sums(area_id, records=records)
    return shown(own).get(WAITING, 0)
