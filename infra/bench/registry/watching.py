"""What this process takes while something runs: its memory's peak, sampled beside the work."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.05
PAGE_KB = 4
MB_KB = 1024


@dataclass(slots=True)
class Peak:
    """Resident memory in MB: before, and at most."""

    before_mb: float
    most_mb: float

    @property
    def grown_mb(self) -> float:
        """How much more than before was in use at the peak."""
        return self.most_mb - self.before_mb


@contextmanager
def memory() -> Iterator[Peak]:
    """Yield what is filled in while the context lasts."""
    peak, ended = Peak(_resident_mb(), _resident_mb()), threading.Event()

    def look() -> None:
        while not ended.wait(SAMPLE_S):
            peak.most_mb = max(peak.most_mb, _resident_mb())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * PAGE_KB / MB_KB


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Yield a list that holds the seconds taken once the context has ended."""
    taken: list[float] = []
    started = time.monotonic()
    try:
        yield taken
    finally:
        taken.append(time.monotonic() - started)
