"""The records table behind `ports.Records`: optimistic locking, queries by key, no scans."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.aws import dues, keys, lists, merging
from chalicelib.adapters.aws.by_key import ByKey
from chalicelib.adapters.aws.codec import from_body
from chalicelib.adapters.aws.lists import path_text
from chalicelib.adapters.aws.reads import Item, Reads, row_of, translated
from chalicelib.adapters.aws.writes import Writes
from chalicelib.domain.areas import Path
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.channels import Channel
from chalicelib.domain.copies import LIST_LETTERS, Filed
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, MediaId, UserId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication, waits_for_a_slot
from chalicelib.domain.queueing import Part
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Page, Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports.records import Wanted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

R = TypeVar("R", bound=Row)
TRANSACTIONS_AT_ONCE = 3  # measured on two cores: a fourth changes nothing
MOST_PER_TRANSACTION = 100  # TransactWriteItems' own limit
BUNDLE_LIMIT = 200  # a visit has at most 20 uploads and one publication per channel


class DynamoRecords:
    """Rows in one table. `shards` is how many partitions each list by state or time has."""

    def __init__(self, client: "DynamoDBClient", table: str, *, shards: int) -> None:
        self._client = client
        self._shards = shards
        self._reads = Reads(client, table)
        self._rows = ByKey(self._reads)
        self._writes = Writes(table, shards=shards)

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; one strongly consistent read, two for a person."""
        return self._rows.find(kind, *key)

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row as it was lately; half the price of `find`, for what hardly changes."""
        return self._rows.recall(kind, *key)

    def find_many(self, kind: type[R], natural_keys: Sequence[tuple[str, ...]]) -> list[R | None]:
        """Return the rows under several natural keys, in their order; consistent batch reads."""
        return self._rows.find_many(kind, natural_keys)

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        """Return rows of several kinds, in their order; one consistent batch, two with people."""
        return self._rows.find_each(wanted)

    def worked(
        self, worker_id: UserId, since: datetime, until: datetime, *,
        limit: int, latest_first: bool = False,
    ) -> Sequence[VisitId]:  # fmt: skip
        """Return a worker's visits that began in between; one query."""
        name, last = dues.worked_list(worker_id), lists.stamp(until) + "~"
        found = self._reads.within(
            name, lists.stamp(since), last, limit, is_forward=not latest_first
        )
        return [VisitId(str(item["due_sk"]).partition("#")[2]) for item in found]

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return a visit's rows; one strongly consistent query."""
        items = self._reads.bundle(keys.place_of(Visit, visit_id).pk, BUNDLE_LIMIT)
        rows = [row for item in items if (row := row_of(item)) is not None]
        return Bundle(
            visit=next((row for row in rows if isinstance(row, Visit)), None),
            media=tuple(row for row in rows if isinstance(row, Media)),
            testimonial=next((row for row in rows if isinstance(row, Testimonial)), None),
            publications=tuple(row for row in rows if isinstance(row, Publication)),
        )

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none. One change costs a plain write, several a transaction.

        So does a new person: her place without her row would bar her from every other roll.
        """
        with translated():
            puts = self._writes.puts(changes[0].row) if _is_save(changes) else []
            if len(puts) == 1:
                self._client.put_item(**puts[0])
            else:
                items = [item for change in changes for item in self._writes.items(change)]
                self._client.transact_write_items(TransactItems=items)

    def add(self, rows: Sequence[R]) -> list[R]:
        """Write new rows, each on its own; return those that exist already and were left alone.

        Transactions of many, since each costs one round trip, and some at a time, since making one
        takes about as long as waiting for it; should one be refused, its rows are written one by
        one.
        """
        with ThreadPoolExecutor(TRANSACTIONS_AT_ONCE) as pool:
            left = list(pool.map(self._add_some, _in_transactions(rows)))
        return [row for some in left for row in some]

    def _add_some(self, rows: Sequence[R]) -> list[R]:
        try:
            self.commit(*(Save(row=row) for row in rows))
        except StaleVersion:
            return [row for row in rows if not self._add_one(row)]
        return []

    def _add_one(self, row: Row) -> bool:
        try:
            self.commit(Save(row=row))
        except StaleVersion:
            return False
        return True

    def roll(self, booth_id: AreaId, *, limit: int, cursor: str | None) -> Page[Beneficiary]:
        """Return a booth's people in the order of the roll; one consistent query."""
        after = merging.position(cursor) or " "
        items, following = self._reads.partition(keys.roll_of(booth_id), after, "~", limit)
        return Page(items=tuple(from_body(Beneficiary, item) for item in items), cursor=following)

    def count_roll(self, booth_id: AreaId) -> int:
        """Return how many people a booth has to visit: merged and erased ones do not count."""
        is_there = "(attribute_not_exists(is_erased) OR is_erased = :no)"
        keep = f"attribute_not_exists(merged_into) AND {is_there}"
        return self._reads.count(keys.roll_of(booth_id), keep, {":no": False})

    def under(
        self, kind: type[R], *parent: str, limit: int, cursor: str | None = None, after: str = ""
    ) -> Page[R]:
        """Return a parent's rows of `kind` in the order of their keys; one consistent query.

        `after` leaves out what sorts before it. The keys are in keys.PLACES.
        """
        place = keys.children_of(kind, *parent)
        start = merging.position(cursor) or place.sk + (after or " ")
        items, following = self._reads.partition(place.pk, start, f"{place.sk}~", limit)
        return Page(items=tuple(from_body(kind, item) for item in items), cursor=following)

    def listed(
        self, kind: type[R], name: str, *,
        limit: int, cursor: str | None = None, within: Path = (), after: str = "",
    ) -> Page[R]:  # fmt: skip
        """Return the rows of `kind` in one of the lists of lists.LISTS, as the rows are now."""
        parts = lists.parts_of(kind, name, self._shards)
        rows, following = self._merged(parts, within, limit, cursor, after)
        found = (row for row in rows if isinstance(row, kind) and _stands_in(row, name))
        return Page(items=tuple(found), cursor=following)

    def _merged(
        self, parts: Sequence[str], within: Path, limit: int, cursor: str | None,
        after: str = "", end: str = keys.END,
    ) -> tuple[list[Row | None], str | None]:  # fmt: skip
        """Return a page over all parts of a list, as far as `end`.

        One query per part, merged, then one read of the rows: the index holds their keys and
        paths alone, and follows the table with a delay, so the rows themselves say what they are.
        A row that moves from part to part may be seen in both.
        """
        inside = Attr("path").begins_with(path_text(within)) if within else None

        def read(part: str, start: str | None) -> list[Item]:
            return self._reads.listed(part, limit, start or after or None, inside)

        items, following = merging.merge(parts, read, limit=limit, cursor=cursor)
        held = [(str(i["pk"]), str(i["sk"])) for i in items if str(i["list_sk"]) < end]
        rows = self._reads.rows(list(dict.fromkeys(held)))
        return rows, following if len(held) == len(items) else None

    def testimonials(
        self, state: State, desk_id: AreaId, within: Path, *,
        limit: int, cursor: str | None, after: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a desk's testimonials by waiting time."""
        parts = keys.state_lists(state, desk_id, self._shards)
        start = lists.stamp(after) if after else ""
        return self._in_state(state, parts, within, limit, cursor, start)

    def queue(
        self, part: Part, desk_id: AreaId, within: Path, *,
        limit: int, cursor: str | None, until: datetime | None = None,
    ) -> Page[Testimonial]:  # fmt: skip
        """Return a part of a desk's review queue."""
        parts = keys.queue_lists(part, desk_id, self._shards)
        start = keys.LAST if part is Part.LAST else ""
        end = lists.stamp(until) + "$" if until else keys.END
        return self._in_state(keys.WAITS, parts, within, limit, cursor, start, end)

    def _in_state(self, state: State, *asked: Any) -> Page[Testimonial]:
        rows, following = self._merged(*asked)
        found = (row for row in rows if isinstance(row, Testimonial) and row.state is state)
        return Page(items=tuple(found), cursor=following)

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        """Return ready media that are filed under what begins so; one query."""
        name = keys.filed_list(campaign_id, beginning[:LIST_LETTERS])
        return [_filed(item) for item in self._reads.beginning(name, beginning, limit)]

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Sequence[Row]:
        """Return due rows, earliest first; one query per shard, then one read of all."""
        end = lists.stamp(before) + "$"
        shards = [self._reads.due(kind, n, end, limit) for n in range(dues.DUE_SHARDS[kind])]
        places = [(str(i["due_sk"]), str(i["pk"]), str(i["sk"])) for some in shards for i in some]
        rows = self._reads.rows([(pk, sk) for _, pk, sk in sorted(places)[:limit]])
        return [row for row in rows if row is not None and _is_still_due(row, kind, end)]

    def waiting(
        self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId, *,
        limit: int, after: Publication | None = None,
    ) -> Sequence[Publication]:  # fmt: skip
        """Return what waits in a lane, the best first; one query, then one read of the rows."""
        name = dues.pool(campaign_id, channel_id, lane_id)
        start = f"{dues.pool_place(after)}!" if after else " "
        items = self._reads.within(name, start, "~", limit, is_forward=True)
        rows = self._reads.rows([(str(item["pk"]), str(item["sk"])) for item in items])
        found = (row for row in rows if isinstance(row, Publication))
        return [row for row in found if waits_for_a_slot(row)]

    def count_waiting(self, campaign_id: CampaignId, channel_id: ChannelId, lane_id: AreaId) -> int:
        """Return how many wait in a lane; a query for each megabyte of the index's entries."""
        return self._reads.count_due(dues.pool(campaign_id, channel_id, lane_id))

    def audit_trail(self, subject_id: str, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return a subject's entries in order; one consistent query."""
        return self.under(AuditEntry, subject_id, limit=limit, cursor=cursor)

    def channels(self, campaign_id: CampaignId, *, limit: int) -> Sequence[Channel]:
        """Return a campaign's channels; one consistent query."""
        return self.under(Channel, campaign_id, limit=limit).items


def _is_save(changes: Sequence[Change]) -> TypeGuard[tuple[Save]]:
    return len(changes) == 1 and isinstance(changes[0], Save)


def _filed(item: Item) -> Filed:
    """The entry of a media says all: whose it is by the key of its row, and its filed text."""
    visit_id, media_id = (str(item[name]).partition("#")[2] for name in ("pk", "sk"))
    return Filed(visit_id=VisitId(visit_id), media_id=MediaId(media_id), text=str(item["list_sk"]))


def _is_still_due(row: Row, kind: DueKind, end: str) -> bool:
    """The index follows the table with a delay; the row itself says whether it is due."""
    place = dues.due_place(row)
    return place is not None and place.pk.startswith(f"DUE#{kind}#") and place.sk < end


def _stands_in(row: Row, name: str) -> bool:
    """The index follows the table with a delay; the row itself says where it stands."""
    place = lists.list_of(row)
    return place is not None and place[0] == name


def _in_transactions(rows: Sequence[R]) -> Iterator[Sequence[R]]:
    """Yield the rows in groups that one transaction takes; a new person is two items."""
    size = MOST_PER_TRANSACTION // (2 if any(isinstance(row, Beneficiary) for row in rows) else 1)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
