"""The tree of places: nation > state > constituency > district > mandal > booth.

Any depth is allowed. A place knows its whole path from the root, so a scope check is a prefix
check and never walks the tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.places import Location, is_place

Path = tuple[AreaId, ...]
# How far the homes of an area may lie from its middle; 0 stands for the campaign's own limit.
LEAST_REACH_M: Final = 50
MOST_REACH_M: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One node of the tree. `path` runs from the root to this node, itself included."""

    area_id: AreaId
    campaign_id: CampaignId
    parent_id: AreaId | None
    level: str
    names: Mapping[str, str]
    path: Path
    is_desk: bool = False  # review lists are kept per desk area, by default the constituency
    desk_id: AreaId | None = None  # the desk at or above this node; none above the desks
    code: str = ""  # the name it goes by in files
    target: int | None = None  # people to visit here, where that is not the length of the roll
    place: Location | None = None  # its middle, and how far its homes lie from there; 0: not known
    version: int = 0
    children: tuple[AreaId, ...] = field(default=())


def covers(scope: Path, place: Path) -> bool:
    """True when `place` is the scope's own node or lies below it."""
    return len(scope) > 0 and place[: len(scope)] == scope


def can_lie_at(place: Location) -> bool:
    """True for what can be the middle of an area, with a reach that homes may have or none."""
    reach_m = place.accuracy_m
    return is_place(place) and (reach_m == 0 or LEAST_REACH_M <= reach_m <= MOST_REACH_M)
