"""Lists that second looks rely on: what waits, what is done, and what is reviewed last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.areas import Path
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.level_checks import LevelCheck, done_list, waiting_list
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State
from chalicelib.ports import Records
from tests.builders import DESK, MODERATOR, NOON, an_id, path_to
from tests.contracts.rows import a_level_check, waiting

WAITING, DONE = waiting_list(DESK, "mandal"), done_list(DESK, "mandal")


def keep(records: Records, *rows: Row) -> None:
    for row in rows:
        records.commit(Save(row=row))


def had(look: LevelCheck, minutes: int) -> LevelCheck:
    return replace(
        look, decision=DecisionKind.APPROVE, by=MODERATOR, at=NOON + timedelta(minutes=minutes)
    )


def listed(records: Records, name: str, within: Path = ()) -> list[VisitId]:
    found, cursor = [], None
    for _ in range(50):
        page = records.listed(LevelCheck, name, limit=2, cursor=cursor, within=within)
        found += [each.visit_id for each in page.items]
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


def test_looks_wait_by_level_the_longest_waiting_first(records: Records):
    looks = [a_level_check(number) for number in (5, 1, 4, 2, 3)]
    keep(records, *looks, a_level_check(9, level="state", depth=1))
    keep(records, a_level_check(8, desk_id=AreaId("other")))

    assert listed(records, WAITING) == ids(1, 2, 3, 4, 5)
    assert listed(records, WAITING, path_to("mandal-2")) == ids(2)
    assert listed(records, waiting_list(DESK, "state")) == ids(9)
    assert listed(records, DONE) == []


def test_a_look_that_was_had_stands_among_those_done_the_newest_first(records: Records):
    looks = [a_level_check(number) for number in range(1, 5)]
    keep(records, *looks)

    for minutes, number in enumerate((3, 1, 4)):
        keep(records, had(replace(looks[number - 1], version=1), minutes))

    assert listed(records, WAITING) == ids(2)
    assert listed(records, DONE) == ids(4, 1, 3)


def test_a_visits_looks_stand_together_by_the_evidence_they_are_of(records: Records):
    looks = [
        replace(a_level_check(1), number=number, level=level)
        for number in (2, 1)
        for level in ("state", "mandal")
    ]
    keep(records, *looks, a_level_check(2))

    found = records.under(LevelCheck, an_id(1), limit=9).items

    assert [(each.number, each.level) for each in found] == [
        (1, "mandal"), (1, "state"), (2, "mandal"), (2, "state"),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [1, 3, 20])
def test_what_is_verified_and_was_not_drawn_is_listed_last(records: Records, limit: int):
    undrawn = {"verdict": Verdict.VERIFIED, "judged_at": NOON}
    keep(records, *(waiting(number, **undrawn) for number in (1, 3, 5)))
    keep(records, *(waiting(number, **undrawn, levels=("booth",)) for number in (6, 2)))
    keep(records, waiting(4, verdict=Verdict.NEEDS_REVIEW, judged_at=NOON))

    found, cursor = [], None
    for _ in range(20):
        page = records.testimonials(
            State.PENDING_REVIEW, DESK, path_to("state"), limit=limit, cursor=cursor
        )
        found += [item.visit_id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    # What is in doubt has a head start.
    assert found == ids(4, 2, 6, 1, 3, 5)


def test_what_is_passed_up_comes_out_from_behind(records: Records):
    last = waiting(1, verdict=Verdict.VERIFIED, judged_at=NOON)
    keep(records, last, waiting(2))

    keep(records, replace(last, is_escalated=True, version=1))

    page = records.testimonials(State.PENDING_REVIEW, DESK, path_to("state"), limit=9, cursor=None)
    assert [item.visit_id for item in page.items] == ids(1, 2)
