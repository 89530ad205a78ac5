"""Channels, their slots, and what waits for them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from chalicelib.domain.caption_room import caption_room
from chalicelib.domain.channel_kinds import ADDRESSES, MOST_QUOTAS, MOST_WINDOW_S, QUOTAS
from chalicelib.domain.channels import Channel, ChannelKind, QuietHours, Quota
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.forecasts import Obstacle
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.slots import MOST_USES
from chalicelib.entry.models.common import FreeText, Instant, Model, Words
from chalicelib.entry.models.connections import ConnectionView, connection_view
from chalicelib.services.plans import LaneWaiting, Plan, Slots

TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
HOUR_MIN = 60


class StyleForm(Model):
    """How a channel's posts are composed; the plain renditions when nothing is asked for."""

    cut: Cut = Cut.ORIGINAL
    lower_third: bool = False
    cards: bool = False

    def style(self) -> Style:
        """Return the style as the domain knows it."""
        return Style(cut=self.cut, has_lower_third=self.lower_third, has_cards=self.cards)


def _style_form(style: Style) -> StyleForm:
    return StyleForm(cut=style.cut, lower_third=style.has_lower_third, cards=style.has_cards)


class QuotaForm(Model):
    """At most so many posts in any window of so many seconds."""

    most: Annotated[int, Field(ge=1, le=MOST_USES)]
    window_s: Annotated[int, Field(ge=1, le=MOST_WINDOW_S)]


class QuietForm(Model):
    """When nothing is posted, by the campaign's own clock; it may go over midnight."""

    model_config = ConfigDict(populate_by_name=True)

    from_: Annotated[TimeOfDay, Field(alias="from")]
    until: TimeOfDay

    def quiet(self) -> QuietHours:
        """Return the hours as the domain knows them."""
        return QuietHours(from_min=_minutes(self.from_), until_min=_minutes(self.until))


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * HOUR_MIN + int(minutes)


def _quiet_form(quiet: QuietHours) -> QuietForm:
    return QuietForm(from_=_time_of(quiet.from_min), until=_time_of(quiet.until_min))


def _time_of(minute: int) -> str:
    return f"{minute // HOUR_MIN:02d}:{minute % HOUR_MIN:02d}"


class ChannelRequest(Model):
    """How a channel is set up. What is left out is usual for its kind."""

    name: Annotated[FreeText, Field(min_length=1, max_length=100)]
    kind: ChannelKind
    base_url: Annotated[str, Field(max_length=500)] = ""
    account: Annotated[str, Field(max_length=100)] = ""
    enabled: bool = True
    min_spacing_s: Annotated[int, Field(ge=0, le=86_400)] = 0
    quotas: Annotated[list[QuotaForm], Field(max_length=MOST_QUOTAS)] | None = None
    quiet: QuietForm | None = None
    caption_languages: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] = Field(
        min_length=1, max_length=10, default_factory=lambda: ["hi", "en"]
    )
    caption_template: FreeText = "{caption}"
    hashtags: list[FreeText] = Field(max_length=100, default_factory=list)
    made_for_kids: bool = False
    edition: StyleForm = StyleForm()

    def channel(self, channel_id: ChannelId, campaign_id: CampaignId) -> Channel:
        """Return the channel as the domain knows it."""
        return Channel(
            channel_id=channel_id,
            campaign_id=campaign_id,
            kind=self.kind,
            name=self.name,
            base_url=(self.base_url or ADDRESSES.get(self.kind, "")).rstrip("/"),
            is_enabled=self.enabled,
            min_spacing_s=self.min_spacing_s,
            caption_languages=tuple(self.caption_languages),
            style=self.edition.style(),
            account=self.account,
            quotas=self._quotas(),
            quiet=self.quiet.quiet() if self.quiet else None,
            template=self.caption_template,
            hashtags=tuple(self.hashtags),
            is_made_for_kids=self.made_for_kids,
        )

    def _quotas(self) -> tuple[Quota, ...]:
        if self.quotas is None:
            return QUOTAS.get(self.kind, ())
        return tuple(Quota(most=each.most, window_s=each.window_s) for each in self.quotas)


class ChannelView(ChannelRequest):
    """A channel as kept."""

    channel_id: str
    version: int


def channel_view(channel: Channel) -> ChannelView:
    """Return a channel as an answer."""
    return ChannelView(
        channel_id=channel.channel_id,
        version=channel.version,
        name=channel.name,
        kind=channel.kind,
        base_url=channel.base_url,
        account=channel.account,
        enabled=channel.is_enabled,
        min_spacing_s=channel.min_spacing_s,
        quotas=[QuotaForm(most=each.most, window_s=each.window_s) for each in channel.quotas],
        quiet=_quiet_form(channel.quiet) if channel.quiet else None,
        caption_languages=list(channel.caption_languages),
        caption_template=channel.template,
        hashtags=list(channel.hashtags),
        made_for_kids=channel.is_made_for_kids,
        edition=_style_form(channel.style),
    )


class ChannelSlots(ChannelView):
    """A channel, how its account stands, and its slots."""

    connection: ConnectionView
    next_slot_at: Instant | None
    waiting: int
    is_whole: bool
    slots_per_day: float | None
    days_to_drain: float | None
    obstacle: Obstacle | None
    caption_limit: int


class ChannelList(Model):
    """All channels of a campaign; there are few, so no second page."""

    items: list[ChannelSlots]
    next_cursor: None = None


def channel_list(found: Sequence[Slots]) -> ChannelList:
    """Return channels with their slots as an answer."""
    return ChannelList(items=[_with_slots(each) for each in found])


def _with_slots(found: Slots) -> ChannelSlots:
    told = found.forecast
    return ChannelSlots(
        **dict(channel_view(found.channel)),
        connection=connection_view(found.connection),
        next_slot_at=told.next_slots[0] if told.next_slots else None,
        waiting=told.waiting,
        is_whole=found.is_whole,
        slots_per_day=told.slots_per_day,
        days_to_drain=told.days_to_drain,
        obstacle=told.obstacle,
        caption_limit=caption_room(found.channel),
    )


class LaneView(Model):
    """What waits in one district; each has its turn."""

    area_id: str
    name: Words
    waiting: int
    turns: int


class PlanView(Model):
    """What waits for a channel's slots, and what it may count on."""

    as_of: Instant
    channel_id: str
    waiting: int
    is_whole: bool
    slots_per_day: float | None
    days_to_drain: float | None
    obstacle: Obstacle | None
    next_slots: list[Instant]
    lanes: list[LaneView]


def plan_view(plan: Plan) -> PlanView:
    """Return a plan as an answer."""
    told = plan.slots.forecast
    return PlanView(
        as_of=plan.as_of,
        channel_id=plan.slots.channel.channel_id,
        waiting=told.waiting,
        is_whole=plan.slots.is_whole,
        slots_per_day=told.slots_per_day,
        days_to_drain=told.days_to_drain,
        obstacle=told.obstacle,
        next_slots=list(told.next_slots),
        lanes=[_lane_view(each) for each in plan.lanes],
    )


def _lane_view(lane: LaneWaiting) -> LaneView:
    return LaneView(
        area_id=lane.area_id, name=dict(lane.names), waiting=lane.waiting, turns=lane.turns
    )
