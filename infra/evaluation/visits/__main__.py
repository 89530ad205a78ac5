"""`python -m infra.evaluation.visits [SIZE] [SEED]`: how much planted fraud is found, and how.

It makes the set, carries it past the engine, prints three tables, draws how far findings can be
trusted, keeps the figures and the truth under .local/bench, and exits 1 when a must is missed. A
whole constituency from the usual seed is written into docs/evaluation.md as well.
"""

import gc
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chalicelib.domain.verification.rules import CHECKS
from infra.bench.report import exit_code, save, table
from infra.evaluation.visits import documents, plot, reliability, scoring, tables
from infra.evaluation.visits.making import Made, Plan, make
from infra.evaluation.visits.rows import standing
from infra.evaluation.visits.running import Engine, items_of
from infra.local.places import ROOT, places

CONSTITUENCY: Final = 110_000
SEED: Final = 5
PICTURES: Final = ROOT.parent / "shared" / "corpus"
DOCS: Final = ROOT / "docs"
WIDTH: Final = 118  # where there is no terminal to ask
NAMES: Final = [check.name for check in CHECKS]
out: Final = Console(file=sys.__stdout__, width=None if sys.stdout.isatty() else WIDTH)


def main(arguments: list[str]) -> int:
    """Evaluate; return the exit code."""
    numbers = [int(each) if each.isdecimal() else 0 for each in arguments]
    size, seed = (*numbers, *(CONSTITUENCY, SEED)[len(numbers) :])[:2]
    if size < 1:
        out.print(f"SIZE must be a whole number of people; it is {arguments[0]!r}.")
        return 1
    made = make(Plan(size=size, seed=seed, pictures=PICTURES), watch)
    out.print(
        f"{len(made.world.people):,} people, {len(made.world.booths):,} booths, "
        f"{len(made.world.visits):,} visits, seed {seed}; {made.real_pictures} real pictures"
    )
    engine = run(made)
    return report(made, engine, size)


def watch(name: str, total: int, counts: Iterator[int]) -> None:
    """Show how far a step has come."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=out) as progress:
        task = progress.add_task(name, total=total)
        for done in counts:
            progress.update(task, completed=min(done, total))


def run(made: Made) -> Engine:
    """Return the engine after everything has happened. It is given rows and events alone."""
    engine = Engine(standing(made.world), made.world.seed)
    # What stands by now stays; looking for garbage among millions of rows would take minutes.
    gc.collect()
    gc.freeze()
    gc.disable()
    watch("events", len(made.happening), engine.run(made.happening))
    gc.enable()
    return engine


def report(made: Made, engine: Engine, size: int) -> int:
    """Print and keep what came of it; return the exit code."""
    items = list(items_of(engine.store).values())
    cases = scoring.cases(items, made.answers)
    frauds, whole = scoring.by_fraud(cases), scoring.whole(cases)
    verdicts = sum(item.evidence_version for item in items)
    found = tables.figures(whole, frauds, engine.spent, verdicts)
    shown = (
        tables.frauds_table(frauds),
        tables.checks_table(scoring.by_check(cases, NAMES)),
        tables.verdict_table(whole, engine.spent, verdicts),
    )
    out.print(*shown, table("Figures", found), sep="\n")
    folder = places().folder / "bench"
    save(found, folder / "verification.json")
    made.answers.save(folder / "verification-truth.json")
    title = f"{len(cases):,} visits of a constituency of {size:,} people, seed {made.world.seed}"
    image = plot.draw(
        title, reliability.foretold(cases, NAMES), reliability.by_doubts(cases), frauds
    )
    image.save(folder / "reliability.png", optimize=True)
    if (size, made.world.seed) == (CONSTITUENCY, SEED):
        image.save(DOCS / "reliability.png", optimize=True)
        documents.put(_as_text(shown), DOCS / "evaluation.md")
    out.print(f"Kept in {folder}", highlight=False, soft_wrap=True)
    return exit_code(found)


def _as_text(shown: Sequence[Table]) -> str:
    """Return tables as they are printed where there is no terminal."""
    page = Console(file=StringIO(), record=True, width=WIDTH)
    page.print(*shown, sep="\n")
    return page.export_text()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
