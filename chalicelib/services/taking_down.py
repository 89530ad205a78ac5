"""Takes posts down: asks the network, keeps what it said as proof, and asks again until it is gone.

A network that is silent is a try like any other: nothing is raised, and the next try is written on
the publication, where the timer finds it.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.channels import Account, Channel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.posts import TakedownAnswer, TakedownResult
from chalicelib.domain.publishing import Publication, PublicationState, move
from chalicelib.domain.rows import Save
from chalicelib.domain.stopping import GOING, takedown_of
from chalicelib.domain.takedown_words import NO_CHANNEL, ONLY_A_LINK, SAID_REMOVED, SEEN_LIVE
from chalicelib.domain.takedowns import (
    GONE,
    Attempt,
    Takedown,
    Tried,
    has_just_become_late,
    last_try,
    next_try_at,
    tried,
    waits_for_a_person,
)
from chalicelib.services.auditing import SYSTEM
from chalicelib.services.outgoing import Tools, account_of, publication_of
from chalicelib.services.retry import again
from chalicelib.services.settling import consequences
from chalicelib.services.stopping import schedule_anew

_S = PublicationState
Heard = tuple[Tried, str, str]  # how the try ended, why, and where a person can do it


def take_down(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> bool:
    """Try to remove one post from its channel; return True when it has just become too late.

    Safe to repeat. Whatever the network says is kept, and so is that it says nothing.
    """
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
    if publication is None or publication.state not in GOING:
        return False
    heard = _asked(publication, tools)
    return again(lambda: _record(publication, heard, tools))


def _asked(publication: Publication, tools: Tools) -> Heard:
    """Return how the network took it; nothing of ours is changed here."""
    own = (publication.campaign_id, publication.channel_id)
    channel, link = tools.records.find(Channel, *own), publication.permalink or ""
    if channel is None:
        return Tried.NOT_POSSIBLE, NO_CHANNEL, link
    if publication.external_id is None:
        return Tried.NOT_POSSIBLE, ONLY_A_LINK, link
    try:
        return _answered(publication, publication.external_id, account_of(channel, tools), tools)
    except ChannelUnavailable:
        return Tried.SILENCE, "", link


def _answered(
    publication: Publication, external_id: str, account: Account, tools: Tools
) -> Heard:  # fmt: skip
    """Ask the network to remove it; where it cannot, first look whether a person did."""
    waits = publication.takedown is not None and waits_for_a_person(publication.takedown)
    if waits and tools.client.is_live(account, external_id) is False:
        return Tried.SEEN_GONE, "", ""
    answer = tools.client.take_down(account, external_id)
    if answer.result is TakedownResult.REMOVED:
        return _seen(publication, external_id, account, tools)
    return _still_there(answer, publication)


def _still_there(answer: TakedownAnswer, publication: Publication) -> Heard:
    return Tried(answer.result.value), answer.reason, answer.link or publication.permalink or ""


def _seen(publication: Publication, external_id: str, account: Account, tools: Tools) -> Heard:
    """Return whether what a network says it removed is gone, as far as it lets that be seen.

    One that removes but does not show is asked once more; what it says twice is taken for true.
    """
    link = publication.permalink or ""
    try:
        is_live = tools.client.is_live(account, external_id)
    except ChannelUnavailable:
        last = last_try(publication.takedown) if publication.takedown else None
        if last is not None and last.reason == SAID_REMOVED:
            return Tried.REMOVED, "", ""
        return Tried.SILENCE, SAID_REMOVED, link
    if is_live:
        return Tried.STILL_LIVE, SEEN_LIVE, link
    return (Tried.REMOVED if is_live is None else Tried.SEEN_GONE), "", ""


def _record(asked: Publication, heard: Heard, tools: Tools) -> bool:
    bundle = tools.records.bundle(asked.visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, asked.channel_id)
    if item is None or publication is None or publication.state not in GOING:
        return False  # a person was faster
    now = tools.clock.now()
    takedown = takedown_of(publication)
    settled = _settled(publication, tried(takedown, _attempt(heard, now)), heard[0], now)
    if settled.state is publication.state:
        tools.records.commit(Save(row=settled))
    else:
        anew = schedule_anew(item, now, tools.new_id) if settled.state is _S.TAKEN_DOWN else []
        tools.records.commit(*consequences(item, settled, (), now, tools), *anew)
    return has_just_become_late(takedown, now)


def _attempt(heard: Heard, now: datetime) -> Attempt:
    result, reason, link = heard
    return Attempt(at=now, by=SYSTEM, result=result.value, reason=reason, link=link)


def _settled(
    publication: Publication, kept: Takedown, result: Tried, now: datetime
) -> Publication:  # fmt: skip
    """Return the publication after a try, with its next one unless it is gone."""
    if result in GONE:
        return replace(move(publication, _S.TAKEN_DOWN, at=now), takedown=kept)
    has_failed = result is not Tried.SILENCE and publication.state is _S.TAKEDOWN_DUE
    moved = move(publication, _S.TAKEDOWN_FAILED, at=now) if has_failed else publication
    return replace(moved, takedown=kept, due_at=next_try_at(kept, now))
