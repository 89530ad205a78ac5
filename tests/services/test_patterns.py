"""Who may see a worker's day, which visits it is made of, and in what pages."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, BeneficiaryId, UserId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.verification.limits import LIMITS, PATTERN_VISITS
from chalicelib.domain.verification.patterns import Abuse, WorkerDay
from chalicelib.domain.visit import Outcome
from chalicelib.services.patterns import MOST_VISITS, of_area, of_worker
from tests.builders import (
    NOON,
    WORKER,
    a_campaign,
    a_ledger,
    a_small_tree,
    a_testimonial,
    a_user,
    a_visit,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords

DAY = date(2026, 11, 14)
CONVENER = a_user(Role.CONVENER, "constituency")
ELSEWHERE = UserId("worker-2")


def a_table() -> FakeRecords:
    """A worker's day: met, not at home, met the evening before and at another desk's booth."""
    return FakeRecords(
        *a_small_tree(), a_campaign(), a_worker(), a_worker("booth-3", user_id=ELSEWHERE),
        a_visit(), a_testimonial(media_ids=()), a_ledger(),
        a_visit(visit_id=VisitId(an_id(2)), outcome=Outcome.NOT_HOME),
        # Half past six in the evening in UTC is midnight in India.
        a_visit(visit_id=VisitId(an_id(3)), started_at=NOON + timedelta(hours=6, minutes=30)),
        a_visit(visit_id=VisitId(an_id(4)), started_at=NOON - timedelta(hours=17, minutes=31)),
        a_visit(visit_id=VisitId(an_id(5)), beneficiary_id=BeneficiaryId(an_id(0xB002)),
                booth_id=AreaId("booth-3"), path=path_to("booth-3"),
                started_at=NOON + timedelta(minutes=9)),
    )  # fmt: skip


def test_a_day_holds_the_visits_of_that_day_by_the_campaigns_clock_at_which_somebody_was_met() -> (
    None
):
    worker, day = of_worker(CONVENER, WORKER, DAY, records=a_table())

    assert (worker.user_id, day.worker_id, day.day, day.met) == (WORKER, WORKER, DAY, 2)
    counts = next(each for each in day.patterns if each.abuse is Abuse.COUNTS)
    assert (counts.visit_ids, counts.of) == ((a_visit().visit_id,), 1)


def test_who_steers_a_part_sees_the_visits_of_that_part() -> None:
    in_charge = a_user(Role.IN_CHARGE, "mandal-1")

    assert of_worker(in_charge, WORKER, DAY, records=a_table())[1].met == 1


@pytest.mark.parametrize(("more", "is_whole"), [(0, True), (1, False), (450, False)])
def test_a_day_of_more_visits_than_are_looked_at_says_so(more: int, is_whole: bool) -> None:
    visits = [
        a_visit(visit_id=VisitId(an_id(0x1000 + n)), started_at=NOON + timedelta(seconds=n))
        for n in range(MOST_VISITS + more)
    ]
    records = FakeRecords(*a_small_tree(), a_campaign(), a_worker(), *visits)

    _, day = of_worker(CONVENER, WORKER, DAY, records=records)

    assert (day.met, day.is_whole) == (MOST_VISITS, is_whole)


@pytest.mark.parametrize(("day", "utc_offset_min"), [(date.min, 330), (date.max, -60)])
def test_a_day_that_ends_outside_the_calendar_is_refused(day: date, utc_offset_min: int) -> None:
    campaign = a_campaign(utc_offset_min=utc_offset_min)
    records = FakeRecords(*a_small_tree(), campaign, a_worker())

    with pytest.raises(InvalidInput):
        of_worker(CONVENER, WORKER, day, records=records)


def test_no_limit_asks_for_more_visits_of_a_day_than_are_looked_at() -> None:
    assert LIMITS[PATTERN_VISITS].highest <= MOST_VISITS


def test_a_day_without_visits_is_empty() -> None:
    assert of_worker(CONVENER, WORKER, DAY + timedelta(days=9), records=a_table())[1].met == 0


@pytest.mark.parametrize(
    ("user", "worker_id", "error"),
    [
        (a_worker(), WORKER, NotPermitted),
        (a_user(Role.MODERATOR, "constituency"), WORKER, NotPermitted),
        (a_user(Role.CONVENER, "mandal-4"), WORKER, NotFound),
        (CONVENER, UserId("nobody"), NotFound),
    ],
    ids=["a worker", "a moderator", "elsewhere", "nobody"],
)
def test_only_those_who_steer_her_place_see_a_workers_day(
    user: User, worker_id: UserId, error: type[Exception]
) -> None:
    with pytest.raises(error):
        of_worker(user, worker_id, DAY, records=a_table())


def days(area: str, user: User = CONVENER, **page: object) -> tuple[list[WorkerDay], str | None]:
    limit, cursor = page.get("limit", 10), page.get("cursor")
    assert isinstance(limit, int)
    assert cursor is None or isinstance(cursor, str)
    found = of_area(user, AreaId(area), DAY, limit=limit, cursor=cursor, records=a_table())
    return [day for _, day in found.items], found.cursor


def test_a_booth_shows_its_workers_and_a_mandal_those_of_its_booths() -> None:
    assert [each.worker_id for each in days("booth-1")[0]] == [WORKER]
    assert [each.worker_id for each in days("mandal-1")[0]] == [WORKER]
    assert [each.worker_id for each in days("mandal-2")[0]] == [ELSEWHERE]


def test_pages_go_on_over_the_booths() -> None:
    records = a_table()
    booths = [a_worker("booth-1", user_id=UserId(f"worker-{n}")) for n in (4, 5)]
    records.seed(*booths, a_worker("booth-2", user_id=UserId("worker-6")))

    first = of_area(CONVENER, AreaId("mandal-1"), DAY, limit=3, cursor=None, records=records)
    rest = of_area(CONVENER, AreaId("mandal-1"), DAY, limit=3, cursor=first.cursor, records=records)

    seen = [day.worker_id for page in (first, rest) for _, day in page.items]
    assert sorted(seen) == ["worker-1", "worker-4", "worker-5", "worker-6"]
    assert rest.cursor is None


def test_a_place_without_a_campaign_says_so() -> None:
    records = FakeRecords(*a_small_tree(), a_worker())

    with pytest.raises(NotFound):
        of_worker(CONVENER, WORKER, DAY, records=records)


@pytest.mark.parametrize(
    ("area", "user", "cursor", "error"),
    [
        ("district-1", CONVENER, None, InvalidInput),
        ("booth-6", a_user(Role.CONVENER, "mandal-1"), None, NotFound),
        ("nowhere", CONVENER, None, NotFound),
        ("booth-1", a_worker(), None, NotPermitted),
        ("booth-1", CONVENER, "x", InvalidInput),
        ("booth-1", CONVENER, "1234567", InvalidInput),
    ],
)
def test_what_cannot_be_listed_is_refused(
    area: str, user: User, cursor: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        days(area, user, cursor=cursor)
