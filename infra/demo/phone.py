"""What the worker's phone does: reports the visit, asks for grants, sends files, looks again."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import httpx
from PIL import Image

from infra.demo.people import Json, Refused, new_id
from infra.demo.visits import Sent, Visit
from infra.demo.watch import DemoFailed, Watch

DEVICE = "demo-phone"
PURPOSES = ["record", "contact", "photo", "video", "publish"]
# What the API answers when a file of this kind, type or size may not be sent at all.
NOT_TAKEN = frozenset({413, 415, 422})
VISITS_IN_A_ROW = 10
FROM_DOOR_TO_DOOR = timedelta(minutes=2)
PROCESS_WITHIN_S = 120
UPLOAD_TIMEOUT_S = 120
ENDED = frozenset({"ready", "rejected", "abandoned"})
PICTURES = {"photo": "display", "video": "poster"}
POSTED = {"photo": "display", "video": "video"}
PICTURE_PX = 320


def report_visit(visit: Visit) -> None:
    """Send the visit and the consent given there in one call."""
    now = _now()
    shown = {name: visit.notice[name] for name in ("notice_id", "version", "language")}
    met = {"visit_id": visit.visit_id, "beneficiary_id": visit.beneficiary_id,
           "booth_id": visit.booth_id, "outcome": "met", "started_at": _began(visit),
           "leaflet_given": True}  # fmt: skip
    agreed = {"consent_id": new_id(), "visit_id": visit.visit_id, "purposes": PURPOSES,
              "beneficiary_id": visit.beneficiary_id, "method": "spoken",
              "notice": shown, "shown_name": visit.shown_name}  # fmt: skip
    _sync(visit, [_change("visit.recorded", now, met), _change("consent.given", now, agreed)])


def withdraw(visit: Visit) -> None:
    """Send that the person takes back everything she agreed to at this visit."""
    taken = {"beneficiary_id": visit.beneficiary_id, "visit_id": visit.visit_id}
    _sync(visit, [_change("consent.withdrawn", _now(), taken)])


def _began(visit: Visit) -> str:
    """Return when the visit began. No worker is as quick as the demo, which tells of ten in a row:
    they lie as far apart as if she had walked from door to door.
    """
    ahead = VISITS_IN_A_ROW - 1 - (visit.number - 1) % VISITS_IN_A_ROW
    began_at = datetime.now(UTC) - ahead * FROM_DOOR_TO_DOOR
    return began_at.isoformat(timespec="milliseconds")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _change(kind: str, at: str, data: Json) -> Json:
    return {"change_id": new_id(), "type": kind, "at": at, "data": data}


def _sync(visit: Visit, changes: list[Json]) -> None:
    body = {"device_id": DEVICE, "changes": changes}
    items = visit.worker.call("POST", "/v1/sync", body).json()["items"]
    for change, item in zip(changes, items, strict=True):
        if item["result"] not in {"accepted", "already_have"}:
            said = (item["problem"] or {}).get("detail", "no reason given")
            raise DemoFailed(f"{change['type']} was not accepted: {said}")


def ask_grants(visit: Visit) -> None:
    """Ask for a grant per file, before any is sent: so the visit waits for all of them.

    A file that may not be sent at all ends as refused, with the API's sentence.
    """
    for sent in visit.files:
        file = sent.file
        sent.media_id = new_id()
        asked = {"upload_id": sent.media_id, "visit_id": visit.visit_id, "kind": file.kind,
                 "content_type": file.content_type, "size_bytes": file.size_bytes,
                 "sha256": _sha256(file.path)}  # fmt: skip
        try:
            sent.grant = visit.worker.call("POST", "/v1/uploads", asked).json()
        except Refused as no:
            if no.status not in NOT_TAKEN:
                raise
            sent.end, sent.reason = "refused", no.detail


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return base64.b64encode(hashlib.file_digest(opened, "sha256").digest()).decode()


def send(visit: Visit, sent: Sent) -> None:
    """Send one file to the address of its grant, as a form or in parts."""
    try:
        with sent.file.path.open("rb") as opened:
            if sent.grant["method"] == "POST":
                _send_form(visit, sent, opened)
            else:
                _send_parts(visit, sent, opened)
    except httpx.HTTPError as error:
        raise DemoFailed(f"{sent.file.name} could not be sent ({type(error).__name__}).") from None


def _send_form(visit: Visit, sent: Sent, opened: BinaryIO) -> None:
    # The file's own name stays on the phone: it may be a person's.
    file = {"file": ("file", opened, sent.file.content_type)}
    fields = sent.grant["fields"]
    http = visit.worker.http
    answer = http.post(sent.grant["url"], data=fields, files=file, timeout=UPLOAD_TIMEOUT_S)
    _require_stored(answer, sent)


def _send_parts(visit: Visit, sent: Sent, opened: BinaryIO) -> None:
    size, http = sent.grant["part_size_bytes"], visit.worker.http
    for part in sent.grant["parts"]:
        answer = http.put(part["url"], content=opened.read(size), timeout=UPLOAD_TIMEOUT_S)
        _require_stored(answer, sent)
    visit.worker.call("POST", f"/v1/uploads/{sent.media_id}/complete")


def _require_stored(answer: httpx.Response, sent: Sent) -> None:
    if not answer.is_success:
        raise DemoFailed(f"The store refused {sent.file.name} with {answer.status_code}.")


def await_end(visit: Visit, sent: Sent, watch: Watch, ahead: int) -> None:
    """Wait until the file is ready or rejected; `ahead` others may be processed before it."""

    def ended() -> Json | None:
        media: Json = visit.worker.call("GET", f"/v1/media/{sent.media_id}").json()
        return media if media["state"] in ENDED else None

    sent.media = watch.until(f"Processing {sent.file.name}", ended, PROCESS_WITHIN_S * (1 + ahead))
    sent.end = sent.media["state"]
    sent.reason = (sent.media.get("reason_text") or {}).get("en", "")
    if sent.end == "ready":
        _look_at_derivatives(visit, sent)


def _look_at_derivatives(visit: Visit, sent: Sent) -> None:
    """Fetch what was made, over its signed addresses: for the contact sheet and for comparing."""
    made, kind = sent.media["derivatives"], sent.file.kind
    shown = _fetch(visit, made[PICTURES[kind]]["url"], sent)
    posted = _fetch(visit, made[POSTED[kind]]["url"], sent)
    sent.posted_sha256 = hashlib.sha256(posted).hexdigest()
    with Image.open(BytesIO(shown)) as opened:
        sent.picture = opened.convert("RGB")
        sent.picture.thumbnail((PICTURE_PX, PICTURE_PX))


def _fetch(visit: Visit, url: str, sent: Sent) -> bytes:
    try:
        return visit.worker.http.get(url).raise_for_status().content
    except httpx.HTTPError:
        raise DemoFailed(f"What was made of {sent.file.name} could not be fetched.") from None
