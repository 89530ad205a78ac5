"""Turns down, with one reason, what a worker handed in again: other visits with the same files.

Whoever holds an item has seen its files, so she may reject what shows nothing else. Each item is
looked at anew and decided in a commit of its own. Nothing can be approved here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from chalicelib.domain.copies import filed_as
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.duplicates import Shown, is_duplicate, shown_in
from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    DomainError,
    NotFound,
    StaleVersion,
)
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.people import User, may
from chalicelib.domain.queueing import is_offered
from chalicelib.domain.review import claim, repeats
from chalicelib.domain.rows import Bundle
from chalicelib.domain.testimonial import State, Testimonial, holds
from chalicelib.ports import Clock, Records
from chalicelib.services.claiming import MODERATORS, reviewable
from chalicelib.services.moderation import Tools, commit_decision
from chalicelib.services.retry import again

MOST_AT_ONCE: Final = 50
MOST_LOOKED_FOR: Final = 4  # of the item's media
MOST_FILED: Final = 100  # equal files read for each of them, other workers' among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Another visit's testimonial that shows nothing but the same files."""

    item: Testimonial
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One reason for several items, each with the version that was seen of it."""

    reason: ReasonCode
    note: str | None
    items: tuple[tuple[VisitId, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """What became of one item: rejected, or left with the refusal that says why."""

    visit_id: VisitId
    refusal: DomainError | None = None


def duplicates_of(user: User, visit_id: VisitId, *, records: Records) -> list[Duplicate]:
    """Return what waits for review of the same worker and shows only files that this item shows.

    At most MOST_AT_ONCE, the earliest visits first. Raises NotFound, NotPermitted.
    """
    reviewable(user, visit_id, records)
    shown = shown_in(records.bundle(visit_id))
    return list(_found(user, shown, records)) if shown else []


def _found(user: User, shown: Shown, records: Records) -> Iterator[Duplicate]:
    others = _visits_with(shown, records)
    known = records.find_many(Testimonial, [(visit_id,) for visit_id in others])
    waiting = (item for item in known if item and item.state is State.PENDING_REVIEW)
    for each in islice(waiting, MOST_AT_ONCE):
        bundle = records.bundle(each.visit_id)
        item = _near(user, bundle)
        if item is not None and is_duplicate(bundle, shown):
            media = tuple(one for one in bundle.media if one.media_id in item.media_ids)
            yield Duplicate(item=item, media=media)


def _near(user: User, bundle: Bundle) -> Testimonial | None:
    """Return a visit's testimonial; None where she does not moderate."""
    item = bundle.testimonial
    return item if item is not None and may(user, MODERATORS, item.path) else None


def _visits_with(shown: Shown, records: Records) -> list[VisitId]:
    """Return the worker's other visits that have one of the files, the earliest first."""
    named = {place for media in shown.media[:MOST_LOOKED_FOR] for place in _named(media, records)}
    rows = records.find_many(Media, sorted(named))
    same = [row for row in rows if row is not None and row.sha256 in shown.files]
    return sorted({row.visit_id for row in same if row.worker_id == shown.worker_id})


def _named(media: Media, records: Records) -> Iterator[tuple[str, str]]:
    """Yield where media lie that may be the same file: as marked, and as filed by now."""
    yield from ((copy.visit_id, copy.media_id) for copy in media.copies if copy.is_same_file)
    text = filed_as(media)
    filed = records.filed(media.campaign_id, text, limit=MOST_FILED) if text else ()
    yield from ((each.visit_id, each.media_id) for each in filed)


def reject(user: User, visit_id: VisitId, wanted: Rejection, tools: Tools) -> list[TurnedDown]:
    """Reject those of the items, each as its version was, that duplicate one the caller holds.

    What somebody else holds, what changed since and what is no duplicate is left. The same request
    again gets the same answer. Raises AlreadyClaimed when she does not hold the item; NotFound,
    NotPermitted.
    """
    shown = _held(user, visit_id, tools.records, tools.clock)
    decision = Decision(kind=DecisionKind.REJECT, reason=wanted.reason, note=wanted.note)
    return [_turned_down(user, shown, each, decision, tools) for each in wanted.items]


def _held(user: User, visit_id: VisitId, records: Records, clock: Clock) -> Shown:
    item = reviewable(user, visit_id, records)
    if not holds(item, user.user_id, clock.now()):
        raise AlreadyClaimed("Take the item first: your hold has lapsed or another person has it")
    shown = shown_in(records.bundle(visit_id))
    if shown is None:
        raise Conflict("No worker made this; there is nothing that it could be a duplicate of")
    return shown


def _turned_down(
    user: User, shown: Shown, seen: tuple[VisitId, int], decision: Decision, tools: Tools
) -> TurnedDown:
    try:
        refusal = again(partial(_turn_down, user, shown, seen, decision, tools))
    except DomainError as error:
        refusal = error
    return TurnedDown(visit_id=seen[0], refusal=refusal)


def _turn_down(
    user: User, shown: Shown, seen: tuple[VisitId, int], decision: Decision, tools: Tools
) -> DomainError | None:
    """Reject one item; return the refusal when it changed, which another try does not mend."""
    visit_id, version = seen
    bundle, now = tools.records.bundle(visit_id), tools.clock.now()
    item = _near(user, bundle)
    if item is None:
        raise NotFound("There is nothing under this id in your area")
    if repeats(item, decision, user.user_id, version):
        return None
    if item.version != version:
        return StaleVersion("The item changed while you looked; read it again, then decide")
    if not is_duplicate(bundle, shown):
        raise Conflict("It does not wait with the same files of the same worker (any more)")
    # That she passed it over before does not matter: now she has seen what it is.
    free = replace(item, passed_over=())
    if not holds(item, user.user_id, now) and not is_offered(free, user, now):
        raise AlreadyClaimed("Somebody else looks at this item, or is to look at it first")
    commit_decision(user, claim(item, user.user_id, now), decision, tools)
    return None
