"""Channels: one account on one network each, with its rules, its credential and its standing.

What a network is told stands in posts.py, when something may be posted in slots.py.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.channel_editions import PLAIN
from chalicelib.domain.editions import Style
from chalicelib.domain.ids import CampaignId, ChannelId


class ChannelKind(StrEnum):
    """The networks we can speak to."""

    FACEBOOK = "facebook"  # a Page
    INSTAGRAM = "instagram"
    X = "x"
    YOUTUBE = "youtube"
    TELEGRAM = "telegram"
    PARTNER = "partner"  # an app of somebody else: signed deliveries, and a feed to read
    PRACTICE = "practice"


# Kinds that nobody signs in to.
OPEN: Final = frozenset({ChannelKind.PRACTICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """At most so many posts in any window of so many seconds."""

    most: int
    window_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nothing is posted, in minutes after midnight by the campaign's own clock.

    They may go over midnight; `until_min` itself is open again.
    """

    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One account on one network.

    `account` is what the network calls it: a page's, a user's or a chat's id, empty where the base
    address says it all. `template` is filled by domain/caption_templates.py.
    """

    channel_id: ChannelId
    campaign_id: CampaignId
    kind: ChannelKind
    name: str
    base_url: str
    is_enabled: bool
    min_spacing_s: int
    caption_languages: tuple[str, ...]
    style: Style = PLAIN
    account: str = ""
    quotas: tuple[Quota, ...] = ()
    quiet: QuietHours | None = None
    template: str = "{caption}"
    hashtags: tuple[str, ...] = ()
    is_made_for_kids: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What signs in to a channel. It is kept with the secrets, never in the table, never logged.

    `signing` are the secrets of deliveries, the newest first.
    """

    access: str = field(default="", repr=False)
    refresh: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    signing: tuple[str, ...] = field(default=(), repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A channel as a client speaks for it."""

    channel: Channel
    credential: Credential = field(default=Credential(), repr=False)


class Standing(StrEnum):
    """Whether a channel can be posted to."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a network said of its own quota: of `most` in its window, `used` were at `at`."""

    most: int
    used: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How a channel's account stands with its network.

    While it needs to be connected again, or a pause runs, its queue is held and nothing is lost.
    `due_at` is when its credential and its quota are looked at next.
    """

    campaign_id: CampaignId
    channel_id: ChannelId
    standing: Standing = Standing.CONNECTED
    reason: str | None = None
    changed_at: datetime | None = None
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    expires_at: datetime | None = None  # of the credential
    told: Told | None = None
    due_at: datetime | None = None
    version: int = 0
