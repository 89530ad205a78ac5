"""What only the table itself can show: its keys, what it forgets, and its stream."""

import json
from typing import Any

import pytest

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.aws.stream import StreamImages
from chalicelib.domain.enrolment import Enrolment
from chalicelib.domain.feeds import FeedEntry
from chalicelib.domain.jobs import OUTBOX_LIFE, OutboxItem
from chalicelib.domain.leaflets import Guesses
from chalicelib.domain.media import Media
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.webhooks import Delivery
from tests.builders import NOON, an_area
from tests.contracts.aws import BareAWS, table_client
from tests.contracts.rows import NAME, PHONE, full_rows

KEYS = ("pk", "sk", "list_pk", "list_sk", "due_pk", "due_sk")


@pytest.fixture
def table(aws: BareAWS) -> str:
    return aws.new_table()


def items_of(aws: BareAWS, table: str, *rows: Row) -> list[dict[str, Any]]:
    """The raw items of rows, written by the adapter and read past it."""
    client = table_client(aws.url)
    for row in rows:
        DynamoRecords(client, table, shards=4).commit(Save(row=row))
    items: list[dict[str, Any]] = client.scan(TableName=table)["Items"]
    return items


def test_no_key_holds_a_name_or_a_phone(aws: BareAWS, table: str):
    items = items_of(aws, table, *full_rows())

    keys = json.dumps([[item.get(key) for key in KEYS] for item in items])
    assert len(items) >= len(full_rows())
    assert NAME in str(items)
    assert PHONE not in str(items)
    assert NAME not in keys
    assert PHONE not in keys


def test_the_table_may_forget_an_outbox_item_once_its_life_is_over(aws: BareAWS, table: str):
    outbox = [row for row in full_rows() if isinstance(row, OutboxItem)]

    items = items_of(aws, table, *outbox)

    ends = int((NOON + OUTBOX_LIFE).timestamp())
    assert [item["expires_on"] for item in items] == [ends] * len(outbox)


SHORT_LIVED = (OutboxItem, Enrolment, Guesses, Delivery, FeedEntry)


def test_nothing_else_is_ever_forgotten_by_the_table(aws: BareAWS, table: str):
    lasting = [row for row in full_rows() if not isinstance(row, SHORT_LIVED)]

    assert not [item for item in items_of(aws, table, *lasting) if "expires_on" in item]


def images(aws: BareAWS, table: str) -> list[tuple[Row | None, Row | None]]:
    """Every change of the table as its stream tells it, read by our own reader."""
    streams = aws.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName=table)["Streams"]
    described = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
    reader = StreamImages()
    found = []
    for shard in described["Shards"]:
        start = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )
        for record in streams.get_records(ShardIterator=start["ShardIterator"])["Records"]:
            old, new = (record["dynamodb"].get(name) for name in ("OldImage", "NewImage"))
            found.append((reader.row_of(old), reader.row_of(new)))
    return found


def test_the_stream_tells_a_row_before_and_after(aws: BareAWS, table: str):
    before, after = an_area("booth-1", version=1), an_area("booth-1", version=2, level="ward")

    items_of(aws, table, an_area("booth-1"), an_area("booth-1", version=1, level="ward"))

    assert images(aws, table) == [(None, before), (before, after)]


def test_every_kind_of_row_can_be_read_from_the_stream(aws: BareAWS, table: str):
    items_of(aws, table, *full_rows())

    # An entry that only stands beside a row, for a list, is none of ours and reads as None.
    kinds = {type(new) for _, new in images(aws, table) if new is not None}
    assert kinds == {type(row) for row in full_rows()}


def test_an_item_of_an_unknown_kind_is_passed_over():
    image = {"pk": {"S": "X#1"}, "sk": {"S": "X"}, "row": {"S": "SomethingNewer"}}

    assert StreamImages().row_of(image) is None
    assert StreamImages().row_of(None) is None


def test_a_row_of_a_kind_that_is_not_asked_for_is_told_by_its_name_and_not_read():
    torn = {"pk": {"S": "VISIT#1"}, "sk": {"S": "VISIT"}, "row": {"S": "Visit"}, "outcome": {}}
    place_of_a_person = {"pk": {"S": "BENEFICIARY#1"}, "sk": {"S": "PLACE"}, "at_pk": {}}

    assert StreamImages().row_of(torn, (Media, OutboxItem)) is None
    assert StreamImages().row_of(place_of_a_person, (Media, OutboxItem)) is None
