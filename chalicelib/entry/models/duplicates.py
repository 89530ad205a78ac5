"""A worker's other visits with the very same files, and their rejection with one reason."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from chalicelib.domain.decisions import ReasonCode
from chalicelib.domain.ids import VisitId
from chalicelib.domain.testimonial import State
from chalicelib.entry.models.appeals import Note, said
from chalicelib.entry.models.common import Model
from chalicelib.entry.models.reviews import SeenItem
from chalicelib.entry.models.testimonials import LockView, TestimonialView
from chalicelib.entry.models.uploads import MediaView
from chalicelib.entry.problems import problem_of
from chalicelib.services.duplicates import MOST_AT_ONCE, Rejection, TurnedDown


class DuplicateView(Model):
    """Another visit of the same worker that shows nothing but the same files."""

    testimonial_id: str
    area_id: str
    state: State
    version: int
    media_items: list[MediaView]
    lock: LockView | None


class DuplicatesAnswer(Model):
    """Those that wait for review, the earliest visits first."""

    items: Annotated[list[DuplicateView], Field(max_length=MOST_AT_ONCE)]


class RejectDuplicatesRequest(Model):
    """Which of them to reject, and why; there is no other decision for several."""

    reason_code: ReasonCode
    note: Note | None = None
    items: Annotated[list[SeenItem], Field(min_length=1, max_length=MOST_AT_ONCE)]

    def parsed(self) -> Rejection:
        """Return the rejection as the service takes it."""
        seen = tuple((VisitId(each.testimonial_id), each.version) for each in self.items)
        return Rejection(reason=self.reason_code, note=said(self.note), items=seen)


class Result(StrEnum):
    """How it ended for one item."""

    REJECTED = "rejected"
    LEFT = "left"


class TurnedDownView(Model):
    """The answer for one item; what was left says why."""

    testimonial_id: str
    result: Result
    problem: dict[str, Any] | None = None


class TurnedDownAnswer(Model):
    """One answer per item, in the order asked for."""

    items: list[TurnedDownView]


def duplicate_view(brief: TestimonialView, media: list[MediaView]) -> DuplicateView:
    """Return one of them, of its view in lists."""
    return DuplicateView(
        testimonial_id=brief.testimonial_id, area_id=brief.area_id, state=brief.state,
        version=brief.version, media_items=media, lock=brief.lock,
    )  # fmt: skip


def turned_down_view(found: TurnedDown) -> TurnedDownView:
    """Return how it ended for one item."""
    if found.refusal is None:
        return TurnedDownView(testimonial_id=found.visit_id, result=Result.REJECTED)
    problem = dict(problem_of(found.refusal).document)
    return TurnedDownView(testimonial_id=found.visit_id, result=Result.LEFT, problem=problem)
