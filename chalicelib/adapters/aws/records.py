"""The records table behind `ports.Records`: optimistic locking, queries by key, no scans."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.dynamodb.conditions import Attr, ConditionBase
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import keys, merging
from chalicelib.adapters.aws.codec import from_body, path_text
from chalicelib.adapters.aws.writes import Writes
from chalicelib.domain.areas import Path
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.errors import StaleVersion, StoreUnavailable
from chalicelib.domain.ids import AreaId, CampaignId, MediaId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Channel, Publication
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Change, DueKind, Page, Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

R = TypeVar("R", bound=Row)
LOST_RACES = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
MOST_PER_READ = 100  # BatchGetItem's own limit
BUNDLE_LIMIT = 200  # a visit has at most 20 uploads and one publication per channel
Item = dict[str, Any]


class DynamoRecords:
    """Rows in one table. `shards` is how many partitions each list by state or time has."""

    def __init__(self, client: "DynamoDBClient", table: str, *, shards: int) -> None:
        self._client = client
        self._table = table
        self._shards = shards
        self._writes = Writes(table, shards=shards)

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; one strongly consistent read, two for a person."""
        place = keys.place_of(kind, *key)
        item = self._get(place.pk, place.sk)
        if item is not None and kind is Beneficiary:
            item = self._get(str(item["at_pk"]), str(item["at_sk"]))
        return from_body(kind, item) if item else None

    def _get(self, pk: str, sk: str) -> Item | None:
        with translated():
            answer = self._client.get_item(
                TableName=self._table, Key={"pk": pk, "sk": sk}, ConsistentRead=True
            )
        return answer.get("Item")

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return a visit's rows; one strongly consistent query."""
        place = keys.place_of(Visit, visit_id)
        with translated():
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": place.pk},
                ConsistentRead=True,
                Limit=BUNDLE_LIMIT,
            )
        rows = [row for item in answer["Items"] if (row := row_of(item)) is not None]
        return Bundle(
            visit=next((row for row in rows if isinstance(row, Visit)), None),
            media=tuple(row for row in rows if isinstance(row, Media)),
            testimonial=next((row for row in rows if isinstance(row, Testimonial)), None),
            publications=tuple(row for row in rows if isinstance(row, Publication)),
        )

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none. One change costs a plain write, several a transaction."""
        with translated():
            if len(changes) == 1 and isinstance(changes[0], Save):
                for put in self._writes.puts(changes[0].row):
                    self._client.put_item(**put)
            else:
                items = [item for change in changes for item in self._writes.items(change)]
                self._client.transact_write_items(TransactItems=items)

    def roll(self, booth_id: AreaId, *, limit: int, cursor: str | None) -> Page[Beneficiary]:
        """Return a booth's people in the order of the roll; one consistent query."""
        after = merging.position(cursor) or " "
        items, following = self._partition(keys.roll_of(booth_id), after, "~", limit)
        return Page(items=tuple(from_body(Beneficiary, item) for item in items), cursor=following)

    def testimonials(
        self, state: State, desk_id: AreaId, within: Path, *, limit: int, cursor: str | None
    ) -> Page[Testimonial]:
        """Return a desk's testimonials by waiting time.

        One query per shard, merged, then one read of the rows: the index holds their keys and
        paths alone, and follows the table with a delay, so the rows themselves say what they are.
        """
        shards = [keys.state_list(state, desk_id, number) for number in range(self._shards)]
        inside = Attr("path").begins_with(path_text(within))

        def read(shard: str, after: str | None) -> list[Item]:
            return self._list(shard, limit, after, inside)[0]

        items, following = merging.merge(shards, read, limit=limit, cursor=cursor)
        rows = self._read_all([(str(item["pk"]), str(item["sk"])) for item in items])
        found = (row for row in rows if isinstance(row, Testimonial) and row.state is state)
        return Page(items=tuple(found), cursor=following)

    def _read_all(self, places: Sequence[tuple[str, str]]) -> list[Row | None]:
        """Return the rows at `places`, in their order; consistent reads, a hundred at a time."""
        items: dict[tuple[str, str], Item] = {}
        for start in range(0, len(places), MOST_PER_READ):
            wanted: Any = [{"pk": pk, "sk": sk} for pk, sk in places[start:][:MOST_PER_READ]]
            asked: Any = {self._table: {"Keys": wanted, "ConsistentRead": True}}
            while asked:  # the table may leave some for the next call
                with translated():
                    answer: Any = self._client.batch_get_item(RequestItems=asked)
                for item in answer["Responses"][self._table]:
                    items[(str(item["pk"]), str(item["sk"]))] = item
                asked = answer.get("UnprocessedKeys")
        return [row_of(items[place]) if place in items else None for place in places]

    def same_bytes(self, sha256: str, *, limit: int) -> Sequence[tuple[VisitId, MediaId]]:
        """Return ready media with this original; one query."""
        items, _ = self._list(keys.bytes_list(sha256), limit, None)
        found = (str(item["list_sk"]).split("#") for item in items)
        return [(VisitId(visit_id), MediaId(media_id)) for visit_id, media_id in found]

    def _list(
        self, list_pk: str, limit: int, after: str | None, keep: ConditionBase | None = None
    ) -> tuple[list[Item], str | None]:
        """Return up to `limit` items of one list after the sort key `after`, and where to go on.

        A filter is applied by the table after its limit, so pages are read on until enough passed.
        """
        found: list[Item] = []
        while True:
            asked: dict[str, Any] = {
                "TableName": self._table,
                "IndexName": "lists",
                "KeyConditionExpression": "list_pk = :list AND list_sk > :after",
                "ExpressionAttributeValues": {":list": list_pk, ":after": after or " "},
                "Limit": max(limit, 1),
            }
            if keep is not None:
                asked["FilterExpression"] = keep
            with translated():
                answer = self._client.query(**asked)
            found += answer["Items"]
            last = answer.get("LastEvaluatedKey")
            if len(found) >= limit:
                is_end = last is None and len(found) == limit
                return found[:limit], None if is_end else str(found[limit - 1]["list_sk"])
            if last is None:
                return found, None
            after = str(last["list_sk"])

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Sequence[Row]:
        """Return due rows, earliest first; one query per shard, then one read of all."""
        places: list[tuple[str, str, str]] = []
        for number in range(self._shards):
            with translated():
                answer = self._client.query(
                    TableName=self._table,
                    IndexName="due",
                    KeyConditionExpression="due_pk = :list AND due_sk < :before",
                    ExpressionAttributeValues={
                        ":list": keys.due_list(kind, number),
                        ":before": keys.stamp(before) + "$",
                    },
                    Limit=limit,
                )
            places += [(str(i["due_sk"]), str(i["pk"]), str(i["sk"])) for i in answer["Items"]]
        rows = self._read_all([(pk, sk) for _, pk, sk in sorted(places)[:limit]])
        return [row for row in rows if row is not None and self._is_still_due(row, kind, before)]

    def _is_still_due(self, row: Row, kind: DueKind, before: datetime) -> bool:
        """The index follows the table with a delay; the row itself says whether it is due."""
        place = keys.due_place(row, self._shards)
        return (
            place is not None
            and place.pk.startswith(f"DUE#{kind}#")
            and place.sk < keys.stamp(before) + "$"
        )

    def audit_trail(self, subject_id: str, *, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return a subject's entries in order; one consistent query."""
        after = merging.position(cursor) or " "
        items, following = self._partition(f"AUDIT#{subject_id}", after, "~", limit)
        return Page(items=tuple(from_body(AuditEntry, item) for item in items), cursor=following)

    def channels(self, campaign_id: CampaignId, *, limit: int) -> Sequence[Channel]:
        """Return a campaign's channels; one consistent query."""
        items, _ = self._partition(f"CAMPAIGN#{campaign_id}", "CHANNEL#", "CHANNEL$", limit)
        return [from_body(Channel, item) for item in items]

    def _partition(
        self, pk: str, after: str, before: str, limit: int
    ) -> tuple[list[Item], str | None]:
        with translated():
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :after AND :before",
                ExpressionAttributeValues={":pk": pk, ":after": after + "!", ":before": before},
                ConsistentRead=True,
                Limit=limit,
            )
        last = answer.get("LastEvaluatedKey")
        return list(answer["Items"]), str(last["sk"]) if last else None


def row_of(item: Mapping[str, Any]) -> Row | None:
    """Return the row that an item holds; None for a kind that this version does not know."""
    kind = keys.NAMES.get(str(item.get("row")))
    return from_body(kind, item) if kind else None


@contextmanager
def translated() -> Iterator[None]:
    """Turn a lost race into StaleVersion and everything else into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        if _is_lost_race(error):
            raise StaleVersion("The record changed meanwhile; read it again") from error
        raise StoreUnavailable(f"table: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"table: {type(error).__name__}") from error


def _is_lost_race(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    if code != "TransactionCanceledException":
        return code in {"ConditionalCheckFailedException", "TransactionConflictException"}
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return any(reason.get("Code") in LOST_RACES for reason in reasons)
