"""Looks what became of a post, by reading alone.

What is unclear is settled by what the channel shows, or by a person (settling_by_hand.py), and
never by posting again. What a run that died has certainly not called the network for waits again.
"""

from chalicelib.domain.attempts import (
    is_same_attempt,
    not_answered,
    not_seen,
    pending_for_too_long,
    was_just_looked_at,
)
from chalicelib.domain.channels import Account, Channel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.post_words import tag_of
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    Posted,
    Ready,
    Seen,
    names,
)
from chalicelib.domain.publishing import Publication, PublicationState, is_public_nowhere
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Bundle, Save
from chalicelib.services.marking import give_up
from chalicelib.services.outgoing import Tools, account_of, discard, publication_of
from chalicelib.services.retry import again
from chalicelib.services.settling import finish, lost_track, voided

_S = PublicationState


def look(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> bool:
    """Look what became of a post; return True when it is ready to be made public.

    Safe to repeat. A network that does not answer is asked again later.
    """
    publication = again(lambda: _to_be_looked_at(visit_id, channel_id, tools))
    if publication is None:
        return False
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    if channel is None:
        _note_look(publication, tools, is_blind=True)
        return False
    try:
        account = account_of(channel, tools)
        if is_public_nowhere(publication):
            return _is_ready(publication, account, tools)
        _look_for(publication, account, tools)
    except ChannelUnavailable:
        again(lambda: _look_later(publication, tools))
    return False


def _to_be_looked_at(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Publication | None:
    bundle, now = tools.records.bundle(visit_id), tools.clock.now()
    publication = publication_of(bundle, channel_id)
    if publication is None or publication.state not in {_S.POSTING, _S.UNCONFIRMED}:
        return None
    if publication.state is _S.UNCONFIRMED:
        return None if was_just_looked_at(publication, now) else publication
    if publication.due_at is not None and now < publication.due_at:
        return None  # its run waits for the network, or the network works on it
    return publication if is_public_nowhere(publication) else _lapsed(publication, bundle, tools)


def _lapsed(publication: Publication, bundle: Bundle, tools: Tools) -> Publication | None:
    """Return what a dead run may have made public, now unconfirmed; None when it made no call.

    Its call can be made no more: it would find the mark.
    """
    mark = give_up(publication, tools)
    if mark is not None:
        return lost_track(publication, mark, "run_ended_early", bundle, tools)
    tools.records.commit(*voided(publication, bundle, tools))
    discard(publication, tools)
    return None


def _is_ready(publication: Publication, account: Account, tools: Tools) -> bool:
    result = tools.client.status(account, publication.handle or "")
    if isinstance(result, Ready):
        return True
    if isinstance(result, Pending) and pending_for_too_long(publication, tools.clock.now()):
        result = PostDeferred(reason=Later.TOO_SLOW)
    finish(publication, result, tools)
    return False


def _look_for(publication: Publication, account: Account, tools: Tools) -> None:
    """Settle a post that the network shows; note the look when it does not."""
    found = _by_handle(publication, account, tools)
    if found is None:
        since = publication.posting_since or publication.changed_at
        listed = tools.client.list_recent(account, since)
        if listed is None:
            _note_look(publication, tools, is_blind=True)
            return
        found = next((_as_posted(each) for each in listed if _is_ours(each, publication)), None)
    if found is None:
        _note_look(publication, tools)
        return
    finish(publication, found, tools)


def _by_handle(publication: Publication, account: Account, tools: Tools) -> Posted | None:
    """Return the post that a handle has become; its other states say nothing for certain."""
    if not publication.handle:
        return None
    result = tools.client.status(account, publication.handle)
    return result if isinstance(result, Posted) else None


def _is_ours(seen: Seen, publication: Publication) -> bool:
    return names(seen, publication.publication_id, tag_of(publication.publication_id))


def _as_posted(seen: Seen) -> Posted:
    return Posted(external_id=seen.external_id, permalink=seen.permalink)


def _note_look(publication: Publication, tools: Tools, *, is_blind: bool = False) -> None:
    def step() -> None:
        known = _still(publication, tools)
        if known is not None and known.state is _S.UNCONFIRMED:
            seen = not_seen(known, tools.clock.now(), is_blind=is_blind)
            tools.records.commit(Save(row=seen))

    again(step)


def _look_later(publication: Publication, tools: Tools) -> None:
    known = _still(publication, tools)
    if known is not None and known.state in {_S.POSTING, _S.UNCONFIRMED}:
        tools.records.commit(Save(row=not_answered(known, tools.clock.now())))


def _still(publication: Publication, tools: Tools) -> Publication | None:
    bundle = tools.records.bundle(publication.visit_id)
    known = publication_of(bundle, publication.channel_id)
    return known if known is not None and is_same_attempt(known, publication) else None
