"""`make prove`: thousands of stories of posts, with kills at any call, and what came of them.

`python -m tests.prove [stories] [first seed]`; a seed tells the same story wherever it is told.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from infra.bench.report import Figure, exit_code, save, table
from infra.local.places import places
from tests.contracts.aws import running_aws
from tests.prove.crashes import NETWORKS, Outcome, Plot, a_theatre, tell
from tests.prove.tables import EmulatedTable

NAME: Final = "prove.json"
STORIES: Final = 4_000  # with nearly three kills each
ON_THE_EMULATOR: Final = 100  # every request to the table may be the last one there
AT_ONCE: Final = 2
CHUNK: Final = 50
out = Console(width=120)


@dataclass(kw_only=True)
class Tally:
    """What came of many stories."""

    stories: int = 0
    kills: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    posts: int = 0
    units: list[int] = field(default_factory=list)  # written per post, where nothing went wrong
    twice: int = 0
    lost: int = 0
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[Plot, str]] = field(default_factory=list)

    def add(self, told: Outcome) -> None:
        """Count one story."""
        self.stories += 1
        self.kills += told.kills
        self.posts += told.posted
        self.ends[told.plot.kind.value, told.state.value if told.state else "never begun"] += 1
        self.killed.update(told.killed)
        for trouble in told.trouble:
            self.twice += "twice" in trouble
            self.lost += "twice" not in trouble
            self.bad.append((told.plot, trouble))


def in_memory(first: int, count: int) -> Tally:
    """Tell the stories, some at a time."""
    tally, began = Tally(), time.monotonic()
    chunks = [
        range(at, min(at + CHUNK, first + count)) for at in range(first, first + count, CHUNK)
    ]
    pool = multiprocessing.get_context("spawn").Pool(AT_ONCE)
    with pool, Progress(console=out) as progress:
        task = progress.add_task("stories, the table in memory", total=count)
        for told, cpu_s in pool.imap_unordered(tell, chunks):
            for one in told:
                tally.add(one)
            tally.cpu_s += cpu_s
            progress.advance(task, len(told))
    tally.seconds = time.monotonic() - began
    return tally


def on_the_emulator(first: int, count: int) -> Tally:
    """Tell stories with the emulator's table."""
    tally, began, cpu = Tally(), time.monotonic(), time.process_time()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_aws(Path(folder)) as aws,
        Progress(console=out) as progress,
    ):
        emulated = EmulatedTable(aws)
        task = progress.add_task("stories, the table of the emulator", total=count)
        with a_theatre(emulated) as theatre:
            for kind in NETWORKS:
                theatre.play_calmly(kind)
                tally.units.append(emulated.units)
            for seed in range(first, first + count):
                tally.add(theatre.play(seed))
                progress.advance(task)
    tally.seconds, tally.cpu_s = time.monotonic() - began, time.process_time() - cpu
    return tally


def figures_of(memory: Tally, emulated: Tally) -> dict[str, Figure]:
    """Return what the proofs are judged by."""
    both = (memory, emulated)
    return {
        "stories": Figure(value=sum(each.stories for each in both), unit="stories"),
        "crash_points": Figure(value=sum(each.kills for each in both), unit="kills"),
        "posted_twice": Figure(value=sum(each.twice for each in both), unit="posts", must=0),
        "lost_or_untrue": Figure(value=sum(each.lost for each in both), unit="stories", must=0),
        "publications_per_cpu_second": Figure(
            value=memory.posts / memory.cpu_s if memory.cpu_s else 0, unit="1/s"
        ),
        "write_units_per_post": Figure(value=mean(emulated.units), unit="write units"),
    }


def ends_of(tallies: Iterable[Tally]) -> Table:
    """Return how the stories ended, network by network."""
    ends: Counter[tuple[str, str]] = sum((each.ends for each in tallies), Counter())
    states = sorted({state for _, state in ends})
    shown = Table(title="how they ended", title_justify="left")
    shown.add_column("network")
    for state in states:
        shown.add_column(state, justify="right")
    for kind in sorted({kind for kind, _ in ends}):
        shown.add_row(kind, *(str(ends[kind, state] or "") for state in states))
    return shown


def kills_of(tallies: Iterable[Tally]) -> Table:
    """Return where processes ended most."""
    killed: Counter[str] = sum((each.killed for each in tallies), Counter())
    shown = Table(title="where processes ended", title_justify="left")
    shown.add_column("call")
    shown.add_column("kills", justify="right")
    for where, count in killed.most_common(20):
        shown.add_row(where, str(count))
    return shown


def main(arguments: Sequence[str]) -> int:
    """Tell the stories; return 0 when nothing was posted twice and nothing was lost."""
    count = int(arguments[0]) if arguments else STORIES
    first = int(arguments[1]) if len(arguments) > 1 else 1
    out.print(f"Seeds {first} to {first + count - 1}; the same seed tells the same story.")
    memory = in_memory(first, count)
    emulated = on_the_emulator(first, min(ON_THE_EMULATOR, count))
    both = (memory, emulated)
    figures = figures_of(memory, emulated)
    out.print(ends_of(both), kills_of(both), table("proofs of publishing", figures))
    for plot, trouble in [one for each in both for one in each.bad]:
        out.print(f"[bold red]{trouble}[/]: {plot}")
    save(figures, places().folder / "bench" / NAME)
    return exit_code(figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
