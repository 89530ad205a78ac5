"""Counts the write units that one client's writes consume, by step and kind of row.

The table itself is asked for what each write consumed, its indexes included. A refused write
answers nothing but costs all the same; it is charged by the size of what was sent.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.bench.units import size_of, units_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Json = Mapping[str, Any]
TRANSACTION = "TransactWriteItems"
WRITES = ("PutItem", "UpdateItem", "DeleteItem", TRANSACTION)
INDEX_KEYS = ("list_pk", "due_pk")
NOTE = "rows_to_write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One row on its way to the table. `size_bytes` is 0 where the request does not tell it."""

    row: str
    size_bytes: int
    is_indexed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What one row's write consumed. `step` is the function, or the call, that wrote it."""

    step: str
    row: str
    size_bytes: int
    table_units: float
    index_units: Mapping[str, float]
    is_refused: bool = False

    @property
    def units(self) -> float:
        """All write units."""
        return self.table_units + sum(self.index_units.values())


class Meter:
    """Attached to a client, it sees each write once, whatever the client retries.

    `steps` names the threads that are functions of their own; what any other thread writes belongs
    to `calling`, the API call that is being made. `levels` names the areas of the tallies.
    """

    def __init__(self, *, steps: frozenset[str], levels: Mapping[str, str]) -> None:
        self.calling = "api"
        self._steps = steps
        self._levels = levels
        self._written: list[Written] = []
        self._last_at = time.monotonic()
        self._lock = threading.Lock()

    def attach(self, client: "DynamoDBClient") -> None:
        """Watch every write of this client."""
        for operation in WRITES:
            events = client.meta.events
            events.register(f"before-parameter-build.dynamodb.{operation}", _ask_for_units)
            events.register(f"before-call.dynamodb.{operation}", self._before)
            events.register(f"after-call.dynamodb.{operation}", self._after)

    def take(self) -> tuple[Written, ...]:
        """Return what was written since the last time."""
        with self._lock:
            taken, self._written = tuple(self._written), []
        return taken

    def wait_until_quiet(self, quiet_s: float) -> None:
        """Return once nothing has been written for so long."""
        while (left := self._last_at + quiet_s - time.monotonic()) > 0:
            time.sleep(left)

    def _before(self, params: Json, context: dict[str, Any], **_: object) -> None:
        context[NOTE] = list(_rows(json.loads(params["body"]), self._levels))

    def _after(self, parsed: Json, model: Any, context: Json, **_: object) -> None:
        name = threading.current_thread().name
        step = name if name in self._steps else self.calling
        in_transaction = model.name == TRANSACTION
        found = list(_shared(step, context[NOTE], in_transaction, _consumed(parsed)))
        with self._lock:
            self._written += found
            self._last_at = time.monotonic()


def _ask_for_units(params: dict[str, Any], **_: object) -> None:
    params["ReturnConsumedCapacity"] = "INDEXES"


def _rows(body: Json, levels: Mapping[str, str]) -> Iterator[Sent]:
    """Yield the rows that a request writes or, in a transaction, only checks."""
    for action in body.get("TransactItems") or [{"one": body}]:
        ((kind, one),) = action.items()
        item = one.get("Item", {})
        name = _name(item, one.get("Key") or item, levels)
        yield Sent(
            row=f"{name}, checked" if kind == "ConditionCheck" else name,
            size_bytes=size_of(item),
            is_indexed=any(key in item for key in INDEX_KEYS),
        )


def _name(item: Json, key: Json, levels: Mapping[str, str]) -> str:
    """Return the row's kind and state: several writes of one row differ by it."""
    kind, _, natural = key["pk"]["S"].partition("#")
    if kind == "TALLY":
        return f"Tally of the {levels.get(natural, 'area')}"
    parts = (item[name]["S"] for name in ("row", "state") if name in item)
    return " ".join(parts) or f"{kind.lower()} {key['sk']['S'].partition('#')[0].lower()}"


def _consumed(parsed: Json) -> Json | None:
    """Return the table's answer; None when it refused the write."""
    found = parsed.get("ConsumedCapacity")
    return found[0] if isinstance(found, list) else found


def _shared(
    step: str, rows: list[Sent], in_transaction: bool, consumed: Json | None
) -> Iterator[Written]:
    """Yield each row's share of a request's units.

    A transaction's answer is one sum: rows take theirs by size, and what is left (the old form of
    a row was larger, an index entry went away) falls to the first.
    """
    own = [units_of(row.size_bytes, in_transaction=in_transaction) for row in rows]
    indexed = next((number for number, row in enumerate(rows) if row.is_indexed), 0)
    indexes = _index_units(consumed or {})
    if consumed is not None:
        own[0] += consumed["CapacityUnits"] - sum(indexes.values()) - sum(own)
    for number, row in enumerate(rows):
        yield Written(
            step=step,
            row=row.row,
            size_bytes=row.size_bytes,
            table_units=own[number],
            index_units=indexes if number == indexed else {},
            is_refused=consumed is None,
        )


def _index_units(consumed: Json) -> dict[str, float]:
    found: Json = consumed.get("GlobalSecondaryIndexes", {})
    return {name: float(index["CapacityUnits"]) for name, index in found.items()}
