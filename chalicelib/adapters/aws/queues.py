"""The queues behind `ports.Jobs`, and the messages that travel on them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.jobs import Job, Queue
from chalicelib.domain.media import Media, MediaKind, original_key
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


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
        }  # fmt: skip
        self._send(self._queues[job.queue], json.dumps(body))

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

    def _send(self, url: str, body: str) -> None:
        with translated():
            self._client.send_message(QueueUrl=url, MessageBody=body)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every failure into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        raise StoreUnavailable(f"queue: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"queue: {type(error).__name__}") from error
