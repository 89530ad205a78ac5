"""Second looks: what was decided below is looked at again by somebody of a level above.

A row waits at each level that was drawn from the decision on, and is done once she has looked. Its
number is that of the evidence that was decided on, so another decision has rows of its own. She
does not know what was decided before; how often both agree is in agreement.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId, CampaignId, UserId, VisitId
from chalicelib.domain.sampling import above
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial

# What a first decision may have led to; withdrawn items are nobody's to look at any more.
DECIDED: Final = GOING_OUT | {State.REJECTED, State.HAS_ISSUES}
ENDING: Final = frozenset({DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.HAS_ISSUES})


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCheck:
    """One second look at a level. `depth` is how many areas of the path lie at or above it.

    `of_decision` and the two fields after it are of the first decision, the rest of this look.
    """

    visit_id: VisitId
    number: int
    level: str
    campaign_id: CampaignId
    desk_id: AreaId
    path: Path
    depth: int
    of_decision: DecisionKind
    decided_by: UserId
    decided_at: datetime
    decision: DecisionKind | None = None
    reason: ReasonCode | None = None
    note: str | None = None
    by: UserId | None = None
    at: datetime | None = None
    version: int = 0

    @property
    def agrees(self) -> bool | None:
        """Whether both decided alike; None while nobody has looked."""
        return None if self.decision is None else self.decision is self.of_decision


def second_looks(
    item: Testimonial, decision: DecisionKind, by: UserId, area_levels: Sequence[str]
) -> Iterator[LevelCheck]:
    """Yield a look to come for each level above the first at which the item was drawn.

    `area_levels` are what the areas of its path are called, from the root. A level that none of
    them has is that of the root: those who answer for everything look there.
    """
    for level in above(item.levels):
        depth = area_levels.index(level) + 1 if level in area_levels else 1
        yield LevelCheck(
            visit_id=item.visit_id, number=item.evidence_version, level=level,
            campaign_id=item.campaign_id, desk_id=item.desk_id, path=item.path, depth=depth,
            of_decision=decision, decided_by=by, decided_at=item.since,
        )  # fmt: skip


def looked(check: LevelCheck, decision: Decision, by: UserId, at: datetime) -> LevelCheck:
    """Return the look as done; raise InvalidInput for a decision that ends nothing."""
    if decision.kind not in ENDING:
        raise InvalidInput("Say what you would have decided", field="decision")
    return replace(
        check, decision=decision.kind, reason=decision.reason, note=decision.note, by=by, at=at
    )


def says(check: LevelCheck, decision: Decision) -> bool:
    """True when the look that was kept says just this."""
    kept = (check.decision, check.reason, check.note)
    return kept == (decision.kind, decision.reason, decision.note)


def stands(check: LevelCheck, item: Testimonial) -> bool:
    """True while the item is as it was decided on: no newer evidence, and not withdrawn."""
    return check.number == item.evidence_version and item.state in DECIDED


def deciders(item: Testimonial) -> frozenset[UserId]:
    """Return who decided on an item, alone or as one of two: nobody of them looks at it again."""
    return frozenset(each.by for each in item.decisions)


def place_of_level(check: LevelCheck) -> Path:
    """Return the area of the level, by its path: whoever looks has a role there or above."""
    return check.path[: check.depth]


def waiting_list(desk_id: AreaId, level: str) -> str:
    """Return the name of the list of what waits for a look at a level."""
    return f"{desk_id}#{level}#waiting"


def done_list(desk_id: AreaId, level: str) -> str:
    """Return the name of the list of what somebody of a level has looked at."""
    return f"{desk_id}#{level}#done"
