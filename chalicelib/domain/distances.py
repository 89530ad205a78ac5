"""How far from its area a visit was made, as far as a verdict keeps it: metres, never a place."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId
from chalicelib.domain.verification.names import NEAR_BOOTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """From the area's middle, in metres: how far homes lie at most, and how far the visit was.

    `at_least_m` is the least that it can have been, whatever its accuracy hides. It is None within
    the limit, since of these a finding keeps no more than that.
    """

    limit_m: int
    at_least_m: int | None

    @property
    def is_within(self) -> bool:
        """True where nothing says that the visit was made farther away than homes lie."""
        return self.at_least_m is None


def distance_of(findings: Iterable[Finding], area_id: AreaId) -> Distance | None:
    """Return what `place.near_booth` found of an area; None where it could not know."""
    found = next((each for each in findings if each.check == NEAR_BOOTH), None)
    if found is None or found.evidence.get("booth_id") != area_id:
        return None
    reach_m, beyond_m = found.evidence.get("reach_m"), found.evidence.get("metres_beyond")
    if not isinstance(reach_m, int) or not isinstance(beyond_m, int):
        return None
    is_within = found.outcome is FindingOutcome.PASS
    return Distance(limit_m=reach_m, at_least_m=None if is_within else reach_m + beyond_m)
