"""What follows from a network's answer, or from its silence.

Nothing here makes anything public. What is unclear is settled by reading the channel, or by a
person; a post whose person has withdrawn meanwhile goes straight to its takedown.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.audit import Scalar
from chalicelib.domain.channels import Channel, Standing
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.jobs import Action
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    Posted,
    PostResult,
    PostUnclear,
    Ready,
    names,
)
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    ON_ITS_WAY,
    PostStep,
    Publication,
    PublicationState,
    after_result,
    looked_at,
    move,
    pending_for_too_long,
)
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.slots import SlotLedger, given_back
from chalicelib.domain.takedowns import TakedownKind
from chalicelib.domain.takedowns import ordered as takedown_ordered
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.services import past_recall
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.outgoing import Tools, account_of, connection_of, job_of, publication_of
from chalicelib.services.retry import again

_S = PublicationState
# How long a channel rests after a "later" without a time, doubled with each of a post's.
REST: Final = timedelta(minutes=1)
LONGEST_REST: Final = timedelta(hours=1)
# Something is wrong with these posts, not with the channel: the others go first.
OF_THE_POST: Final = frozenset({Later.MEDIA_UNREADABLE, Later.TOO_SLOW, Later.STOPPED})
STEP_BACK: Final = timedelta(hours=6)


def finish(publication: Publication, result: PostResult, tools: Tools) -> None:
    """Record the network's answer, whatever has happened to the testimonial meanwhile."""
    again(lambda: _record(publication.visit_id, publication.channel_id, result, tools))


def _record(visit_id: VisitId, channel_id: ChannelId, result: PostResult, tools: Tools) -> None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    if item is None or publication is None:
        return
    if publication.state not in {_S.POSTING, _S.UNCONFIRMED}:
        return
    now = tools.clock.now()
    if publication.state is _S.UNCONFIRMED and not isinstance(result, Posted):
        tools.records.commit(Save(row=looked_at(publication, now)))
        return
    settled = after_result(publication, result, now)
    if isinstance(result, Pending | Ready):
        look = job_of(Action.CONFIRM, settled, now, tools, not_before=settled.due_at)
        tools.records.commit(Save(row=settled), look)
        return
    others = tuple(p for p in bundle.publications if p.channel_id != channel_id)
    rested: list[Change] = []
    if isinstance(result, PostDeferred):
        settled, rested = _behind(settled, result), _rested(publication, result, now, tools)
    late = past_recall.noted(settled, item, now, tools)
    tools.records.commit(*consequences(item, settled, others, now, tools), *rested, *late)


def _behind(publication: Publication, result: PostDeferred) -> Publication:
    """Return what has trouble of its own some hours further back in its lane."""
    if result.reason not in OF_THE_POST:
        return publication
    at = publication.rank_at or publication.changed_at
    return replace(publication, rank_at=at - STEP_BACK)


def _rested(
    publication: Publication, result: PostDeferred, now: datetime, tools: Tools
) -> list[Change]:
    """Return the channel's pause, and the slot that came to nothing given back to it."""
    own = (publication.campaign_id, publication.channel_id)
    ledger = tools.records.find(SlotLedger, *own)
    changes: list[Change] = []
    if ledger is not None and publication.slot_at is not None:
        changes.append(Save(row=given_back(ledger, publication.slot_at)))
    channel = tools.records.find(Channel, *own)
    if channel is None or result.reason in OF_THE_POST:
        return changes
    connection = connection_of(channel, tools)
    rest = result.wait or min(REST * 2 ** min(publication.deferrals, 6), LONGEST_REST)
    paused = replace(connection, paused_until=now + rest, reason=result.reason, due_at=now)
    if result.needs_reconnect:
        paused = replace(paused, standing=Standing.NEEDS_RECONNECT, changed_at=now)
    return [*changes, Save(row=paused)]


def consequences(
    item: Testimonial,
    publication: Publication,
    others: tuple[Publication, ...],
    now: datetime,
    tools: Tools,
) -> list[Change]:
    """Return what to save when a publication has moved: it, its audit entry, its testimonial.

    What was marked to be taken down while it was posting is taken down at once should it be out,
    and is not tried again should it not.
    """
    if publication.takedown is not None and publication.state is _S.SCHEDULED:
        publication = move(publication, _S.CANCELLED, at=now)
    facts: dict[str, Scalar] = {
        "channel_id": publication.channel_id,
        "publication_id": publication.publication_id,
        "content_version": publication.content_version,
    }
    action = f"publication_{publication.state.value}"
    item, entries = noted(item, action, at=now, actor=SYSTEM, facts=facts)
    changes: list[Change] = [*entries]
    if publication.state is _S.POSTED and _must_go(item, publication):
        kind = TakedownKind.WITHDRAWAL if item.state is State.WITHDRAWN else TakedownKind.EDITED
        takedown = publication.takedown or takedown_ordered(kind, at=now, by=SYSTEM)
        publication = replace(move(publication, _S.TAKEDOWN_DUE, at=now), takedown=takedown)
        changes.append(job_of(Action.TAKE_DOWN, publication, now, tools))
    if item.state is State.PUBLISHING and is_all_out((publication, *others)):
        item = move_testimonial(item, State.PUBLISHED, at=now, by=SYSTEM)
    return [*changes, Save(row=item), Save(row=publication)]


def _must_go(item: Testimonial, publication: Publication) -> bool:
    """True for a post that came out after what it rests on was gone."""
    is_approved = item.state in {State.PUBLISHING, State.PUBLISHED}
    is_same = item.content_version == publication.content_version
    return publication.takedown is not None or not is_approved or not is_same


def is_all_out(all_of_them: tuple[Publication, ...]) -> bool:
    """True when one post is live and none is still on its way."""
    states = {publication.state for publication in all_of_them}
    return _S.POSTED in states and states.isdisjoint(ON_ITS_WAY)


def look(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> bool:
    """Look what became of a post, by reading alone; return True when it is ready to be finalised.

    Safe to repeat. A network that does not answer is asked again later.
    """
    publication = again(lambda: _to_be_looked_at(visit_id, channel_id, tools))
    if publication is None:
        return False
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    if channel is None:
        return False
    try:
        return _looked(publication, channel, tools)
    except ChannelUnavailable:
        again(lambda: _look_later(visit_id, channel_id, tools))
        return False


def _looked(publication: Publication, channel: Channel, tools: Tools) -> bool:
    if publication.step is not PostStep.PENDING or publication.state is _S.UNCONFIRMED:
        finish(publication, _found(publication, channel, tools), tools)
        return False
    result = tools.client.status(account_of(channel, tools), publication.handle or "")
    if isinstance(result, Ready):
        return True
    if isinstance(result, Pending) and pending_for_too_long(publication, tools.clock.now()):
        tools.client.discard(account_of(channel, tools), result.handle)
        result = PostDeferred(reason=Later.TOO_SLOW)
    finish(publication, result, tools)
    return False


def _found(publication: Publication, channel: Channel, tools: Tools) -> PostResult:
    """Return the post where the network shows it, else that it is not seen; never a refusal."""
    account = account_of(channel, tools)
    if publication.handle:
        result = tools.client.status(account, publication.handle)
        if isinstance(result, Posted):
            return result
    since = publication.posting_since or publication.changed_at
    seen = tools.client.list_recent(account, since)
    marker = publication.publication_id
    for each in seen or ():
        if names(each, marker, ""):
            return Posted(external_id=each.external_id, permalink=each.permalink)
    return PostUnclear(reason="not_seen_on_channel")


def _to_be_looked_at(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Publication | None:
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
    now = tools.clock.now()
    if publication is None or publication.state not in {_S.POSTING, _S.UNCONFIRMED}:
        return None
    is_waiting = publication.due_at is not None and now < publication.due_at
    if publication.state is _S.UNCONFIRMED or publication.step is PostStep.PENDING:
        return None if is_waiting and publication.step is PostStep.PENDING else publication
    if is_waiting:
        return None  # its run may still be waiting for the network
    unclear = replace(move(publication, _S.UNCONFIRMED, at=now), reason="run_ended_early")
    tools.records.commit(Save(row=unclear))
    return replace(unclear, version=unclear.version + 1)


def _look_later(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
    if publication is not None and publication.state in {_S.POSTING, _S.UNCONFIRMED}:
        later = replace(publication, due_at=tools.clock.now() + CONFIRM_EVERY)
        tools.records.commit(Save(row=later))
