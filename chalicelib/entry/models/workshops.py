"""Training workshops and who came."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib.domain.aadhaar import mask
from chalicelib.domain.ids import AreaId, CampaignId, UserId, WorkshopId
from chalicelib.domain.rows import Page
from chalicelib.domain.spelling import ascii_digits
from chalicelib.domain.workshops import Attendance, Attested, Workshop, is_late
from chalicelib.entry.models.common import (
    FIELD_PAGE,
    FreshId,
    Instant,
    KnownId,
    Model,
    PageAddress,
    PageQuery,
)
from chalicelib.services.workshops import MOST_AT_ONCE

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[str, AfterValidator(mask), Field(min_length=1, max_length=200)]


def _as_shown(typed: str) -> str:
    letters = (letter for letter in ascii_digits(typed) if letter.isalnum())
    return "".join(letters).upper()


# The code in the room, however somebody typed it off the wall.
Shown = Annotated[str, AfterValidator(_as_shown), Field(min_length=1, max_length=64)]


class WorkshopRequest(Model):
    """A workshop as it is planned or changed."""

    workshop_id: FreshId | None = None
    area_id: KnownId
    titles: Annotated[dict[Language, Text], Field(min_length=1, max_length=20)]
    starts_at: Instant
    finish_by: date | None = None
    place: Text
    trainers: Annotated[list[KnownId], Field(max_length=20)] = Field(default_factory=list)
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None
    held_at: Instant | None = None
    is_cancelled: bool = False

    def workshop(self, workshop_id: WorkshopId) -> Workshop:
        """Return it under its id; the service knows its place and campaign."""
        return Workshop(
            workshop_id=workshop_id,
            campaign_id=CampaignId(""),
            area_id=AreaId(self.area_id),
            path=(),
            titles=dict(self.titles),
            starts_at=self.starts_at,
            finish_by=self.finish_by,
            place=self.place,
            trainers=tuple(UserId(trainer) for trainer in self.trainers),
            capacity=self.capacity,
            held_at=self.held_at,
            is_cancelled=self.is_cancelled,
        )


class WorkshopQuery(PageQuery):
    """`?area=`; the caller's own area when she has just one."""

    area: KnownId


class WorkshopView(Model):
    """A workshop as it stands; `is_late` when its date to be held by was missed."""

    workshop_id: str
    area_id: str
    titles: dict[str, str]
    starts_at: Instant
    finish_by: date | None
    place: str
    trainers: list[str]
    capacity: int | None
    held_at: Instant | None
    is_cancelled: bool
    is_late: bool
    attended: int
    version: int


class WorkshopList(Model):
    """An area's workshops by time."""

    items: list[WorkshopView]
    next_cursor: str | None


class AttendanceRequest(Model):
    """Either people for the list, or the code that is shown in the room."""

    user_ids: Annotated[list[KnownId], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None
    code: Shown | None = None


class CodeAttendanceRequest(Model):
    """The code that is shown in the room; case, spaces and scripts of digits do not matter."""

    code: Shown


class WorkshopCame(Model):
    """The workshop whose list the caller is on now."""

    workshop_id: str
    titles: dict[str, str]


class CodeQuery(Model):
    """`?field_page=`: the field page's address, so that a phone's camera can open the picture."""

    field_page: PageAddress = FIELD_PAGE


class AttendanceAnswer(Model):
    """Who is on the list now, and who was not found in the workshop's area."""

    attended: list[str]
    not_found: list[str]


class AttendanceView(Model):
    """One person who came."""

    user_id: str
    how: Attested
    at: Instant


class AttendanceList(Model):
    """Who came."""

    items: list[AttendanceView]
    next_cursor: str | None


class CodeView(Model):
    """The code of these minutes as text, and the way to the field page with it as a picture."""

    code: str
    valid_s: int
    svg: str


def workshop_view(workshop: Workshop, attended: int, today: date) -> WorkshopView:
    """Return a workshop as an answer."""
    return WorkshopView(
        workshop_id=workshop.workshop_id,
        area_id=workshop.area_id,
        titles=dict(workshop.titles),
        starts_at=workshop.starts_at,
        finish_by=workshop.finish_by,
        place=workshop.place,
        trainers=list(workshop.trainers),
        capacity=workshop.capacity,
        held_at=workshop.held_at,
        is_cancelled=workshop.is_cancelled,
        is_late=is_late(workshop, today),
        attended=attended,
        version=workshop.version,
    )


def attendance_list(page: Page[Attendance]) -> AttendanceList:
    """Return a page of who came."""
    items = [AttendanceView(user_id=a.user_id, how=a.how, at=a.at) for a in page.items]
    return AttendanceList(items=items, next_cursor=page.cursor)
