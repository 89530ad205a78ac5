"""The names of the checks, as findings, pages and audit entries know them."""

from typing import Final

COVERS: Final = "consent.covers_purposes"
NOTICE: Final = "consent.notice_known"
CHILD: Final = "consent.child"
EVIDENCE: Final = "consent.evidence"

ON_ROLL: Final = "identity.on_roll"
ASSIGNED: Final = "identity.worker_assigned"
PHONE: Final = "identity.phone_is_indian_mobile"
NAME: Final = "identity.name"
GUARDIAN: Final = "identity.guardian_name"
PHONE_OF_ROLL: Final = "identity.phone_of_roll"
SCHEME: Final = "identity.scheme"
TWICE: Final = "identity.visited_twice"

CALLED: Final = "call.matched"
CALLED_EARLY: Final = "call.before_visit"
SHARED_NUMBER: Final = "call.number_of_many"
WORKERS_NUMBER: Final = "call.number_of_worker"

IN_DAYS: Final = "time.in_campaign_days"
CAPTURED: Final = "time.captured_at_visit"
CLOCK: Final = "time.clock"
BURST: Final = "time.too_many"
NEAR_BOOTH: Final = "place.near_booth"
CAMERA: Final = "place.camera_agrees"
TRAVEL: Final = "place.travel"
SPOT: Final = "place.one_spot"

EXACT: Final = "media.exact_duplicate"
NEAR: Final = "media.near_duplicate"
QUALITY: Final = "media.quality"
LENGTH: Final = "media.length"
SCREEN: Final = "media.screen"
EDITED: Final = "media.edited"
METADATA: Final = "media.metadata"
DEVICES: Final = "media.devices"

AADHAAR: Final = "safety.aadhaar"
PHONE_SHOWN: Final = "safety.phone_number"
PROMISE: Final = "safety.promise"

MEMBERS: Final = "reel.members"
