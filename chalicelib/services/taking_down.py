"""Takes posts down: asks the network, keeps what it said as proof, and asks again until it is gone."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.posts import TakedownAnswer, TakedownResult
from chalicelib.domain.publishing import Publication, PublicationState, move
from chalicelib.domain.takedowns import Attempt, Takedown
from chalicelib.services.auditing import SYSTEM
from chalicelib.services.outgoing import Tools, account_of, publication_of
from chalicelib.services.retry import again
from chalicelib.services.settling import consequences

_S = PublicationState


def take_down(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Remove one post from its channel. Safe to repeat; a fault leaves it due."""
    publication = publication_of(tools.records.bundle(visit_id), channel_id)
    if publication is None or publication.state not in {_S.TAKEDOWN_DUE, _S.TAKEDOWN_FAILED}:
        return
    channel = tools.records.find(Channel, publication.campaign_id, channel_id)
    if channel is None or publication.external_id is None:
        raise Conflict("The post cannot be found again without its channel")
    answer = tools.client.take_down(account_of(channel, tools), publication.external_id)
    again(lambda: _record(visit_id, channel_id, answer, tools))


def _record(visit_id: VisitId, channel_id: ChannelId, answer: TakedownAnswer, tools: Tools) -> None:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    target = _S.TAKEN_DOWN if answer.result is TakedownResult.REMOVED else _S.TAKEDOWN_FAILED
    if item is None or publication is None or publication.state in {target, _S.TAKEN_DOWN}:
        return
    now = tools.clock.now()
    settled = _tried(move(publication, target, at=now), answer, now)
    tools.records.commit(*consequences(item, settled, (), now, tools))


def _tried(publication: Publication, answer: TakedownAnswer, now: datetime) -> Publication:
    takedown: Takedown | None = publication.takedown
    if takedown is None:
        return publication
    attempt = Attempt(
        at=now, by=SYSTEM, result=answer.result.value, reason=answer.reason, link=answer.link
    )
    gone_at = now if answer.result is TakedownResult.REMOVED else None
    kept = replace(
        takedown, tries=takedown.tries + 1, attempts=(*takedown.attempts, attempt), gone_at=gone_at
    )
    return replace(publication, takedown=kept)
