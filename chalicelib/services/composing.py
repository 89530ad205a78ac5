"""Composes the edition that a publication ordered, of our own renditions. Safe to repeat.

One run holds an edition at a time, by a lease. Which keys it may write is noted with the claim, and
only what was claimed unchanged is kept: a run that dies at any line leaves nothing that an erasure
would miss, and the next one begins anew.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import (
    ROLES,
    Edition,
    EditionOrder,
    EditionState,
    finished,
    given_up,
    is_composing,
    is_spent,
    is_unchanged,
    key_of,
    renditions,
    start,
)
from chalicelib.domain.consent import Consent
from chalicelib.domain.credentials import OF_AN_EDITION
from chalicelib.domain.edition_plans import plan_edition
from chalicelib.domain.edition_words import EditionWords, words_of
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.media import Derivative, Media
from chalicelib.domain.media_measures import Made, MadeFile
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, Composer, NewId, ObjectStore, Records, Workspace
from chalicelib.services import credentials
from chalicelib.services.editions import awaited_posts, id_for, named_on
from chalicelib.services.grounds import grounds_of
from chalicelib.services.outgoing import publication_of
from chalicelib.services.retry import again

WAITING = frozenset({PublicationState.SCHEDULED, PublicationState.HELD})
# The areas right above the booth: her mandal and her district, and never the booth itself.
NAMED_AREAS = slice(-3, -1)


class Result(StrEnum):
    """How one delivery ended."""

    READY = "ready"
    FAILED = "failed"
    REPEATED = "repeated"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What composing needs."""

    records: Records
    store: ObjectStore
    composer: Composer
    workspace: Workspace
    clock: Clock
    new_id: NewId
    credentials: credentials.Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one run has claimed. `named_by` is the consent with the name that is shown."""

    publication: Publication
    order: EditionOrder
    campaign: Campaign | None
    named_by: Consent | None
    edition: Edition
    sources: tuple[tuple[Media, Derivative], ...]


def compose(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Result:
    """Compose what a channel's publication ordered, unless that was done or is being done.

    Nothing is composed without consent, or for a publication that is no longer to come. A fault
    leaves the lease to lapse; the publication asks again then.
    """
    task = again(lambda: _claim(visit_id, channel_id, tools))
    if isinstance(task, Result):
        return task
    words = _words(task, tools.records)
    derivatives = tuple(_composed(task, *source, words, tools) for source in task.sources)
    return _keep(task, derivatives, tools)


def _claim(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Task | Result:
    bundle = tools.records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    if item is None or publication is None or publication.order is None:
        return Result.NOT_WANTED
    campaign = tools.records.find(Campaign, publication.campaign_id)
    grounds = grounds_of(item, bundle, campaign, records=tools.records)
    if grounds is None or publication.state not in WAITING:
        return Result.NOT_WANTED
    edition_id = id_for(publication, grounds.named_by)
    known = tools.records.find(Edition, visit_id, edition_id)
    edition = known or Edition(visit_id=visit_id, edition_id=edition_id)
    now = tools.clock.now()
    if edition.state is not EditionState.DUE or is_composing(edition, now):
        return Result.REPEATED
    if is_spent(edition):
        posts = awaited_posts(publication, bundle.publications, now, tools.new_id)
        tools.records.commit(Save(row=given_up(edition)), *posts)
        return Result.FAILED
    sources = renditions(one for one in bundle.media if one.media_id in publication.media_ids)
    claimed = start(edition, (one for one, _ in sources), now)
    tools.records.commit(Save(row=claimed), *grounds.unchanged())
    return Task(
        publication=publication, order=publication.order, campaign=campaign, sources=sources,
        named_by=named_on(publication, grounds.named_by),
        edition=replace(claimed, version=claimed.version + 1),
    )  # fmt: skip


def _words(task: Task, records: Records) -> EditionWords:
    publication = task.publication
    if task.campaign is None:
        raise NotFound("The campaign of this edition is gone")
    named = [(area_id,) for area_id in reversed(publication.path[NAMED_AREAS])]
    areas = [area for area in records.find_many(Area, named) if area]
    person = records.find(Beneficiary, publication.beneficiary_id)
    return words_of(task.order, task.campaign, task.named_by, areas, person)


def _composed(
    task: Task, media: Media, rendition: Derivative, words: EditionWords, tools: Tools
) -> Derivative:
    """Return the edition of one media, stored; the rendition where nothing would be changed."""
    with tools.workspace() as folder:
        source = folder / f"rendition.{rendition.key.rpartition('.')[2]}"
        tools.store.fetch_derivative(rendition.key, source)
        plan = plan_edition(
            tools.composer.measure(source), task.order.style, lower_third=words.lower_third,
            opening=words.opening, closing=words.closing, ai_label=words.ai_label,
        )  # fmt: skip
        if is_unchanged(plan):
            return rendition
        into = folder / "made"
        into.mkdir()
        made = _signed(tools.composer.compose(plan, [source], into), task, ROLES[media.kind], tools)
        key = key_of(task.edition, media)
        tools.store.keep_derivative(made, key)
    return Derivative(
        role=made.role, key=key, content_type=made.content_type, width=made.width,
        height=made.height, size_bytes=made.size_bytes,
    )  # fmt: skip


def _signed(made: Made, task: Task, role: str, tools: Tools) -> MadeFile:
    """Return the file of an edition that is posted, signed where the campaign has a key."""
    signed = credentials.with_credentials(
        made, task.publication.campaign_id, OF_AN_EDITION, tools.credentials,
        is_ai_altered=task.order.has_ai_label,
    )  # fmt: skip
    return next(file for file in signed.files if file.role == role)


def _keep(task: Task, derivatives: tuple[Derivative, ...], tools: Tools) -> Result:
    """Make the edition ready and send the posts that wait for it, unless somebody took it over."""
    publications = tools.records.bundle(task.publication.visit_id).publications
    posts = awaited_posts(task.publication, publications, tools.clock.now(), tools.new_id)
    try:
        tools.records.commit(Save(row=finished(task.edition, derivatives)), *posts)
    except StaleVersion:
        return Result.REPEATED
    return Result.READY
