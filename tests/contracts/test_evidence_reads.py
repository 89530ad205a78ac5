"""The reads that evidence is gathered by: rows of several kinds at once, and a worker's visits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters.aws.reads import MOST_PER_READ
from chalicelib.domain.areas import Area
from chalicelib.domain.calls import Call
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import AreaId, BeneficiaryId, UserId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, Moved, Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from chalicelib.ports.records import Wanted
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_ledger,
    a_testimonial,
    a_visit,
    a_worker,
    an_area,
    an_id,
    path_to,
)
from tests.contracts.registry_rows import a_call

HOUR = timedelta(hours=1)


def keep(records: Records, *rows: Row) -> list[Row]:
    """Keep the rows, and return them as they are then read."""
    for row in rows:
        records.commit(Save(row=row))
    return [replace(row, version=row.version + 1) for row in rows]


# --- rows of several kinds ------------------------------------------------------------------------


def test_rows_of_several_kinds_come_in_the_order_in_which_they_were_asked_for(records: Records):
    call = a_call(1)
    person, visit, item, ledger, worker, booth, rung = keep(
        records, a_beneficiary(), a_visit(), a_testimonial(), a_ledger(), a_worker(),
        an_area("booth-1"), call,
    )  # fmt: skip

    found = records.find_each(
        [
            (Area, ("booth-1",)),
            (Call, (call.campaign_id, call.provider, call.call_id)),
            (Testimonial, (VISIT,)),
            (Beneficiary, (PERSON,)),
            (User, (WORKER,)),
            (Ledger, (PERSON,)),
            (Visit, (VISIT,)),
        ]
    )

    assert found == [booth, rung, item, person, worker, ledger, visit]


def test_what_is_not_there_is_none_in_its_place(records: Records):
    (visit,) = keep(records, a_visit())
    wanted: list[Wanted] = [
        (Beneficiary, ("nobody",)), (Visit, (VISIT,)), (Testimonial, (VISIT,)), (Area, ("nowhere",))
    ]  # fmt: skip

    assert records.find_each(wanted) == [None, visit, None, None]
    assert records.find_each([]) == []


def test_what_is_asked_for_twice_is_given_twice(records: Records):
    visit, person = keep(records, a_visit(), a_beneficiary())
    wanted: list[Wanted] = [(Visit, (VISIT,)), (Beneficiary, (PERSON,))]

    assert records.find_each([*wanted, *wanted]) == [visit, person, visit, person]


def test_several_people_are_found_wherever_they_lie(records: Records):
    people = [
        a_beneficiary(beneficiary_id=BeneficiaryId(an_id(n)), serial=n, booth_id=AreaId(booth))
        for n, booth in ((1, "booth-1"), (2, "booth-2"), (3, "booth-1"))
    ]
    first, second, third = keep(records, *people)

    found = records.find_each([(Beneficiary, (an_id(n),)) for n in (3, 9, 1, 2)])

    assert found == [third, None, first, second]


def test_a_person_who_moved_is_found_where_she_is_now(records: Records):
    keep(records, a_beneficiary())
    there = records.find(Beneficiary, PERSON)
    assert there is not None
    moved = replace(there, booth_id=AreaId("booth-3"), path=path_to("booth-3"), serial=4)
    records.commit(Moved(row=moved, source=there))

    assert records.find_each([(Beneficiary, (PERSON,))]) == [replace(moved, version=2)]


def test_more_rows_than_one_request_takes_come_complete_and_in_order(records: Records):
    ids = [VisitId(an_id(number)) for number in range(MOST_PER_READ + 30)]
    records.add([a_visit(visit_id=visit_id) for visit_id in ids if visit_id != ids[7]])
    backwards = ids[::-1]

    found = records.find_each([(Visit, (visit_id,)) for visit_id in backwards])

    names = [row.visit_id if isinstance(row, Visit) else None for row in found]
    assert names == [None if each == ids[7] else each for each in backwards]


# --- a worker's visits ----------------------------------------------------------------------------


def at(number: int, began: datetime, **fields: object) -> Visit:
    """The `number`-th visit."""
    return a_visit(**{"visit_id": VisitId(an_id(number)), "started_at": began, **fields})


def worked(
    records: Records, since: datetime, until: datetime, *, limit: int = 50,
    latest_first: bool = False, worker: UserId = WORKER,
) -> Sequence[VisitId]:  # fmt: skip
    return records.worked(worker, since, until, limit=limit, latest_first=latest_first)


def test_a_workers_visits_come_by_when_they_began_whatever_order_they_were_reported_in(
    records: Records,
):
    keep(records, at(1, NOON + 2 * HOUR), at(2, NOON), at(3, NOON + HOUR))

    assert worked(records, NOON - HOUR, NOON + 3 * HOUR) == [an_id(2), an_id(3), an_id(1)]


def test_both_ends_of_the_time_belong_to_it_and_nothing_beyond(records: Records):
    ms = timedelta(milliseconds=1)
    keep(
        records, at(1, NOON - ms), at(2, NOON), at(3, NOON + HOUR), at(4, NOON + HOUR + ms)
    )  # fmt: skip

    assert worked(records, NOON, NOON + HOUR) == [an_id(2), an_id(3)]


@pytest.mark.parametrize(
    ("latest_first", "nearest"), [(False, [1, 2]), (True, [5, 4])], ids=["earliest", "latest"]
)
def test_of_many_visits_those_at_the_asked_end_are_given(
    records: Records, latest_first: bool, nearest: list[int]
):
    keep(records, *(at(number, NOON + number * HOUR) for number in range(1, 6)))

    found = worked(records, NOON, NOON + 9 * HOUR, limit=2, latest_first=latest_first)

    assert found == [an_id(number) for number in nearest]


def test_visits_that_began_together_come_by_their_ids(records: Records):
    keep(records, at(2, NOON), at(1, NOON), at(3, NOON))

    assert worked(records, NOON, NOON) == [an_id(1), an_id(2), an_id(3)]
    assert worked(records, NOON, NOON, latest_first=True) == [an_id(3), an_id(2), an_id(1)]


def test_another_workers_visits_are_hers_alone(records: Records):
    other = UserId("worker-2")
    keep(records, at(1, NOON), at(2, NOON, worker_id=other))

    assert worked(records, NOON, NOON) == [an_id(1)]
    assert worked(records, NOON, NOON, worker=other) == [an_id(2)]
    assert worked(records, NOON, NOON, worker=UserId("worker-3")) == []


def test_a_visit_counts_by_our_clock_not_by_the_phones(records: Records):
    keep(records, at(1, NOON - HOUR, skew_s=3600))

    assert worked(records, NOON, NOON) == [an_id(1)]
    assert worked(records, NOON - HOUR, NOON - HOUR) == []


def test_a_visit_that_is_reported_anew_with_another_time_moves(records: Records):
    (kept,) = keep(records, at(1, NOON))
    keep(records, at(2, NOON + HOUR))
    assert isinstance(kept, Visit)

    records.commit(Save(row=replace(kept, started_at=NOON + 2 * HOUR)))

    assert worked(records, NOON, NOON) == []
    assert worked(records, NOON, NOON + 2 * HOUR) == [an_id(2), an_id(1)]


def test_no_timer_finds_a_workers_visits(records: Records):
    keep(records, at(1, NOON))

    assert [list(records.due(kind, NOON + HOUR, limit=5)) for kind in DueKind] == [[]] * len(
        DueKind
    )
