"""The table.

Every row is under optimistic locking: it is read with its version, changed as a value, and
committed together with others only if none of them has changed since.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from chalicelib.domain.areas import Path as AreaPath
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.channels import Channel
from chalicelib.domain.copies import Filed
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId, VisitId
from chalicelib.domain.publishing import Publication
from chalicelib.domain.queueing import Part
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Page, Row
from chalicelib.domain.testimonial import State, Testimonial

R = TypeVar("R", bound=Row)
# A kind of row and its natural key.
Wanted = tuple[type[Row], tuple[str, ...]]


class Records(Protocol):
    """The table. Every method raises StoreUnavailable when the store does not answer."""

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key, read consistently; None when absent."""
        ...

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row as it was lately: half the price, for what hardly ever changes."""
        ...

    def find_many(self, kind: type[R], natural_keys: Sequence[tuple[str, ...]]) -> list[R | None]:
        """Return the rows under several natural keys, in their order, read consistently."""
        ...

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        """Return rows of several kinds, in their order, read consistently; at most 100.

        One read, and one more when a person is among them.
        """
        ...

    def worked(
        self, worker_id: UserId, since: datetime, until: datetime, *,
        limit: int, latest_first: bool = False,
    ) -> Sequence[VisitId]:  # fmt: skip
        """Return a worker's visits that began in between, the earliest first; one read.

        It may lag behind the rows.
        """
        ...

    def add(self, rows: Sequence[R]) -> list[R]:
        """Write new rows, each on its own; return those that exist already and were left alone."""
        ...

    def under(
        self, kind: type[R], *parent: str, limit: int, cursor: str | None = None, after: str = ""
    ) -> Page[R]:
        """Return a parent's rows of `kind` in the order of their keys, from `after` on."""
        ...

    def listed(
        self, kind: type[R], name: str, *,
        limit: int, cursor: str | None = None, within: AreaPath = (), after: str = "",
    ) -> Page[R]:  # fmt: skip
        """Return the rows of `kind` in a list: see docs/access-patterns.md for names and order."""
        ...

    def count_roll(self, booth_id: AreaId) -> int:
        """Return how many people a booth has to visit: merged and erased ones do not count."""
        ...

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return all rows of a visit, read consistently."""
        ...

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none; raise StaleVersion when one of the rows has changed."""
        ...

    def roll(self, booth_id: AreaId, *, limit: int, cursor: str | None) -> Page[Beneficiary]:
        """Return the people of a booth in the order of the roll."""
        ...

    def testimonials(
        self, state: State, desk_id: AreaId, within: AreaPath, *,
        limit: int, cursor: str | None, after: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a desk's testimonials in `state` within an area, longest waiting first.

        Those that wait for review stand by domain/queueing.py: risk counts as well, what somebody
        holds stands by when she will have to let go, and what comes last stands behind the rest.
        `after` leaves out those that came into the state before it.
        """
        ...

    def queue(
        self, part: Part, desk_id: AreaId, within: AreaPath, *,
        limit: int, cursor: str | None, until: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a part of a desk's review queue within an area, in its order.

        What comes last stands behind what is open, and may be asked for alone. `until` leaves out
        what stands behind that instant. A row that has just moved may be in two parts.
        """
        ...

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        """Return a campaign's ready media that are filed under what begins so, in that order.

        See domain/copies.py; a beginning has at least LIST_LETTERS. It may lag behind the rows.
        """
        ...

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Sequence[Row]:
        """Return rows whose `due_at` is not after `before`, the earliest first."""
        ...

    def waiting(
        self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId, *,
        limit: int, after: Publication | None = None,
    ) -> Sequence[Publication]:  # fmt: skip
        """Return publications that wait in a lane for a slot, the best first; it may lag.

        With `after` those that stand behind it; nothing once there are no more.
        """
        ...

    def count_waiting(self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId) -> int:
        """Return how many publications wait in a lane for a slot; it may lag."""
        ...

    def audit_trail(self, subject_id: str, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return a subject's audit entries from the first on."""
        ...

    def channels(self, campaign_id: CampaignId, *, limit: int) -> Sequence[Channel]:
        """Return a campaign's channels."""
        ...
