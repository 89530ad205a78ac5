"""`python -m infra.bench.slots`: a made week of five channels and 20,000 approved items.

The planner, as it is deployed, against slots promised first come, first served. Prints a table,
keeps the figures in `.local/bench/slots.json`, draws docs/slots.svg, and exits 1 for a miss.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from chalicelib.domain.channels import Channel
from infra.bench.report import Figure, exit_code, save, table
from infra.bench.slots import ideal, planner, rival, week
from infra.bench.slots.drawing import Panel, drawn
from infra.bench.slots.runs import (
    QUARTERS,
    Run,
    Supply,
    by_step,
    fairness,
    over_quota,
    supply_of,
    too_near_or_quiet,
    used_share,
)
from infra.local.places import ROOT, CannotStart, places

NAME = "slots.json"
PLOT = ROOT / "docs" / "slots.svg"
WIDTH = 130  # where there is no terminal to ask
UNUSED = 0.05  # the share of slots that may be lost while something waits
NAMES = ("that existed", "first come, first served", "planned")
# A planned channel, the same under promises, and the slots that existed.
Compared = tuple[Run, Run, list[datetime]]


def main(arguments: list[str]) -> int:
    """Measure the week; return the exit code."""
    given = _parsed(arguments)
    out = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        target = places().folder / "bench" / NAME
    except CannotStart as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    items = week.items(given.seed, given.items)
    out.print(f"Seed {given.seed}: {len(items):,} items in three days, a week of five channels…")
    found = compared(items, given.seed)
    supply = supply_of(items)
    figures = figures_of(found, supply)
    save(figures, target)
    given.plot.write_text(plot(found), encoding="utf-8")
    out.print(side_by_side(found, supply))
    out.print(table("Slots of a week; every must is a ceiling", figures))
    out.print(f"Kept in {target}, drawn in {given.plot}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-slots", description=__doc__)
    parser.add_argument("--seed", type=int, default=week.SEED)
    parser.add_argument("--items", type=int, default=week.ITEMS)
    parser.add_argument("--plot", type=Path, default=PLOT)
    return parser.parse_args(arguments)


def compared(items: Sequence[week.Item], seed: int) -> list[Compared]:
    """Return every channel's week: planned, promised, and what was possible."""
    ticks = sorted(week.ticks(seed))
    return [_compared(channel, items, seed, ticks) for channel in week.channels()]


def _compared(
    channel: Channel, items: Sequence[week.Item], seed: int, ticks: Sequence[datetime]
) -> Compared:
    pauses = week.pauses(channel, seed)
    start = time.process_time()
    planned = planner.Week(channel, items, pauses).run(ticks)
    planned.cpu_s = time.process_time() - start
    promised = rival.run(channel, items, pauses)
    return planned, promised, ideal.slots(channel, items, pauses)


def figures_of(found: Sequence[Compared], supply: Supply) -> dict[str, Figure]:
    """Return the figures. What is against the rival is ours through theirs."""
    ours, theirs = [each[0] for each in found], [each[1] for each in found]
    scarce = [each for each in found if each[0].waiting]
    unused = {
        f"slots_unused_{each[0].channel.kind}": Figure(
            value=1 - used_share(each[0], each[2]), unit="of those that existed", must=UNUSED
        )
        for each in found
    }
    broken = sum(over_quota(run) + too_near_or_quiet(run) for run in ours)
    twice = sum(len(run.used) - len({item.number for _, item in run.used}) for run in ours)
    slots = sum(len(run.used) for run in ours)
    written = sum(run.rows_written for run in ours)
    return {
        **unused,
        "slots_against_the_rules": Figure(value=broken, unit="posts", must=0),
        "slots_given_twice": Figure(value=twice, unit="posts", must=0),
        "slots_unused_against_first_come": Figure(
            value=_lost(found, 0) / max(_lost(found, 1), 1e-9), unit="× first come", must=1
        ),
        "unfairness_against_first_come": Figure(
            value=_worst(ours, supply) / max(_worst(theirs, supply), 1e-9),
            unit="× first come", must=1,
        ),
        "age_against_first_come": Figure(
            value=_mean(scarce, 0, "mean_age_h") / _mean(scarce, 1, "mean_age_h"),
            unit="× first come", must=1,
        ),
        "strength_of_first_come_against_ours": Figure(
            value=_mean(scarce, 1, "mean_strength") / _mean(scarce, 0, "mean_strength"),
            unit="× ours", must=1,
        ),
        "least_language_of_first_come_against_ours": Figure(
            value=_mean(scarce, 1, "least_language") / _mean(scarce, 0, "least_language"),
            unit="× ours", must=1,
        ),
        "rows_written_per_slot": Figure(value=written / slots, unit="rows"),
        "slots_per_cpu_second": Figure(value=slots / sum(r.cpu_s for r in ours), unit="slots"),
    }  # fmt: skip


def _lost(found: Sequence[Compared], which: int) -> float:
    return fmean(1 - used_share(each[which], each[2]) for each in found)  # type: ignore[arg-type]


def _worst(runs: Sequence[Run], supply: Supply) -> float:
    """Return how far the most unfair channel is from Jain's index of one."""
    return 1 - min(fairness(run, supply) for run in runs)


def _mean(found: Sequence[Compared], which: int, name: str) -> float:
    """Return the mean over the channels on which not everything goes: there alone is a choice."""
    return fmean(getattr(each[which], name) for each in found)


def side_by_side(found: Sequence[Compared], supply: Supply) -> Table:
    """Return both ways of planning for a person."""
    shown = Table(title="A week of five channels", title_justify="left")
    for heading in ("channel", "way", "existed", "used", "share", "against rules", "Jain",
                    "age h", "strength", "least language", "left"):  # fmt: skip
        shown.add_column(heading, justify="left" if heading in {"channel", "way"} else "right")
    for planned, promised, slots in found:
        for name, run in (("planned", planned), ("first come", promised)):
            shown.add_row(
                run.channel.kind, name, str(len(slots)), str(len(run.used)),
                f"{used_share(run, slots):.3f}", str(over_quota(run) + too_near_or_quiet(run)),
                f"{fairness(run, supply):.3f}", f"{run.mean_age_h:.1f}",
                f"{run.mean_strength:.3f}", f"{run.least_language:.3f}", str(run.waiting),
            )  # fmt: skip
    return shown


def plot(found: Sequence[Compared]) -> str:
    """Return the drawing of the week."""
    panels = [
        Panel(
            name=f"{planned.channel.kind}: slots used, by day",
            lines=tuple(
                (name, tuple(by_step(sorted(times), 2 * QUARTERS)))
                for name, times in zip(
                    NAMES,
                    (slots, [at for at, _ in promised.used], [at for at, _ in planned.used]),
                    strict=True,
                )
            ),
        )
        for planned, promised, slots in found
    ]
    return drawn("Slots of a week: what existed, and what was used", panels)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
