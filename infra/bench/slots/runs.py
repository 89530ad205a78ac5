"""What a week came to under one way of planning, and what is measured of it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

from chalicelib.domain.channels import Channel
from chalicelib.domain.slots import SlotLedger, free_at
from infra.bench.slots.week import CAMPAIGN, END, OFFSET_MIN, START, Item

Supply = Mapping[str, int]
QUARTERS = 28  # of the week's days


@dataclass(slots=True, kw_only=True)
class Run:
    """One channel's week: each slot that was used with what it was used for."""

    channel: Channel
    used: list[tuple[datetime, Item]] = field(default_factory=list)
    waiting: int = 0
    rows_written: int = 0
    cpu_s: float = 0.0

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
        later - before < spacing for before, later in pairwise(times)
    )  # fmt: skip
    bare = SlotLedger(campaign_id=CAMPAIGN, channel_id=run.channel.channel_id)
    return near + sum(
        free_at(run.channel, bare, at, utc_offset_min=OFFSET_MIN) != at for at in times
    )


def used_share(run: Run, slots: Sequence[datetime]) -> float:
    """Return which share of the slots that existed was used, at the quarter of a day it was worst.

    `slots` are all that existed while something waited, in order.
    """
    ours = by_step(sorted(at for at, _ in run.used), QUARTERS)
    ideal = by_step(slots, QUARTERS)
    return min(min(1.0, one / all_) for one, all_ in zip(ours, ideal, strict=True) if all_)


def fairness(run: Run, supply: Supply) -> float:
    """Return Jain's index over districts of what each had of its fair share: 1 when all had alike.

    A fair share is what it has in equal turns; what a district does not need the others share.
    """
    had: Counter[str] = Counter(item.district for _, item in run.used)
    fair = fair_shares(supply, len(run.used))
    ratios = [had[district] / share for district, share in fair.items() if share]
    return sum(ratios) ** 2 / (len(ratios) * sum(ratio**2 for ratio in ratios))


def fair_shares(supply: Supply, slots: int) -> dict[str, float]:
    """Return each district's share of slots: as much as any other, never more than it has."""
    left, shares = float(slots), {}
    for place, (district, count) in enumerate(sorted(supply.items(), key=lambda each: each[1])):
        shares[district] = min(float(count), left / (len(supply) - place))
        left -= shares[district]
    return shares


def supply_of(items: Iterable[Item]) -> Supply:
    """Return how many of a week each district has."""
    return Counter(item.district for item in items)


def by_step(times: Sequence[datetime], steps: int) -> list[int]:
    """Return how many of `times`, which are in order, are over at each of so many equal steps."""
    return [bisect_left(times, START + (END - START) * step / steps) for step in range(steps + 1)]
