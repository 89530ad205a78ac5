"""Fields that are only read whole, deflated into one value: a write is billed by each kilobyte.

Deflate starts from WORDS, in which our rows' own words stand, so that even a short row shrinks.
Rows name the words that they were written with, so WORDS never changes: new words are a new entry.
Ids, hashes and sealed texts do not deflate; their bytes stand behind it, and a mark in their place.
An id that stands in a row more than once has its bytes there once.
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
_FIRST: Final = (
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
)
# A verdict of all checks: doubts first, and last what is found of an honest visit, in the order of
# the table of checks.
_VERDICTS: Final = (
    b'"copies":[{"media_id":"\1","visit_id":"\1","booth_id":"\1","is_earlier":true,'
    b'"is_same_file":false,"is_same_worker":true,"is_same_person":false,"difference":1,"turn":'
    b'"mirrored""flipped""upside_down""mirrored_and_turned_left""turned_right""days_apart":0}'
    b'"transcript":{"hi":"","en":"","captions":{"hi":"'
    b'{"visit_id":"\1","campaign_id":"\1","beneficiary_id":"\1","booth_id":"\1","worker_id":"\1",'
    b'"device_id":"\1","started_at":"2026-11-2","ended_at":"2026-11-2","location":{"lat":2'
    b',"lon":7,"accuracy_m":1},"leaflet_given":true,"sticker":{"placed":true,"owner_agreed":true},'
    b'"call_dialled_at":"2026-11-2","received_at":"2026-11-2","household":"","desk_id":"\1",'
    b'"skew_s":0,"call_id":"exotel:\1"}'
    b'"reached_at":"2026-11-2"verdict":"refused""media_ids":["\1","\1"]'
    b'["identity.name",1,"warn",{"compared":3,"different":["visit.hi/roll.hi"],"unsure":["roll.en'
    b'"]["identity.on_roll",1,"fail",{"visit_booth_id":"\1","roll_booth_id":"\1"}],'
    b'["identity.phone_of_roll",1,"warn",{"reports":1,"edit_ids":["\1"]}],'
    b'["identity.scheme",1,"warn",{"declared":2,"hers":1,"fitting":0}],'
    b'["identity.visited_twice",1,"warn",{"met_before":1,"earlier_visit_ids":["\1"],"by_another":'
    b'["call.before_visit",1,"warn",{"call_id":":","minutes_before":'
    b'["call.number_of_many",1,"warn",{"people":["call.number_of_worker",1,"warn",{"found_in":"'
    b'["time.in_campaign_days",1,"warn",{"has_days":true,"days_off":1}],'
    b'["time.captured_at_visit",1,"warn",{"known":2,"media_ids":["\1"],"minutes_off":[],'
    b'"outside_days":["\1"]}],["time.clock",1,"warn",{"minutes_behind":-1440}],'
    b'["time.too_many",1,"warn",{"in_a_minute":3,"visit_ids":["\1","\1"]}],'
    b'["place.near_booth",1,"warn",{"booth_id":"\1","told_by":"camera",'
    b'["place.camera_agrees",1,"warn",{"compared":2,"metres_apart":1,"media_ids":["\1"]}],'
    b'["place.travel",1,"warn",{"compared":9,"visit_ids":["\1"],"kmh":300,"metres":1,"minutes":1}],'
    b'["place.one_spot",1,"warn",{"homes":5,"visit_ids":["\1","\1","\1"]}],'
    b'["media.quality",2,"warn",{"hints":["media_ids":["\1"],"signals":["sharpness 3","measured":2'
    b'["media.length",1,"warn",{"media_ids":["\1"],"shortest_s":1.0,"least_s":3.0}],'
    b'["media.screen",1,"warn",{"media.edited",1,"warn",{"media_ids":["\1"],"kinds":["photo"],'
    b'"programs":["snapseed"],"named":1}],["media.metadata",1,"warn",{"silent_photos":1,'
    b'"silent_videos":1,"kinds":["photo","video"],"visits_that_said":12}],'
    b'["consent.evidence",1,"warn",{"by":"call","found":"absent""matched""stored""processing"'
    b'["media.devices",1,"warn",{"named":2,"devices":2}],'
    b'["safety.aadhaar",1,"warn",{"texts":["caption.hi","transcript.hi","shown_name"],'
    b'"looked_at":3}],["safety.promise",1,"warn",{"texts":["transcript.hi"],"phrases":["'
    b'["media.exact_duplicate",1,"warn",{"compared":2,"later_visit_ids":["\1"],'
    b'"media_ids":["\1"],"matching_media_ids":["\1","\1"],"matching_visit_ids":["\1"],'
    b'"matching_booth_ids":["\1"],"of_the_same_worker":1,"of_the_same_person":0,'
    b'"most_days_apart":1,"different_signs":["12/160"],"laid":["same","mirrored"]}],'
    b'"doubts":"media.near_duplicate:warn place.travel:warn","named_by":"\1","checked":["booth",'
    b'"mandal","district","state"],'
    b'{"visit_id":"\1","campaign_id":"\1","beneficiary_id":"\1","booth_id":"\1","desk_id":"\1",'
    b'"media_ids":["\1","\1"],"evidence_key":"\2\x08","evidence_version":1,"verdict":"verified",'
    b'"findings":[["consent.covers_purposes",1,"pass",{"needed":["photo","publish","video"],'
    b'"missing":[],"withdrawn":[]}],["consent.notice_known",1,"pass",{"notice_id":"doorstep",'
    b'"notice_version":1,"language":"hi"}],["consent.child",1,"pass",{}],'
    b'["consent.evidence",1,"pass",{"by":"file","found":"ready","media_id":"\4&"}],'
    b'["consent.evidence",1,"unknown",{}],["identity.on_roll",1,"pass",{"booth_id":"\4#"}],'
    b'["identity.worker_assigned",1,"pass",{"worker_id":"\1"}],'
    b'["identity.phone_is_indian_mobile",1,"pass",{"valid":true,"indian":true,"mobile":true}],'
    b'["identity.name",1,"pass",{"compared":1,"different":[],"unsure":[],"least_alike":'
    b'"roll.en/roll.hi","score":1.0}],["identity.guardian_name",1,"unknown",{}],'
    b'["identity.phone_of_roll",1,"pass",{"reports":0}],["identity.scheme",1,"unknown",{}],'
    b'["identity.visited_twice",1,"pass",{"met_before":0,"earlier_visit_ids":[],"by_another":0}],'
    b'["call.matched",1,"pass",{"call_id":":","minutes_after":0}],'
    b'["call.before_visit",1,"pass",{"call_id":":","minutes_before":0}],'
    b'["call.number_of_many",1,"pass",{"people":1}],["call.number_of_worker",1,"pass",{}],'
    b'["call.matched",1,"unknown",{"was_dialled":false}],["call.before_visit",1,"unknown",{}],'
    b'["call.number_of_many",1,"unknown",{}],["call.number_of_worker",1,"unknown",{}],'
    b'["time.in_campaign_days",1,"pass",{"has_days":true}],'
    b'["time.captured_at_visit",1,"pass",{"known":2}],["time.clock",1,"pass",{"minutes_behind":0}],'
    b'["time.too_many",1,"pass",{"in_a_minute":1}],["place.near_booth",1,"pass",{"booth_id":"\4#",'
    b'"told_by":"visit","metres_beyond":0,"reach_m":1500}],'
    b'["place.camera_agrees",1,"pass",{"compared":2,"metres_apart":0}],'
    b'["place.travel",1,"pass",{"compared":12}],["place.one_spot",1,"pass",{"homes":1}],'
    b'["media.exact_duplicate",1,"pass",{"compared":2}],'
    b'["media.near_duplicate",1,"pass",{"compared":2}],["media.quality",2,"pass",{"measured":2}],'
    b'["media.length",1,"pass",{"shortest_s":20.5}],["media.screen",1,"pass",{"measured":2}],'
    b'["media.edited",1,"unknown",{"named":0}],["media.edited",1,"pass",{"named":2}],'
    b'["media.metadata",1,"pass",{"photos_that_say":1,"videos_that_say":1}],'
    b'["media.devices",1,"pass",{"named":2,"devices":1}],'
    b'["safety.aadhaar",1,"pass",{"looked_at":0}],["safety.phone_number",1,"pass",{"looked_at":0}],'
    b'["safety.promise",1,"pass",{"looked_at":0}]],'
    b'"history":[{"at":"2026-11-25T","source":null,"target":"collecting","by":"system"},'
    b'{"at":"2026-11-25T10:","source":"collecting","target":"verifying","by":"system"},'
    b'{"at":"2026-11-25T10:","source":"verifying","target":"pending_review","by":"system"}],'
    b'"is_escalated":false,"content_version":0,"ai_altered":false,"named_by":"\1",'
    b'"judged_at":"2026-11-25T10:","policy_number":0,"levels":["booth"],"audit":{"seq":0,"hash":""}'
    b',"last_entry":{"subject_id":"\4 ","seq":1,"at":"2026-11-25T10:","actor":"system",'
    b'"action":"verified",'
    b'"facts":{"verdict":"verified","evidence_version":1,"evidence_key":"\2\x08","policy_number":0,'
    b'"doubts":""},"previous_hash":"","hash":"\2 ","version":0},"due_at":"2026-11-25T10:'
)
WORDS: Final[Mapping[int, bytes]] = {1: _FIRST, 2: _FIRST + _VERDICTS}
NOW: Final = 2
# JSON writes control characters as escapes, so none of the marks can be part of a text.
UUID_MARK, HEX_MARK, BASE64_MARK, AGAIN_MARK = "\1", "\2", "\3", "\4"
DENSE: Final = re.compile(
    r"(?P<uuid>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
    r"|(?<![0-9a-zA-Z+/])(?P<hex>(?:[0-9a-f]{2}){8,64})(?![0-9a-zA-Z+/=])"
    r'|(?<=")(?P<base64>(?:[A-Za-z0-9+/]{4}){11,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?=")'
)
LONGEST_BYTES: Final = 8_192  # of a sealed text; a longer one stays text
MARKS: Final = re.compile("\1|\2(.)|\3(..)|\4(.)", re.DOTALL)


def squeezed(fields: Mapping[str, Any]) -> bytes:
    """Return plain fields as one value; equal fields give the same."""
    dense = bytearray()
    ids: dict[str, int] = {}

    def marked(found: re.Match[str]) -> str:
        if found["uuid"] in ids:
            return AGAIN_MARK + chr(32 + ids[found["uuid"]])
        if found["uuid"]:
            ids[found["uuid"]] = len(ids)
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
    ids: list[str] = []
    fields: dict[str, Any] = json.loads(MARKS.sub(lambda mark: _text(mark, dense, ids), thin))
    return fields


def _text(mark: re.Match[str], dense: BytesIO, ids: list[str]) -> str:
    """Return what stood in place of a mark: from the bytes that follow, or an id met before."""
    if mark[1]:
        return dense.read(ord(mark[1])).hex()
    if mark[2]:
        return b64encode(dense.read((ord(mark[2][0]) - 32) * 128 + ord(mark[2][1]))).decode()
    if mark[3]:
        return ids[ord(mark[3]) - 32]
    ids.append(str(UUID(bytes=dense.read(16))))
    return ids[-1]
