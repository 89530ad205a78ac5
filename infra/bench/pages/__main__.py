"""`python -m infra.bench.pages`: the review desk and the pages in a real browser, measured."""

import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from infra.bench.report import BenchFailed, Figure, exit_code, save, table
from infra.bench.stacks import own_system
from infra.local.places import CannotStart, places

NAME = "pages.json"
STOPPED = 130
WIDTH = 110
NOTES = """\
Every must is a ceiling. A thousand items wait in the queue. A claim is measured from asking for \
an item to the first frame of its film, with nothing of it in the browser; a decision from the \
key to the frame after the one that has the next item on the screen. A weight is what came over \
the line on a first visit until nothing more came, squeezed, without photos and films; the \
console's goes on to its first item, the one fetched behind it, and what its keys may open. What \
a page lacks is Lighthouse's marks below a hundred: a phone on a slow line for home, withdraw and \
field, a desktop for the console before signing in and for its queue."""
out = Console(file=sys.__stdout__)


def main() -> int:
    """Measure everything; return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not out.is_terminal:
        out.width = WIDTH
    try:
        figures = measured()
    except (BenchFailed, CannotStart) as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was kept.")
        return STOPPED
    target = places().folder / "bench" / NAME
    save(figures, target)
    out.print(NOTES, highlight=False)
    out.print(table("The pages", figures))
    out.print(f"Kept in {target}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def measured() -> dict[str, Figure]:
    """Return all figures, from a stack of its own."""
    out.print("Starting a stack of its own…")
    with tempfile.TemporaryDirectory(prefix="sampark-bench-") as name:
        folder = Path(name)
        with own_system(folder / "local") as system:
            return _all(system, folder)


def _all(system: Any, folder: Path) -> dict[str, Figure]:
    # These load the app, whose logger takes the standard output as the stack has set it.
    from infra.bench.pages import chromium, marks, reviewing, waiting, weight  # noqa: PLC0415

    out.print(f"Having {waiting.WAITING:,} items wait…")
    waiting.fill(system, folder)
    with chromium.browser() as browser:
        out.print("Weights…")
        figures = weight.measure(browser, system.info)
        out.print("Claims and decisions…")
        figures = {**reviewing.measure(browser, system.info), **figures}
    out.print("Marks…")
    marked, lost = marks.measure(system.info, folder)
    for page, audits in lost.items():
        if audits:
            out.print(f"  {page} lost: {', '.join(audits)}", highlight=False)
    return {**figures, **marked}


if __name__ == "__main__":
    sys.exit(main())
