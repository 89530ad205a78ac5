"""A bare embedded AWS for contract tests: the emulator with the resources of our own template.

No pump, no server and no seed runs on it. Every test takes a table of its own, in the form that
the template gives it, so that nothing one test writes can be due or listed in another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.adapters.aws.clients import BYTES, QUICK, TABLE
from chalicelib.adapters.aws.records import DynamoRecords
from infra import stack
from infra.local.emulator import CREDENTIALS, Emulator
from infra.local.places import REGION, ROOT, Places, free_port

RESOURCES = ROOT / "infra" / "resources.yaml"
ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
_names = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BareAWS:
    """A running emulator, and what the template made in it."""

    url: str
    outputs: dict[str, str]

    def client(self, service: str) -> Any:
        """A client of the emulator's owner, with the same limits as the application's."""
        return client_at(self.url, service)

    def records(self, *, shards: int = 4) -> DynamoRecords:
        """The adapter on an empty table of its own."""
        return DynamoRecords(table_client(self.url), self.new_table(), shards=shards)

    def new_table(self) -> str:
        """The name of a new table like the template's."""
        dynamodb = self.client("dynamodb")
        model = dynamodb.describe_table(TableName=self.outputs["RecordsTable"])["Table"]
        indexes = [
            {part: index[part] for part in ("IndexName", "KeySchema", "Projection")}
            for index in model["GlobalSecondaryIndexes"]
        ]
        name = f"records-{next(_names)}"
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=model["KeySchema"],
            AttributeDefinitions=model["AttributeDefinitions"],
            GlobalSecondaryIndexes=indexes,
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        return name


@cache
def client_at(url: str, service: str) -> Any:
    """A client of an emulator's owner, with the same limits as the application's."""
    # Making a client reads its service's whole model, which costs more than most tests.
    config = BYTES if service == "s3" else QUICK
    return session().client(service, endpoint_url=url, config=config)


@cache
def session() -> boto3.Session:
    """A session of the emulator's owner."""
    return boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )


@cache
def table_client(url: str, config: Config = TABLE) -> Any:
    """A client that takes plain Python values, as `clients.dynamodb` gives it."""
    return session().resource("dynamodb", endpoint_url=url, config=config).meta.client


def nobodys_address() -> str:
    """An address on which nothing answers."""
    return f"http://127.0.0.1:{free_port()}"


@contextmanager
def running_aws(folder: Path) -> Iterator[BareAWS]:
    """Yield an emulator that has the template's resources."""
    at = Places(folder=folder, port=1, aws_port=free_port(), practice_port=1)
    emulator = Emulator(at)
    emulator.start()
    try:
        outputs = stack.deploy(
            client_at(at.aws, "cloudformation"),
            name="contracts",
            template_body=RESOURCES.read_text(encoding="utf-8"),
            parameters={"Stage": "contracts", "WebOrigin": "*"},
            poll_seconds=0.1,
        )
        yield BareAWS(url=at.aws, outputs=outputs)
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareAWS]:
    """One bare AWS for all tests of a folder."""
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running
