"""A desk's daily digest: what a day brought, what is on its way, and what a person must do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.publishing import PublicationState

MADE_AT: Final = time(7, 0)
MOST_COUNTED: Final = 1_000  # of each state; more is told as that many
_P = PublicationState
ON_THE_WAY: Final = (_P.SCHEDULED, _P.HELD, _P.POSTING)
# What only a person can go on with.
FOR_PEOPLE: Final = (_P.UNCONFIRMED, _P.FAILED, _P.TAKEDOWN_DUE, _P.TAKEDOWN_FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One desk's digest of one day, by the campaign's own clock.

    `counts` are the day's, `on_the_way` and `for_people` publications by state as they were when
    it was made, `lost` the channels that have to be connected again.
    """

    area_id: AreaId
    day: date
    campaign_id: CampaignId
    path: Path
    made_at: datetime
    counts: Mapping[str, int]
    on_the_way: Mapping[str, int]
    for_people: Mapping[str, int]
    lost: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTurn:
    """When a desk's next digest is made. A desk at which nothing was ever approved has no row."""

    desk_id: AreaId
    campaign_id: CampaignId
    due_at: datetime | None = None
    version: int = 0


def next_digest(campaign: Campaign, now: datetime) -> datetime:
    """Return the next MADE_AT by the campaign's clock, after `now`."""
    offset = timedelta(minutes=campaign.utc_offset_min)
    today = datetime.combine(day_of(campaign, now), MADE_AT, UTC) - offset
    return today if today > now else today + timedelta(days=1)


def day_before(campaign: Campaign, now: datetime) -> date:
    """Return the last day that is over."""
    return day_of(campaign, now) - timedelta(days=1)


def says_anything(digest: Digest) -> bool:
    """True for a digest of a desk at which something is still going on."""
    return bool(digest.counts or digest.on_the_way or digest.for_people)
