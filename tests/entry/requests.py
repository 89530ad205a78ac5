"""Bodies of requests as a phone sends them; a test names only what it is about."""

import base64
from hashlib import sha256
from typing import Any

from tests.builders import PHOTO_BYTES, VISIT


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
