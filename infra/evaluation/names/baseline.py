"""What there would be without our own rules: letters into Latin, and a ratio of equal letters.

It reads by the same tables, so what is compared are folding, skeletons and the parts of a name. It
knows no doubt: from its threshold on two names are one.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from chalicelib.domain.naming.folding import latin_words
from chalicelib.domain.naming.matching import Grade
from infra.evaluation.names.pairs import LabelledPair
from infra.evaluation.names.scoring import Matcher, Scores, judged, scores

STEPS: Final = tuple(step / 100 for step in range(50, 101))


@cache
def ratio(one: str, other: str) -> float:
    """Return the share of letters that both have in order, 0 to 1; the same either way round."""
    first, second = sorted((_plain(one), _plain(other)))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def matcher(threshold: float) -> Matcher:
    """Return what takes two names for one from this ratio on."""
    return lambda a, b: Grade.SAME if ratio(a, b) >= threshold else Grade.DIFFERENT


def best_threshold(pairs: Iterable[LabelledPair]) -> float:
    """Return the threshold with the best F1 on these pairs."""
    return max(_tried(tuple(pairs)), key=lambda tried: tried[1].f1)[0]


def strict_threshold(pairs: Iterable[LabelledPair], precision: float) -> float:
    """Return the lowest threshold that is as precise as that on these pairs; 1.0 for none."""
    strict = (each for each, found in _tried(tuple(pairs)) if found.precision >= precision)
    return next(strict, 1.0)


@cache
def _tried(pairs: tuple[LabelledPair, ...]) -> list[tuple[float, Scores]]:
    return [(each, scores(judged(pairs, matcher(each)))) for each in STEPS]


@cache
def _plain(text: str) -> str:
    return " ".join(latin_words(text))
