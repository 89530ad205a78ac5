"""`python -m infra.bench.registry [SIZE]`: imports, worklists, sync, calls and keys, measured."""

import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from infra.bench.report import BenchFailed, Figure, exit_code, save, table
from infra.bench.stacks import own_stack
from infra.local.places import CannotStart, places
from infra.seeding.uploading import SeedFailed

NAME = "registry.json"
SIZE = 110_000
STOPPED = 130
WIDTH = 110
NOTES = """\
Every must and aim is a ceiling. Rows are brought in as an operator does it: a grant, a file, \
a Lambda's handler; the seconds run from the request to `done`, with every other pump at work. \
Memory is what this one process (API, pumps and import together) grew by at its peak. Read units \
follow DynamoDB's rule from what was read, write units are the table's own answers. The busiest \
key is that of a peak second of the whole country: the keys that complete visits wrote here, \
spread over as many as the country has (infra/bench/registry/spread.py says how many)."""
out = Console(file=sys.__stdout__)


def main(arguments: list[str]) -> int:
    """Measure everything; return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not out.is_terminal:
        out.width = WIDTH
    try:
        figures = measured(int(arguments[0]) if arguments else SIZE)
    except (BenchFailed, CannotStart, SeedFailed) as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was kept.")
        return STOPPED
    target = places().folder / "bench" / NAME
    save(figures, target)
    out.print(NOTES, highlight=False)
    out.print(table("The registry", figures))
    out.print(f"Kept in {target}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def measured(size: int) -> dict[str, Figure]:
    """Return all figures of a constituency of `size` people, on a stack of its own."""
    out.print("Starting a stack of its own…")
    with tempfile.TemporaryDirectory(prefix="sampark-bench-") as name:
        folder = Path(name)
        with own_stack(folder) as info:
            return _all(info, folder, size)


def _all(info: dict[str, Any], folder: Path, size: int) -> dict[str, Figure]:
    # These load the app, whose logger takes the standard output as the stack has set it.
    from infra.bench.registry import field, rolls  # noqa: PLC0415

    out.print(f"Importing {size // 10:,} and then {size:,} people…")
    figures = rolls.measure(info, folder, size)
    out.print("Worklists, sync, calls, keys…")
    return {**figures, **field.measure(info, folder, size, out)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
