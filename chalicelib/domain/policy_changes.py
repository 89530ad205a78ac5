"""What a campaign may set of its policy: known checks and limits, within the tables' ranges."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.policy import SAMPLING, Action, Policy
from chalicelib.domain.two_people import MAY_BE_ONE
from chalicelib.domain.verification.limits import LIMITS
from chalicelib.domain.verification.rules import BY_NAME

MOST_LEVELS: Final = 12
# What is smaller means nothing to anybody, and the very smallest numbers no table can keep.
SMALLEST: Final = 1e-9
LEVEL: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPolicy:
    """What a campaign wants otherwise than usual; what is left out is as usual."""

    actions: Mapping[str, Action] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    sampling: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    one_is_enough: tuple[str, ...] = ()


def changed(known: Policy, wanted: WantedPolicy, campaign_id: CampaignId) -> Policy:
    """Return the policy under the next number, or `known` when it says the same already.

    Only what differs from the tables is kept. Raises InvalidInput that names the field.
    """
    _require_actions(wanted.actions)
    _require_limits(wanted.limits)
    _require_sampling(wanted.sampling)
    _require_known(wanted.one_is_enough)
    limits, sampling = _kept(wanted.limits), _kept(wanted.sampling)
    same = replace(
        known,
        actions={n: action for n, action in wanted.actions.items() if action != BY_NAME[n].action},
        limits={n: value for n, value in limits.items() if value != LIMITS[n].usual},
        sampling={} if sampling == SAMPLING else sampling,
        seed="" if wanted.seed == campaign_id else wanted.seed,
        one_is_enough=tuple(sorted(set(wanted.one_is_enough))),
    )
    return known if same == known else replace(same, number=known.number + 1)


def _kept(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: value if value >= SMALLEST else 0.0 for name, value in numbers.items()}


def _require_actions(actions: Mapping[str, Action]) -> None:
    for name, action in actions.items():
        if name not in BY_NAME:
            raise InvalidInput("There is no check of this name", field=f"actions.{name}")
        if BY_NAME[name].is_fixed:
            raise InvalidInput(
                "What this check leads to is the same in every campaign; leave it out",
                field=f"actions.{name}",
            )
        if action is Action.REFUSE:
            # What these checks see is a reason to look; a person may see that it is harmless.
            raise InvalidInput(
                "Only a person may refuse for this; set review or note", field=f"actions.{name}"
            )


def _require_limits(limits: Mapping[str, float]) -> None:
    for name, value in limits.items():
        known = LIMITS.get(name)
        if known is None:
            raise InvalidInput("There is no limit of this name", field=f"limits.{name}")
        # A number that is none compares as false with both ends.
        if not known.lowest <= value <= known.highest:
            raise InvalidInput(
                f"Set it from {known.lowest:g} to {known.highest:g} {known.unit}",
                field=f"limits.{name}",
            )


def _require_known(reasons: Iterable[str]) -> None:
    for reason in reasons:
        if reason not in MAY_BE_ONE:
            raise InvalidInput(
                f"One person may be enough for {', '.join(sorted(MAY_BE_ONE))}",
                field="one_is_enough",
            )


def _require_sampling(sampling: Mapping[str, float]) -> None:
    if len(sampling) > MOST_LEVELS:
        raise InvalidInput(f"Name at most {MOST_LEVELS} levels", field="sampling")
    for level, rate in sampling.items():
        if not LEVEL.fullmatch(level):
            raise InvalidInput(
                "Write a level as the tree does, in small letters, digits and _",
                field=f"sampling.{level[:40]}",
            )
        if math.isnan(rate) or not 0 <= rate <= 1:
            raise InvalidInput("Set a share from 0 to 1", field=f"sampling.{level}")
