"""Which key takes the largest share of all writes when the whole country is out on visits.

The keys that complete visits write are measured on the embedded stack. How many keys of each kind
the country has follows from the scale that the design states; a kind's writes are spread over
them. A tally is written once per batch of changes and reader of the stream, not once per visit.
"""

import json
import threading
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.aws.dues import DUE_SHARDS
from chalicelib.domain.rows import DueKind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PEAK_VISITS_PER_S: Final = 3_334  # 60 million in three days, at six times the mean
DESKS: Final = 543
BATCH_S: Final = 10
STREAM_READERS: Final = 64  # shards of the table's stream at that rate, a thousand units each
KEYS: Final = ("pk", "list_pk", "due_pk")
BY_DESK: Final = frozenset({"STATE", "DIALLED", "HELD"})
BY_CAMPAIGN: Final = frozenset({"CALLS"})


class KeyMeter:
    """Attached to a client, it counts the partition keys of what is written."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._written: Counter[str] = Counter()
        self._lock = threading.Lock()
        for operation in ("PutItem", "TransactWriteItems"):
            client.meta.events.register(f"before-call.dynamodb.{operation}", self._before)

    def take(self) -> Counter[str]:
        """Return how often each key was written since the last time."""
        with self._lock:
            taken, self._written = self._written, Counter()
        return taken

    def _before(self, params: Mapping[str, Any], **_: object) -> None:
        body = json.loads(params["body"])
        actions = body.get("TransactItems") or [{"Put": body}]
        items = [one["Item"] for action in actions for one in action.values() if "Item" in one]
        with self._lock:
            self._written.update(item[key]["S"] for item in items for key in KEYS if key in item)


def shares(written: Counter[str], visits: int, *, list_shards: int) -> dict[str, float]:
    """Return kind of key → the share of all writes that its busiest key would take at the peak."""
    per_visit: Counter[str] = Counter()
    for key, count in written.items():
        per_visit[kind_of(key)] += count
    tallies = sum(count for kind, count in per_visit.items() if kind.startswith("TALLY"))
    rest = (sum(per_visit.values()) - tallies) / visits
    found = {
        kind: count / visits / rest / keys_of(kind, list_shards)
        for kind, count in per_visit.items()
        if not kind.startswith("TALLY")
    }
    found["TALLY"] = STREAM_READERS / BATCH_S / (PEAK_VISITS_PER_S * rest)
    return found


def kind_of(key: str) -> str:
    """Return the part of a key that says what it is: its first word, for a list also the second."""
    words = key.split("#")
    return "#".join(words[:2]) if words[0] in {"DUE", "STATE"} else words[0]


def keys_of(kind: str, list_shards: int) -> float:
    """Return how many keys of a kind the country's peak second writes to."""
    word, _, second = kind.partition("#")
    if word == "DUE":
        return DUE_SHARDS[DueKind(second)]
    if word in BY_DESK:
        return DESKS * list_shards
    if word in BY_CAMPAIGN:
        return list_shards
    return PEAK_VISITS_PER_S  # a key of the visit's, the person's or the booth's own
