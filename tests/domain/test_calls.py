"""The rule by which a call finds its visit."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.areas import covers
from chalicelib.domain.calls import (
    CLEARLY_NEARER,
    Unmatched,
    apart,
    call_ref,
    choose,
    common_path,
    place_in_time,
    window_of,
)
from chalicelib.domain.ids import VisitId
from chalicelib.domain.visit import Outcome, Visit
from tests.builders import NOON, a_visit, an_id, path_to


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def dialled(at: float = 0, number: int = 1, **fields: object) -> Visit:
    """Return a visit whose call was dialled so many minutes after noon."""
    began = NOON + minutes(at) - minutes(4)
    return a_visit(
        visit_id=VisitId(an_id(number)), started_at=began, call_dialled_at=NOON + minutes(at),
        **fields,
    )  # fmt: skip


SILENT = a_visit(visit_id=VisitId(an_id(9)), ended_at=NOON + minutes(15))


@pytest.mark.parametrize(
    ("call_at", "visits", "found"),
    [
        (0, [], Unmatched.NO_VISIT),
        (0, [dialled()], 1),
        (-10, [dialled()], 1),
        (-10.1, [dialled()], Unmatched.NO_VISIT),
        (60, [dialled()], 1),
        (60.1, [dialled()], Unmatched.NO_VISIT),
        (-5, [SILENT], 9),
        (-5.1, [SILENT], Unmatched.NO_VISIT),
        (75, [SILENT], 9),
        (75.1, [SILENT], Unmatched.NO_VISIT),
        (60.1, [a_visit()], Unmatched.NO_VISIT),
        (0, [dialled(outcome=Outcome.NOT_HOME)], Unmatched.NO_VISIT),
        (0, [dialled(call_id="exotel:1")], Unmatched.REPEATED),
        (0, [dialled(), dialled(3, number=2)], 1),
        (0, [dialled(), dialled(2.9, number=2)], Unmatched.SEVERAL),
        (1.5, [dialled(), dialled(3, number=2)], Unmatched.SEVERAL),
        (0, [dialled(), dialled(5, number=2), dialled(1, number=3)], Unmatched.SEVERAL),
        (0, [dialled(call_id="exotel:1"), dialled(1, number=2)], 2),
        (0, [dialled(1, outcome=Outcome.REFUSED), dialled(2, number=2)], 2),
        (0, [dialled(90), dialled(2, number=2)], 2),
        (5, [dialled(5), SILENT], 1),
    ],
    ids=[
        "no visit", "at once", "as early as may be", "too early", "as late as may be", "too late",
        "before an undialled visit", "too early for it", "after its end", "too late for it",
        "an end that is not known is the beginning",
        "nobody was home", "the visit has its call", "one is clearly nearer", "as near as another",
        "between two", "three", "the other has its call", "the other met nobody",
        "the other is far away", "one dialled, one not",
    ],
)  # fmt: skip
def test_a_call_finds_its_visit_or_the_reason_why_not(
    call_at: float, visits: list[Visit], found: int | Unmatched
) -> None:
    chosen = choose(NOON + minutes(call_at), visits)

    known = chosen.visit_id if isinstance(chosen, Visit) else chosen
    assert known == (found if isinstance(found, Unmatched) else VisitId(an_id(found)))


def test_the_phones_clock_is_corrected_before_it_counts() -> None:
    behind = dialled(-120, skew_s=7200)

    assert choose(NOON, [behind]) == behind
    assert apart(behind, NOON) == timedelta(0)


def test_an_end_that_nobody_believes_opens_no_window_for_days() -> None:
    endless = a_visit(ended_at=NOON + timedelta(days=3))

    assert window_of(endless).last_at == NOON + timedelta(hours=5)


visits_near = st.builds(
    dialled,
    at=st.integers(-90, 90),
    number=st.integers(1, 10_000),
    call_id=st.sampled_from([None, None, "exotel:1"]),
    outcome=st.sampled_from([Outcome.MET, Outcome.MET, Outcome.MOVED]),
)
some_visits = st.lists(visits_near, max_size=6, unique_by=lambda visit: visit.visit_id)


@given(visits=some_visits, call_at=st.integers(-30, 30), order=st.randoms())
def test_the_order_of_the_visits_does_not_matter(
    visits: list[Visit], call_at: int, order: "st.random_module"
) -> None:
    at = NOON + minutes(call_at)
    shuffled = visits.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert choose(at, shuffled) == choose(at, visits)


@given(visits=some_visits, call_at=st.integers(-30, 30))
def test_what_is_chosen_is_free_met_in_its_window_and_clearly_the_nearest(
    visits: list[Visit], call_at: int
) -> None:
    at = NOON + minutes(call_at)

    chosen = choose(at, visits)

    free = [
        visit
        for visit in visits
        if visit.outcome is Outcome.MET and window_of(visit).holds(at) and visit.call_id is None
    ]
    match chosen:
        case Visit():
            assert chosen in free
            others = [visit for visit in free if visit != chosen]
            assert all(apart(o, at) - apart(chosen, at) >= CLEARLY_NEARER for o in others)
        case Unmatched.SEVERAL:
            first, second, *_ = sorted(apart(visit, at) for visit in free)
            assert second - first < CLEARLY_NEARER
        case _:
            assert free == []


@given(visits=some_visits, calls=st.lists(st.integers(-30, 30), max_size=6))
def test_however_many_calls_come_each_visit_gets_one_at_most(
    visits: list[Visit], calls: list[int]
) -> None:
    given_to: list[str] = []
    for minute in calls:
        chosen = choose(NOON + minutes(minute), visits)
        if isinstance(chosen, Visit):
            given_to.append(chosen.visit_id)
            visits = [v for v in visits if v != chosen]

    assert len(given_to) == len(set(given_to))


def test_people_at_one_number_are_found_in_the_lowest_area_that_holds_them_all() -> None:
    booths = [path_to("booth-1"), path_to("booth-2")]

    assert common_path(booths) == path_to("mandal-1")
    assert common_path([*booths, path_to("booth-6")]) == path_to("constituency")
    assert common_path(booths[:1]) == booths[0]
    assert common_path([]) == ()
    assert all(covers(common_path(booths), booth) for booth in booths)


def test_instants_sort_as_text_wherever_they_were_written() -> None:
    later = datetime.fromisoformat("2026-11-14T17:30:00.001+05:30")

    assert place_in_time(NOON) == "2026-11-14T12:00:00.000+00:00"
    assert place_in_time(NOON) < place_in_time(later)


def test_a_visit_names_its_call_with_the_provider() -> None:
    assert call_ref("exotel", "1") == "exotel:1"
