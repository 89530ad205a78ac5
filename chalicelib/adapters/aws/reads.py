"""How the table is read: single items, batches, partitions and pages of an index. Never a scan."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import ConditionBase
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import dues, keys
from chalicelib.adapters.aws.codec import from_body
from chalicelib.domain.errors import StaleVersion, StoreUnavailable
from chalicelib.domain.rows import DueKind, Row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
Place = tuple[str, str]
LOST_RACES = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
MOST_PER_READ = 100  # BatchGetItem's own limit
MOST_LOOKED_THROUGH = 2000  # entries of an index in one query, about as many as one answer holds


class Reads:
    """The reads of one table; they give items, which `row_of` turns into rows."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def item(self, pk: str, sk: str, *, is_consistent: bool = True) -> Item | None:
        """Return one item."""
        with translated():
            answer = self._client.get_item(
                TableName=self._table, Key={"pk": pk, "sk": sk}, ConsistentRead=is_consistent
            )
        return answer.get("Item")

    def items(self, places: Sequence[Place]) -> dict[Place, Item]:
        """Return the items at `places`; consistent reads, a hundred at a time."""
        found: dict[Place, Item] = {}
        each = list(dict.fromkeys(places))  # a batch may name no item twice
        for start in range(0, len(each), MOST_PER_READ):
            wanted: Any = [{"pk": pk, "sk": sk} for pk, sk in each[start:][:MOST_PER_READ]]
            asked: Any = {self._table: {"Keys": wanted, "ConsistentRead": True}}
            while asked:  # the table may leave some for the next call
                with translated():
                    answer: Any = self._client.batch_get_item(RequestItems=asked)
                for item in answer["Responses"][self._table]:
                    found[(str(item["pk"]), str(item["sk"]))] = item
                asked = answer.get("UnprocessedKeys")
        return found

    def rows(self, places: Sequence[Place]) -> list[Row | None]:
        """Return the rows at `places`, in their order."""
        found = self.items(places)
        return [row_of(found[place]) if place in found else None for place in places]

    def partition(
        self, pk: str, after: str, before: str, limit: int
    ) -> tuple[list[Item], str | None]:
        """Return a partition's items between two sort keys, and where to go on; consistent."""
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

    def bundle(self, pk: str, limit: int) -> list[Item]:
        """Return a partition's items, read consistently."""
        with translated():
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": pk},
                ConsistentRead=True,
                Limit=limit,
            )
        return list(answer["Items"])

    def count(self, pk: str, keep: str, values: Mapping[str, Any]) -> int:
        """Return how many items of a partition pass a filter; consistent."""
        count, start = 0, None
        while True:
            more: dict[str, Any] = {"ExclusiveStartKey": start} if start else {}
            with translated():
                answer = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="pk = :pk",
                    FilterExpression=keep,
                    ExpressionAttributeValues={":pk": pk, **values},
                    Select="COUNT",
                    ConsistentRead=True,
                    **more,
                )
            count += answer["Count"]
            start = answer.get("LastEvaluatedKey")
            if not start:
                return count

    def listed(
        self, list_pk: str, limit: int, after: str | None, keep: ConditionBase | None = None
    ) -> list[Item]:
        """Return up to `limit` entries of one list after the sort key `after`.

        A filter is applied by the table after its limit, so pages are read on until enough passed:
        ever larger ones, since a small area's entries may stand far apart in a long list.
        """
        found: list[Item] = []
        size = max(limit, 1)
        while True:
            asked: dict[str, Any] = {
                "TableName": self._table,
                "IndexName": "lists",
                "KeyConditionExpression": "list_pk = :list AND list_sk > :after",
                "ExpressionAttributeValues": {":list": list_pk, ":after": after or " "},
                "Limit": size,
            }
            if keep is not None:
                asked["FilterExpression"] = keep
            with translated():
                answer = self._client.query(**asked)
            found += answer["Items"]
            last = answer.get("LastEvaluatedKey")
            if len(found) >= limit or last is None:
                return found[:limit]
            after, size = str(last["list_sk"]), max(size, min(size * 4, MOST_LOOKED_THROUGH))

    def beginning(self, list_pk: str, beginning: str, limit: int) -> list[Item]:
        """Return up to `limit` entries of one list whose sort keys begin so; one query."""
        with translated():
            answer = self._client.query(
                TableName=self._table,
                IndexName="lists",
                KeyConditionExpression="list_pk = :list AND begins_with(list_sk, :beginning)",
                ExpressionAttributeValues={":list": list_pk, ":beginning": beginning},
                Limit=limit,
            )
        return list(answer["Items"])

    def within(
        self, list_pk: str, first: str, last: str, limit: int, *, is_forward: bool
    ) -> list[Item]:
        """Return up to `limit` entries of a list of the index `due` between two sort keys."""
        with translated():
            answer = self._client.query(
                TableName=self._table,
                IndexName="due",
                KeyConditionExpression="due_pk = :list AND due_sk BETWEEN :first AND :last",
                ExpressionAttributeValues={":list": list_pk, ":first": first, ":last": last},
                Limit=limit,
                ScanIndexForward=is_forward,
            )
        return list(answer["Items"])

    def count_due(self, list_pk: str) -> int:
        """Return how many entries a list of the index `due` has."""
        count, start = 0, None
        while True:
            more: dict[str, Any] = {"ExclusiveStartKey": start} if start else {}
            with translated():
                answer = self._client.query(
                    TableName=self._table,
                    IndexName="due",
                    KeyConditionExpression="due_pk = :list",
                    ExpressionAttributeValues={":list": list_pk},
                    Select="COUNT",
                    **more,
                )
            count += answer["Count"]
            start = answer.get("LastEvaluatedKey")
            if not start:
                return count

    def due(self, kind: DueKind, shard: int, before: str, limit: int) -> list[Item]:
        """Return one shard's entries of what is due, earliest first."""
        with translated():
            answer = self._client.query(
                TableName=self._table,
                IndexName="due",
                KeyConditionExpression="due_pk = :list AND due_sk < :before",
                ExpressionAttributeValues={":list": dues.due_list(kind, shard), ":before": before},
                Limit=limit,
            )
        return list(answer["Items"])


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
