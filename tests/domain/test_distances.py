"""How far from its booth a visit was, as far as a finding keeps it."""

from typing import Any

import pytest

from chalicelib.domain.distances import Distance, distance_of
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId
from chalicelib.domain.places import Location
from chalicelib.domain.verification import rules
from chalicelib.domain.verification.names import NEAR_BOOTH
from tests.builders import a_visit, an_area, an_evidence

BOOTH = AreaId("booth-1")
OTHER = Finding(check="media.quality", version=1, outcome=FindingOutcome.PASS, evidence={})


def found(outcome: FindingOutcome, **evidence: Any) -> Finding:
    return Finding(check=NEAR_BOOTH, version=1, outcome=outcome, evidence=evidence)


def seen_at(lat: float) -> Distance | None:
    """Return what a verdict tells of a visit so far north of the booth's middle."""
    middle = Location(lat=29.9, lon=78.1, accuracy_m=500)
    visit = a_visit(location=Location(lat=lat, lon=78.1, accuracy_m=20))
    evidence = an_evidence(visit=visit, booth=an_area("booth-1", place=middle))
    return distance_of(rules.examine(evidence), BOOTH)


def test_a_visit_outside_is_at_least_as_far_as_the_finding_says() -> None:
    distance = seen_at(29.95)

    assert distance is not None
    assert (distance.limit_m, distance.is_within) == (500, False)
    # 5.56 km along the meridian, less the 20 m that the phone was unsure by.
    assert distance.at_least_m == pytest.approx(5540, abs=5)


def test_of_a_visit_within_the_limit_no_distance_is_kept() -> None:
    assert seen_at(29.901) == Distance(limit_m=500, at_least_m=None)


def test_a_metre_too_far_is_not_within() -> None:
    beside = found(FindingOutcome.WARN, booth_id=BOOTH, metres_beyond=0, reach_m=500)

    distance = distance_of([OTHER, beside], BOOTH)

    assert distance == Distance(limit_m=500, at_least_m=500)
    assert not distance.is_within


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [OTHER],
        [found(FindingOutcome.UNKNOWN)],
        [found(FindingOutcome.PASS, booth_id="booth-2", metres_beyond=0, reach_m=500)],
        [found(FindingOutcome.WARN, booth_id=BOOTH, metres_beyond=None, reach_m=500)],
        [found(FindingOutcome.WARN, booth_id=BOOTH, metres_beyond=7)],
    ],
    ids=["no verdict", "another check", "no place", "another area", "nothing beyond", "no limit"],
)
def test_where_nobody_knows_there_is_no_distance(findings: list[Finding]) -> None:
    assert distance_of(findings, BOOTH) is None
