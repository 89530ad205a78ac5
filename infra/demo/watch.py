"""Waiting with an end: every wait has a limit, stops on Ctrl-C and notices a stack that died."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

EVERY_S = 0.4
T = TypeVar("T")


class DemoFailed(Exception):
    """Why the demo cannot go on, in one sentence."""


class StackGone(DemoFailed):
    """The stack ended under the demo; no visit can go on."""


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


class Watch:
    """Shared by every thread of a demo. `require_alive` raises StackGone when the stack died."""

    def __init__(self, require_alive: Callable[[], None]) -> None:
        self._require_alive = require_alive
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End every wait with Stopped."""
        self._stopped.set()

    def pause(self, seconds: float) -> None:
        """Wait; raise Stopped at once when the demo is stopped, StackGone for a dead stack."""
        if self._stopped.wait(seconds):
            raise Stopped
        self._require_alive()

    def until(self, what: str, ask: Callable[[], T | None], within_s: float) -> T:
        """Return what `ask` answers once it is not None; raise DemoFailed after `within_s`."""
        end = time.monotonic() + within_s
        while (answer := ask()) is None:
            if time.monotonic() > end:
                raise DemoFailed(f"{what} took longer than {within_s:.0f} s.")
            self.pause(EVERY_S)
        return answer
