"""Counts the read units of one client: the table is asked what each read consumed."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READS = ("GetItem", "BatchGetItem", "Query")


class ReadMeter:
    """Attached to a client, it sums what its reads consumed since it was last asked.

    `ours` says of a thread's name whether its reads count, so that the pumps' do not.
    """

    def __init__(self, client: "DynamoDBClient", *, others: frozenset[str]) -> None:
        self._others = others
        self._units = 0.0
        self._lock = threading.Lock()
        for operation in READS:
            events = client.meta.events
            events.register(f"before-parameter-build.dynamodb.{operation}", _ask)
            events.register(f"after-call.dynamodb.{operation}", self._after)

    def take(self) -> float:
        """Return the units since the last time."""
        with self._lock:
            taken, self._units = self._units, 0.0
        return taken

    def _after(self, parsed: Mapping[str, Any], **_: object) -> None:
        if threading.current_thread().name in self._others:
            return
        found = parsed.get("ConsumedCapacity") or []
        each = found if isinstance(found, list) else [found]
        with self._lock:
            self._units += sum(one["CapacityUnits"] for one in each)


def _ask(params: dict[str, Any], **_: object) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"
