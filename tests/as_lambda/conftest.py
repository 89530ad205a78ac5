"""Lends one bare AWS to this folder, and to each test a table and settings of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.rows import Row, Save
from infra import stack
from infra.local.emulator import CREDENTIALS
from infra.local.places import REGION
from tests.as_lambda.processes import Ran, handlers_of, run
from tests.contracts.aws import BareAWS, aws, table_client

__all__ = ["aws"]
HANDLERS = handlers_of(app)
SHARDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one test's functions work on."""

    aws: BareAWS
    records: DynamoRecords
    store: S3ObjectStore
    settings: dict[str, str]
    folder: Path

    def keep(self, rows: Sequence[Row]) -> None:
        """Put rows into the test's table."""
        for row in rows:
            self.records.commit(Save(row=row))

    def run(self, name: str, *events: dict[str, Any]) -> Ran:
        """Let a function, by the name it is deployed under, answer events."""
        return run(HANDLERS[name], *events, settings=self.settings, into=self.folder)

    def waiting(self, output: str) -> list[dict[str, Any]]:
        """Take everything out of a queue."""
        sqs, url = self.aws.client("sqs"), self.aws.outputs[output]
        found: list[dict[str, Any]] = []
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += batch
            for message in batch:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found


@pytest.fixture
def account(aws: BareAWS, tmp_path: Path) -> Iterator[Account]:
    table = aws.new_table()
    settings = {
        **CREDENTIALS,
        **stack.environment(aws.outputs),
        "STAGE": "test",
        "RECORDS_TABLE": table,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "ALLOW_LOOPBACK_CHANNELS": "1",
    }
    found = Account(
        aws=aws,
        records=DynamoRecords(table_client(aws.url), table, shards=SHARDS),
        store=S3ObjectStore(
            aws.client("s3"),
            originals=aws.outputs["UploadsBucket"],
            derivatives=aws.outputs["DerivativesBucket"],
            clock=SystemClock(),
        ),
        settings=settings,
        folder=tmp_path,
    )
    yield found
    for output in (
        "PhotoQueueUrl",
        "VideoQueueUrl",
        "VerifyQueueUrl",
        "PublishQueueUrl",
        "ComposeQueueUrl",
        "DeliverQueueUrl",
    ):
        found.waiting(output)
