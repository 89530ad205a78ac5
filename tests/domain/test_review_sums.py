"""Sums of what people decided, by day and by person."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.review_days import UNDONE, ReviewDay
from chalicelib.domain.review_sums import by_day, by_person
from tests.builders import CAMPAIGN, path_to

FRIDAY = date(2026, 11, 13)
KINDS = [*(kind.value for kind in DecisionKind), UNDONE]


def a_day(**fields: Any) -> ReviewDay:
    usual = {
        "user_id": UserId("a"), "day": FRIDAY, "desk_id": AreaId("constituency"),
        "campaign_id": CAMPAIGN, "path": path_to("constituency"),
    }  # fmt: skip
    return ReviewDay(**{**usual, **fields})


def test_a_days_sums_are_those_of_everybody_at_all_desks() -> None:
    rows = [
        a_day(counts={"approve": 3, "reject": 1, UNDONE: 2}, looked_s=60),
        a_day(user_id=UserId("b"), counts={"approve": 1}, looked_s=20),
        a_day(desk_id=AreaId("other"), counts={"escalate": 1, "reject": 0}, looked_s=4),
    ]

    work = by_day(rows)[FRIDAY]

    assert work.counts == {"approve": 4, "reject": 1, "escalate": 1, UNDONE: 2}
    assert (work.decided, work.undone, work.people, work.looked_s) == (6, 2, 2, 84)
    assert work.seconds_per_item == 14


def test_days_come_in_their_order_and_a_day_without_a_decision_in_none() -> None:
    rows = [a_day(day=FRIDAY + timedelta(days=2)), a_day(), a_day()]

    assert list(by_day(rows)) == [FRIDAY, FRIDAY + timedelta(days=2)]
    assert by_day([]) == {}


def test_where_no_decision_stands_none_took_any_time() -> None:
    work = by_person([a_day(counts={UNDONE: 1}, looked_s=9)])[UserId("a")]

    assert (work.decided, work.undone, work.seconds_per_item) == (0, 1, None)


@given(
    st.lists(
        st.builds(
            a_day,
            user_id=st.sampled_from([UserId("a"), UserId("b"), UserId("c")]),
            day=st.integers(0, 3).map(lambda days: FRIDAY + timedelta(days=days)),
            counts=st.dictionaries(st.sampled_from(KINDS), st.integers(0, 9)),
            looked_s=st.integers(0, 600),
        )
    )
)
def test_by_day_and_by_person_add_up_to_the_same(rows: list[ReviewDay]) -> None:
    days, people = by_day(rows).values(), by_person(rows).values()

    assert sum(each.decided for each in days) == sum(each.decided for each in people)
    assert sum(each.looked_s for each in days) == sum(row.looked_s for row in rows)
    assert sum(each.undone for each in people) == sum(row.counts.get(UNDONE, 0) for row in rows)
    assert all(each.people == 1 for each in people)
