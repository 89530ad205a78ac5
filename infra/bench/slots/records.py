"""The table in memory, as far as granting slots asks for it: rows by key, and lanes in their order.

It keeps the promises of the real one: a commit applies all or nothing, and fails for a row that has
changed. The fake of the tests looks through all rows for each question; a week has no time for it.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalicelib.adapters.aws.dues import pool_place
from chalicelib.adapters.aws.keys import natural_key
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.publishing import Publication, waits_for_a_slot
from chalicelib.domain.rows import Change, Page, Row, Save
from chalicelib.domain.slots import Lane

Key = tuple[type, tuple[str, ...]]
Entry = tuple[str, tuple[str, ...]]


class WeekRecords:
    """Rows under their natural keys; `granted` are the publications that got a slot of late."""

    def __init__(self) -> None:
        self.granted: list[Publication] = []
        self.rows_written = 0
        self._rows: dict[Key, Any] = {}
        self._keys: dict[tuple[str, ...], None] = {}  # of the lanes
        self._lanes: dict[str, list[Entry]] = defaultdict(list)

    def find(self, kind: type, *key: str) -> Any:
        """Return the row under its natural key."""
        return self._rows.get((kind, key))

    def under(self, kind: type, *_: str, limit: int, cursor: str | None = None) -> Page[Any]:
        """Return all lanes: there is one channel, and a page holds them all."""
        assert kind is Lane
        assert cursor is None
        found = [self._rows[Lane, key] for key in self._keys]
        return Page(items=tuple(found[:limit]), cursor=None)

    def waiting(
        self, _campaign: str, _channel: str, lane_id: str, *, limit: int,
        after: Publication | None = None,
    ) -> Sequence[Publication]:  # fmt: skip
        """Return what waits in a lane, the best first."""
        entries = self._lanes[lane_id]
        start = bisect_left(entries, (f"{pool_place(after)}!",)) if after else 0
        return [self._rows[Publication, key] for _, key in entries[start : start + limit]]

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none."""
        for change in changes:
            kept = self._rows.get(_key(change.row))
            if (kept.version if kept else 0) != change.row.version:
                raise StaleVersion("The record changed since it was read")
        for change in changes:
            if isinstance(change, Save):
                self.rows_written += 1
                self._write(change.row)

    def put(self, row: Row) -> None:
        """Put a row in place, whatever its version."""
        self._write(row)

    def _write(self, row: Row) -> None:
        key = _key(row)
        before = self._rows.get(key)
        kept: Any = replace(row, version=row.version + 1)
        self._rows[key] = kept
        if isinstance(row, Lane):
            self._keys[key[1]] = None
        if isinstance(row, Publication):
            self._move(key, before, kept)
            if row.slot_at is not None and (before is None or before.slot_at is None):
                self.granted.append(kept)

    def _move(self, key: Key, before: Publication | None, after: Publication) -> None:
        if before is not None and waits_for_a_slot(before):
            entries = self._lanes[str(before.lane_id)]
            del entries[bisect_left(entries, (pool_place(before), key[1]))]
        if waits_for_a_slot(after):
            insort(self._lanes[str(after.lane_id)], (pool_place(after), key[1]))


def _key(row: Row) -> Key:
    return type(row), natural_key(row)
