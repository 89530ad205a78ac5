"""Which verified testimonials people look at all the same: drawn from a seed, level by level.

A draw follows from seed, level and name alone, so anybody who knows the seed can repeat it. In the
name stands when our clock opened the testimonial: a phone mints the visit's id, and could else mint
ids until one is drawn nowhere.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Final

from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.policy import SAMPLING, Policy
from chalicelib.domain.testimonial import State, Testimonial

DRAWN_FROM: Final = 2**64
BELOW_ONE: Final = math.nextafter(1.0, 0.0)
# At this level people decide on everything for the first time; those above look a second time.
FIRST: Final = "booth"


def rates(policy: Policy) -> Mapping[str, float]:
    """Return the share that is drawn by level, 0 to 1, the highest first.

    The table keeps no order of its own, and levels have names of the campaign's.
    """
    kept = policy.sampling or SAMPLING
    return dict(sorted(kept.items(), key=lambda pair: (-pair[1], pair[0])))


def above(levels: Iterable[str]) -> tuple[str, ...]:
    """Return those of the levels at which people look a second time."""
    return tuple(level for level in levels if level != FIRST)


def waits_last(item: Testimonial) -> bool:
    """True for what is verified and was not drawn: it waits for review behind everything else.

    Nothing is published without a person, but she looks at what is in doubt or drawn before.
    """
    is_drawn = bool(item.levels) or item.is_escalated
    is_judged = item.verdict is Verdict.VERIFIED and item.judged_at is not None
    return item.state is State.PENDING_REVIEW and is_judged and not is_drawn


def seed_of(policy: Policy, campaign_id: CampaignId) -> str:
    """Return the seed that draws are made with, which is no secret."""
    return policy.seed or campaign_id


def draw_name(item: Testimonial) -> str:
    """Return by which name a testimonial is drawn: its id, and when it was opened, by our clock."""
    opened_at = item.history[0].at if item.history else item.since
    return f"{item.visit_id}/{opened_at.astimezone(UTC).isoformat(timespec='microseconds')}"


def drawn(policy: Policy, campaign_id: CampaignId, name: str) -> tuple[str, ...]:
    """Return the levels at which people look at what has this name, in the order of the rates."""
    lots = lots_of(policy, campaign_id, name)
    return tuple(level for level, rate in rates(policy).items() if lots[level] < rate)


def lots_of(policy: Policy, campaign_id: CampaignId, name: str) -> Mapping[str, float]:
    """Return what each level's draw gave, from 0 to below 1; what lies below its rate is drawn."""
    seed = seed_of(policy, campaign_id)
    return {level: _lot(seed, level, name) for level in rates(policy)}


def _lot(seed: str, level: str, name: str) -> float:
    """Return a number from 0 to below 1 that nobody chooses: the same for the same three."""
    digest = hashlib.sha256(f"{seed}/{level}/{name}".encode()).digest()
    # The very last numbers would be rounded up to 1, which no rate of 1 would draw.
    return min(int.from_bytes(digest[:8], "big") / DRAWN_FROM, BELOW_ONE)
