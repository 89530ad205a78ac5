"""What follows from a network's answer.

Nothing here makes anything public. A post whose person has withdrawn meanwhile, or whose approval
is gone, goes straight to its takedown.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.attempts import OF_THE_POST, after_result, is_same_attempt, unclear, void
from chalicelib.domain.audit import Scalar
from chalicelib.domain.channels import Channel
from chalicelib.domain.jobs import Action
from chalicelib.domain.marks import Mark, was_stopped
from chalicelib.domain.pauses import after_deferral
from chalicelib.domain.posts import PostDeferred, PostResult
from chalicelib.domain.publishing import ON_ITS_WAY, Publication, PublicationState, move
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.takedowns import Takedown, TakedownKind
from chalicelib.domain.takedowns import ordered as takedown_ordered
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.testimonial import move as move_testimonial
from chalicelib.services import past_recall
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.outgoing import (
    Tools,
    connection_of,
    discard,
    job_of,
    publication_of,
    slot_given_back,
)
from chalicelib.services.retry import again

_S = PublicationState


def finish(publication: Publication, result: PostResult, tools: Tools) -> None:
    """Record the network's answer to an attempt, whatever has happened meanwhile.

    An answer to an attempt that is over, or that the table has forgotten, changes nothing.
    """
    settled = again(lambda: _record(publication, result, tools))
    if settled is not None:
        past_recall.look_again(settled, tools)
    if settled is None or not isinstance(result, PostDeferred):
        return
    # Apart from the answer: its channel's ledger is written by many, and an answer comes once.
    again(lambda: _give_back(publication, tools))
    discard(publication, tools)


def _give_back(publication: Publication, tools: Tools) -> None:
    if changes := slot_given_back(publication, tools):
        tools.records.commit(*changes)


def _record(publication: Publication, result: PostResult, tools: Tools) -> Publication | None:
    bundle = tools.records.bundle(publication.visit_id)
    known = _of_this_attempt(publication, bundle)
    if known is None:
        return None
    now = tools.clock.now()
    settled = _not_again(after_result(known, result, now), now)
    if settled == known:
        return None
    changes = _told(bundle, settled, known, now, tools)
    if isinstance(result, PostDeferred):
        changes += _rested(publication, result, now, tools)
    tools.records.commit(*changes)
    return settled


def _not_again(publication: Publication, now: datetime) -> Publication:
    """Return what would wait again, cancelled when it was to be taken down meanwhile."""
    if publication.state is not _S.SCHEDULED or publication.takedown is None:
        return publication
    ended = move(publication, _S.CANCELLED, at=now)
    return replace(ended, reason=publication.takedown.kind.value)


def _of_this_attempt(publication: Publication, bundle: Bundle) -> Publication | None:
    """Return what an answer is about, as it stands by now; None when it waits for none."""
    known = publication_of(bundle, publication.channel_id)
    if known is None or not is_same_attempt(known, publication):
        return None
    return known if known.state in {_S.POSTING, _S.UNCONFIRMED} else None


def _told(
    bundle: Bundle, settled: Publication, known: Publication, now: datetime, tools: Tools
) -> list[Change]:
    """Return what to save of a publication after an answer.

    Being back in its lane, or looked at again, is no event of its testimonial.
    """
    if settled.state is _S.POSTING:
        look = job_of(Action.CONFIRM, settled, now, tools, not_before=settled.due_at)
        return [Save(row=settled), look]
    if settled.state in {_S.SCHEDULED, known.state} or bundle.testimonial is None:
        return [Save(row=settled)]
    others = tuple(p for p in bundle.publications if p.channel_id != settled.channel_id)
    return consequences(bundle.testimonial, settled, others, now, tools)


def _rested(
    publication: Publication, result: PostDeferred, now: datetime, tools: Tools
) -> list[Change]:
    """Return the rest of a channel that has trouble; none when it is the post's own."""
    channel = tools.records.find(Channel, publication.campaign_id, publication.channel_id)
    if channel is None or result.reason in OF_THE_POST:
        return []
    asked_at = publication.posting_since or publication.changed_at
    known = connection_of(channel, tools)
    rested = after_deferral(known, result, asked_at, now)
    return [] if rested == known else [Save(row=rested)]


def tried_before(publication: Publication, mark: Mark, tools: Tools) -> None:
    """Record that a call is not made because its mark stands already.

    Who gave the call up has made nothing public, so the post waits again. Else the post may be out,
    since before a table was put back: it is looked for from that day on.
    """
    again(lambda: _tried_before(publication, mark, tools))


def _tried_before(publication: Publication, mark: Mark, tools: Tools) -> None:
    bundle = tools.records.bundle(publication.visit_id)
    known = _of_this_attempt(publication, bundle)
    if known is None or known.state is not _S.POSTING:
        return
    if was_stopped(mark):
        tools.records.commit(*voided(known, bundle, tools))
        return
    lost_track(known, mark, "was_tried_before", bundle, tools)


def lost_track(
    publication: Publication, mark: Mark, reason: str, bundle: Bundle, tools: Tools
) -> Publication:
    """Save and return a publication that may be out by the call that a mark tells of."""
    now = tools.clock.now()
    since = min(publication.posting_since or now, mark.at)
    lost = replace(unclear(publication, reason, now), posting_since=since)
    tools.records.commit(*_told(bundle, lost, publication, now, tools))
    return replace(lost, version=lost.version + 1)


def voided(publication: Publication, bundle: Bundle, tools: Tools) -> list[Change]:
    """Return what to save after an attempt in which no call was made: it waits again."""
    now = tools.clock.now()
    waiting = _not_again(void(publication, now), now)
    back = slot_given_back(publication, tools)
    return [*_told(bundle, waiting, publication, now, tools), *back]


def consequences(
    item: Testimonial,
    publication: Publication,
    others: tuple[Publication, ...],
    now: datetime,
    tools: Tools,
) -> list[Change]:
    """Return what to save when a publication has moved: it, its audit entry, its testimonial."""
    facts: dict[str, Scalar] = {
        "channel_id": publication.channel_id,
        "publication_id": publication.publication_id,
        "content_version": publication.content_version,
    }
    action = f"publication_{publication.state.value}"
    item, entries = noted(item, action, at=now, actor=SYSTEM, facts=facts)
    changes: list[Change] = [*entries, *past_recall.noted(publication, now, tools)]
    if publication.state is _S.POSTED and (takedown := _must_go(item, publication, now)):
        publication = replace(move(publication, _S.TAKEDOWN_DUE, at=now), takedown=takedown)
        changes.append(job_of(Action.TAKE_DOWN, publication, now, tools))
    if item.state is State.PUBLISHING and is_all_out((publication, *others)):
        item = move_testimonial(item, State.PUBLISHED, at=now, by=SYSTEM)
    return [*changes, Save(row=item), Save(row=publication)]


def _must_go(item: Testimonial, publication: Publication, now: datetime) -> Takedown | None:
    """Return the takedown of a post that came out after what it rests on was gone."""
    is_approved = item.state in {State.PUBLISHING, State.PUBLISHED}
    is_same = item.content_version == publication.content_version
    if publication.takedown is not None or (is_approved and is_same):
        return publication.takedown
    kind = TakedownKind.WITHDRAWAL if item.state is State.WITHDRAWN else TakedownKind.EDITED
    return takedown_ordered(kind, at=now, by=SYSTEM)


def is_all_out(all_of_them: tuple[Publication, ...]) -> bool:
    """True when one of a testimonial's posts is live and none is still on its way."""
    states = {publication.state for publication in all_of_them}
    return _S.POSTED in states and states.isdisjoint(ON_ITS_WAY)
