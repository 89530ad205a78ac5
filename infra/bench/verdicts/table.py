"""A table in memory, with the calls of a client that a verdict makes; it counts what they touch.

The real adapter works on it, so rows are packed and read as they are on AWS; what the client of AWS
itself would need is not in it.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from infra.bench.report import BenchFailed

Item = dict[str, Any]
# The index, by the names of its keys; the table itself has none.
KEYS: Final = {None: ("pk", "sk"), "lists": ("list_pk", "list_sk"), "due": ("due_pk", "due_sk")}
LAST: Final = "\U0010ffff"


class MemoryTable:
    """Items by their keys. `reads` and `writes` count, by partition key, items and index entries.

    A query counts once. A write that moves an entry of an index counts for where it was as well.
    """

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self._items: dict[tuple[str, str], Item] = {}
        self._sorted: dict[str | None, dict[str, list[tuple[str, str, str]]]] = {
            name: defaultdict(list) for name in KEYS
        }

    def get_item(self, *, Key: Item, **_: object) -> Item:  # noqa: N803  the client's own names
        """Return one item."""
        self.reads[Key["pk"]] += 1
        found = self._items.get((Key["pk"], Key["sk"]))
        return {"Item": found} if found else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Item]) -> Item:  # noqa: N803
        """Return the items that are there."""
        ((table, asked),) = RequestItems.items()
        places = [(key["pk"], key["sk"]) for key in asked["Keys"]]
        self.reads.update(pk for pk, _ in places)
        return {"Responses": {table: [self._items[at] for at in places if at in self._items]}}

    def query(
        self, *, KeyConditionExpression: str, ExpressionAttributeValues: Item,  # noqa: N803
        Limit: int, IndexName: str | None = None, ScanIndexForward: bool = True,  # noqa: N803
        **_: object,
    ) -> Item:  # fmt: skip
        """Return items of one partition; never more than the limit, and no cursor."""
        partition, *bounds = ExpressionAttributeValues.values()
        self.reads[partition] += 1
        entries = self._sorted[IndexName][partition]
        first, last = _range(KeyConditionExpression, bounds)
        found = entries[bisect_left(entries, (first,)) : bisect_left(entries, (last, LAST))]
        chosen = found[:Limit] if ScanIndexForward else found[::-1][:Limit]
        return {"Items": [self._items[pk, sk] for _, pk, sk in chosen]}

    def put_item(self, *, Item: Item, **condition: Any) -> None:  # noqa: N803
        """Write one item whole."""
        before = self._items.get((Item["pk"], Item["sk"]))
        kept = before["version"] if before and "version" in before else 0
        if condition.get("ExpressionAttributeValues", {}).get(":version", kept) != kept:
            raise BenchFailed("Two verdicts changed one row at once.")
        for name, (pk, _) in KEYS.items():
            self._move(name, before, Item)
            touched = {each[pk] for each in _moved(name, before, Item)}
            self.writes.update(touched)
        self._items[Item["pk"], Item["sk"]] = Item

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> None:  # noqa: N803
        """Write several."""
        for action in TransactItems:
            self.put_item(**action["Put"])

    def _move(self, index: str | None, before: Item | None, after: Item) -> None:
        pk, sk = KEYS[index]
        if before and pk in before:
            entries = self._sorted[index][before[pk]]
            entries.pop(bisect_left(entries, (before[sk], before["pk"], before["sk"])))
        if pk in after:
            insort(self._sorted[index][after[pk]], (after[sk], after["pk"], after["sk"]))


def _moved(index: str | None, before: Item | None, after: Item) -> Iterator[Item]:
    """Yield the forms of an item that a write costs the index: none when its entry stays."""
    pk, sk = KEYS[index]
    was = (before[pk], before[sk]) if before and pk in before else None
    now = (after[pk], after[sk]) if pk in after else None
    if index is not None and was == now:
        return
    if was and index is not None and before:
        yield before
    if now:
        yield after


def _range(expression: str, bounds: list[str]) -> tuple[str, str]:
    """Return between which sort keys a query's condition lies."""
    if "BETWEEN" in expression:
        return bounds[0], bounds[1]
    if "begins_with" in expression:
        return bounds[0], bounds[0] + LAST
    if ">" in expression:
        return bounds[0] + "\0", LAST
    return "", LAST
