"""One list out of several shards: merged by sort key, with a cursor that remembers each shard."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from chalicelib.domain.errors import InvalidInput

Item = dict[str, Any]
Read = Callable[[str, str | None], list[Item]]
END = "~"  # sorts after every sort key: this shard has nothing more
MOST_KEY_BYTES = 1024  # DynamoDB's limit for a sort key


def merge(
    shards: Sequence[str], read: Read, *, limit: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """Return the next `limit` items over all shards by `list_sk`, and the cursor behind them.

    `read(shard, after)` returns up to `limit` items of one shard. Raises InvalidInput for a cursor
    that we did not make; one that somebody made up reads the caller's own list all the same.
    """
    positions = decode(cursor, len(shards))
    heap: list[tuple[str, int, Item]] = []
    for number, shard in enumerate(shards):
        if positions[number] == END:
            continue
        items = read(shard, positions[number] or None)
        heap.extend((str(item["list_sk"]), number, item) for item in items)
    heap.sort(key=lambda entry: entry[:2])
    for sort_key, number, _ in heap[:limit]:
        positions[number] = sort_key
    for number in _exhausted(heap, limit, len(shards)):
        positions[number] = END
    is_end = len(heap) < limit or all(position == END for position in positions)
    return [item for _, _, item in heap[:limit]], None if is_end else encode(positions)


def _exhausted(heap: list[tuple[str, int, Item]], limit: int, count: int) -> set[int]:
    """Return the shards that gave less than a full page and of which nothing is left over."""
    given = [sum(1 for _, number, _ in heap if number == shard) for shard in range(count)]
    left = {number for _, number, _ in heap[limit:]}
    return {shard for shard in range(count) if given[shard] < limit and shard not in left}


def encode(positions: Sequence[str]) -> str:
    """Return an opaque cursor."""
    text = json.dumps(list(positions), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None, count: int) -> list[str]:
    """Return one position per shard; raise InvalidInput for text that is not a cursor of ours."""
    if cursor is None:
        return [""] * count
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        positions = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, RecursionError):  # not base64, not JSON, or brackets without end
        raise _refused() from None
    if not isinstance(positions, list) or len(positions) != count:
        raise _refused()
    return [position(str(one)) or "" for one in positions]


def position(cursor: str | None) -> str | None:
    """Return a place in one list as it was given; raise InvalidInput for what cannot be a key."""
    if cursor is not None and not (cursor.isascii() and len(cursor) < MOST_KEY_BYTES):
        raise _refused()
    return cursor


def _refused() -> InvalidInput:
    return InvalidInput("Use next_cursor as it was given", field="cursor")
