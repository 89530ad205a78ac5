"""What a week came to under one way of planning, and what is measured of it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean

from chalicelib.domain.channels import Channel
from chalicelib.domain.slots import SlotLedger, free_at, used_at
from infra.bench.slots.week import CAMPAIGN, END, OFFSET_MIN, START, Item, Span, pause_at

Supply = Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Run:
    """One channel's week: each slot that was used with what it was used for, in that order.

    `busy` is when something waited that could be posted, or had a slot that was still to come.
    """

    channel: Channel
    used: list[tuple[datetime, Item]] = field(default_factory=list)
    busy: list[Span] = field(default_factory=list)
    waiting: int = 0
    rows_written: int = 0

    @property
    def posted(self) -> list[tuple[datetime, Item]]:
        """What went out: a refused post uses its slot as well."""
        return [(at, item) for at, item in self.used if not item.is_refused]

    @property
    def mean_age_h(self) -> float:
        """How old what went out was, in hours."""
        return fmean((at - item.approved_at).total_seconds() for at, item in self.posted) / 3600

    @property
    def mean_strength(self) -> float:
        """How well what went out was verified."""
        return fmean(item.strength for _, item in self.posted)

    @property
    def least_language(self) -> float:
        """The share of the language of which least went out."""
        counted = Counter(item.language for _, item in self.posted)
        return min(counted.values()) / counted.total()


def over_quota(run: Run) -> int:
    """Return how many windows have more posts than their quota allows."""
    times = sorted(at for at, _ in run.used)
    return sum(
        later - first < timedelta(seconds=quota.window_s)
        for quota in run.channel.quotas
        for first, later in zip(times, times[quota.most :], strict=False)
    )


def too_near_or_quiet(run: Run) -> int:
    """Return how many posts came too soon after one another, or in quiet hours."""
    times = sorted(at for at, _ in run.used)
    spacing = timedelta(seconds=run.channel.min_spacing_s)
    near = sum(
        later - before < spacing for before, later in zip(times, times[1:], strict=False)
    )  # fmt: skip
    bare = SlotLedger(campaign_id=CAMPAIGN, channel_id=run.channel.channel_id)
    return near + sum(free_at(run.channel, bare, at, utc_offset_min=OFFSET_MIN) != at for at in times)


def existing(channel: Channel, pauses: list[Span], busy: Sequence[Span]) -> list[datetime]:
    """Return the slots that somebody would have used who is there at every instant of `busy`."""
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=channel.channel_id)
    found: list[datetime] = []
    at: datetime | None = START
    while at is not None:
        free = free_at(channel, ledger, at, utc_offset_min=OFFSET_MIN)
        assert free is not None
        pause = pause_at(pauses, free)
        at = pause.end if pause else _next_busy(busy, free)
        if at == free:
            ledger = used_at(ledger, channel, at)
            found.append(at)
    return found


def _next_busy(busy: Sequence[Span], at: datetime) -> datetime | None:
    """Return `at`, or when something waits again."""
    place = bisect_right(busy, at, key=lambda span: span.start)
    if place and at < busy[place - 1].end:
        return at
    return busy[place].start if place < len(busy) else None


def used_share(run: Run, slots: Sequence[datetime]) -> float:
    """Return which share of the slots that existed was used."""
    return min(1.0, len(run.used) / len(slots)) if slots else 1.0


def fairness(run: Run, supply: Supply) -> float:
    """Return Jain's index over districts of what each had of its fair share: 1 when all had alike.

    A fair share is what it has in equal turns; what a district does not need the others share.
    """
    had = Counter(item.district for _, item in run.used)
    fair = fair_shares(supply, len(run.used))
    ratios = [had[district] / share for district, share in fair.items() if share]
    return sum(ratios) ** 2 / (len(ratios) * sum(ratio**2 for ratio in ratios))


def fair_shares(supply: Supply, slots: int) -> dict[str, float]:
    """Return each district's share of so many slots: as much as any other, never more than it has."""
    left, shares = float(slots), {}
    for place, (district, count) in enumerate(sorted(supply.items(), key=lambda each: each[1])):
        shares[district] = min(float(count), left / (len(supply) - place))
        left -= shares[district]
    return shares


def supply_of(items: Iterable[Item]) -> Supply:
    """Return how many of a week each district has."""
    return Counter(item.district for item in items)


def by_day(times: Sequence[datetime], steps: int) -> list[int]:
    """Return how many of `times`, which are in order, are over at each of so many equal steps."""
    return [bisect_left(times, START + (END - START) * step / steps) for step in range(steps + 1)]
