"""Fields that are only read whole, deflated into one text: a write is billed by each kilobyte.

Deflate starts from WORDS, in which our rows' own words stand, so that even a short row shrinks.
Rows name the words that they were written with, so WORDS never changes: new words are a new entry.
"""

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Mapping
from typing import Any, Final

# What is likeliest to be met stands last, where deflate reaches it most cheaply.
WORDS: Final[Mapping[str, bytes]] = {
    "1": (
        b'"is_hdr":false"has_audio":true"rotation":0"video_codec":"h264""hevc""container":"mp4"'
        b'"quicktime""jpeg""heif""orientation":1,"has_icc":false"width":"height":"fps":30.0'
        b'"duration_s":"queue_ms":,"download_ms":,"encode_ms":,"upload_ms":"measured":{"timings":{'
        b'"signals":{"looks":["placeholder":"capture":"sharpness":"brightness":"contrast":'
        b'"withdrawn""rejected""has_issues""published""publishing""approved""refused"'
        b'"media.exact_duplicate""media.near_duplicate""compared":"media_ids":["matching_media_ids":['
        b'"matching_visit_ids":["identity.phone_is_indian_mobile""valid":true,"indian":true,'
        b'"mobile":true"identity.worker_assigned""worker_id":"identity.on_roll""booth_id":"'
        b'"consent.evidence""consent.child""consent.notice_known""notice_id":"","notice_version":1,'
        b'"language":"hi""consent.covers_purposes""given":["photo","publish","record","video"],'
        b'"missing":[],"withdrawn":[]"warn""unknown""fail",1,"pass",{}],["'
        b'"needs_review""verified""verdict":"evidence_key":"evidence_version":1"details":{'
        b'"last_entry":{"subject_id":"","seq":1,"at":"2026-11-25T10:00:00.000000Z","actor":"system"'
        b',"action":"verdict_reached","data":{},"previous":"","hash":""}'
        b'"findings":[["history":[{"at":"2026-11-2"source":null,"target":"collecting","by":"system"},'
        b'{"at":"2026-11-2T","source":"collecting","target":"verifying","by":"system"},'
        b'{"at":"2026-11-2T","source":"verifying","target":"pending_review","by":"system"}]'
    ),
}
NOW: Final = "1"


def squeezed(fields: Mapping[str, Any]) -> str:
    """Return plain fields as one text; equal fields give the same."""
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
    deflate = zlib.compressobj(9, zdict=WORDS[NOW])
    return NOW + b85encode(deflate.compress(text) + deflate.flush()).decode()


def unsqueezed(text: str) -> dict[str, Any]:
    """Return the fields that `squeezed` was given."""
    inflate = zlib.decompressobj(zdict=WORDS[text[0]])
    fields: dict[str, Any] = json.loads(inflate.decompress(b85decode(text[1:])))
    return fields
