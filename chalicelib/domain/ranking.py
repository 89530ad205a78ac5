"""What is posted next on a channel: whose turn it is, and which of those that wait there.

Districts have their turns, so that none is crowded out by another's numbers. Within a district the
newer goes first, and what was verified well goes before what came some hours later.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId
from chalicelib.domain.publishing import Publication
from chalicelib.domain.slots import Lane
from chalicelib.domain.testimonial import Testimonial

# What was verified without a doubt goes before what came so much later with every doubt.
HEAD_START: Final = timedelta(hours=24)


def lane_of(path: Path, desk_id: AreaId) -> AreaId:
    """Return the district that a place lies in: the area below its desk, or the desk itself."""
    below = path[path.index(desk_id) + 1 :] if desk_id in path else path
    return below[0] if below else desk_id


def strength_of(item: Testimonial) -> float:
    """Return how well a testimonial was verified: the share of its findings that passed, 0 to 1."""
    if not item.findings:
        return 0.0
    passed = sum(found.outcome is FindingOutcome.PASS for found in item.findings)
    return round(passed / len(item.findings), 3)


def rank_at(since: datetime, strength: float) -> datetime:
    """Return where something stands in its lane: the latest goes first."""
    return since + HEAD_START * strength


def in_turn(lanes: Sequence[Lane], turn: int) -> list[Lane]:
    """Return the lanes in the order of their turns; one that was away does not catch up."""
    return sorted(lanes, key=lambda lane: (max(lane.turns, turn), lane.lane_id))


def reasons(lane: Lane, publication: Publication, waiting: int) -> Mapping[str, str]:
    """Return why a publication was chosen, as facts that are told to people."""
    return {
        "turn": str(lane.turns),
        "lane": lane.lane_id,
        "strength": f"{publication.strength:.3f}",
        "waiting": str(waiting),
    }
