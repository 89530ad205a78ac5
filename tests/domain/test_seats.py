"""A seat remembers what was handed out, what came back, and where the last items came from."""

from dataclasses import replace

from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.seats import (
    MOST_HELD,
    MOST_KEPT,
    MOST_LATELY,
    Handed,
    Seat,
    handed,
    kept_on,
    seated,
)
from tests.builders import DESK, MODERATOR, a_testimonial, an_id

SEAT = Seat(user_id=UserId(MODERATOR))


def ids(*numbers: int) -> tuple[VisitId, ...]:
    return tuple(VisitId(an_id(number)) for number in numbers)


def test_a_new_item_comes_behind_what_she_holds_still() -> None:
    assert seated(SEAT, ids(1), ids(2)[0]).held == ids(1, 2)
    assert seated(SEAT, (), ids(2)[0]).held == ids(2)


def test_an_item_stands_on_a_seat_once() -> None:
    assert seated(SEAT, ids(1, 2), ids(1)[0]).held == ids(2, 1)


def test_a_seat_holds_two_at_most() -> None:
    assert seated(SEAT, ids(1, 2), ids(3)[0]).held == ids(2, 3)
    assert len(seated(SEAT, ids(*range(9)), ids(3)[0]).held) == MOST_HELD


def test_a_seat_remembers_where_the_last_items_came_from() -> None:
    item = a_testimonial()
    seat = SEAT

    for number in range(MOST_LATELY + 3):
        seat = handed(seat, replace(item, booth_id=AreaId(f"booth-{number}")), ())

    assert len(seat.lately) == MOST_LATELY
    assert seat.lately[-1] == Handed(desk_id=DESK, booth_id=AreaId(f"booth-{MOST_LATELY + 2}"))
    assert seat.turn == MOST_LATELY + 3


def test_what_is_no_longer_kept_for_her_leaves_the_seat() -> None:
    seat = replace(SEAT, kept=ids(1, 2, 3))

    assert handed(seat, a_testimonial(), ids(2)).kept == ids(2)


def test_what_comes_back_is_kept_on_the_seat_once() -> None:
    seat = kept_on(SEAT, ids(1)[0])

    assert seat is not None
    assert seat.kept == ids(1)
    assert kept_on(seat, ids(1)[0]) == seat


def test_a_seat_keeps_no_more_than_somebody_can_soon_see_to() -> None:
    full = replace(SEAT, kept=ids(*range(MOST_KEPT)))

    assert kept_on(full, ids(99)[0]) is None
    assert kept_on(full, ids(3)[0]) == full
