"""Whose verdict a visit changes, so that the order in which reports arrive does not matter."""

from datetime import timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.ids import VisitId
from chalicelib.domain.places import Location
from chalicelib.domain.policy import Policy
from chalicelib.domain.verification import place_checks, time_checks
from chalicelib.domain.verification.evidence import Evidence, Neighbour
from chalicelib.domain.verification.limits import MOST_AT_A_SPOT
from chalicelib.domain.verification.names import BURST, SPOT, TRAVEL
from chalicelib.domain.verification.neighbours import MOST_TOLD, concerned
from chalicelib.domain.verification.rounds import BESIDE
from chalicelib.domain.visit import Outcome, Visit
from tests.builders import a_campaign, an_evidence
from tests.rounds import a_spot, a_stop, on_round

HERE, THERE = a_spot(), a_spot(north_m=40_000)
# A few spots that lie on one another, a walk, a ride and a leap apart; and none at all.
SPOTS: Final = [HERE, a_spot(5), a_spot(700), a_spot(8_000), THERE, a_spot(accuracy_m=900), None]
STRICT: Final = a_campaign(policy=Policy(number=1, limits={MOST_AT_A_SPOT: 2}))
# The checks that look at the worker's other visits.
LOOKS: Final = {
    TRAVEL: place_checks.travel,
    BURST: time_checks.too_many,
    SPOT: place_checks.one_spot,
}
Said = dict[str, tuple[str, object]]
Stop = tuple[float, Location | None, str | None]


def ids(*numbers: int) -> tuple[VisitId, ...]:
    return tuple(a_stop(number, 0).visit_id for number in numbers)


def beside(visit: Visit, known: list[Visit]) -> Evidence:
    """Evidence of a visit as it is gathered: beside the worker's others of half a day."""
    others = [each for each in known if each.visit_id != visit.visit_id]
    near = [each for each in others if abs(each.began_at - visit.began_at) <= BESIDE]
    others_then = tuple(Neighbour(visit=each) for each in near)
    return an_evidence(visit=visit, others=others_then, campaign=STRICT)


def findings(visit: Visit, known: list[Visit]) -> Said:
    evidence = beside(visit, known)
    saw = {name: look(evidence) for name, look in LOOKS.items()}
    return {name: (one.outcome, one.evidence.get("visit_ids")) for name, one in saw.items()}


def test_a_later_visit_that_cannot_be_reached_from_here_is_told() -> None:
    evidence = on_round(a_stop(1, 0, HERE), a_stop(2, 10, THERE), a_stop(3, 200, THERE))

    assert concerned(evidence) == ids(2)


def test_a_visit_that_shows_the_way_is_news_for_what_seemed_a_leap() -> None:
    between = a_stop(2, 60, a_spot(north_m=40_000))

    evidence = on_round(between, a_stop(1, 0, HERE), a_stop(3, 65, HERE), a_stop(4, 70, THERE))

    assert ids(3)[0] in concerned(evidence)


def test_the_last_of_too_many_in_a_minute_is_told() -> None:
    evidence = on_round(a_stop(1, 0), a_stop(2, 0.2), a_stop(3, 0.4), a_stop(4, 3))

    assert concerned(evidence) == ids(3)


def test_the_home_that_is_one_too_many_at_a_spot_is_told() -> None:
    later = [a_stop(number, number * 10, HERE) for number in range(2, 9)]

    assert concerned(on_round(a_stop(1, 0, HERE), *later)) == ids(7, 8)


def test_people_of_one_home_are_not_told_of_each_other() -> None:
    later = [a_stop(number, number * 10, HERE, household="7") for number in range(2, 20)]

    assert concerned(on_round(a_stop(1, 0, HERE, household="7"), *later)) == ()


def test_only_so_many_are_told_and_the_nearest_first() -> None:
    later = [a_stop(number, number * 0.01, HERE) for number in range(MOST_TOLD + 9, 1, -1)]

    told = concerned(on_round(a_stop(1, 0, HERE), *later))

    assert told == ids(*range(3, 3 + MOST_TOLD))


def test_later_visits_to_the_same_person_are_told_whoever_made_them() -> None:
    visit = a_stop(1, 0)
    hers = (
        a_stop(4, 90, worker_id="worker-2"),
        a_stop(3, 60),
        a_stop(5, 30, outcome=Outcome.NOT_HOME),
        a_stop(2, -60),
    )

    assert concerned(on_round(visit, hers[1], hers=hers)) == ids(3, 4)


@pytest.mark.parametrize(
    "visit",
    [a_stop(1, 0, HERE, outcome=Outcome.NOT_HOME), a_stop(1, -13 * 60, HERE), a_stop(1, 20, HERE)],
    ids=["where nobody was met", "of half a day before", "that is the later one"],
)
def test_nobody_is_told_of_a_visit(visit: Visit) -> None:
    assert concerned(on_round(visit, a_stop(2, 10, THERE), a_stop(3, 10.1), a_stop(4, 10.2))) == ()


def test_nobody_is_told_of_a_visit_that_is_not_known() -> None:
    assert concerned(an_evidence(visit=None)) == ()


STOPS = st.lists(
    st.tuples(
        st.sampled_from([0, 0.3, 0.5, 1, 12, 25, 60, 200, 500, 700, 730]),
        st.sampled_from(SPOTS),
        st.sampled_from([None, "a", "b"]),
    ),
    min_size=2,
    max_size=MOST_TOLD,
)


@settings(max_examples=150, deadline=None)
@given(stops=STOPS, order=st.randoms(use_true_random=False))
def test_whatever_is_reported_first_the_findings_end_the_same(
    stops: list[Stop], order: Random
) -> None:
    visits = [
        a_stop(number, minutes, place, household=home)
        for number, (minutes, place, home) in enumerate(stops)
    ]
    by_id = {visit.visit_id: visit for visit in visits}
    order.shuffle(visits)

    known: list[Visit] = []
    said: dict[VisitId, Said] = {}
    for visit in visits:
        known.append(visit)
        for visit_id in (visit.visit_id, *concerned(beside(visit, known))):
            said[visit_id] = findings(by_id[visit_id], known)

    assert said == {visit.visit_id: findings(visit, visits) for visit in visits}


@settings(max_examples=60, deadline=None)
@given(stops=STOPS)
def test_only_later_visits_are_told(stops: list[Stop]) -> None:
    visits = [a_stop(n, minutes, place) for n, (minutes, place, _) in enumerate(stops)]
    by_id = {visit.visit_id: visit for visit in visits}

    for visit in visits:
        told = [by_id[each] for each in concerned(beside(visit, visits))]
        assert all(timedelta() <= each.began_at - visit.began_at <= BESIDE for each in told)
