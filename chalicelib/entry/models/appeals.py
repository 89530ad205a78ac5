"""What came back from the desk, and the request for another decision on it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chalicelib.domain.decisions import Asker, ReasonCode
from chalicelib.domain.returned import may_ask_again, turned_down, was_asked_by
from chalicelib.domain.rows import Page
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.entry.models.common import FreeText, Instant, Model
from chalicelib.entry.models.testimonials import AppealView
from chalicelib.entry.models.withdrawals import CodeRequest

MOST_NOTE_CHARACTERS = 2000
Note = Annotated[FreeText, Field(max_length=MOST_NOTE_CHARACTERS)]


class ReturnedView(Model):
    """One testimonial of the caller's that was sent back or rejected, and what became of it."""

    testimonial_id: str
    beneficiary_id: str
    booth_id: str
    state: State
    reason_code: ReasonCode | None
    note: str | None
    at: Instant
    may_ask_again: bool
    appeal: AppealView | None


class ReturnedPage(Model):
    """One page of what came back."""

    items: list[ReturnedView]
    next_cursor: str | None


class AppealRequest(Model):
    """The request for another decision."""

    note: Note | None = None

    def said(self) -> str | None:
        """Return the note; None for one that says nothing."""
        return said(self.note)


class CodeAppealRequest(CodeRequest):
    """The same by the code on a leaflet, for all that was rejected of her."""

    note: Note | None = None

    def said(self) -> str | None:
        """Return the note; None for one that says nothing."""
        return said(self.note)


class AppealAnswer(Model):
    """That somebody else decides now."""

    testimonial_id: str
    state: State
    appeal: AppealView | None


class AskedAnswer(Model):
    """About how many of hers she has asked."""

    asked: Annotated[int, Field(description="About how many she has asked by now; 0: none was.")]


def said(note: str | None) -> str | None:
    """Return what a note says without space around it; None for nothing."""
    return (note or "").strip() or None


def returned_page(page: Page[Testimonial]) -> ReturnedPage:
    """Return a page of what came back, as its worker may see it."""
    return ReturnedPage(items=[_returned(item) for item in page.items], next_cursor=page.cursor)


def _returned(item: Testimonial) -> ReturnedView:
    last = turned_down(item)
    at: datetime = last.at if last else item.since
    return ReturnedView(
        testimonial_id=item.visit_id, beneficiary_id=item.beneficiary_id, booth_id=item.booth_id,
        state=item.state, reason_code=last.reason if last else None,
        note=last.note if last else None, at=at, may_ask_again=may_ask_again(item),
        appeal=_appeal(item),
    )  # fmt: skip


def appeal_answer(item: Testimonial) -> AppealAnswer:
    """Return how a testimonial stands once its worker has asked."""
    return AppealAnswer(testimonial_id=item.visit_id, state=item.state, appeal=_appeal(item))


def _appeal(item: Testimonial) -> AppealView | None:
    """Return the request for another decision; what the person shown wrote is for the desk."""
    asked = item.appeal
    if asked is None:
        return None
    note = asked.note if was_asked_by(item, Asker.WORKER) else None
    return AppealView(by=asked.by, at=asked.at, note=note)
