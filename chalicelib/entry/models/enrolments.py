"""A booth's workers, their sheets of codes, and what a phone enrols with."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Page
from chalicelib.entry.models.common import (
    FIELD_PAGE,
    Instant,
    KnownId,
    Model,
    PageAddress,
    PageQuery,
)
from chalicelib.services.enrolling import Card, Opened, Sheet

MOST_PER_SHEET = 50
DeviceId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]


class WorkersQuery(PageQuery):
    """`?booth=`."""

    booth: KnownId


class WorkerView(Model):
    """A worker and where she stands: `enrolled` once a phone is hers."""

    user_id: str
    name: str
    reference: str | None
    phone: str | None
    trained_at: Instant | None
    enrolled: bool
    signed_out_at: Instant | None


class WorkerList(Model):
    """A booth's workers."""

    items: list[WorkerView]
    next_cursor: str | None


class SheetRequest(Model):
    """The booth, and some of its workers when not all are meant.

    `field_page` is the field page's address as the printing page knows it, so that a phone's
    camera can open the codes. Without it the codes hold the path alone.
    """

    booth_id: KnownId
    user_ids: Annotated[list[KnownId], Field(max_length=MOST_PER_SHEET)] = Field(
        default_factory=list
    )
    field_page: PageAddress = FIELD_PAGE
    cursor: Annotated[str, Field(max_length=2000)] | None = None

    @property
    def booth(self) -> AreaId:
        """The booth's id."""
        return AreaId(self.booth_id)

    @property
    def wanted(self) -> list[UserId]:
        """Whose cards are asked for; nobody's for everybody's."""
        return [UserId(user_id) for user_id in self.user_ids]


class CardView(Model):
    """One worker's card; `svg` is `url` as a QR picture. The code is told this once."""

    user_id: str
    name: str
    reference: str | None
    token: str
    url: str
    svg: str
    expires_at: Instant


class LeftOut(Model):
    """A worker who got no card: without a sign-in, or with more rights than who asked."""

    user_id: str
    name: str


class SheetView(Model):
    """A sheet of cards."""

    booth_id: str
    items: list[CardView]
    left_out: list[LeftOut]
    next_cursor: str | None


class UseRequest(Model):
    """The code of a card and the phone's own id."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    device_id: DeviceId


class UseAnswer(Model):
    """What the phone signs in with at once; nothing of it is for keeping."""

    username: str
    password: str
    user_id: str
    name: str


def role_named(word: str) -> Role:
    """Return the role that a path names; raise InvalidInput."""
    try:
        return Role(word)
    except ValueError:
        raise InvalidInput(f"A role is one of {', '.join(Role)}", field="role") from None


def worker_view(user: User) -> WorkerView:
    """Return a worker as an answer."""
    return WorkerView(
        user_id=user.user_id,
        name=user.name,
        reference=user.reference,
        phone=user.phone.shown if user.phone else None,
        trained_at=user.trained_at,
        enrolled=user.device_id is not None,
        signed_out_at=user.signed_out_at,
    )


def worker_list(page: Page[User]) -> WorkerList:
    """Return a page of workers as an answer."""
    return WorkerList(items=[worker_view(one) for one in page.items], next_cursor=page.cursor)


def card_view(card: Card, url: str, svg: str) -> CardView:
    """Return a card as an answer."""
    return CardView(
        user_id=card.worker.user_id,
        name=card.worker.name,
        reference=card.worker.reference,
        token=card.token,
        url=url,
        svg=svg,
        expires_at=card.expires_at,
    )


def sheet_view(booth_id: AreaId, sheet: Sheet, cards: list[CardView]) -> SheetView:
    """Return a sheet as an answer."""
    left_out = [LeftOut(user_id=one.user_id, name=one.name) for one in sheet.left_out]
    return SheetView(booth_id=booth_id, items=cards, left_out=left_out, next_cursor=sheet.cursor)


def use_answer(opened: Opened) -> UseAnswer:
    """Return what a phone signs in with."""
    worker = opened.worker
    return UseAnswer(
        username=worker.username,
        password=opened.password,
        user_id=worker.user_id,
        name=worker.name,
    )
