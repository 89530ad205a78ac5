"""The queues behind `ports.Jobs`, and the messages that travel on them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.jobs import Job, Queue
from chalicelib.domain.media import Media, MediaKind, original_key
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MOST_DELAY_S: Final = 900  # the longest that SQS lets one message wait


class SQSJobs:
    """Sends jobs, and a media's own arrival notice in the form that S3 gives it."""

    def __init__(
        self,
        client: "SQSClient",
        *,
        queues: Mapping[Queue, str],
        media_queues: Mapping[MediaKind, str],
        originals: str,
        clock: Clock,
    ) -> None:
        self._client = client
        self._queues = queues
        self._media_queues = media_queues
        self._originals = originals
        self._clock = clock

    def send(self, job: Job) -> None:
        """Put a job on its queue."""
        body = {
            "action": job.action.value, "subject": job.subject, "channel_id": job.channel_id,
            **({"media_id": job.media_id} if job.media_id else {}),
            **({"content_version": job.content_version} if job.content_version else {}),
            **({"after": job.after} if job.after else {}),
            **({"delivery_id": job.delivery_id} if job.delivery_id else {}),
        }  # fmt: skip
        self._send(self._queues[job.queue], json.dumps(body), self._delay_s(job))

    def _delay_s(self, job: Job) -> int:
        """Return how many seconds a job waits on its queue, whole ones, at most as SQS allows."""
        if job.not_before is None:
            return 0
        left = (job.not_before - self._clock.now()).total_seconds()
        return min(max(0, ceil(left)), MOST_DELAY_S)

    def reprocess(self, media: Media) -> None:
        """Put the media's arrival notice on its queue again, as S3 would have written it."""
        notice = {
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Reconciled",
            "eventTime": (media.stored_at or self._clock.now()).isoformat(),
            "s3": {
                "bucket": {"name": self._originals},
                "object": {"key": original_key(media), "size": media.size_bytes},
            },
        }
        self._send(self._media_queues[media.kind], json.dumps({"Records": [notice]}))

    def _send(self, url: str, body: str, delay_s: int = 0) -> None:
        with translated():
            self._client.send_message(QueueUrl=url, MessageBody=body, DelaySeconds=delay_s)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every failure into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        raise StoreUnavailable(f"queue: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"queue: {type(error).__name__}") from error
