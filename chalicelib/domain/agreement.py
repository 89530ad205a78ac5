"""How often two people who decide on the same item, without asking each other, decide alike.

The share alone flatters: where nearly everything is approved, two people who never look agree
nearly always. Cohen's kappa (1960) takes off what chance alone would bring: 1 is full agreement,
0 no more than chance, and below 0 less.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.decisions import DecisionKind

# The first decision, then that of the level above.
Pair = tuple[DecisionKind, DecisionKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often each pair of decisions was met; pairs that never were are left out."""

    counts: Mapping[Pair, int]

    @property
    def checked(self) -> int:
        """How many items two people decided on."""
        return sum(self.counts.values())

    @property
    def agreed(self) -> int:
        """How many of them they decided alike."""
        return sum(count for (first, second), count in self.counts.items() if first is second)

    @property
    def share(self) -> float | None:
        """The share decided alike, 0 to 1; None of nothing."""
        return self.agreed / self.checked if self.checked else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, -1 to 1; None when it cannot be said.

        That is so of nothing, and when both decided the same on everything: chance would have
        brought that too.
        """
        total = self.checked
        by_chance = sum(self._first(kind) * self._second(kind) for kind in DecisionKind)
        left = total * total - by_chance
        return (total * self.agreed - by_chance) / left if left else None

    def _first(self, kind: DecisionKind) -> int:
        return sum(count for (first, _), count in self.counts.items() if first is kind)

    def _second(self, kind: DecisionKind) -> int:
        return sum(count for (_, second), count in self.counts.items() if second is kind)


def agreement_of(pairs: Iterable[Pair]) -> Agreement:
    """Return how the pairs agree."""
    return Agreement(counts=dict(sorted(Counter(pairs).items())))
