"""Whose verdict a visit may change by being there: later visits of its worker, and to its person.

A check that looks at other visits counts only those that began earlier, so that the same of two is
in doubt whichever was reported first. A visit that is reported late is news for the later ones: it
may put one in doubt, be named by a doubt, or show that what seemed a leap was a way.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain.ids import VisitId
from chalicelib.domain.verification.camera_checks import unlike_now
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.limits import FASTEST, MOST_A_MINUTE, MOST_AT_A_SPOT, limit
from chalicelib.domain.verification.rounds import (
    BESIDE,
    Pair,
    Way,
    at_spot,
    began_with,
    home_of,
    impossible_ways,
    place_in_round,
    stops_of,
    unreached,
)
from chalicelib.domain.visit import Outcome, Visit

# More than come together of what is gathered, so that nobody is left out.
MOST_TOLD: Final = 25


def concerned(evidence: Evidence) -> tuple[VisitId, ...]:
    """Return the later visits of which a finding changes by this one, the nearest first.

    At most MOST_TOLD; a visit at which nobody was met concerns none.
    """
    visit = evidence.visit
    if visit is None or visit.outcome is not Outcome.MET:
        return ()
    others = [other.visit for other in evidence.others]
    in_order = sorted([*others, visit], key=place_in_round)
    after = in_order[in_order.index(visit) + 1 :]
    ways = impossible_ways(stops_of(in_order), limit(evidence.policy, FASTEST)) if after else {}
    found = [each for each in after if _is_news(visit, each, in_order, ways, evidence)]
    told = sorted({each.visit_id: each for each in (*found, *_hers(visit, evidence))}.values(),
        key=place_in_round)  # fmt: skip
    every = (*(each.visit_id for each in told), *unlike_now(evidence))
    return tuple(dict.fromkeys(every))[:MOST_TOLD]


def _hers(visit: Visit, evidence: Evidence) -> list[Visit]:
    """Return the later visits at which she was met again, whoever made them."""
    met = [each for each in evidence.hers if each.outcome is Outcome.MET]
    return [each for each in met if place_in_round(each) > place_in_round(visit)]


def _is_news(
    visit: Visit, later: Visit, in_order: Sequence[Visit], ways: Mapping[Pair, Way],
    evidence: Evidence,
) -> bool:  # fmt: skip
    """True when a later visit's finding is another one with this visit than without it."""
    before = in_order[: in_order.index(later)]
    seen_by_it = [each for each in before if later.began_at - each.began_at <= BESIDE]
    if visit not in seen_by_it:
        return False
    return (
        _is_of_burst(visit, later, seen_by_it, evidence)
        or _is_at_spot(visit, later, seen_by_it, evidence)
        or _is_on_the_way(visit, later, seen_by_it, ways)
    )


def _is_of_burst(visit: Visit, later: Visit, before: list[Visit], evidence: Evidence) -> bool:
    together = began_with(later, before)
    return visit in together and len(together) + 1 > limit(evidence.policy, MOST_A_MINUTE)


def _is_at_spot(visit: Visit, later: Visit, before: list[Visit], evidence: Evidence) -> bool:
    if not at_spot(later, [visit], evidence.campaign):
        return False
    homes = {home_of(each) for each in at_spot(later, before, evidence.campaign)}
    return len(homes) + 1 > limit(evidence.policy, MOST_AT_A_SPOT)


def _is_on_the_way(
    visit: Visit, later: Visit, before: list[Visit], ways: Mapping[Pair, Way]
) -> bool:
    if not ways:
        return False
    stops = stops_of([*before, later])
    without = [stop for stop in stops if stop.visit_id != visit.visit_id]
    return unreached(stops, ways).get(later.visit_id) != unreached(without, ways).get(
        later.visit_id
    )
