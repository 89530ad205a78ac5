"""Which testimonials a reel shows and why them: mandals in turn, the newest of each first.

The rule is kept simple so that it can be told to whoever asks why she is not in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.reels import OVER
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verification.names import MEMBERS

# Two clips are no round-up, and six of a quarter of a minute fill what a channel takes: 90 s.
FEWEST: Final = 3
MOST: Final = 6
# What was approved or posted longer ago is no news. It also bounds what a night reads.
FRESH_FOR: Final = timedelta(days=7)
# A member's row has to stay small, and nobody needs to be seen more often.
MOST_REELS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An approved testimonial that a reel could show. The mandal is the area above her booth."""

    visit_id: VisitId
    beneficiary_id: BeneficiaryId
    mandal_id: AreaId
    approved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A candidate in a reel; `shown_before` is how often her mandal had its turn before her."""

    candidate: Candidate
    shown_before: int


def candidate_of(item: Testimonial) -> Candidate:
    """Return an approved testimonial as a candidate."""
    approved = [step.at for step in item.history if step.target is State.APPROVED]
    return Candidate(
        visit_id=item.visit_id,
        beneficiary_id=item.beneficiary_id,
        mandal_id=mandal_of(item.path),
        approved_at=max(approved, default=item.since),
    )


def mandal_of(path: Path) -> AreaId:
    """Return the area right above a booth; the booth itself where nothing is above it."""
    return path[-2:][0]


def is_in_one(item: Testimonial, reels: Mapping[VisitId, State]) -> bool:
    """True when a reel shows a testimonial or is about to; `reels` are the states of its reels."""
    return any(reels.get(reel_id) not in OVER for reel_id in item.reels)


def is_free(item: Testimonial, reels: Mapping[VisitId, State]) -> bool:
    """True when a testimonial may be looked at for a reel: it is none itself and is in none."""
    is_reel, was_often = bool(item.members), len(item.reels) >= MOST_REELS
    return not (is_reel or was_often or item.ai_altered or is_in_one(item, reels))


def times_shown(
    items: Iterable[Testimonial], reels: Mapping[VisitId, State]
) -> Mapping[AreaId, int]:
    """Return how many testimonials of each mandal are in a reel."""
    return Counter(mandal_of(item.path) for item in items if is_in_one(item, reels))


def choose(candidates: Iterable[Candidate], shown: Mapping[AreaId, int]) -> tuple[Chosen, ...]:
    """Return who is in a reel, at most MOST in their order; nobody when that were too few."""
    found = tuple(islice(in_turn(candidates, shown), MOST))
    return found if len(found) >= FEWEST else ()


def in_turn(candidates: Iterable[Candidate], shown: Mapping[AreaId, int]) -> Iterator[Chosen]:
    """Yield the candidates in the order in which a reel takes them; each person once.

    Each time it is the turn of the mandal that was shown least, counting the reels before (`shown`)
    and those yielded already; among equals of the one with the newest testimonial. Of a mandal the
    newest comes first. Ties go to the smaller id, so the order of the candidates does not matter.
    """
    waiting: dict[AreaId, list[Candidate]] = {}
    for each in sorted(candidates, key=_newest_first):
        waiting.setdefault(each.mandal_id, []).append(each)
    turns, people = Counter(shown), set[BeneficiaryId]()
    while waiting:
        mandal = min(waiting, key=lambda area: (turns[area], _newest_first(waiting[area][0])))
        first, *others = waiting.pop(mandal)
        if others:
            waiting[mandal] = others
        if first.beneficiary_id not in people:
            people.add(first.beneficiary_id)
            yield Chosen(candidate=first, shown_before=turns[mandal])
            turns[mandal] += 1


def _newest_first(candidate: Candidate) -> tuple[float, VisitId]:
    return -candidate.approved_at.timestamp(), candidate.visit_id


def finding_of(chosen: Sequence[Chosen]) -> Finding:
    """Return what a reviewer reads of a reel: whom it shows, and why them."""
    members = [each.candidate for each in chosen]
    return Finding(
        check=MEMBERS,
        version=1,
        outcome=FindingOutcome.WARN,
        evidence={
            "member_ids": [str(each.visit_id) for each in members],
            "mandal_ids": [str(each.mandal_id) for each in members],
            "mandal_shown_before": [str(each.shown_before) for each in chosen],
            "approved_at": [each.approved_at.isoformat(timespec="seconds") for each in members],
        },
    )
