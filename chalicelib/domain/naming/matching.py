"""Are two written names one person's name? The answer is a value with its reasons.

A name never says who somebody is: a village has several Sunita Devis. Phone, booth and relative
decide elsewhere; this says only whether the names stand in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from chalicelib.domain.naming.folding import forms_of
from chalicelib.domain.naming.pairing import Pair, Pairs, best_pairs, whole
from chalicelib.domain.naming.parts import FullName, Words, parts_of
from chalicelib.domain.naming.vocabulary import MIDDLE, OPTIONAL, SHARED


class Grade(StrEnum):
    """What a comparison says. UNSURE asks a person."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


# Scores from here on are SAME and UNSURE. Chosen on the tuning part of infra/evaluation/names.
SAME_FROM: Final = 0.85
UNSURE_FROM: Final = 0.6
# What is left unexplained takes from the score.
ONE_SAYS_MORE: Final = 0.8
ONE_SAYS_MORE_OF_MUCH: Final = 0.95
MUCH: Final = 2
BOTH_SAY_MORE: Final = 0.55
BOTH_SAY_COMMON_MORE: Final = 0.7
ONLY_COMMON: Final = 0.5
# Never SAME: only initials and common words agree; guardians differ; too much to be a name.
MOST_BY_INITIALS: Final = 0.75
MOST_OF_DOUBT: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """What a comparison of two names gives.

    `score` is 0 to 1. `only_one` and `only_other` are the words, as written, that answer to none
    of the other name. They are personal data: show them to people, keep them out of logs.
    """

    grade: Grade
    score: float
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()


NOTHING_TO_COMPARE: Final = NameMatch(grade=Grade.UNSURE, score=0.0)


def match_names(one: str, other: str) -> NameMatch:
    """Return whether both texts may be one person's name; never raises, symmetric.

    Words are paired (pairing.py): skeletons choose, sounds rank. The score is that of the weakest
    pair, so one word that differs is enough. Words left over take from it, by who shares them:
    nothing when one side only adds what comes and goes (Devi, Kumar, Mohammad), more when it adds a
    name, most when both have names of their own. Only common words, or only initials, are never
    SAME. Of aliases the best counts. Guardians of one kind that differ leave a doubt.

    A text without a letter that we can read is UNSURE, with score 0.
    """
    if other < one:
        return _turned(match_names(other, one))
    ours, theirs = parts_of(one), parts_of(other)
    found = [_compared(a, b) for a in ours.own for b in theirs.own]
    if not found:
        return NOTHING_TO_COMPARE
    best = max(found, key=lambda match: match.score)
    doubtful = ours.is_cut or theirs.is_cut or _have_other_guardians(ours, theirs)
    return _at_most(best, MOST_OF_DOUBT) if doubtful else best


def match_people_names(listed: Mapping[str, str], said: str) -> NameMatch:
    """Return the best match of `said` with the spellings a roll has of one name, by language."""
    found = [match_names(listed[language], said) for language in sorted(listed)]
    return max(found, key=lambda match: match.score, default=NOTHING_TO_COMPARE)


def _compared(one: Words, other: Words) -> NameMatch:
    pairs = best_pairs(one, other)
    left = _left(one, [pair.one for pair in pairs]), _left(other, [pair.other for pair in pairs])
    if (all(left) or not pairs) and _may_be_spaced_otherwise(one, other):
        spaced = whole(one, other)
        if spaced.closeness >= SAME_FROM:
            pairs, left = (spaced,), ((), ())
    return _graded(_score(pairs, *left), *left)


def _may_be_spaced_otherwise(one: Words, other: Words) -> bool:
    return len(one) != len(other) or any(word.is_bare for word in (*one, *other))


def _left(words: Words, paired: list[Words]) -> Words:
    taken = [id(word) for some in paired for word in some]
    return tuple(word for word in words if id(word) not in taken)


def _graded(score: float, one: Words, other: Words) -> NameMatch:
    return NameMatch(
        grade=_grade(score),
        score=score,
        only_one=tuple(word.text for word in one),
        only_other=tuple(word.text for word in other),
    )


def _grade(score: float) -> Grade:
    if score >= SAME_FROM:
        return Grade.SAME
    return Grade.UNSURE if score >= UNSURE_FROM else Grade.DIFFERENT


def _score(pairs: Pairs, one: Words, other: Words) -> float:
    weakest = min((pair.closeness for pair in pairs), default=0.0)
    telling = sum(map(_is_telling, pairs))
    if not telling and (one or other):
        return weakest * ONLY_COMMON
    if not telling and any(pair.is_initial for pair in pairs):
        return min(weakest, MOST_BY_INITIALS)
    return weakest * _kept(one, other, telling, len(pairs))


def _kept(one: Words, other: Words, telling: int, count: int) -> float:
    """Return which part of the score is kept, given the words that nothing answers to."""
    if one and other:
        is_common = _are_common(one, 1) or _are_common(other, 1)
        return BOTH_SAY_COMMON_MORE if is_common else BOTH_SAY_MORE
    if _are_common((*one, *other), count):
        return 1.0
    return ONE_SAYS_MORE_OF_MUCH if telling >= MUCH else ONE_SAYS_MORE


def _is_telling(pair: Pair) -> bool:
    return not pair.is_initial and not {word.form for word in pair.one} <= forms_of(SHARED)


def _are_common(words: Words, count: int) -> bool:
    known = forms_of(f"{OPTIONAL} {MIDDLE}" if count >= MUCH else OPTIONAL)
    return all(word.is_initial or word.form in known for word in words)


def _have_other_guardians(one: FullName, other: FullName) -> bool:
    both = one.guardians.keys() & other.guardians.keys()
    return any(
        match_names(one.guardians[kind], other.guardians[kind]).grade is Grade.DIFFERENT
        for kind in both
    )


def _at_most(match: NameMatch, most: float) -> NameMatch:
    score = min(match.score, most)
    return replace(match, score=score, grade=_grade(score))


def _turned(match: NameMatch) -> NameMatch:
    return replace(match, only_one=match.only_other, only_other=match.only_one)
