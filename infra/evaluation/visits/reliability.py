"""How far findings can be trusted: what share of visits with such findings is planted.

The share is foretold from which checks warned, by what the other half of the visits taught (each
check by itself: naive Bayes), and held against what is true. The engine has no such number: it says
doubts, and people weigh them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Final

from infra.evaluation.visits.scoring import Case, share

EDGES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.0)
MOST_DOUBTS: Final = 4
ONE: Final = 0.5  # is added to every count, so that what never happened is not impossible


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Visits that are alike: what was foretold on average, what is true, and how many they are."""

    name: str
    foretold: float
    planted: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What half of the visits taught: log odds of a planted visit, and by check."""

    odds: float
    warned: dict[str, float]
    silent: dict[str, float]

    def foretell(self, warned: frozenset[str]) -> float:
        """Return the share of planted visits among those in which these checks warned."""
        odds = self.odds + sum(self.silent.values())
        odds += sum(self.warned[name] - self.silent[name] for name in warned if name in self.warned)
        return 1 / (1 + exp(-max(min(odds, 50.0), -50.0)))


def taught(cases: Iterable[Case], checks: Sequence[str]) -> Taught:
    """Return what these visits teach."""
    counts: dict[bool, int] = {True: 0, False: 0}
    warned: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for case in cases:
        is_planted = case.planted is not None
        counts[is_planted] += 1
        warned[is_planted].update(case.warned)

    def likely(name: str, is_planted: bool) -> float:
        return (warned[is_planted][name] + ONE) / (counts[is_planted] + 2 * ONE)

    both = {name: (likely(name, True), likely(name, False)) for name in checks}
    return Taught(
        odds=log((counts[True] + ONE) / (counts[False] + ONE)),
        warned={name: log(planted / honest) for name, (planted, honest) in both.items()},
        silent={
            name: log((1 - planted) / (1 - honest)) for name, (planted, honest) in both.items()
        },
    )


def foretold(cases: Sequence[Case], checks: Sequence[str]) -> list[Bin]:
    """Return the visits by what was foretold of them, each by the half that it is not in."""
    halves = [[c for c in cases if _half(c) == half] for half in (0, 1)]
    teachers = [taught(halves[1 - half], checks) for half in (0, 1)]
    told = [(teachers[_half(case)].foretell(case.warned), case) for case in cases]
    found = []
    for low, high in pairwise(EDGES):
        inside = [(p, c) for p, c in told if low <= p < high or (high == EDGES[-1] and p == high)]
        if inside:
            found.append(_bin(f"{low:g}-{high:g}", inside))
    return found


def _half(case: Case) -> int:
    return int(case.visit_id[-1], 16) % 2


def _bin(name: str, inside: Sequence[tuple[float, Case]]) -> Bin:
    return Bin(
        name=name, foretold=share(sum(p for p, _ in inside), len(inside)),
        planted=share(sum(c.planted is not None for _, c in inside), len(inside)),
        count=len(inside),
    )  # fmt: skip


def by_doubts(cases: Iterable[Case]) -> list[Bin]:
    """Return the visits by how many checks ask for a person."""
    groups: dict[int, list[tuple[float, Case]]] = {}
    for case in cases:
        groups.setdefault(min(len(case.doubts), MOST_DOUBTS), []).append((0.0, case))
    last = f"{MOST_DOUBTS}+"
    names = {number: last if number == MOST_DOUBTS else str(number) for number in groups}
    return [_bin(names[number], groups[number]) for number in sorted(groups)]
