"""Which verified testimonials people look at all the same: drawn from a seed, level by level.

A draw follows from seed, level and visit alone, so anybody who knows the seed can repeat it.
"""

import hashlib
from collections.abc import Mapping

from chalicelib.domain.ids import CampaignId, VisitId
from chalicelib.domain.policy import SAMPLING, Policy

DRAWN_FROM = 2**64


def rates(policy: Policy) -> Mapping[str, float]:
    """Return the share that is drawn by level, 0 to 1."""
    return policy.sampling or SAMPLING


def seed_of(policy: Policy, campaign_id: CampaignId) -> str:
    """Return the seed that draws are made with, which is no secret."""
    return policy.seed or campaign_id


def drawn(policy: Policy, campaign_id: CampaignId, visit_id: VisitId) -> tuple[str, ...]:
    """Return the levels at which people look at this visit, in the order of the rates."""
    seed = seed_of(policy, campaign_id)
    return tuple(
        level for level, rate in rates(policy).items() if _lot(seed, level, visit_id) < rate
    )


def _lot(seed: str, level: str, visit_id: VisitId) -> float:
    """Return a number from 0 to below 1 that nobody chooses: the same for the same three."""
    digest = hashlib.sha256(f"{seed}/{level}/{visit_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / DRAWN_FROM
