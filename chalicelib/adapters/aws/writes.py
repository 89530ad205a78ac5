"""How rows are written: the item, its places in the indexes, and that nobody was faster."""

from typing import Any

from chalicelib.adapters.aws import dues, keys
from chalicelib.adapters.aws.codec import to_body
from chalicelib.domain.enrolment import Enrolment
from chalicelib.domain.feeds import FeedEntry
from chalicelib.domain.jobs import OutboxItem
from chalicelib.domain.leaflets import Guesses
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change, Moved, Row, Save, Unchanged
from chalicelib.domain.webhooks import Delivery

Write = dict[str, Any]


class Writes:
    """The writes of one table, as DynamoDB takes them."""

    def __init__(self, table: str, *, shards: int) -> None:
        self._table = table
        self._shards = shards

    def items(self, change: Change) -> list[Any]:
        """Return a change's items of a transaction."""
        match change:
            case Save(row=row):
                return [{"Put": put} for put in self.puts(row)]
            case Unchanged(row=row):
                return [{"ConditionCheck": self._check(row)}]
            case Moved(row=row, source=source):
                return [
                    {"Put": self._place(row, was=source)},
                    {"Put": self._put(row, version=0)},
                    {"Delete": self._check(source)},
                ]

    def puts(self, row: Row) -> list[Any]:
        """Return the writes that save a row: with a new person her place, never one alone."""
        put = self._put(row, version=row.version)
        if isinstance(row, Beneficiary) and row.version == 0:
            return [self._place(row), put]
        return [put]

    def _put(self, row: Row, *, version: int) -> Write:
        return {"TableName": self._table, "Item": self._item(row), **_still_at(version)}

    def _place(self, row: Beneficiary, *, was: Beneficiary | None = None) -> Write:
        place, lies = keys.place_of(Beneficiary, row.beneficiary_id), keys.key_of(row)
        before = keys.key_of(was) if was else lies
        return {
            "TableName": self._table,
            "Item": {"pk": place.pk, "sk": place.sk, "at_pk": lies.pk, "at_sk": lies.sk},
            "ConditionExpression": "attribute_not_exists(pk) OR (at_pk = :pk AND at_sk = :sk)",
            "ExpressionAttributeValues": {":pk": before.pk, ":sk": before.sk},
        }

    def _check(self, row: Row) -> Write:
        place = keys.key_of(row)
        return {
            "TableName": self._table,
            "Key": {"pk": place.pk, "sk": place.sk},
            **_still_at(row.version),
        }

    def _item(self, row: Row) -> Write:
        place = keys.key_of(row)
        item = to_body(row)
        item |= {"pk": place.pk, "sk": place.sk, "row": type(row).__name__}
        item["version"] = row.version + 1
        if listed := keys.list_place(row, self._shards):
            item |= {"list_pk": listed.pk, "list_sk": listed.sk}
        if due := dues.due_place(row):
            item |= {"due_pk": due.pk, "due_sk": due.sk}
        if isinstance(row, OutboxItem | Enrolment | Guesses | Delivery | FeedEntry):
            item["expires_on"] = int(row.expires_at.timestamp())
        return item


def _still_at(version: int) -> Write:
    """Return the condition that a row is as it was read; version 0 means that there is none.

    Written out, since boto3 builds condition objects for single writes only.
    """
    if version == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": version},
    }
