"""The names of the checks, as findings, pages and audit entries know them."""

from typing import Final

COVERS: Final = "consent.covers_purposes"
NOTICE: Final = "consent.notice_known"
CHILD: Final = "consent.child"
EVIDENCE: Final = "consent.evidence"
ON_ROLL: Final = "identity.on_roll"
ASSIGNED: Final = "identity.worker_assigned"
PHONE: Final = "identity.phone_is_indian_mobile"
EXACT: Final = "media.exact_duplicate"
NEAR: Final = "media.near_duplicate"
QUALITY: Final = "media.quality"
MEMBERS: Final = "reel.members"
