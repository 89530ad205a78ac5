"""How strictly a campaign verifies: what follows from a doubt, where limits lie, how much is drawn.

A policy is data of the campaign and holds only what differs from the tables: what each check leads
to is in verification/rules.py, every limit with its unit in verification/limits.py. Each change is
a new number, and a verdict names the number it was made under.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.ids import CampaignId, UserId

# The share of what is verified that people look at all the same, by level of area. The order for
# NMMS, the nearest Indian system, was 100, 20, 10 and 5 % (facts.md §8).
SAMPLING: Final[Mapping[str, float]] = {
    "booth": 1.0,
    "mandal": 0.2,
    "district": 0.1,
    "state": 0.05,
}


class Action(StrEnum):
    """What follows when a check fails or warns."""

    REFUSE = "refuse"  # a failure refuses, a warning asks for review
    REVIEW = "review"  # a person has to look
    NOTE = "note"  # shown; several of them together ask for review


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a campaign sets otherwise than the tables; number 0 sets nothing.

    `sampling` replaces SAMPLING whole once it names a level. `seed` decides who is drawn; empty
    stands for the campaign's own id. `one_is_enough` are reasons of two_people.py for which one
    person may approve alone.
    """

    number: int = 0
    actions: Mapping[str, Action] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    sampling: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    one_is_enough: tuple[str, ...] = ()


USUAL: Final = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """One number of a campaign's policy, kept for good: old verdicts were made under it."""

    campaign_id: CampaignId
    number: int
    policy: Policy
    set_by: UserId
    set_at: datetime
    version: int = 0
