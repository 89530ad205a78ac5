"""Counts of right and wrong answers. UNSURE is no match: it asks a person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chalicelib.domain.naming.matching import Grade
from infra.evaluation.names.pairs import LabelledPair

Matcher = Callable[[str, str], Grade]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pair with the answer to it."""

    pair: LabelledPair
    grade: Grade

    @property
    def is_match(self) -> bool:
        """True when the answer is that both are one name."""
        return self.grade is Grade.SAME

    @property
    def is_wrong(self) -> bool:
        """True for a match of two names, and for one name that was not matched."""
        return self.is_match is not self.pair.same


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What came of some pairs."""

    found: int
    same: int
    wrongly_matched: int
    unsure: int
    pairs: int

    @property
    def precision(self) -> float:
        """The share of matches that are right; 1 when there is no match."""
        matches = self.found + self.wrongly_matched
        return self.found / matches if matches else 1.0

    @property
    def recall(self) -> float:
        """The share of same names that were matched; 1 when there are none."""
        return self.found / self.same if self.same else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def judged(pairs: Iterable[LabelledPair], matcher: Matcher) -> list[Judged]:
    """Return each pair with the matcher's answer."""
    return [Judged(pair=pair, grade=matcher(pair.one, pair.other)) for pair in pairs]


def scores(answers: Iterable[Judged]) -> Scores:
    """Return the counts of some answers."""
    all_of_them = list(answers)
    matches = [each for each in all_of_them if each.is_match]
    return Scores(
        found=sum(each.pair.same for each in matches),
        same=sum(each.pair.same for each in all_of_them),
        wrongly_matched=sum(not each.pair.same for each in matches),
        unsure=sum(each.grade is Grade.UNSURE for each in all_of_them),
        pairs=len(all_of_them),
    )
