"""Is this a picture of this visit, and not one that was used before?"""

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.verification.evidence import Evidence, finding
from chalicelib.domain.verification.names import EXACT


def exact_duplicate(evidence: Evidence) -> Finding:
    """Warn when another visit already holds the very same bytes; the other one is named."""
    if not evidence.same_bytes:
        return finding(EXACT, 1, FindingOutcome.PASS, compared=len(evidence.ready))
    return finding(
        EXACT, 1, FindingOutcome.WARN,
        media_ids=[same.media_id for same in evidence.same_bytes],
        matching_media_ids=[same.other_media_id for same in evidence.same_bytes],
        matching_visit_ids=[same.other_visit_id for same in evidence.same_bytes],
    )  # fmt: skip
