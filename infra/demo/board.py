"""What the demo shows while it runs: a live line per running visit, and one that stays at its end.

Where no terminal looks on, each step is a plain line without control characters.
"""

import sys
import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 150


def console() -> Console:
    """Return the console to print on: coloured in a terminal, plain elsewhere."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(
        highlight=False, force_terminal=False, color_system=None, width=PLAIN_WIDTH, markup=False
    )


class Board:
    """The running visits, by name. Safe for several threads."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._running: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._live = Live(
            get_renderable=self._render, console=out, refresh_per_second=8, transient=True
        )

    def __enter__(self) -> Self:
        if self._out.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._out.is_terminal:
            self._live.stop()

    def now(self, who: str, text: str) -> None:
        """Show what `who` does now."""
        with self._lock:
            started, _ = self._running.get(who, (time.monotonic(), ""))
            self._running[who] = (started, text)
        if not self._out.is_terminal:
            self._line(" ", who, text)

    def done(self, who: str, text: str, *, is_good: bool = True) -> None:
        """Keep how it ended for `who`."""
        with self._lock:
            self._running.pop(who, None)
        self._line("✓" if is_good else "✗", who, text, "green" if is_good else "red")

    def _line(self, mark: str, who: str, text: str, style: str = "") -> None:
        passed = time.monotonic() - self._started
        self._out.print(Text.assemble(f"{passed:6.1f} s ", (f"{mark} {who:<9}", style), f" {text}"))

    def _render(self) -> Table:
        table = Table.grid(padding=(0, 1))
        with self._lock:
            running = list(self._running.items())
        for who, (started, text) in running:
            passed = f"{time.monotonic() - started:5.1f} s"
            table.add_row(Spinner("dots"), Text(who), Text(text), Text(passed))
        return table
