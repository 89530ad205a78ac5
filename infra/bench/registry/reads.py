"""Counts the read units of one client by DynamoDB's rule, from what its reads asked and brought.

The emulator's own answer does not follow the size of what was read, so it is not asked. The rule:
one unit per started 4 KB, half of that where the read may be late; a query's items are counted
together, a batch's one by one. Source: the developer guide's page on read capacity, November 2026.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeSerializer

from infra.bench.units import size_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READS = ("GetItem", "BatchGetItem", "Query")
UNIT_BYTES = 4096
NOTE = "is_consistent"
Item = Mapping[str, Any]
_write = TypeSerializer().serialize


class ReadMeter:
    """Attached to a client, it sums what its reads cost, and counts them, since it was last asked.

    What threads of one of the names `others` read, the pumps', does not count.
    """

    def __init__(self, client: "DynamoDBClient", *, others: frozenset[str]) -> None:
        self._others = others
        self._units = 0.0
        self._requests = 0
        self._lock = threading.Lock()
        for operation in READS:
            events = client.meta.events
            events.register(f"before-parameter-build.dynamodb.{operation}", _note)
            events.register(f"after-call.dynamodb.{operation}", self._after)

    def take(self) -> float:
        """Return the units since the last time."""
        with self._lock:
            taken, self._units = self._units, 0.0
        return taken

    def take_requests(self) -> int:
        """Return how many requests there were since the last time."""
        with self._lock:
            taken, self._requests = self._requests, 0
        return taken

    def _after(self, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: object) -> None:
        if threading.current_thread().name in self._others:
            return
        units = sum(_units(some) for some in _read_together(parsed))
        with self._lock:
            self._units += units if context.get(NOTE) else units / 2
            self._requests += 1


def _note(params: Mapping[str, Any], context: dict[str, Any], **_: object) -> None:
    tables = params.get("RequestItems", {"": params}).values()
    context[NOTE] = any(each.get("ConsistentRead") for each in tables)


def _read_together(parsed: Mapping[str, Any]) -> Iterator[list[Item]]:
    """Yield the items that are counted together; an absent one costs a unit too."""
    if "Items" in parsed:
        yield parsed["Items"]
    elif "Responses" in parsed:
        yield from ([item] for items in parsed["Responses"].values() for item in items)
    else:
        yield [parsed["Item"]] if "Item" in parsed else []


def _units(items: list[Item]) -> float:
    size = sum(size_of(_wire(item)) for item in items)
    return float(max(1, -(-size // UNIT_BYTES)))


def _wire(item: Item) -> Mapping[str, Mapping[str, Any]]:
    """Return an item in the wire's form, whichever handler came first."""
    is_wire = all(isinstance(value, dict) and len(value) == 1 for value in item.values())
    return item if is_wire else {name: _write(value) for name, value in item.items()}
