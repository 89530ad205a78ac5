"""A field worker's phone, as it calls the API and sends files to S3; and what she reports."""

import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

import httpx

from chalicelib.adapters.system import SystemClock, UUIDv7
from infra.bench.report import BenchFailed

Json = dict[str, Any]
TIMEOUT_S = 60
POLL_S = 0.25
PURPOSES = ("record", "contact", "photo", "video", "publish")
BETWEEN, ON_DEGREES, MOST_VISITS = timedelta(minutes=10), 0.0005, 120
_visits = count()
new_id = UUIDv7()
clock = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as a phone has it."""

    kind: Literal["photo", "video"]
    content_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The file's hash, as a grant asks for it."""
        return base64.b64encode(hashlib.sha256(self.data).digest()).decode()


class Phone:
    """Somebody who is signed in. `calls` counts the calls of the API, not what goes to S3."""

    def __init__(
        self, api: str, token: str, *, on_call: Callable[[str], None] = lambda _: None
    ) -> None:
        self.calls = 0
        self._on_call = on_call
        headers = {"Authorization": f"Bearer {token}"}
        self._api = httpx.Client(base_url=api, headers=headers, timeout=TIMEOUT_S, trust_env=False)
        self._s3 = httpx.Client(timeout=TIMEOUT_S, trust_env=False)

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Return the API's answer; raise BenchFailed for a refusal."""
        self.calls += 1
        self._on_call(f"{method} {path}")
        answer = self._api.request(method, path, json=body)
        if not answer.is_success:
            plain = path.partition("?")[0]
            raise BenchFailed(f"{method} {plain} answered {answer.status_code}.")
        return dict(answer.json())

    def sync(self, changes: Sequence[Json]) -> None:
        """Report changes; raise BenchFailed unless every one is accepted."""
        body = {"device_id": "bench", "changes": list(changes)}
        items = self.call("POST", "/v1/sync", body)["items"]
        refused = {item["result"] for item in items} - {"accepted"}
        if refused:
            raise BenchFailed(f"A change was {refused.pop()}.")

    def upload(self, visit_id: str, file: File) -> str:
        """Ask for a grant, send the file, and return the media's id."""
        grant = self.call("POST", "/v1/uploads", upload_request(visit_id, file))
        if grant["method"] == "POST":
            form = {"file": ("file", file.data, file.content_type)}
            self._sent(self._s3.post(grant["url"], data=grant["fields"], files=form))
        else:
            self._send_parts(grant, file)
            self.call("POST", f"/v1/uploads/{grant['upload_id']}/complete")
        return str(grant["media_id"])

    def _send_parts(self, grant: Json, file: File) -> None:
        size = grant["part_size_bytes"]
        for part in grant["parts"]:
            start = (part["number"] - 1) * size
            self._sent(self._s3.put(part["url"], content=file.data[start : start + size]))

    def _sent(self, answer: httpx.Response) -> None:
        if not answer.is_success:
            raise BenchFailed(f"The upload bucket answered {answer.status_code}.")

    def wait_for(self, path: str, states: frozenset[str], within_s: float) -> Json:
        """Ask until the answer's state is one of `states`; raise BenchFailed after so long."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            answer = self._api.get(path)
            if answer.is_success and answer.json()["state"] in states:
                return dict(answer.json())
            time.sleep(POLL_S)
        raise BenchFailed(f"Nothing came to its end at {path.rsplit('/', 1)[0]} in {within_s} s.")


def upload_request(visit_id: str, file: File) -> Json:
    """Return the request for a grant."""
    return {
        "upload_id": new_id(),
        "visit_id": visit_id,
        "kind": file.kind,
        "content_type": file.content_type,
        "size_bytes": len(file.data),
        "sha256": file.sha256,
    }


def visit_changes(
    visit_id: str, beneficiary_id: str, booth_id: str, purposes: Sequence[str] = PURPOSES
) -> list[Json]:
    """Return what a worker reports of one complete visit: all fields, and one consent.

    She comes from another home each time, where she was before: nobody visits many at one moment.
    """
    now, before = clock.now(), next(_visits) % MOST_VISITS
    started = now - timedelta(minutes=5) - before * BETWEEN
    visit = {
        "visit_id": visit_id,
        "beneficiary_id": beneficiary_id,
        "booth_id": booth_id,
        "outcome": "met",
        "started_at": _text(started),
        "ended_at": _text(started + timedelta(minutes=4)),
        "location": {"lat": round(29.9 + before * ON_DEGREES, 5), "lon": 78.1, "accuracy_m": 12.5},
        "leaflet_given": True,
        "sticker": {"placed": True, "owner_agreed": True},
        "call": {"dialled_at": _text(started)},
    }
    consent = {
        "consent_id": new_id(),
        "visit_id": visit_id,
        "beneficiary_id": beneficiary_id,
        "purposes": list(purposes),
        "method": "signature",
        "notice": {"notice_id": "doorstep", "version": 1, "language": "hi"},
    }
    return [_change("visit.recorded", visit, now), _change("consent.given", consent, now)]


def _change(type_: str, data: Json, at: datetime) -> Json:
    return {"change_id": new_id(), "type": type_, "at": _text(at), "data": data}


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
