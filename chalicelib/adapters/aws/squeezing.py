"""Fields that are only read whole, deflated into one value: a write is billed by each kilobyte.

Deflate starts from WORDS, in which our rows' own words stand, so that even a short row shrinks.
Rows name the words that they were written with, so WORDS never changes: new words are a new entry.
Ids, hashes and sealed texts do not deflate; their bytes stand behind it, and a mark in their place.
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from uuid import UUID

# What is likeliest to be met stands last, where deflate reaches it most cheaply.
WORDS: Final[Mapping[int, bytes]] = {
    1: (
        b'"dark_share":0.1"bright_share":"detail":"flat_share":"loudness_lufs":-"peak_dbfs":-'
        b'"silence_share":"clipped_share":"bar_share":"grid":"has_metadata":true"container":"quicktime'
        b'"fps":29.97"heif"'
        b'"image/heic""image/png""video/mp4""video/quicktime""webm""MULTIPART"'
        b" -display.jpg:1600x1200: -thumb.jpg:320x240: -display_webp.webp: -thumb_webp.webp: "
        b"-video.mp4:720x1280: -poster.jpg: -preview.mp4:640x360: -waveform.png:"
        b'{"beneficiary_id":"\1","worker_id":"\1","booth_id":"\1","content_type":"image/jpeg",'
        b'"size_bytes":1,"sha256":"\2 ","method":"POST","granted_at":"2026-11-2","expires_at":'
        b'"2026-11-2","campaign_id":"\1","stored_at":"2026-11-2","ended_at":"2026-11-2","reason":'
        b'"derivatives":"\2\x08-'
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
NOW: Final = 1
# JSON writes control characters as escapes, so none of the marks can be part of a text.
UUID_MARK, HEX_MARK, BASE64_MARK = "\1", "\2", "\3"
DENSE: Final = re.compile(
    r"(?P<uuid>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
    r"|(?<![0-9a-zA-Z+/])(?P<hex>(?:[0-9a-f]{2}){8,64})(?![0-9a-zA-Z+/=])"
    r'|(?<=")(?P<base64>(?:[A-Za-z0-9+/]{4}){11,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?=")'
)
LONGEST_BYTES: Final = 8_192  # of a sealed text; a longer one stays text
MARKS: Final = re.compile("\1|\2(.)|\3(..)", re.DOTALL)


def squeezed(fields: Mapping[str, Any]) -> bytes:
    """Return plain fields as one value; equal fields give the same."""
    dense = bytearray()

    def marked(found: re.Match[str]) -> str:
        mark, data = _dense(found)
        dense.extend(data)
        return mark

    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=WORDS[NOW])
    thin = DENSE.sub(marked, text).encode()
    return bytes([NOW]) + deflate.compress(thin) + deflate.flush() + bytes(dense)


def _dense(found: re.Match[str]) -> tuple[str, bytes]:
    """Return the mark that stands for a dense text, and its bytes; any other text as it is."""
    text = found[0]
    if found["uuid"]:
        return UUID_MARK, UUID(text).bytes
    if found["hex"]:
        return HEX_MARK + chr(len(text) // 2), bytes.fromhex(text)
    data = b64decode(text)
    if b64encode(data).decode() != text or len(data) > LONGEST_BYTES:
        return text, b""
    return BASE64_MARK + chr(len(data) // 128 + 32) + chr(len(data) % 128), data


def unsqueezed(data: bytes) -> dict[str, Any]:
    """Return the fields that `squeezed` was given."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=WORDS[data[0]])
    thin = inflate.decompress(data[1:]).decode()
    dense = BytesIO(inflate.unused_data)
    fields: dict[str, Any] = json.loads(MARKS.sub(lambda mark: _text(mark, dense), thin))
    return fields


def _text(mark: re.Match[str], dense: BytesIO) -> str:
    """Return what stood in place of a mark, from the bytes that follow."""
    if mark[1]:
        return dense.read(ord(mark[1])).hex()
    if mark[2]:
        return b64encode(dense.read((ord(mark[2][0]) - 32) * 128 + ord(mark[2][1]))).decode()
    return str(UUID(bytes=dense.read(16)))
