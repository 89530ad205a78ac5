"""Bodies of requests as a phone sends them; a test names only what it is about."""

import base64
from hashlib import sha256
from typing import Any

from tests.builders import PERSON, PHOTO_BYTES, VISIT

NOON = "2026-11-14T12:00:00Z"


def upload_request(**fields: Any) -> dict[str, Any]:
    """A request to upload PHOTO_BYTES to the small place's visit."""
    request = {
        "visit_id": VISIT,
        "kind": "photo",
        "content_type": "image/jpeg",
        "size_bytes": len(PHOTO_BYTES),
        "sha256": base64.b64encode(sha256(PHOTO_BYTES).digest()).decode(),
    }
    return {**request, **fields}


def a_visit_change(**fields: Any) -> dict[str, Any]:
    """A `visit.recorded` of the small place; `fields` go into its data."""
    data = {
        "visit_id": VISIT,
        "beneficiary_id": PERSON,
        "booth_id": "booth-1",
        "outcome": "met",
        "started_at": NOON,
    }
    return {"change_id": "1", "type": "visit.recorded", "at": NOON, "data": {**data, **fields}}


def a_report(*changes: dict[str, Any]) -> dict[str, Any]:
    """A whole call to sync: the given changes, or one visit."""
    return {"device_id": "device-1", "changes": list(changes or (a_visit_change(),))}
