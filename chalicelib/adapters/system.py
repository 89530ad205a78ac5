"""The clock, the time a run has left, fresh ids, working folders, and adapters that load late."""

import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

RANDOM_BYTES = 10


class SystemClock:
    """The machine's clock, in UTC, to the millisecond: what the table and JSON keep."""

    def now(self) -> datetime:
        """Return the current instant."""
        instant = datetime.now(UTC)
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class UUIDv7:
    """Ids that sort by time (RFC 9562, section 5.7): 48 bits of milliseconds, then random."""

    def __call__(self) -> str:
        """Return a fresh id."""
        stamp = int(datetime.now(UTC).timestamp() * 1000)
        raw = bytearray(stamp.to_bytes(6, "big") + os.urandom(RANDOM_BYTES))
        raw[6] = 0x70 | (raw[6] & 0x0F)
        raw[8] = 0x80 | (raw[8] & 0x3F)
        return str(UUID(bytes=bytes(raw)))


_ends_at: ContextVar[float] = ContextVar("ends_at", default=math.inf)


@contextmanager
def ending_in(seconds: float) -> Iterator[None]:
    """Let `time_left_s` count down from `seconds` within this run; an end before stays the end."""
    set_to = _ends_at.set(min(time.monotonic() + seconds, _ends_at.get()))
    try:
        yield
    finally:
        _ends_at.reset(set_to)


def time_left_s() -> float:
    """Return how long this run may still work, in seconds; infinite where nothing ends it."""
    return max(_ends_at.get() - time.monotonic(), 0.0)


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield an empty private folder, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="sampark-") as folder:
        yield Path(folder)


class Later:
    """Stands for an adapter whose library is heavy, and loads it when something is asked of it."""

    def __init__(self, load: Callable[[], object]) -> None:
        self._load = lru_cache(maxsize=1)(load)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)
