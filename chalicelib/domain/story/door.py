"""The part of a story that happened at the door: the visit, her call, what was corrected."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from chalicelib.domain.calls import call_ref
from chalicelib.domain.edits import Edit
from chalicelib.domain.story.codes import FIELDS, OUTCOMES, SOURCES
from chalicelib.domain.story.parts import BENEFICIARY, Known, StepKind, StoryStep
from chalicelib.domain.story.words import BITS, joined, lasting, said, told, word_of
from chalicelib.domain.verification.links import Kind, Reference
from chalicelib.domain.verification.words.said import Pair
from chalicelib.domain.visit import Visit

# Two clocks that differ by less agree for everybody who reads times in minutes.
CLOCK_RIGHT = timedelta(minutes=1)


def visited(known: Known) -> Iterator[StoryStep]:
    """Yield when the visit began, ended and was reported."""
    visit = known.visit
    if visit is None:
        return
    outcome = word_of(OUTCOMES, visit.outcome)
    began = told("visit_began", outcome=outcome, clock=_clock(visit))
    yield _at_visit(visit, visit.began_at, began)
    if visit.ended_at is not None:
        took = visit.ended_at - visit.started_at
        ended = told("visit_ended", took=lasting(took.total_seconds()))
        yield _at_visit(visit, visit.began_at + took, ended)
    if visit.received_at is not None:
        yield _at_visit(visit, visit.received_at, told("visit_reported"))


def _at_visit(visit: Visit, at: datetime, text: dict[str, str]) -> StoryStep:
    return StoryStep(at=at, kind=StepKind.VISIT, by=visit.worker_id, text=text)


def _clock(visit: Visit) -> Pair:
    if abs(visit.skew_s) < CLOCK_RIGHT.total_seconds():
        return BITS["clock_right"]
    side = "clock_behind" if visit.skew_s > 0 else "clock_ahead"
    return said(BITS[side], apart=lasting(visit.skew_s))


def rung(known: Known) -> Iterator[StoryStep]:
    """Yield when her call was dialled, and when it came."""
    visit, call = known.visit, known.call
    if visit is None:
        return
    if visit.rang_at is not None:
        yield _called(visit.rang_at, told("call_dialled"))
    if call is not None:
        apart, side = sides(call.at, visit.began_at)
        name = Reference(rel="call", kind=Kind.CALL, id=call_ref(call.provider, call.call_id))
        yield _called(call.at, told("call_matched", apart=apart, side=side), name)


def _called(at: datetime, text: dict[str, str], *references: Reference) -> StoryStep:
    return StoryStep(at=at, kind=StepKind.CALL, by=BENEFICIARY, text=text, references=references)


def sides(at: datetime, began_at: datetime) -> tuple[Pair, Pair]:
    """Return how far an instant lies from a beginning, and on which side of it."""
    apart = (at - began_at).total_seconds()
    return lasting(apart), BITS["before" if apart < 0 else "after"]


def corrected(known: Known) -> Iterator[StoryStep]:
    """Yield each change of her record: which fields, never what they say."""
    for edit in known.edits:
        text = told(
            "record_corrected", source=word_of(SOURCES, edit.source), fields=_fields(edit.changes),
            conflict=_conflict(edit),
        )  # fmt: skip
        person = Reference(rel="person", kind=Kind.PERSON, id=edit.beneficiary_id)
        yield StoryStep(
            at=edit.at, kind=StepKind.RECORD, by=edit.user_id, text=text, references=(person,)
        )


def _conflict(edit: Edit) -> Pair:
    if not edit.in_conflict:
        return "", ""
    return said(BITS["conflict"], fields=_fields(edit.in_conflict))


def _fields(names: Iterable[str]) -> Pair:
    """Return fields in words, each once whatever its languages."""
    bases = dict.fromkeys(name.partition(".")[0] for name in names)
    return joined(word_of(FIELDS, base) for base in bases)
