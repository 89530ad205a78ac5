"""People who use a running stack over HTTP and signed URLs alone, as phones and desks do.

Every JSON answer they get is checked against the OpenAPI document, and every call is counted.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from app import app
from chalicelib.adapters.system import UUIDv7
from chalicelib.entry.openapi import document
from chalicelib.version import VERSION
from tests.conftest import Stack, start_stack, stop_stack
from tests.end_to_end.deployed import eventually

new_id = UUIDv7()
DOCUMENT = document(app, VERSION)
PURPOSES = ("record", "contact", "photo", "video", "publish")
ENDED = {"ready", "rejected", "abandoned"}
Json = dict[str, Any]


def _doors() -> Iterator[str]:
    """When one visit after the other began, as far apart as a worker walks from door to door."""
    first_at = datetime.now(UTC) - timedelta(hours=3)
    return ((first_at + number * timedelta(minutes=2)).isoformat() for number in count())


DOORS = _doors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody signed in. `calls` holds what she asked the API for, in order."""

    api: str
    token: str
    user_id: str
    calls: list[str] = field(default_factory=list)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call the API, whatever it answers."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = httpx.request(method, self.api + path, headers=headers, timeout=30, **more)
        self.calls.append(f"{method} {path}")
        require_documented(method, path, answer)
        return answer

    def get(self, path: str) -> Json:
        """What stands at an address; it must be there."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def report(self, *changes: Json) -> list[Json]:
        """Report changes in one call; an answer for each."""
        body = {"device_id": "device-1", "changes": list(changes)}
        answer = self.call("POST", "/v1/sync", json=body)
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def visit(self, person: Json, purposes: tuple[str, ...] = PURPOSES) -> str:
        """Report a visit and its consent in one call; the visit's id."""
        visit_id = new_id()
        at_door = visited(person, visit_id, started_at=next(DOORS))
        items = self.report(at_door, agreed(person, visit_id, purposes))
        assert [item["result"] for item in items] == ["accepted", "accepted"], items
        return visit_id

    def send(self, visit_id: str, kind: str, file: Path) -> str:
        """Ask for a grant and use it; the media's id."""
        grant = self.call("POST", "/v1/uploads", json=wish(visit_id, kind, file))
        assert grant.status_code == 201, grant.text
        assert sent_by(grant.json(), file.read_bytes()) == 204
        return str(grant.json()["media_id"])

    def ended(self, media_id: str) -> Json:
        """A media once nothing more will happen to it."""

        def look() -> Json | None:
            media = self.get(f"/v1/media/{media_id}")
            return media if media["state"] in ENDED else None

        return eventually(look, within_s=120, what="a media to end")


def visited(person: Json, visit_id: str, **fields: Any) -> Json:
    """A `visit.recorded`."""
    data = {
        "visit_id": visit_id,
        "beneficiary_id": person["beneficiary_id"],
        "booth_id": person["booth_id"],
        "outcome": "met",
        "started_at": now(),
        **fields,
    }
    return change("visit.recorded", data)


def agreed(person: Json, visit_id: str, purposes: tuple[str, ...] = PURPOSES) -> Json:
    """A `consent.given`."""
    data = {
        "consent_id": new_id(),
        "visit_id": visit_id,
        "beneficiary_id": person["beneficiary_id"],
        "purposes": list(purposes),
        "method": "spoken",
        "notice": {"notice_id": "doorstep", "version": 1, "language": "hi"},
    }
    return change("consent.given", data)


def withdrawn(person: Json, visit_id: str) -> Json:
    """A `consent.withdrawn` for one visit."""
    data = {"beneficiary_id": person["beneficiary_id"], "visit_id": visit_id}
    return change("consent.withdrawn", data)


def change(kind: str, data: Json) -> Json:
    """One change of a report."""
    return {"change_id": new_id(), "type": kind, "at": now(), "data": data}


def now() -> str:
    """This machine's instant."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def wish(visit_id: str, kind: str, file: Path, **fields: Any) -> Json:
    """A request to upload a file as what it is."""
    body = file.read_bytes()
    return {
        "upload_id": new_id(),
        "visit_id": visit_id,
        "kind": kind,
        "content_type": {"photo": "image/jpeg", "video": "video/mp4"}[kind],
        "size_bytes": len(body),
        "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode(),
        **fields,
    }


def sent_by(grant: Json, body: bytes, **changed: str) -> int:
    """Send bytes with a grant's form, some fields changed; S3's status."""
    form = {**grant["fields"], **changed}
    return httpx.post(grant["url"], data=form, files={"file": ("f", body)}, timeout=60).status_code


def require_documented(method: str, path: str, answer: httpx.Response) -> None:
    """Fail unless the answer is one that the OpenAPI document allows for this route."""
    operation = operation_of(method, path.partition("?")[0])
    if operation is None:
        return
    responses = operation["responses"]
    described = responses.get(str(answer.status_code), responses["default"])
    content = described.get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if not content:
        assert answer.content == b"", f"{method} {path} should have no body"
        return
    assert media_type in content, f"{method} {path} answered {media_type}"
    if "schema" in content[media_type]:
        validator(content[media_type]["schema"]["$ref"]).validate(answer.json())


@cache
def validator(reference: str) -> Draft202012Validator:
    """What checks values against one schema of the document."""
    return Draft202012Validator({"$ref": reference, "components": DOCUMENT["components"]})


def operation_of(method: str, path: str) -> Json | None:
    """The operation that describes a call, None for an address that is none of ours."""
    for template, methods in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            found: Json | None = methods.get(method.lower())
            return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One running stack and its people."""

    stack: Stack
    worker: Person
    worker_elsewhere: Person
    moderator: Person
    moderator_2: Person
    convener: Person
    admin: Person
    admin_2: Person
    _people: Iterator[Json]

    def next_person(self) -> Json:
        """Somebody of the worker's booth, each in turn; after ten visits the first comes again."""
        return next(self._people)

    def under_review(self, visit_id: str) -> Json:
        """The visit's testimonial once it waits for review."""

        def look() -> Json | None:
            answer = self.moderator.call("GET", f"/v1/testimonials/{visit_id}")
            is_waiting = answer.is_success and answer.json()["state"] == "pending_review"
            return answer.json() if is_waiting else None

        return eventually(look, within_s=60, what="a testimonial to wait for review")

    def eventually(self, look: Callable[[], Any], what: str) -> Any:
        """What `look` finds, within half a minute."""
        return eventually(look, within_s=30, what=what)


def people_of(stack: Stack) -> dict[str, Person]:
    """Everybody who has a demo sign-in, by role."""
    return {
        role: Person(api=stack.api, token=user["token"], user_id=user["user_id"])
        for role, user in stack.users.items()
    }


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A stack for these tests alone: they count what waits at the desk."""
    process, stack = start_stack(tmp_path_factory.mktemp("town") / "local")
    people = people_of(stack)
    roll = people["worker"].get("/v1/worklist")["items"]
    yield Town(stack=stack, **people, _people=cycle(roll))
    assert stop_stack(process) == 0
