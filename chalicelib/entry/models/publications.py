"""Publications: one post of one testimonial on one channel, and how it is taken down."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from chalicelib.domain.decisions import MOST_CHANNELS_CAPTIONED
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import Publication, PublicationState, needs_a_person
from chalicelib.domain.takedown_words import reason_text
from chalicelib.domain.takedowns import (
    MOST_NOTE_CHARACTERS,
    MOST_REFERENCE_CHARACTERS,
    Attempt,
    Takedown,
    TakedownKind,
    Tried,
    is_late,
)
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model, PageQuery, Words
from chalicelib.entry.models.testimonials import Language
from chalicelib.services.ordering_down import Order
from chalicelib.services.publications import Asked
from chalicelib.services.reworking import NewWords

Names = Mapping[ChannelId, str]
EVERY_STATE = ",".join(PublicationState)


def _states(text: str) -> str:
    unknown = set(text.split(",")) - set(PublicationState)
    if unknown:
        raise ValueError(f"must be of {EVERY_STATE}")
    return text


class PublicationsQuery(PageQuery):
    """`?state=&area=&channel=`; several states with commas, every one when left out."""

    state: Annotated[str, Field(max_length=200), AfterValidator(_states)] = EVERY_STATE
    area: KnownId | None = None
    channel: KnownId | None = None

    def parsed(self) -> Asked:
        """Return what is asked for, each state once and in the order of their names given."""
        states = dict.fromkeys(PublicationState(each) for each in self.state.split(","))
        return Asked(
            states=tuple(states),
            area_id=AreaId(self.area) if self.area else None,
            channel_id=ChannelId(self.channel) if self.channel else None,
        )


class AttemptView(Model):
    """One try to take a post down, kept as proof."""

    at: Instant
    by: str
    result: Tried
    reason: str
    link: str | None


class TakedownView(Model):
    """Why a post must go, by when, and what was tried: the first try and the last ones."""

    kind: TakedownKind
    at: Instant
    deadline_at: Instant | None
    is_late: bool
    reference: str
    note: str
    tries: int
    attempts: list[AttemptView]
    gone_at: Instant | None


class MetricsView(Model):
    """What the network counted; null is what it does not tell."""

    views: int | None
    reactions: int | None
    comments: int | None
    shares: int | None
    at: Instant


class PublicationView(Model):
    """One post on one channel."""

    publication_id: str
    testimonial_id: str
    channel_id: str
    channel_name: str
    state: PublicationState
    permalink: str | None
    reason: str | None
    told: str
    reason_text: Words | None
    held_by: str | None
    attempts: int
    content_version: int
    slot_at: Instant | None
    due_at: Instant | None
    changed_at: Instant
    posted_at: Instant | None
    chosen: dict[str, str] | None
    takedown: TakedownView | None
    metrics: MetricsView | None
    needs_a_person: bool
    version: int


class PublicationList(Model):
    """All publications of a testimonial; there is one per channel, so no second page."""

    items: list[PublicationView]
    next_cursor: None = None


class ListedPublication(PublicationView):
    """A publication in a list over an area."""

    area_id: str


class PublicationPage(Model):
    """A page of an area's publications."""

    items: list[ListedPublication]
    next_cursor: str | None


class TakedownRequest(Model):
    """What is to be taken down; from every channel unless some are named."""

    kind: Literal["order", "by_hand"]
    reference: Annotated[FreeText, Field(max_length=MOST_REFERENCE_CHARACTERS)] = ""
    received_at: Instant | None = None
    note: Annotated[FreeText, Field(max_length=MOST_NOTE_CHARACTERS)] = ""
    channel_ids: (
        Annotated[list[KnownId], Field(min_length=1, max_length=MOST_CHANNELS_CAPTIONED)] | None
    ) = None

    def parsed(self) -> Order:
        """Return the order as the service takes it."""
        named = self.channel_ids
        return Order(
            kind=TakedownKind(self.kind),
            received_at=self.received_at,
            reference=self.reference.strip(),
            note=self.note.strip(),
            channel_ids=tuple(map(ChannelId, named)) if named else None,
        )


class RemovedRequest(Model):
    """That somebody removed a post on its network herself."""

    note: Annotated[FreeText, Field(max_length=MOST_NOTE_CHARACTERS)] = ""


class CaptionsRequest(Model):
    """The words of what was approved, as they are to be from now on."""

    captions: dict[Language, FreeText]
    channel_captions: dict[KnownId, dict[Language, FreeText]] | None = None

    def parsed(self) -> NewWords:
        """Return the words as the service takes them."""
        return NewWords(captions=self.captions, channel_captions=self.channel_captions)


def publication_view(item: Publication, name: str, now: datetime) -> PublicationView:
    """Return a publication as an answer."""
    return PublicationView(
        publication_id=item.publication_id,
        testimonial_id=item.visit_id,
        channel_id=item.channel_id,
        channel_name=name,
        state=item.state,
        permalink=item.permalink,
        reason=item.reason,
        told=item.told,
        reason_text=reason_text(item),
        held_by=item.held_by,
        attempts=item.attempts,
        content_version=item.content_version,
        slot_at=item.slot_at,
        due_at=item.due_at,
        changed_at=item.changed_at,
        posted_at=item.posted_at,
        chosen=dict(item.chosen) if item.chosen else None,
        takedown=_takedown_view(item.takedown, now) if item.takedown else None,
        metrics=_metrics_view(item),
        needs_a_person=needs_a_person(item),
        version=item.version,
    )


def publication_list(items: Iterable[Publication], names: Names, now: datetime) -> PublicationList:
    """Return a testimonial's publications as an answer."""
    shown = [publication_view(each, names.get(each.channel_id, ""), now) for each in items]
    return PublicationList(items=shown)


def publication_page(
    items: Iterable[Publication], cursor: str | None, names: Names, now: datetime
) -> PublicationPage:
    """Return a page of an area's publications as an answer."""
    shown = [
        ListedPublication(
            **dict(publication_view(each, names.get(each.channel_id, ""), now)),
            area_id=each.path[-1],
        )
        for each in items
    ]
    return PublicationPage(items=shown, next_cursor=cursor)


def _takedown_view(takedown: Takedown, now: datetime) -> TakedownView:
    return TakedownView(
        kind=takedown.kind,
        at=takedown.at,
        deadline_at=takedown.deadline_at,
        is_late=is_late(takedown, now),
        reference=takedown.reference,
        note=takedown.note,
        tries=takedown.tries,
        attempts=[_attempt_view(each) for each in takedown.attempts],
        gone_at=takedown.gone_at,
    )


def _attempt_view(attempt: Attempt) -> AttemptView:
    return AttemptView(
        at=attempt.at, by=attempt.by, result=Tried(attempt.result), reason=attempt.reason,
        link=attempt.link or None,
    )  # fmt: skip


def _metrics_view(item: Publication) -> MetricsView | None:
    told = item.metrics
    if told is None or item.metrics_at is None:
        return None
    return MetricsView(
        views=told.views, reactions=told.reactions, comments=told.comments, shares=told.shares,
        at=item.metrics_at,
    )  # fmt: skip
