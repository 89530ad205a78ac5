"""`python -m infra.bench.compression [--quick]`: the media engine against floor, rivals and itself.

Prints every figure and what became of each file, keeps the figures in `.local/bench/media.json` and
the plots of growth beside it, and exits 1 when a `must` is missed. `--quick` takes few inputs: it
shows that all of it runs, and its figures say little.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.bench.compression import photos, videos
from infra.bench.compression.plot import Line, plot
from infra.bench.report import BenchFailed, Figure, exit_code, save, table
from infra.local.places import ROOT, CannotStart, places

NAME = "media.json"
WIDTH = 130  # where there is no terminal to ask
CORPUS = ROOT.parent / "shared" / "corpus"
Growth = Callable[[bool], Sequence[tuple[float, float, float]]]


def main(arguments: list[str]) -> int:
    """Measure everything; return the exit code."""
    given = _parsed(arguments)
    out = Console(width=None if sys.stdout.isatty() else WIDTH)
    corpus = given.corpus if given.corpus.is_dir() else None
    try:
        folder = places().folder / "bench"
        figures = _measured(corpus, given.quick, out)
        _grown(folder, given.quick, out)
    except (BenchFailed, CannotStart) as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    save(figures, folder / NAME)
    out.print(table("The media engine; every must and aim is a ceiling", figures))
    out.print(f"Kept in {folder / NAME}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-media", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few inputs: see that all of it runs")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a folder of real media")
    return parser.parse_args(arguments)


def _measured(corpus: Path | None, is_quick: bool, out: Console) -> dict[str, Figure]:
    out.print("Photos…" if corpus else "Photos… (made ones only: no folder of real ones)")
    found = dict(photos.figures(corpus, is_quick))
    out.print(photos.files(corpus, is_quick))
    out.print(photos.calibration(corpus, is_quick))
    out.print("Videos…")
    found |= videos.figures(corpus, is_quick)
    out.print(videos.files(corpus, is_quick))
    return found


def _grown(folder: Path, is_quick: bool, out: Console) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, unit, measure in (
        ("photos", "megapixels", photos.growth),
        ("videos", "seconds", videos.growth),
    ):
        out.print(f"Growth of {kind}…")
        found = measure(is_quick)
        out.print(_points(kind, unit, found))
        path = folder / f"growth-{kind}.svg"
        path.write_text(plot(f"One of our {kind}", unit, _lines(found)), encoding="utf-8")
        out.print(f"Drawn in {path}", highlight=False, soft_wrap=True)


def _points(kind: str, unit: str, found: Sequence[tuple[float, float, float]]) -> Table:
    shown = Table(title=f"Growth of {kind}", title_justify="left")
    for heading in (unit, "CPU s", "peak MB"):
        shown.add_column(heading, justify="right")
    for size, cpu_s, peak_mb in found:
        shown.add_row(f"{size:g}", f"{cpu_s:.3f}", f"{peak_mb:.0f}")
    return shown


def _lines(found: Sequence[tuple[float, float, float]]) -> tuple[Line, Line]:
    cpu = Line(name="CPU seconds", points=tuple((size, cpu_s) for size, cpu_s, _ in found))
    memory = Line(name="peak MB", points=tuple((size, peak) for size, _, peak in found))
    return cpu, memory


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
