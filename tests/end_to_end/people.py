"""The people of a deployed journey: seeded as rows, signed in as anybody would, calling by HTTP."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
import httpx
import jwt
import pytest

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.areas import Area
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Save
from tests.builders import a_beneficiary, a_campaign, a_small_tree, a_user
from tests.end_to_end.deployed import REGION, Deployed

# A first call meets a function that has to unpack the whole package.
PATIENCE_S: Final = 60.0
ROLES: Final = {Role.WORKER: "booth-1", Role.MODERATOR: "constituency", Role.ADMIN: "state"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    api: str
    token: str

    def call(self, method: str, path: str, expect: int = 200, **words: Any) -> httpx.Response:
        """Answer of the deployed API, which must have the expected status."""
        headers = {"authorization": f"Bearer {self.token}", **words.pop("headers", {})}
        answer = httpx.request(
            method, f"{self.api}{path}", headers=headers, timeout=PATIENCE_S, **words
        )
        assert answer.status_code == expect, answer.text
        return answer

    def upload(self, visit_id: str, kind: str, content_type: str, file: Path) -> str:
        """Send one file as a phone does, and return its media id."""
        body = file.read_bytes()
        asked = {
            "visit_id": visit_id,
            "kind": kind,
            "content_type": content_type,
            "size_bytes": len(body),
            "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode(),
        }
        grant = self.call("POST", "/v1/uploads", 201, json=asked).json()
        form, files = grant["fields"], {"file": (file.name, body, content_type)}
        stored = httpx.post(grant["url"], data=form, files=files, timeout=PATIENCE_S)
        assert stored.status_code == 204, stored.text
        return str(grant["media_id"])


@pytest.fixture(scope="session")
def people(deployed: Deployed) -> dict[Role, Person]:
    """One of each role, signed in, at a small place; for all tests of the deployed stack."""
    return settle_in(deployed)


def settle_in(deployed: Deployed) -> dict[Role, Person]:
    """Seed the small tree, its campaign, one person on the roll and one user of each role."""
    records = _records(deployed)
    rows: list[Area | Any] = [*a_small_tree(), a_campaign(), a_beneficiary()]
    people = {}
    for role, area in ROLES.items():
        token, subject = _sign_in(deployed, role.value)
        people[role] = Person(api=deployed.api, token=token)
        user: User = a_user(role, area, user_id=subject)
        rows.append(user)
    for row in rows:
        records.commit(Save(row=row))
    return people


def _records(deployed: Deployed) -> DynamoRecords:
    # The resource's own client is the one that takes plain Python values.
    table = boto3.resource(
        "dynamodb",
        region_name=REGION,
        endpoint_url=deployed.aws,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106  the emulator's owner
    )
    return DynamoRecords(table.meta.client, deployed.outputs["RecordsTable"], shards=4)


def _sign_in(deployed: Deployed, name: str) -> tuple[str, str]:
    """Enrol somebody and sign her in with her password; her token and its subject."""
    pool, client = deployed.outputs["UserPoolId"], deployed.outputs["UserPoolClientId"]
    cognito, password = deployed.client("cognito-idp"), f"Aa1-{secrets.token_hex(12)}"
    cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=name, Password=password, Permanent=True
    )
    answer = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    token = answer["AuthenticationResult"]["AccessToken"]
    return token, jwt.decode(token, options={"verify_signature": False})["sub"]
