"""Remembers rows that hardly ever change, for a minute and within one process."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from chalicelib.ports import Clock

T = TypeVar("T")
KEPT_FOR: Final = timedelta(minutes=1)
MOST_KEPT: Final = 100


@dataclass(slots=True, kw_only=True)
class Remembered(Generic[T]):
    """Rows by id. What is older than KEPT_FOR is no longer known."""

    clock: Clock
    _kept: dict[str, tuple[datetime, T]] = field(default_factory=dict)

    def known(self, name: str) -> T | None:
        """Return what was kept under a name within the last minute."""
        at, value = self._kept.get(name, (None, None))
        is_fresh = at is not None and self.clock.now() - at < KEPT_FOR
        return value if is_fresh else None

    def keep(self, name: str, value: T) -> None:
        """Keep a value as of now, unless a fresh one is known."""
        if self.known(name) is not None:
            return
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[name] = (self.clock.now(), value)
