"""`python -m infra.bench`: measures, prints the table, keeps the figures, exits 1 for a miss."""

import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.console import Console

from infra.bench import imports
from infra.bench.report import BenchFailed, Figure, exit_code, save, table
from infra.bench.stacks import own_stack
from infra.local.places import CannotStart, places

if TYPE_CHECKING:
    from infra.bench.visits import Round, Visited

NAME = "pipeline.json"
NOTES = """\
Every must and aim is a ceiling. A visit has two uploads, a photo and a video; one of the measured \
visits sends its video in parts. The table shows visits that come one by one, at a booth that had \
{earlier} before; the figures are of a crowd, where sums are written less often.
Write units are the table's own answers (each write asks for what it consumed, indexes included). \
Seen per visit: {units}.
Times are from the object's arrival to ready, one upload at a time. CPU figures count the API's \
process alone; the grant's baseline is a signed form and three bare table calls."""

STOPPED = 130  # the shell's code for a program that Ctrl-C ended
WIDTH = 110  # where there is no terminal to ask
out = Console(file=sys.__stdout__)


def main() -> int:
    """Measure everything; return the exit code."""
    signal.signal(signal.SIGTERM, _end)
    if not out.is_terminal:
        out.width = WIDTH
    try:
        target = places().folder / "bench" / NAME
        figures = measured()
    except (BenchFailed, CannotStart) as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was kept.")
        return STOPPED
    save(figures, target)
    out.print(table("The pipeline", figures))
    out.print(f"Kept in {target}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that the emulator is not left behind."""
    raise KeyboardInterrupt


def measured() -> dict[str, Figure]:
    """Return all figures. Imports come first, while nothing else runs."""
    out.print("Imports…")
    ratio, heavy = imports.import_ratio(), len(imports.heavy_at_start())
    out.print("Starting a stack of its own…")
    with (
        tempfile.TemporaryDirectory(prefix="sampark-bench-") as name,
        own_stack(Path(name)) as info,
    ):
        figures = _of_visits(info, Path(name))
        granting = _granting(Path(name))
    return {
        **figures,
        **_of_a_backlog(),
        "import_ratio_api": Figure(value=ratio, unit="× an empty Python"),
        "heavy_modules_in_api": Figure(value=max(heavy, granting.heavy), unit="modules", must=0),
        "grants_per_cpu_second": Figure(value=granting.per_cpu_second, unit="grants"),
        "grant_cpu_ratio": Figure(value=granting.cpu_ratio, unit="× the bare calls"),
    }


def _of_visits(info: dict[str, Any], folder: Path) -> dict[str, Figure]:
    # These load the app, whose logger takes the standard output as the stack has set it.
    from infra.bench import figures, visits  # noqa: PLC0415
    from infra.bench.media import Studio  # noqa: PLC0415
    from infra.bench.verdicts import stack  # noqa: PLC0415

    out.print("Making photos and videos…")
    a_round = visits.Round(info, Studio(folder))
    made, in_a_crowd = _walked(a_round)
    units = ", ".join(f"{visit.units:.0f}" for visit in made)
    out.print(figures.breakdown(made))
    out.print(NOTES.format(earlier=visits.EARLIER_VISITS, units=units), highlight=False)
    out.print("Verdicts…")
    return {
        **figures.of_visits(made, in_a_crowd),
        **figures.of_timings(a_round.timings),
        **stack.measure(a_round.made),
    }


def _walked(a_round: "Round") -> "tuple[list[Visited], float]":
    out.print("Earlier visits of the day…")
    a_round.warm_up()
    out.print("Measured visits…")
    made = a_round.measured()
    out.print("A crowd of visits…")
    in_a_crowd = a_round.crowd()
    out.print("More photos…")
    a_round.time_photos()
    return made, in_a_crowd


def _granting(folder: Path) -> Any:
    from infra.bench import grants  # noqa: PLC0415  as above

    out.print("Grants…")
    return grants.measure(folder)


def _of_a_backlog() -> dict[str, Figure]:
    from infra.bench.verdicts import backlog  # noqa: PLC0415  as above

    out.print(f"A backlog of {backlog.BACKLOG:,} verdicts…")
    return backlog.measure()


if __name__ == "__main__":
    sys.exit(main())
