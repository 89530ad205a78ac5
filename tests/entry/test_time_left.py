"""A run knows how long Lambda lets it work, and keeps enough of that to store what it made."""

import json
import math

from chalice.app import SQSEvent

from chalicelib.adapters.system import ending_in, time_left_s
from chalicelib.domain.errors import StoreUnavailable
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


def returned(context: object, *, messages: int, fails: bool = False) -> tuple[int, list[str]]:
    """Return how many messages of a batch were tried, and which go back to the queue."""
    tried: list[object] = []

    @batch_handler
    def take(message: object) -> None:
        tried.append(message)
        if fails:
            raise StoreUnavailable("table")

    records = [
        {"messageId": str(number), "body": "{}", "eventSource": "aws:sqs"}
        for number in range(messages)
    ]
    answer = take(SQSEvent({"Records": records}, context))
    return len(tried), [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_what_a_run_has_no_time_left_for_goes_back_and_what_is_done_does_not() -> None:
    assert returned(Lambda(RESERVED_S / 2), messages=3) == (1, ["1", "2"])
    assert returned(Lambda(RESERVED_S / 2), messages=3, fails=True) == (1, ["0", "1", "2"])
    assert returned(Lambda(60), messages=3) == (3, [])
    assert returned(None, messages=3) == (3, [])


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
