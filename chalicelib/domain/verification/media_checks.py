"""Is this a picture of this visit, and not one that was used before?"""

from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.verification.evidence import Evidence, finding

EXACT: Final = "media.exact_duplicate"


def exact_duplicate(evidence: Evidence) -> Finding:
    """Warn when another visit already holds the very same bytes; the other one is named."""
    if not evidence.same_bytes:
        text = ("यह फ़ाइल किसी और भेंट में नहीं मिली।", "No other visit has the same file.")
        return finding(EXACT, 1, FindingOutcome.PASS, text, compared=len(evidence.ready))
    text = (
        "यही फ़ाइल किसी दूसरी भेंट में भी आई है; दोनों को साथ देखें।",
        "The very same file came with another visit too; look at both side by side.",
    )
    return finding(
        EXACT, 1, FindingOutcome.WARN, text,
        media_ids=[same.media_id for same in evidence.same_bytes],
        matching_media_ids=[same.other_media_id for same in evidence.same_bytes],
        matching_visit_ids=[same.other_visit_id for same in evidence.same_bytes],
    )  # fmt: skip
