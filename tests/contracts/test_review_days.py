"""People's days at a desk: hers in their order, a desk's the newest first."""

from datetime import timedelta

from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.rows import Save
from chalicelib.domain.seats import Seat
from chalicelib.ports import Records
from tests.builders import CAMPAIGN, DESK, MODERATOR, NOON, path_to

TODAY = NOON.date()


def a_day(days_ago: int, user: str = MODERATOR, desk: str = DESK) -> ReviewDay:
    return ReviewDay(
        user_id=UserId(user), day=TODAY - timedelta(days=days_ago), desk_id=AreaId(desk),
        campaign_id=CAMPAIGN, path=path_to("constituency"), counts={"approve": 1}, last_at=NOON,
    )  # fmt: skip


def keep(records: Records, *rows: ReviewDay | Seat) -> None:
    for row in rows:
        records.commit(Save(row=row))


def test_a_persons_days_stand_together_and_her_seat_is_none_of_them(records: Records) -> None:
    keep(records, a_day(0), a_day(3), a_day(9), a_day(0, "other"), Seat(user_id=MODERATOR))

    page = records.under(
        ReviewDay, MODERATOR, limit=9, after=(TODAY - timedelta(days=3)).isoformat()
    )

    assert [(row.day, row.version) for row in page.items] == [
        (TODAY - timedelta(days=3), 1), (TODAY, 1),
    ]  # fmt: skip
    assert page.cursor is None
    assert records.find(Seat, MODERATOR) is not None


def test_a_desks_days_come_the_newest_first(records: Records) -> None:
    keep(records, a_day(2), a_day(0, "b"), a_day(0, "a"), a_day(1), a_day(0, desk="another"))

    page = records.listed(ReviewDay, DESK, limit=9)

    assert [(row.user_id, row.day) for row in page.items] == [
        ("a", TODAY), ("b", TODAY), (MODERATOR, TODAY - timedelta(days=1)),
        (MODERATOR, TODAY - timedelta(days=2)),
    ]  # fmt: skip
