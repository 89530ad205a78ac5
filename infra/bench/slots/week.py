"""A made week: what is approved and taken back, what the networks do, when the timer comes.

The same seed gives the same week. Nothing in it knows who plans.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.channels import Channel, ChannelKind, QuietHours, Quota
from chalicelib.domain.freezes import Board, Hold
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId
from chalicelib.domain.slots import whole_ms

SEED: Final = 7
ITEMS: Final = 20_000
START: Final = datetime(2026, 11, 15, 18, 30, tzinfo=UTC)  # midnight in India
DAY: Final = timedelta(days=1)
END: Final = START + 7 * DAY
OFFSET_MIN: Final = 330
CAMPAIGN: Final = CampaignId("week")
DESK: Final = AreaId("desk")
DISTRICTS: Final = 12
MANDALS: Final = 4
LANGUAGES: Final = ("hi", "en")
# Of what is approved so much is in the second language alone, taken back, or refused by a network.
SECOND_ALONE: Final = 0.12
WITHDRAWN: Final = 0.03
REFUSED: Final = 0.01
# Approvals are made from nine to seven.
OPEN_H: Final = (9, 19)
TICK: Final = timedelta(minutes=1)
LATE, MISSING = 0.03, 0.02  # shares of the ticks
LOST_HOUR: Final = START + timedelta(days=2, hours=13)
PAUSES: Final = 10  # times in the week at which a network wants no posts
DAY_S: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One approved testimonial, as far as its place in a queue goes."""

    number: int
    approved_at: datetime
    path: Path
    strength: float
    language: str
    withdrawn_at: datetime | None
    is_refused: bool

    @property
    def district(self) -> AreaId:
        """The lane that it waits in."""
        return self.path[1]

    def is_withdrawn(self, at: datetime) -> bool:
        """True once it was taken back."""
        return self.withdrawn_at is not None and self.withdrawn_at <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time, its end not included."""

    start: datetime
    end: datetime


def channels() -> tuple[Channel, ...]:
    """Return five channels with the quotas of their networks."""
    quiet = QuietHours(from_min=22 * 60, until_min=6 * 60)
    return (
        _channel(ChannelKind.FACEBOOK, Quota(most=30, window_s=DAY_S)),
        _channel(ChannelKind.INSTAGRAM, Quota(most=50, window_s=DAY_S)),
        _channel(ChannelKind.X, Quota(most=100, window_s=15 * 60), spacing_s=5),
        _channel(ChannelKind.YOUTUBE, Quota(most=100, window_s=DAY_S)),
        _channel(ChannelKind.TELEGRAM, Quota(most=20, window_s=60), quiet=quiet),
    )


def _channel(
    kind: ChannelKind, quota: Quota, *, spacing_s: int = 0, quiet: QuietHours | None = None
) -> Channel:
    return Channel(
        channel_id=ChannelId(kind.value), campaign_id=CAMPAIGN, kind=kind, name=kind.value,
        base_url="", is_enabled=True, min_spacing_s=spacing_s, caption_languages=LANGUAGES,
        quotas=(quota,), quiet=quiet,
    )  # fmt: skip


def items(seed: int = SEED, count: int = ITEMS) -> list[Item]:
    """Return what is approved in three days, in that order: a few districts have most of it."""
    chance = Random(seed)  # noqa: S311  a made week, no secret
    weights = [1 / (rank + 1) for rank in range(DISTRICTS)]
    times = sorted(_approved_at(chance) for _ in range(count))
    return [_item(number, at, weights, chance) for number, at in enumerate(times)]


def _approved_at(chance: Random) -> datetime:
    hours = chance.uniform(*OPEN_H)
    at = START + chance.randrange(3) * DAY + timedelta(hours=hours)
    return at.replace(microsecond=0)


def _item(number: int, at: datetime, weights: list[float], chance: Random) -> Item:
    district = chance.choices(range(DISTRICTS), weights)[0]
    mandal = chance.randrange(MANDALS)
    is_taken_back = chance.random() < WITHDRAWN
    return Item(
        number=number,
        approved_at=at,
        path=(DESK, AreaId(f"district-{district:02}"), AreaId(f"mandal-{district:02}-{mandal}")),
        strength=round(chance.betavariate(5, 2), 3),
        language=LANGUAGES[1] if chance.random() < SECOND_ALONE else LANGUAGES[0],
        withdrawn_at=at + timedelta(hours=chance.expovariate(1 / 24)) if is_taken_back else None,
        is_refused=chance.random() < REFUSED,
    )


def board() -> Board:
    """Return the week's freezes: a whole district, a mandal of another, and an hour of silence."""
    holds = (
        _hold("district-02", START + timedelta(days=1, hours=8), timedelta(hours=36)),
        _hold("mandal-00-1", START + timedelta(hours=12), timedelta(hours=48)),
        _hold(DESK, START + timedelta(days=3, hours=17), timedelta(hours=1)),
    )
    return Board(campaign_id=CAMPAIGN, holds=holds, version=1)


def _hold(area: str, start: datetime, length: timedelta) -> Hold:
    return Hold(freeze_id=area, area_id=AreaId(area), from_at=start, until_at=start + length)


def pauses(channel: Channel, seed: int = SEED) -> list[Span]:
    """Return when a channel's network answers 429, in order."""
    chance = Random(f"{seed}/{channel.channel_id}")  # noqa: S311
    starts = sorted(START + chance.random() * (END - START) for _ in range(PAUSES))
    lengths = [timedelta(minutes=chance.uniform(5, 60)) for _ in starts]
    return [
        Span(start=start.replace(microsecond=0), end=(start + length).replace(microsecond=0))
        for start, length in zip(starts, lengths, strict=True)
    ]


def pause_at(spans: list[Span], at: datetime) -> Span | None:
    """Return the last to end of the pauses that an instant lies in."""
    found = [span for span in spans if span.start <= at < span.end]
    return max(found, key=lambda span: span.end, default=None)


def ticks(seed: int = SEED) -> Iterator[datetime]:
    """Yield when the timer comes: some late, some not at all, for an hour none."""
    chance = Random(f"{seed}/ticks")  # noqa: S311
    at = START
    while at < END:
        fate = chance.random()
        delay = timedelta(seconds=chance.uniform(60, 180) if fate < LATE else chance.uniform(0, 2))
        is_lost = fate > 1 - MISSING or LOST_HOUR <= at < LOST_HOUR + timedelta(hours=1)
        if not is_lost:
            yield whole_ms(at + delay)
        at += TICK
