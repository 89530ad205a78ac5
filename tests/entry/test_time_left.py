"""A run knows how long Lambda lets it work, and keeps enough of that to store what it made."""

import json
import math

from chalice.app import SQSEvent

from chalicelib.adapters.system import ending_in, time_left_s
from chalicelib.entry.edge import RESERVED_S, batch_handler


class Lambda:
    """What Lambda tells a handler."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


def left_within(context: object) -> list[float]:
    seen: list[float] = []

    @batch_handler
    def look(_message: object) -> None:
        seen.append(time_left_s())

    record = {"messageId": "1", "body": json.dumps({}), "eventSource": "aws:sqs"}
    look(SQSEvent({"Records": [record]}, context))
    return seen


def test_a_run_may_work_until_a_little_before_lambda_ends_it() -> None:
    (left,) = left_within(Lambda(60))

    assert 60 - RESERVED_S - 5 < left <= 60 - RESERVED_S


def test_a_run_with_less_than_that_has_no_time_left_and_never_less_than_none() -> None:
    assert left_within(Lambda(RESERVED_S / 2)) == [0]


def test_outside_lambda_nothing_ends_a_run() -> None:
    assert left_within(None) == [math.inf]


def test_an_end_within_an_end_is_the_earlier_one_and_passes() -> None:
    with ending_in(50):
        with ending_in(500):
            assert time_left_s() <= 50
        with ending_in(5):
            assert time_left_s() <= 5
        assert time_left_s() > 5
    assert time_left_s() == math.inf
