"""This process as Lambda's pollers: queues, the table's stream and timers, in their real shapes.

Each pump hands events to the very handlers that are deployed and honours their answers: what is not
reported as failed is deleted, what fails comes back.
"""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Handler = Callable[[Any, Any], Any]
PAUSE_S = 1.0
# A little longer than the leases of domain/media.py and domain/channel_editions.py.
HIDDEN_S: Mapping[str, int] = {"Photo": 70, "Video": 330, "Import": 1210, "Compose": 670}
HIDDEN_OTHERS_S = 60
STREAM_POLL_S = 0.2
FULL_AT = 4


class Context:
    """What handlers see of Lambda."""

    function_name = "embedded"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:ap-south-1:000000000000:function:embedded"
    aws_request_id = "embedded"

    def get_remaining_time_in_millis(self) -> int:
        """Return a time that never runs out here."""
        return 900_000


class Pump(threading.Thread):
    """A thread that turns round until it is stopped; trouble with the emulator only delays it."""

    def __init__(self, name: str, turn: Callable[[], float]) -> None:
        super().__init__(name=name, daemon=True)
        self._turn = turn
        self._end = threading.Event()

    def run(self) -> None:
        """Turn round."""
        while not self._end.is_set():
            try:
                pause = self._turn()
            except Exception:
                # The handler has logged its own fault; the work is still in the queue or stream.
                pause = PAUSE_S
            self._end.wait(pause)

    def stop(self) -> None:
        """Let the current turn be the last."""
        self._end.set()


def queue_pump(name: str, sqs: Any, url: str, arn: str, batch: int, handler: Handler) -> Pump:
    """Return a pump from one queue to one handler.

    A message is hidden for less long than the queues say: there is one reader, which works on it at
    once, so after a kill its work is taken up again soon after the dead run's lease is over.
    """

    def turn() -> float:
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=batch,
            WaitTimeSeconds=1,
            VisibilityTimeout=HIDDEN_S.get(name, HIDDEN_OTHERS_S),
            AttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if messages:
            event = {"Records": [_record(message, arn) for message in messages]}
            result = handler(event, Context()) or {}
            _delete_done(sqs, url, messages, _failed(result))
        return 0 if messages else 0.05

    return Pump(name, turn)


def _record(message: Mapping[str, Any], arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }


def _failed(result: Mapping[str, Any]) -> set[str]:
    return {str(one["itemIdentifier"]) for one in result.get("batchItemFailures", [])}


def _delete_done(sqs: Any, url: str, messages: list[Any], failed: set[str]) -> None:
    for message in messages:
        if message["MessageId"] not in failed:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


class StreamReader:
    """Reads the table's stream from its beginning; what was read before is harmless to repeat."""

    def __init__(self, streams: Any, arn: str, batch: int) -> None:
        self._streams = streams
        self._arn = arn
        self.batch = batch
        self._iterators: dict[str, str | None] = {}

    def read(self) -> list[tuple[str, list[dict[str, Any]], str | None]]:
        """Return per shard the next records and the iterator behind them."""
        described = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]
        for shard in described["Shards"]:
            shard_id = shard["ShardId"]
            if shard_id not in self._iterators:
                self._iterators[shard_id] = self._first(shard_id)
        return [self._next(shard_id, at) for shard_id, at in self._iterators.items() if at]

    def _first(self, shard_id: str) -> str:
        answer = self._streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
        )
        return str(answer["ShardIterator"])

    def _next(self, shard_id: str, at: str) -> tuple[str, list[dict[str, Any]], str | None]:
        answer = self._streams.get_records(ShardIterator=at, Limit=self.batch)
        return shard_id, answer["Records"], answer.get("NextShardIterator")

    def advance(self, shard_id: str, to: str | None) -> None:
        """Remember that everything before `to` was handled."""
        self._iterators[shard_id] = to


def stream_pump(
    name: str, reader: StreamReader, arn: str, handler: Handler, window_s: float = STREAM_POLL_S
) -> Pump:
    """Return a pump from the table's stream to its handler; a failed batch is read again.

    What comes within `window_s` seconds is handed over together, and a full batch at once.
    """

    def turn() -> float:
        is_full = False
        for shard_id, records, following in reader.read():
            if records:
                event = {"Records": [_stream_record(record, arn) for record in records]}
                if _failed(handler(event, Context()) or {}):
                    return PAUSE_S
            reader.advance(shard_id, following)
            # A read ends at a megabyte too, so it is full well before its number of records.
            is_full = is_full or len(records) >= reader.batch // FULL_AT
        return 0 if is_full else window_s

    return Pump(name, turn)


def _stream_record(record: Mapping[str, Any], arn: str) -> dict[str, Any]:
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": arn.split(":")[3],
        "dynamodb": _as_json(record["dynamodb"]),
        "eventSourceARN": arn,
    }


def _as_json(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change as Lambda's event has it: bytes in base64."""
    images = {name: _image(change[name]) for name in ("NewImage", "OldImage") if name in change}
    return {**change, **images}


def _image(image: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {"B": b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in image.items()
    }


def timer_pump(name: str, every_s: float, handler: Handler) -> Pump:
    """Return a pump that ticks; the first tick comes at once, as after an outage."""

    def turn() -> float:
        started = time.monotonic()
        handler(_tick(name), Context())
        return max(every_s - (time.monotonic() - started), 0)

    return Pump(name, turn)


def _tick(name: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": "embedded",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": datetime.now(UTC).isoformat(),
        "region": "ap-south-1",
        "resources": [f"arn:aws:events:ap-south-1:000000000000:rule/{name}"],
        "detail": {},
    }
