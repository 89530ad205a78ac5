"""The table, in memory: the same promises as the real one, kept honest by the contract suite.

Tests may look at `commits` and `stream`, and arm `before_commit` or `after_commit` to let another
writer in, or to crash, at exactly that moment. A hook goes off once; it may arm itself again.
"""

import base64
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.adapters.aws.dues import pool_place
from chalicelib.adapters.aws.keys import natural_key
from chalicelib.adapters.aws.lists import list_of
from chalicelib.domain.areas import Path as AreaPath
from chalicelib.domain.areas import covers
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.consent import Ledger
from chalicelib.domain.copies import Filed, filed_as
from chalicelib.domain.digests import DigestTurn
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.freezes import Freeze
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId, VisitId
from chalicelib.domain.importing import Import
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication, PublicationState, waits_for_a_slot
from chalicelib.domain.queueing import Part, part_of, stands_at, stands_last
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Moved, Page, Row, Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery
from chalicelib.ports import R
from chalicelib.ports.records import Wanted

Key = tuple[str, ...]
Hook = Callable[[tuple[Change, ...]], object]
CURSOR_MARK = "after "
MOST_CHANGES = 100  # what DynamoDB takes in one transaction

DUE_ROWS: Mapping[DueKind, type] = {
    DueKind.MEDIA: Media,
    DueKind.TESTIMONIAL: Testimonial,
    DueKind.LEDGER: Ledger,
    DueKind.SLOT: Publication,
    DueKind.PUBLICATION: Publication,
    DueKind.IMPORT: Import,
    DueKind.ERASURE: Beneficiary,
    DueKind.RETIREMENT: Campaign,
    DueKind.REEL: ReelTurn,
    DueKind.TURN: SlotLedger,
    DueKind.METRICS: Publication,
    DueKind.CONNECTION: Connection,
    DueKind.FREEZE: Freeze,
    DueKind.DIGEST: DigestTurn,
    DueKind.DELIVERY: Delivery,
}


def key_of(row: Row) -> tuple[type, Key]:
    """Return a row's type and natural key, which is data of the adapter and no behaviour."""
    return type(row), natural_key(row)


def due_kind(row: Row) -> DueKind | None:
    """Return the timer's list that a row stands in while it has a `due_at`."""
    if isinstance(row, Publication):
        by_state = {
            PublicationState.SCHEDULED: DueKind.SLOT,
            PublicationState.POSTED: DueKind.METRICS,
        }
        return by_state.get(row.state, DueKind.PUBLICATION)
    return next((kind for kind, held in DUE_ROWS.items() if isinstance(row, held)), None)


class FakeRecords:
    """Every row under its natural key, with optimistic versions and all-or-nothing commits."""

    def __init__(self, *rows: Row) -> None:
        self.commits: list[tuple[Change, ...]] = []
        self.stream: list[tuple[Row | None, Row]] = []
        self.before_commit: Hook | None = None
        self.after_commit: Hook | None = None
        self._rows: dict[tuple[type, Key], Row] = {}
        self._lock = threading.RLock()
        self.seed(*rows)

    def seed(self, *rows: Row) -> None:
        """Put rows in place as if they had been there before, without a commit."""
        for row in rows:
            self._rows[key_of(row)] = replace(row, version=row.version or 1)

    def all(self, kind: type[R]) -> list[R]:
        """Return every row of a type in the order of its keys; for assertions only."""
        found = [row for row in self._rows.values() if isinstance(row, kind)]
        return sorted(found, key=lambda row: key_of(row)[1])

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; None when absent."""
        found = self._rows.get((kind, key))
        return found if isinstance(found, kind) else None

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row; here nothing is ever late."""
        return self.find(kind, *key)

    def find_many(self, kind: type[R], natural_keys: Sequence[Key]) -> list[R | None]:
        """Return the rows under several natural keys, in their order."""
        return [self.find(kind, *key) for key in natural_keys]

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        """Return rows of several kinds, in their order."""
        return [self.find(kind, *key) for kind, key in wanted]

    def worked(
        self, worker_id: UserId, since: datetime, until: datetime, *,
        limit: int, latest_first: bool = False,
    ) -> Sequence[VisitId]:  # fmt: skip
        """Return a worker's visits that began in between, the earliest first."""
        found = [row for row in self.all(Visit) if row.worker_id == worker_id]
        held = [row for row in found if since <= row.began_at <= until]
        held.sort(key=lambda row: (row.began_at, row.visit_id), reverse=latest_first)
        return [row.visit_id for row in held[:limit]]

    def add(self, rows: Sequence[R]) -> list[R]:
        """Write new rows, each on its own; return those that exist already."""
        left: list[R] = []
        for row in rows:
            try:
                self.commit(Save(row=row))
            except StaleVersion:
                left.append(row)
        return left

    def under(
        self, kind: type[R], *parent: str, limit: int, cursor: str | None = None, after: str = ""
    ) -> Page[R]:
        """Return a parent's rows of `kind` in the order of their keys, from `after` on."""
        size = len(parent)
        own = [row for row in self.all(kind) if natural_key(row)[:size] == parent]
        found = [row for row in own if "#".join(natural_key(row)[size:]) > after]
        return _page(found, lambda row: "#".join(natural_key(row)[size:]), limit, cursor)

    def listed(
        self, kind: type[R], name: str, *,
        limit: int, cursor: str | None = None, within: AreaPath = (), after: str = "",
    ) -> Page[R]:  # fmt: skip
        """Return the rows of `kind` in a list."""
        held = [(row, list_of(row)) for row in self.all(kind)]
        places = {key_of(row): at[1] for row, at in held if at and at[0] == name}
        rows = [row for row, _ in held if key_of(row) in places and places[key_of(row)] > after]
        if within:
            rows = [row for row in rows if covers(within, getattr(row, "path"))]  # noqa: B009
        return _page(rows, lambda row: places[key_of(row)], limit, cursor)

    def count_roll(self, booth_id: AreaId) -> int:
        """Return how many people a booth has to visit."""
        people = [row for row in self.all(Beneficiary) if row.booth_id == booth_id]
        return sum(1 for row in people if row.merged_into is None and not row.is_erased)

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return all rows of a visit."""
        with self._lock:
            return Bundle(
                visit=self.find(Visit, visit_id),
                media=tuple(m for m in self.all(Media) if m.visit_id == visit_id),
                testimonial=self.find(Testimonial, visit_id),
                publications=tuple(p for p in self.all(Publication) if p.visit_id == visit_id),
            )

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none; raise StaleVersion when one of the rows has changed."""
        self._fire("before_commit", changes)
        with self._lock:
            _check_transaction(changes)
            for change in changes:
                self._require_unchanged(change)
            for change in changes:
                if isinstance(change, Save | Moved):
                    self._write(change.row)
            self.commits.append(changes)
        self._fire("after_commit", changes)

    def _fire(self, name: str, changes: tuple[Change, ...]) -> None:
        hook: Hook | None = getattr(self, name)
        setattr(self, name, None)
        if hook is not None:
            hook(changes)

    def _require_unchanged(self, change: Change) -> None:
        row = change.source if isinstance(change, Moved) else change.row
        kept = self._rows.get(key_of(row))
        is_new = kept is None and row.version == 0 and not isinstance(change, Moved)
        if not is_new and (kept is None or kept.version != row.version):
            raise StaleVersion("The record changed since it was read")

    def _write(self, row: Row) -> None:
        kept = replace(row, version=row.version + 1)
        self.stream.append((self._rows.get(key_of(row)), kept))
        self._rows[key_of(row)] = kept

    def roll(self, booth_id: AreaId, *, limit: int, cursor: str | None) -> Page[Beneficiary]:
        """Return the people of a booth in the order of the roll."""
        people = (row for row in self.all(Beneficiary) if row.booth_id == booth_id)
        return _page(people, lambda row: f"{row.serial:08d}#{row.beneficiary_id}", limit, cursor)

    def testimonials(
        self, state: State, desk_id: AreaId, within: AreaPath, *,
        limit: int, cursor: str | None, after: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a desk's testimonials in `state` within an area, longest waiting first."""
        items = (
            row
            for row in self.all(Testimonial)
            if (row.state, row.desk_id) == (state, desk_id)
            and covers(within, row.path)
            and (after is None or row.since >= after)
        )
        return _page(items, _waiting_place, limit, cursor)

    def queue(
        self, part: Part, desk_id: AreaId, within: AreaPath, *,
        limit: int, cursor: str | None, until: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a part of a desk's review queue within an area, in its order."""
        items = (
            row
            for row in self.all(Testimonial)
            if (row.state, row.desk_id) == (State.PENDING_REVIEW, desk_id)
            and covers(within, row.path)
            and _stands_in(row, part)
            and (until is None or stands_at(row) <= until)
        )
        return _page(items, _waiting_place, limit, cursor)

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        """Return a campaign's ready media that are filed under what begins so, in that order."""
        found = [
            Filed(visit_id=media.visit_id, media_id=media.media_id, text=text)
            for media in self.all(Media)
            if media.campaign_id == campaign_id
            and (text := filed_as(media))
            and text.startswith(beginning)
        ]
        return sorted(found, key=lambda each: each.text)[:limit]

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Sequence[Row]:
        """Return rows whose `due_at` is not after `before`, the earliest first."""
        waiting = sorted(self._waiting(kind), key=lambda pair: (pair[0], key_of(pair[1])[1]))
        return [row for due_at, row in waiting if due_at <= before][:limit]

    def _waiting(self, kind: DueKind) -> Iterator[tuple[datetime, Row]]:
        for row in list(self._rows.values()):
            due_at = getattr(row, "due_at", None)
            if due_at is not None and due_kind(row) is kind:
                yield due_at, row

    def waiting(
        self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId, *,
        limit: int, after: Publication | None = None,
    ) -> Sequence[Publication]:  # fmt: skip
        """Return publications that wait in a lane for a slot, the best first."""
        found = self._in_lane(campaign_id, channel_id, lane_id)
        later = [row for row in found if after is None or pool_place(row) > pool_place(after)]
        return sorted(later, key=pool_place)[:limit]

    def count_waiting(self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId) -> int:
        """Return how many publications wait in a lane for a slot."""
        return len(self._in_lane(campaign_id, channel_id, lane_id))

    def _in_lane(self, *own: str) -> list[Publication]:
        return [
            row
            for row in self.all(Publication)
            if waits_for_a_slot(row)
            and (row.campaign_id, row.channel_id, row.lane_id or row.path[0]) == own
        ]

    def audit_trail(self, subject_id: str, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return a subject's audit entries from the first on."""
        entries = (row for row in self.all(AuditEntry) if row.subject_id == subject_id)
        return _page(entries, lambda row: f"{row.seq:06d}", limit, cursor)

    def channels(self, campaign_id: CampaignId, *, limit: int) -> Sequence[Channel]:
        """Return a campaign's channels."""
        return [c for c in self.all(Channel) if c.campaign_id == campaign_id][:limit]


def _check_transaction(changes: tuple[Change, ...]) -> None:
    """Raise ValueError for what the real table would not take as one transaction."""
    keys = {key_of(change.row) for change in changes}
    if len(keys) != len(changes) or not 1 <= len(changes) <= MOST_CHANGES:
        raise ValueError("A commit names each row once, and at most 100 rows")


def _stands_in(item: Testimonial, part: Part) -> bool:
    """True for what a part of the queue shows: what comes last stands behind what is open."""
    return part_of(item) is part or (part, part_of(item)) == (Part.OPEN, Part.LAST)


def _waiting_place(item: Testimonial) -> str:
    rank = "~" if stands_last(item) else ""
    is_waiting = item.state is State.PENDING_REVIEW
    at = stands_at(item) if is_waiting else item.since
    return f"{rank}{_instant(at)}#{item.visit_id}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _page(
    rows: Iterable[R], sort_key: Callable[[R], str], limit: int, cursor: str | None
) -> Page[R]:
    """Return the rows after the cursor, which names the last row of the page before."""
    after = _opened(cursor) if cursor is not None else ""
    later = sorted((row for row in rows if sort_key(row) > after), key=sort_key)
    shown = later[:limit]
    has_more = len(later) > limit
    return Page(items=tuple(shown), cursor=_closed(sort_key(shown[-1])) if has_more else None)


def _closed(text: str) -> str:
    return base64.urlsafe_b64encode(f"{CURSOR_MARK}{text}".encode()).decode()


def _opened(cursor: str) -> str:
    try:
        text = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        text = ""
    if not text.startswith(CURSOR_MARK):
        raise InvalidInput("This cursor did not come from us", field="cursor")
    return text.removeprefix(CURSOR_MARK)
