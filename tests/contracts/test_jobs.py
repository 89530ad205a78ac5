"""Jobs on their queues: what a message says, and how long it waits there."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.aws.queues import MOST_DELAY_S, SQSJobs
from chalicelib.domain.jobs import Action, Job, Queue
from tests.builders import NOON, VISIT
from tests.contracts.aws import BareAWS
from tests.fakes import FixedClock

SCHEDULE = Job(action=Action.SCHEDULE, subject=VISIT, content_version=3)
WAIT_S = 2


class Sent:
    """Stands where the client of the queues does, and keeps what is sent."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def send_message(self, **message: Any) -> None:
        self.messages.append(message)


def jobs(client: Any, url: str = "queue") -> SQSJobs:
    return SQSJobs(
        client, queues={Queue.PUBLISH: url}, media_queues={}, originals="",
        clock=FixedClock(NOON),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "delay_s"),
    [(None, 0), (-5, 0), (0, 0), (0.2, 1), (29.5, 30), (30, 30), (3600, MOST_DELAY_S)],
    ids=["at once", "late", "now", "a moment", "rounded up", "half a minute", "more than it can"],
)
def test_a_job_waits_on_its_queue_until_it_may_be_done(seconds: float | None, delay_s: int) -> None:
    sent = Sent()
    at = None if seconds is None else NOON + timedelta(seconds=seconds)

    jobs(sent).send(Job(action=Action.SCHEDULE, subject=VISIT, not_before=at))

    assert [message["DelaySeconds"] for message in sent.messages] == [delay_s]


def test_a_message_names_the_approval_that_it_is_about_and_no_other_says_anything_of_one() -> None:
    sent = Sent()

    jobs(sent).send(SCHEDULE)
    jobs(sent).send(Job(action=Action.POST, subject=VISIT, channel_id="page"))

    assert [json.loads(message["MessageBody"]) for message in sent.messages] == [
        {"action": "schedule", "subject": VISIT, "channel_id": None, "content_version": 3},
        {"action": "post", "subject": VISIT, "channel_id": "page"},
    ]


def test_a_message_says_where_a_sweep_goes_on_and_the_first_one_nothing_of_that() -> None:
    sent = Sent()

    jobs(sent).send(Job(action=Action.SWEEP, subject="freeze-1"))
    jobs(sent).send(Job(action=Action.SWEEP, subject="freeze-1", after="3:75:cursor"))

    assert [json.loads(message["MessageBody"]) for message in sent.messages] == [
        {"action": "sweep", "subject": "freeze-1", "channel_id": None},
        {"action": "sweep", "subject": "freeze-1", "channel_id": None, "after": "3:75:cursor"},
    ]


def test_nobody_is_given_a_message_before_its_time(aws: BareAWS) -> None:
    client, url = aws.client("sqs"), aws.outputs["PublishQueueUrl"]
    wait = NOON + timedelta(seconds=WAIT_S)
    started = time.monotonic()

    jobs(client, url).send(Job(action=Action.SCHEDULE, subject=VISIT, not_before=wait))
    early = client.receive_message(QueueUrl=url).get("Messages", [])
    late: list[Any] = []
    while not late:
        late = client.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", [])
    waited = time.monotonic() - started
    client.delete_message(QueueUrl=url, ReceiptHandle=late[0]["ReceiptHandle"])

    assert early == []
    assert json.loads(late[0]["Body"])["subject"] == VISIT
    assert waited >= WAIT_S - 0.5
