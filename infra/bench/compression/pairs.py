"""Two ways of doing one thing, in turns, so that a busy machine slows both alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Job = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The medians of both, and of their quotients; each quotient is of neighbours in time."""

    ours: float
    theirs: float
    ratio: float


def paired(ours: Job, theirs: Job, rounds: int) -> Pair:
    """Run both `rounds` times in turns, after one each that does not count.

    A job returns what it took, in any unit.
    """
    ours()
    theirs()
    both = [(ours(), theirs()) for _ in range(rounds)]
    return Pair(
        ours=median(one for one, _ in both),
        theirs=median(other for _, other in both),
        ratio=median(one / other for one, other in both),
    )


def cpu_s(job: Callable[[], object]) -> float:
    """Run a job in this process; return the CPU seconds it took, of all its threads."""
    before = time.process_time()
    job()
    return time.process_time() - before
