"""Freezes: put up, lifted, and as a calendar."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.freeze_wishes import MOST_REASON, WantedFreeze
from chalicelib.domain.freezes import FreezeKind, FreezeState
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Page
from chalicelib.entry.models.common import FreeText, FreshId, Instant, KnownId, Model, Words
from chalicelib.services.freeze_calendar import FreezeShown, FreezeStory, since

# A blackout is declared with the campaign.
Wanted = Literal["silence", "code_of_conduct", "incident", "stop"]


class FreezeRequest(Model):
    """Where, when and why nothing is to be posted."""

    freeze_id: FreshId | None = None
    area_id: KnownId
    from_at: Annotated[Instant | None, Field(alias="from")] = None
    until: Instant | None = None
    reason: Annotated[FreeText, Field(min_length=1, max_length=MOST_REASON)]
    kind: Wanted = "incident"
    channel_id: KnownId | None = None

    def wanted(self, freeze_id: str) -> WantedFreeze:
        """Return it as the domain takes it."""
        return WantedFreeze(
            freeze_id=freeze_id, area_id=AreaId(self.area_id), kind=FreezeKind(self.kind),
            reason=self.reason, from_at=self.from_at, until_at=self.until,
            channel_id=ChannelId(self.channel_id) if self.channel_id else None,
        )  # fmt: skip


class FreezeView(Model):
    """A freeze as it stands; of a blackout nobody is named."""

    freeze_id: str
    kind: FreezeKind
    state: FreezeState
    area_id: str
    area_names: Words
    channel_id: str | None
    reason: str
    from_at: Annotated[Instant, Field(serialization_alias="from")]
    until: Instant | None
    by: str | None
    created_at: Instant | None
    lift_asked_by: str | None
    lift_asked_at: Instant | None
    lifted_by: str | None
    lifted_at: Instant | None
    may_lift: bool
    held: int
    swept_at: Instant | None


class NotRecalledView(Model):
    """A post that was on its way when the freeze came."""

    testimonial_id: str
    channel_id: str
    state: PublicationState
    permalink: str | None
    since: Instant


class FreezeStoryView(FreezeView):
    """A freeze with the posts that it could not recall."""

    not_recalled: list[NotRecalledView]
    is_whole: bool


class FreezeList(Model):
    """One page of the calendar."""

    items: list[FreezeView]
    next_cursor: str | None


def freeze_view(shown: FreezeShown) -> FreezeView:
    """Return a freeze as an answer."""
    freeze, is_blackout = shown.freeze, shown.freeze.kind is FreezeKind.BLACKOUT
    return FreezeView(
        freeze_id=freeze.freeze_id,
        kind=freeze.kind,
        state=shown.state,
        area_id=freeze.area_id,
        area_names=dict(shown.area.names) if shown.area else {},
        channel_id=freeze.channel_id,
        reason=freeze.reason,
        from_at=freeze.from_at,
        until=freeze.until_at,
        by=None if is_blackout else freeze.by,
        created_at=None if is_blackout else freeze.created_at,
        lift_asked_by=freeze.lift_asked_by,
        lift_asked_at=freeze.lift_asked_at,
        lifted_by=freeze.lifted_by,
        lifted_at=freeze.lifted_at,
        may_lift=shown.may_lift,
        held=freeze.held,
        swept_at=freeze.swept_at,
    )


def story_view(story: FreezeStory) -> FreezeStoryView:
    """Return a freeze with what it could not recall as an answer."""
    told = freeze_view(story.shown)
    return FreezeStoryView(
        **{name: getattr(told, name) for name in FreezeView.model_fields},
        not_recalled=[_not_recalled(row) for row in story.not_recalled],
        is_whole=story.is_whole,
    )


def _not_recalled(row: Publication) -> NotRecalledView:
    return NotRecalledView(
        testimonial_id=row.visit_id, channel_id=row.channel_id, state=row.state,
        permalink=row.permalink, since=since(row),
    )  # fmt: skip


def freeze_list(page: Page[FreezeShown]) -> FreezeList:
    """Return a page of the calendar as an answer."""
    return FreezeList(items=[freeze_view(one) for one in page.items], next_cursor=page.cursor)
