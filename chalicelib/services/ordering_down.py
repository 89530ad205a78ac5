"""Takes posts down on an order or by hand, and keeps that a person removed one herself.

What is taken down on every channel is rejected in the same commit: nothing of it goes out again by
itself. Only somebody who asks about it, and a new approval, can bring it back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chalicelib.domain.audit import Scalar
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.people import User, require_place
from chalicelib.domain.publishing import Publication, PublicationState, move
from chalicelib.domain.review import BY_MODERATOR
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.stopping import GOING, is_nothing_left, takedown_of
from chalicelib.domain.takedowns import (
    Attempt,
    Takedown,
    TakedownKind,
    Tried,
    ordered,
    require_impersonal,
    require_receivable,
    tried,
)
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.services.auditing import noted
from chalicelib.services.moderation import Tools
from chalicelib.services.outgoing import publication_of
from chalicelib.services.publications import READERS
from chalicelib.services.retry import again
from chalicelib.services.settling import is_all_out
from chalicelib.services.stopping import end_reels, schedule_anew, stop_each

_S = PublicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be taken down, and why; from every channel unless some are named."""

    kind: TakedownKind
    received_at: datetime | None = None
    reference: str = ""
    note: str = ""
    channel_ids: tuple[ChannelId, ...] | None = None


def order_down(
    user: User, visit_id: VisitId, order: Order, tools: Tools
) -> tuple[Publication, ...]:  # fmt: skip
    """Take an item's posts down, and return its publications as they are then. Safe to repeat.

    Raises NotFound outside the caller's areas, InvalidInput for an order that cannot be or that
    names people, Conflict when nothing of the item is out or on its way.
    """
    require_receivable(order.received_at, tools.clock.now())
    require_impersonal("reference", order.reference)
    require_impersonal("note", order.note)
    return again(partial(_order, user, visit_id, order, tools))


def _order(user: User, visit_id: VisitId, order: Order, tools: Tools) -> tuple[Publication, ...]:
    bundle, item = _bundle_of(user, visit_id, tools)
    now, wanted = tools.clock.now(), _wanted(bundle, item, order)
    takedown = ordered(
        order.kind, at=now, by=user.user_id, received_at=order.received_at,
        reference=order.reference, note=order.note,
    )  # fmt: skip
    after, changes = stop_each(wanted, takedown, now, tools.new_id)
    spared = tuple(each for each in bundle.publications if each not in wanted)
    ended = _ended(item, (*after, *spared), order, now)
    if not changes and ended is item:
        return bundle.publications
    saved, entries = noted(
        ended, "takedown_ordered", at=now, actor=user.user_id, facts=_facts(takedown, wanted)
    )
    if ended.state is State.REJECTED:
        changes += end_reels(item, now, tools.new_id)
    tools.records.commit(Save(row=saved), *entries, *changes)
    return tools.records.bundle(visit_id).publications


def _bundle_of(user: User, visit_id: VisitId, tools: Tools) -> tuple[Bundle, Testimonial]:
    bundle = tools.records.bundle(visit_id)
    if bundle.testimonial is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, bundle.testimonial.path)
    return bundle, bundle.testimonial


def _wanted(bundle: Bundle, item: Testimonial, order: Order) -> tuple[Publication, ...]:
    """Return what the order names; raise InvalidInput for a channel that it never went to."""
    if order.channel_ids is None:
        if not bundle.publications and item.state not in GOING_OUT:
            raise Conflict("Nothing of this is out", current_state=item.state.value)
        return bundle.publications
    known = {each.channel_id for each in bundle.publications}
    if not order.channel_ids or not known.issuperset(order.channel_ids):
        raise InvalidInput("Name channels that this went to", field="channel_ids")
    return tuple(each for each in bundle.publications if each.channel_id in order.channel_ids)


def _ended(
    item: Testimonial, every: tuple[Publication, ...], order: Order, now: datetime
) -> Testimonial:
    """Return the item rejected when nothing of it is left, else as far as it is out by now.

    What was approved anew and waits for its slots is not touched by an order for single posts of
    before.
    """
    is_whole = order.channel_ids is None
    may_end = item.state in GOING_OUT and (is_whole or item.state is not State.APPROVED)
    if may_end and is_nothing_left(every):
        return move_testimonial(item, State.REJECTED, at=now, by=BY_MODERATOR)
    if item.state is State.PUBLISHING and is_all_out(every):
        return move_testimonial(item, State.PUBLISHED, at=now, by=BY_MODERATOR)
    return item


def _facts(takedown: Takedown, wanted: tuple[Publication, ...]) -> dict[str, Scalar]:
    deadline = takedown.deadline_at
    return {
        "kind": takedown.kind.value,
        "reference": takedown.reference or None,
        "channels": " ".join(each.channel_id for each in wanted),
        "deadline_at": deadline.isoformat() if deadline else None,
    }


def removed_by_hand(
    user: User, visit_id: VisitId, channel_id: ChannelId, note: str, tools: Tools
) -> Publication:
    """Keep that a person removed a post on its network, and return its publication.

    Safe to repeat. Raises NotFound, Conflict for what has no takedown, InvalidInput for a note
    that names people.
    """
    require_impersonal("note", note)
    return again(partial(_removed, user, visit_id, channel_id, note, tools))


def _removed(
    user: User, visit_id: VisitId, channel_id: ChannelId, note: str, tools: Tools
) -> Publication:
    bundle, item = _bundle_of(user, visit_id, tools)
    publication = publication_of(bundle, channel_id)
    if publication is None:
        raise NotFound("It was not posted on this channel")
    if publication.state is _S.TAKEN_DOWN:
        return publication
    if publication.state not in GOING:
        raise Conflict("Have it taken down first", current_state=publication.state.value)
    now = tools.clock.now()
    attempt = Attempt(at=now, by=user.user_id, result=Tried.BY_HAND.value, reason=note)
    gone = replace(
        move(publication, _S.TAKEN_DOWN, at=now), takedown=tried(takedown_of(publication), attempt)
    )
    tools.records.commit(*_gone(user, item, gone, now, tools))
    return replace(gone, version=gone.version + 1)


def _gone(
    user: User, item: Testimonial, gone: Publication, now: datetime, tools: Tools
) -> list[Change]:
    facts: dict[str, Scalar] = {
        "channel_id": gone.channel_id,
        "publication_id": gone.publication_id,
        "content_version": gone.content_version,
    }
    saved, entries = noted(
        item, "publication_taken_down", at=now, actor=user.user_id, facts=facts
    )  # fmt: skip
    anew = schedule_anew(item, now, tools.new_id)
    return [Save(row=saved), *entries, Save(row=gone), *anew]
