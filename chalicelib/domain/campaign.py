"""A campaign and what it declares. A scheme, a party or a place appears only as data."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from chalicelib.domain.areas import Path
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.policy import USUAL, Policy

INDIA_MIN = 330  # minutes ahead of UTC; India keeps no summer time
ADULT_AGE = 18


class CampaignKind(StrEnum):
    """Who runs it and why; a campaign cannot exist without saying so (facts.md §8)."""

    PUBLIC_SCHEME = "public_scheme"
    BENEFICIARY_OUTREACH = "beneficiary_outreach"
    CHARITY = "charity"
    ELECTION = "election"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The text shown to a beneficiary before she agrees, in one language and version."""

    notice_id: str
    version: int
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days on which visits are made, both ends included, by the campaign's own clock."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A public scheme whose beneficiaries are visited."""

    scheme_id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailField:
    """One more thing that the roll says of a person; it may not promise a benefit."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A time in which nothing is posted in an area: a silence period, a code of conduct."""

    area_id: AreaId
    from_at: datetime
    until_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long people's data is kept, in days: after the last visit day, and after a withdrawal."""

    after_end_days: int = 365
    after_withdrawal_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The two numbers that people ring and hang up on, in E.164; empty when there is none."""

    confirm: str = ""
    withdraw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a campaign declares about itself.

    `days` are per area, usually per state; the entry nearest to a booth counts, and without any the
    campaign is open. `due_at` is when retention looks at it next.
    """

    campaign_id: CampaignId
    kind: CampaignKind
    names: Mapping[str, str]
    languages: tuple[str, ...]
    notices: tuple[Notice, ...]
    days: Mapping[AreaId, Days] = field(default_factory=dict)
    schemes: tuple[Scheme, ...] = ()
    details: tuple[DetailField, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    retention: Retention = Retention()
    numbers: Numbers = Numbers()
    visits_per_worker: int = 25
    utc_offset_min: int = INDIA_MIN
    minors_may_publish: bool = False
    needs_training: bool = False
    policy: Policy = USUAL
    due_at: datetime | None = None
    retire_at_area: AreaId | None = None  # where the erasure of its people goes on
    version: int = 0


def notice_in(campaign: Campaign, language: str) -> Notice:
    """Return the newest notice in `language`, else in the campaign's first language."""
    for wanted in (language, *campaign.languages):
        found = [notice for notice in campaign.notices if notice.language == wanted]
        if found:
            return max(found, key=lambda notice: notice.version)
    raise NotFound("This campaign has no notice yet")


def notice_hash(notice: Notice) -> str:
    """Return the SHA-256 of the notice's text in hex, which proves what was shown."""
    return hashlib.sha256(notice.text.encode()).hexdigest()


def find_notice(campaign: Campaign, notice_id: str, version: int, language: str) -> Notice | None:
    """Return the notice of the campaign that goes by this; None when there is none such."""
    wanted = (notice_id, version, language)
    named = (n for n in campaign.notices if (n.notice_id, n.version, n.language) == wanted)
    return next(named, None)


def knows_notice(campaign: Campaign, notice_id: str, version: int, language: str) -> bool:
    """True when the campaign has shown such a notice."""
    return find_notice(campaign, notice_id, version, language) is not None


def local_day(at: datetime, offset_min: int) -> date:
    """Return the day that it is where clocks are so many minutes ahead of UTC."""
    return at.astimezone(timezone(timedelta(minutes=offset_min))).date()


def day_of(campaign: Campaign, at: datetime) -> date:
    """Return the day that it is at the campaign's place."""
    return local_day(at, campaign.utc_offset_min)


def days_at(campaign: Campaign, place: Path) -> Days | None:
    """Return the visit days that hold at a place: those of the nearest area that has any."""
    return next((campaign.days[a] for a in reversed(place) if a in campaign.days), None)


def is_open(campaign: Campaign, place: Path, at: datetime) -> bool:
    """True when visits may be made at the place at this instant."""
    days = days_at(campaign, place)
    return days is None or days.first_on <= day_of(campaign, at) <= days.last_on


def blackout_at(campaign: Campaign, place: Path, at: datetime) -> Blackout | None:
    """Return the blackout that holds at a place; the one that ends last when there are several."""
    holding = [b for b in campaign.blackouts if b.area_id in place and b.from_at <= at < b.until_at]
    return max(holding, key=lambda blackout: blackout.until_at, default=None)


def retires_at(campaign: Campaign) -> datetime | None:
    """Return when the campaign's people are erased; None while it has no last day."""
    last = last_day(campaign.days.values())
    if last is None:
        return None
    kept = timedelta(days=campaign.retention.after_end_days + 1, minutes=-campaign.utc_offset_min)
    return datetime.combine(last, time(), UTC) + kept


def last_day(days: Iterable[Days]) -> date | None:
    """Return the last of all visit days."""
    return max((each.last_on for each in days), default=None)


def is_minor(campaign: Campaign, birth_year: int | None, at: datetime) -> bool:
    """True when somebody born in this year may be under 18: on the safe side by a year."""
    return birth_year is not None and day_of(campaign, at).year - birth_year <= ADULT_AGE
