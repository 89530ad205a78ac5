"""Visits as a phone reports them, with real files, for the tests of the moderators' pages."""

import base64
import hashlib
import io
import os
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from tests.conftest import Stack
from tests.media_factory import moving_clip

READY_WITHIN_S = 60
MOST_CLAIMS = 30
AT_THE_BOOTH = {"lat": 29.9457, "lon": 78.1642, "accuracy_m": 15}
KINDS = {"photo": "image/jpeg", "video": "video/mp4"}


def new_id() -> str:
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def instant() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")


def picture(width: int = 1200, height: int = 900) -> Image.Image:
    """A picture of large spots that no other visit has, and that differs from all its turns."""
    spots = Image.frombytes("RGB", (8, 6), os.urandom(8 * 6 * 3))
    return spots.resize((width, height), Image.Resampling.BICUBIC)


def jpeg(image: Image.Image | None = None, exif: Image.Exif | None = None) -> bytes:
    held = io.BytesIO()
    (image or picture()).save(held, "JPEG", quality=88, exif=exif or Image.Exif())
    return held.getvalue()


def film(folder: Path, *, seconds: float = 6.0) -> bytes:
    path = folder / "film.mp4"
    moving_clip(path, seconds=seconds)
    return path.read_bytes()


class Visits:
    """Makes visits of the demo's first booth, and asks about them."""

    def __init__(self, stack: Stack) -> None:
        self.http = httpx.Client(base_url=stack.api, timeout=30)
        self.stack = stack

    def call(self, role: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.stack.users[role]['token']}"}
        return self.http.request(
            method, path, headers={**headers, **more.pop("headers", {})}, **more
        )

    def read(self, role: str, path: str) -> Any:
        return self.call(role, "GET", path).raise_for_status().json()

    def item(self, visit_id: str) -> Any:
        return self.read("moderator", f"/v1/testimonials/{visit_id}")

    def made(
        self,
        *files: tuple[str, bytes],
        person: int = 0,
        location: dict[str, Any] | None = None,
        **consent: Any,
    ) -> str:
        """Record a visit with consent and these files; return its id once it waits for review."""
        visit_id = self._visit(person, location or AT_THE_BOOTH, consent)
        for kind, content in files:
            self._upload(visit_id, kind, content)
        end = time.monotonic() + READY_WITHIN_S
        while self._state(visit_id) != "pending_review":
            assert time.monotonic() < end, "the testimonial never came to the review queue"
            time.sleep(0.2)
        return visit_id

    def held(self, visit_id: str) -> str:
        """Put an item into the moderator's hands: what comes before it is left to others."""
        for _ in range(MOST_CLAIMS):
            found = self.call("moderator", "POST", "/v1/reviews/claim", json={}).raise_for_status()
            assert found.status_code == 200, "the queue ended before the item came"
            taken = found.json()["testimonial_id"]
            if taken == visit_id:
                return visit_id
            body = {"testimonial_id": taken}
            self.call("moderator", "POST", "/v1/reviews/skip", json=body).raise_for_status()
        raise AssertionError("the item never came")

    def _state(self, visit_id: str) -> str | None:
        found = self.call("moderator", "GET", f"/v1/testimonials/{visit_id}")
        return None if found.status_code == 404 else found.raise_for_status().json()["state"]

    def _visit(self, person: int, location: dict[str, Any], more: dict[str, Any]) -> str:
        booth_id = self.read("worker", "/v1/me")["scopes"][0]["area_id"]
        sheet = self.read("worker", f"/v1/worklist?booth={booth_id}&language=hi")
        visit_id, who = new_id(), sheet["items"][person]["beneficiary_id"]
        notice = {name: sheet["notice"][name] for name in ("notice_id", "version", "language")}
        whose = {"visit_id": visit_id, "beneficiary_id": who}
        visit = {
            **whose, "booth_id": booth_id, "outcome": "met", "started_at": instant(),
            "location": location,
        }  # fmt: skip
        purposes = ["record", "photo", "video", "publish"]
        consent = {**whose, "consent_id": new_id(), "purposes": purposes, "method": "signature"}
        changes = [
            ("visit.recorded", visit),
            ("consent.given", {**consent, "notice": notice} | more),
        ]
        body = {"device_id": new_id(), "changes": [_change(*one) for one in changes]}
        answer = self.call("worker", "POST", "/v1/sync", json=body).raise_for_status().json()
        assert [one["result"] for one in answer["items"]] == ["accepted", "accepted"]
        return visit_id

    def _upload(self, visit_id: str, kind: str, content: bytes) -> None:
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        body = {
            "visit_id": visit_id, "kind": kind, "content_type": KINDS[kind],
            "size_bytes": len(content), "sha256": digest,
        }  # fmt: skip
        grant = self.call("worker", "POST", "/v1/uploads", json=body).raise_for_status().json()
        files = {"file": (kind, content, KINDS[kind])}
        httpx.post(grant["url"], data=grant["fields"], files=files, timeout=30).raise_for_status()


def _change(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"change_id": new_id(), "type": kind, "at": instant(), "data": data}
