"""Channels."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.entry.models.common import FreeText, Instant, Model
from chalicelib.services.channels import Slots


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


class ChannelRequest(Model):
    """How a channel is set up."""

    name: Annotated[FreeText, Field(min_length=1, max_length=100)]
    kind: ChannelKind
    base_url: Annotated[str, Field(max_length=500)]
    enabled: bool = True
    min_spacing_s: Annotated[int, Field(ge=0, le=86_400)] = 0
    caption_languages: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] = Field(
        min_length=1, max_length=10, default_factory=lambda: ["hi", "en"]
    )
    edition: StyleForm = StyleForm()

    def channel(self, channel_id: ChannelId, campaign_id: CampaignId) -> Channel:
        """Return the channel as the domain knows it."""
        return Channel(
            channel_id=channel_id,
            campaign_id=campaign_id,
            kind=self.kind,
            name=self.name,
            base_url=self.base_url.rstrip("/"),
            is_enabled=self.enabled,
            min_spacing_s=self.min_spacing_s,
            caption_languages=tuple(self.caption_languages),
            style=self.edition.style(),
        )


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
        enabled=channel.is_enabled,
        min_spacing_s=channel.min_spacing_s,
        caption_languages=list(channel.caption_languages),
        edition=_style_form(channel.style),
    )


class ChannelSlots(ChannelView):
    """A channel and its slots."""

    next_slot_at: Instant | None
    caption_limit: int


class ChannelList(Model):
    """All channels of a campaign; there are few, so no second page."""

    items: list[ChannelSlots]
    next_cursor: None = None


def channel_list(found: Sequence[Slots]) -> ChannelList:
    """Return channels with their slots as an answer."""
    return ChannelList(items=[_with_slots(each) for each in found])


def _with_slots(found: Slots) -> ChannelSlots:
    return ChannelSlots(
        **dict(channel_view(found.channel)),
        next_slot_at=found.next_at,
        caption_limit=MOST_CAPTION_CHARACTERS,
    )
