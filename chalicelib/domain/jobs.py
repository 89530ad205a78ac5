"""Work for the queues, and the outbox that makes sure it gets there.

A job is written as an outbox item in the transaction that makes it necessary; the table's stream
carries it to its queue. Sending twice is harmless: every job may be repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

OUTBOX_LIFE: Final = timedelta(days=7)


class Queue(StrEnum):
    """The queues that jobs travel on."""

    VERIFY = "verify"
    PUBLISH = "publish"
    IMPORT = "import"
    COMPOSE = "compose"
    DELIVER = "deliver"


class Action(StrEnum):
    """What a job asks for; `subject` and `channel_id` say of whom."""

    VERIFY = "verify"  # a visit's evidence changed
    COMPARE = "compare"  # a media is ready; others may be copies of it, or it of them
    SCHEDULE = "schedule"  # a testimonial was approved
    POST = "post"  # a publication's slot has come
    CONFIRM = "confirm"  # a post may or may not have happened
    TAKE_DOWN = "take_down"  # a post must go
    WITHDRAW = "withdraw"  # a beneficiary took consent back
    MATCH = "match"  # a visit's call may have come before it
    LOOK_BACK = "look_back"  # a number became hers; calls from it may have taken consent back
    READ_ON = "read_on"  # an import has more rows than one run could read
    COMPOSE = "compose"  # a publication is posted as an edition
    MAKE_REEL = "make_reel"  # a reel's members were chosen
    END_REELS = "end_reels"  # what reels show is approved no longer
    DELIVER = "deliver"  # an operator's own system is told of an event
    SWEEP = "sweep"  # a freeze came, ended or was lifted


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work; `media_id` is that of COMPARE, `content_version` that of SCHEDULE.

    `not_before` is when it may be done at the earliest; it waits on its queue until then.
    `subject` is a visit's id, or a reel's; a beneficiary's for WITHDRAW and LOOK_BACK, an import's
    for READ_ON, a freeze's for SWEEP, which goes on from `after`, a webhook's for DELIVER, which
    sends the message `delivery_id`.
    """

    action: Action
    subject: str
    channel_id: str | None = None
    media_id: str | None = None
    content_version: int | None = None
    not_before: datetime | None = None
    after: str | None = None
    delivery_id: str | None = None

    @property
    def queue(self) -> Queue:
        """The queue this job travels on."""
        return QUEUES.get(self.action, Queue.PUBLISH)


QUEUES: Final[Mapping[Action, Queue]] = {
    Action.VERIFY: Queue.VERIFY,
    Action.COMPARE: Queue.VERIFY,
    Action.MATCH: Queue.VERIFY,
    Action.LOOK_BACK: Queue.VERIFY,
    Action.READ_ON: Queue.IMPORT,
    Action.COMPOSE: Queue.COMPOSE,
    Action.MAKE_REEL: Queue.COMPOSE,
    Action.DELIVER: Queue.DELIVER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A job waiting for the stream to carry it. Kept for OUTBOX_LIFE, then expired by the table."""

    item_id: str
    job: Job
    created_at: datetime
    version: int = 0

    @property
    def expires_at(self) -> datetime:
        """When the table may forget the item."""
        return self.created_at + OUTBOX_LIFE
