"""The desk's queue: how it stands, and claims that go on."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.ids import VisitId
from chalicelib.domain.seats import MOST_HELD
from chalicelib.entry.models.common import Instant, KnownId, Model
from chalicelib.entry.models.testimonials import LockView
from chalicelib.services.queue_standing import Standing
from chalicelib.services.renewing import Renewed


class QueueQuery(Model):
    """`?area=`; all of the caller's when left out."""

    area: KnownId | None = None


class QueueView(Model):
    """How much waits, and since when the oldest of what comes next does."""

    waiting: int
    oldest_since: Instant | None
    held: list[str]
    is_whole: bool
    as_of: Instant


class SeenItem(Model):
    """An item and the version that was seen of it."""

    testimonial_id: KnownId
    version: Annotated[int, Field(ge=0)]


class RenewRequest(Model):
    """Which claims are to go on."""

    items: Annotated[list[SeenItem], Field(min_length=1, max_length=MOST_HELD)]

    def parsed(self) -> list[tuple[VisitId, int]]:
        """Return the items with their versions."""
        return [(VisitId(each.testimonial_id), each.version) for each in self.items]


class RenewedView(Model):
    """One claim after it was renewed; without `lock` the item is not hers any more."""

    testimonial_id: str
    version: int
    lock: LockView | None
    is_changed: bool


class RenewAnswer(Model):
    """The claims, in the order asked for."""

    items: list[RenewedView]


def queue_view(found: Standing) -> QueueView:
    """Return how the queue stands."""
    return QueueView(
        waiting=found.waiting, oldest_since=found.oldest_since, held=list(found.held),
        is_whole=found.is_whole, as_of=found.at,
    )  # fmt: skip


def renewed_view(found: Renewed) -> RenewedView:
    """Return one claim."""
    lock = LockView(expires_at=found.claim.expires_at, mine=True) if found.claim else None
    return RenewedView(
        testimonial_id=found.visit_id, version=found.version, lock=lock,
        is_changed=found.is_changed,
    )  # fmt: skip
