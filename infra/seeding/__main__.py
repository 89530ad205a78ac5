"""`python -m infra.seeding SIZE`: a constituency of SIZE people, in the stack of `make run`.

Without a running stack it starts one on the same data folder, fills it and saves.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.local.places import CannotStart, Places, places
from infra.local.run import prepare, start
from infra.seeding import files
from infra.seeding.uploading import Office, SeedFailed

DEFAULT_SIZE = 110_000
WITHIN_S = 1_800.0
CONSTITUENCY = "SAMPLE"
out = Console(file=sys.__stdout__)
Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Make the constituency; return the exit code."""
    text = arguments[0] if arguments else str(DEFAULT_SIZE)
    if not text.isdecimal() or not int(text):
        out.print(f"SIZE must be a whole number of people; it is {text!r}.")
        return 1
    try:
        with _stack(places()) as info:
            show(int(text), seed(info, int(text)))
    except (SeedFailed, CannotStart) as why:
        out.print(f"[bold red]Nothing to show:[/] {why}", highlight=False)
        return 1
    return 0


@contextmanager
def _stack(at: Places) -> Iterator[Json]:
    """Lend what a running stack says of itself; start one for as long as this takes."""
    known = _answering(at.info)
    if known is not None:
        out.print(f"`make run` is up at {known['api']} and is used.")
        yield known
        return
    out.print("No `make run` is up: starting its stack, saving it at the end.")
    lock = prepare(at)
    system = start(at)
    try:
        yield system.info
    finally:
        system.stop()
        lock.close()


def _answering(path: Path) -> Json | None:
    try:
        info: Json = json.loads(path.read_text(encoding="utf-8"))
        answer = httpx.get(f"{info['api']}/v1/health", timeout=5)
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None
    return info if answer.is_success else None


def seed(info: Json, size: int, constituency: str = CONSTITUENCY) -> dict[str, tuple[int, float]]:
    """Import areas, workers and the roll; return kind → (rows, seconds)."""
    office = Office(
        api=info["api"], token=info["users"]["admin"]["token"], campaign_id=info["campaign_id"]
    )
    taken: dict[str, tuple[int, float]] = {}
    with tempfile.TemporaryDirectory() as name, _progress() as progress:
        for kind, rows in (
            ("areas", files.area_rows(size, constituency)),
            ("workers", files.worker_rows(size, constituency)),
            ("beneficiaries", files.roll_rows(size, constituency)),
        ):
            path = Path(name) / f"{kind}.csv"
            count = files.write(path, rows)
            task = progress.add_task(kind, total=count)

            def watch(found: Json, task: Any = task) -> None:
                progress.update(task, completed=found["rows_done"])

            office.bring_in(kind, path, watch=watch, within_s=WITHIN_S)
            taken[kind] = (count, float(progress.tasks[task].elapsed or 0))
            progress.stop_task(task)
    return taken


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=out,
    )  # fmt: skip


def show(size: int, taken: dict[str, tuple[int, float]]) -> None:
    """Print what was made."""
    table = Table(title=f"A constituency of {size:,} people", title_justify="left")
    for heading in ("file", "rows", "seconds", "rows a second"):
        table.add_column(heading, justify="right")
    for kind, (count, seconds) in taken.items():
        table.add_row(kind, f"{count:,}", f"{seconds:.1f}", f"{count / max(seconds, 0.001):,.0f}")
    out.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
