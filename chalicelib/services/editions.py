"""A publication's edition as publishing sees it: ordered, asked for, waited for, given up.

services/composing.py makes it. An edition that is missing, or whose run died, is asked for again
whenever its publication is looked at, so no job that is lost can hold a post up for good.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.channel_editions import (
    FAILED,
    LEASE,
    Edition,
    EditionState,
    edition_id_of,
    is_composing,
    order_of,
)
from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import Consent, Ledger
from chalicelib.domain.edition_words import named_as_approved
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState, move
from chalicelib.domain.rows import Change, Save, Unchanged
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import NewId, Records
from chalicelib.services.outgoing import Tools, slot_given_back
from chalicelib.services.settling import consequences


def ordered(publication: Publication, item: Testimonial, channel: Channel) -> Publication:
    """Return the publication with the edition that its channel wants by now.

    A reel has captions and cards already, a set for each of its clips: only its cut is ordered.
    """
    style = channel.style
    if item.members:
        style = replace(style, has_lower_third=False, has_cards=False)
    order = order_of(style, channel.caption_languages, is_ai_altered=item.ai_altered)
    return replace(publication, order=order, named_by=item.named_by)


def asked(publication: Publication, now: datetime, new_id: NewId) -> list[Change]:
    """Return the job that composes what was ordered; none where plain renditions are posted."""
    return [_job(Action.COMPOSE, publication, now, new_id)] if publication.order else []


def _job(action: Action, publication: Publication, now: datetime, new_id: NewId) -> Save:
    job = Job(action=action, subject=publication.visit_id, channel_id=publication.channel_id)
    return Save(row=OutboxItem(item_id=new_id(), job=job, created_at=now))


def id_for(publication: Publication, ledger: Ledger | None) -> str:
    """Return the id of the edition that a publication has to be posted as; "" for none."""
    if publication.order is None:
        return ""
    named_by = named_on(publication, ledger)
    return edition_id_of(publication.content_version, publication.order, named_by)


def named_on(publication: Publication, ledger: Ledger | None) -> Consent | None:
    """Return the consent by whose name a publication names her; None where no name is shown."""
    if publication.order is None or not publication.order.style.has_lower_third:
        return None
    return named_as_approved(ledger, publication.visit_id, publication.named_by)


def edition_for(
    publication: Publication, ledger: Ledger | None, *, records: Records
) -> Edition | None:
    """Return the edition that a publication has to be posted as, as far as it is composed."""
    edition_id = id_for(publication, ledger)
    return records.find(Edition, publication.visit_id, edition_id) if edition_id else None


def until_ready(
    publication: Publication,
    edition: Edition | None,
    item: Testimonial,
    others: Iterable[Publication],
    now: datetime,
    tools: Tools,
) -> list[Change]:
    """Return what to save instead of posting while the edition is not ready; nothing once it is.

    A run that ends sends the post again, so a publication waits as long as a run may take.
    """
    state = edition.state if edition else EditionState.DUE
    if publication.order is None or state is EditionState.READY:
        return []
    if state is EditionState.FAILED:
        cancelled = replace(move(publication, PublicationState.CANCELLED, at=now), reason=FAILED)
        back = slot_given_back(publication, tools)
        return [*consequences(item, cancelled, tuple(others), now, tools), *back]
    # Were it made ready meanwhile, nobody would send this post again.
    seen: list[Change] = [Unchanged(row=edition)] if edition else []
    if edition and is_composing(edition, now):
        return [Save(row=replace(publication, due_at=edition.lease_until)), *seen]
    later = Save(row=replace(publication, due_at=now + LEASE))
    return [later, *seen, *asked(publication, now, tools.new_id)]


def awaited_posts(
    publication: Publication, all_of_them: Iterable[Publication], now: datetime, new_id: NewId
) -> list[Change]:
    """Return a job for every post whose slot has come and that waits for the same edition."""
    same = (publication.order, PublicationState.SCHEDULED)
    waiting = (
        p for p in all_of_them if (p.order, p.state) == same and p.slot_at and p.slot_at <= now
    )
    return [_job(Action.POST, each, now, new_id) for each in waiting]
