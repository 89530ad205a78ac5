"""Lets claims go on while the page is active."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chalicelib.domain.errors import AlreadyClaimed, Conflict, NotFound, NotPermitted
from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import User, require_role
from chalicelib.domain.review import renew
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Claim
from chalicelib.ports import Clock, Records
from chalicelib.services.claiming import MODERATORS, reviewable
from chalicelib.services.retry import again


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
    except (NotFound, NotPermitted, AlreadyClaimed, Conflict):
        return Renewed(visit_id=visit_id, version=seen, claim=None, is_changed=True)
    records.commit(Save(row=longer))
    is_changed = item.version != seen
    return Renewed(
        visit_id=visit_id, version=longer.version + 1, claim=longer.claim, is_changed=is_changed
    )
