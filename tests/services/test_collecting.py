"""A testimonial begins when visit and consent to publish are both known, and never twice."""

import pytest

from chalicelib.domain.consent import Purpose
from chalicelib.domain.rows import Row
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.collecting import open_testimonial
from tests.builders import (
    ALL_PURPOSES,
    DESK,
    NOON,
    VISIT,
    a_consent,
    a_ledger,
    a_place,
    a_testimonial,
    a_visit,
)
from tests.fakes import FakeRecords, FixedClock

MUTE = a_ledger(a_consent(purposes=ALL_PURPOSES - {Purpose.PUBLISH}))


def opened(*rows: Row) -> list[Testimonial]:
    records = FakeRecords(*a_place(), *rows)
    open_testimonial(VISIT, records=records, clock=FixedClock(NOON))
    return records.all(Testimonial)


def test_visit_and_consent_to_publish_open_it_at_its_desk() -> None:
    (item,) = opened(a_visit(), a_ledger())

    assert (item.state, item.desk_id, item.since) == (State.COLLECTING, DESK, NOON)


@pytest.mark.parametrize(
    "rows", [(a_ledger(),), (a_visit(),), (a_visit(), MUTE)],
    ids=["no visit", "nothing agreed", "no consent to publish"],
)  # fmt: skip
def test_without_either_there_is_none(rows: tuple[Row, ...]) -> None:
    assert opened(*rows) == []


def test_one_that_is_there_stays_as_it_is() -> None:
    (item,) = opened(a_visit(), a_ledger(), a_testimonial())

    assert item.state is State.PENDING_REVIEW


def test_of_two_that_open_it_at_once_the_first_counts() -> None:
    records = FakeRecords(*a_place(), a_visit(), a_ledger())
    records.before_commit = lambda _: records.seed(a_testimonial(State.COLLECTING))

    open_testimonial(VISIT, records=records, clock=FixedClock(NOON))

    assert records.all(Testimonial) == [a_testimonial(State.COLLECTING, version=1)]
