"""Is this a picture of this visit, and not one that was used before? Can anything be seen in it?"""

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.signals import hints
from chalicelib.domain.verification.evidence import Evidence, finding
from chalicelib.domain.verification.names import EXACT, NEAR, QUALITY


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


def near_duplicate(evidence: Evidence) -> Finding:
    """Warn when another visit holds the same picture as another file: saved again, cropped, turned.

    Unknown when nothing could be compared: no media of this visit shows anything.
    """
    compared = sum(1 for media in evidence.ready if media.looks)
    if not evidence.alike:
        outcome = FindingOutcome.PASS if compared else FindingOutcome.UNKNOWN
        return finding(NEAR, 1, outcome, compared=compared)
    return finding(
        NEAR, 1, FindingOutcome.WARN,
        media_ids=[alike.media_id for alike in evidence.alike],
        matching_media_ids=[alike.other_media_id for alike in evidence.alike],
        matching_visit_ids=[alike.other_visit_id for alike in evidence.alike],
        different_signs=[f"{alike.difference}/{SIGNS}" for alike in evidence.alike],
        laid=[alike.turn.value for alike in evidence.alike],
    )  # fmt: skip


def quality(evidence: Evidence) -> Finding:
    """Warn when a media's signals hint that nothing is to be seen or heard, or at a screen.

    Unknown when nothing was measured, as of media from before there were signals.
    """
    measured = [media for media in evidence.ready if media.signals]
    found = [(media, hinted) for media in measured for hinted in hints(media.signals)]
    if not found:
        outcome = FindingOutcome.PASS if measured else FindingOutcome.UNKNOWN
        return finding(QUALITY, 1, outcome, measured=len(measured))
    return finding(
        QUALITY, 1, FindingOutcome.WARN,
        hints=list(dict.fromkeys(hinted.hint.value for _, hinted in found)),
        media_ids=list(dict.fromkeys(media.media_id for media, _ in found)),
        signals=[f"{hinted.signal} {hinted.value:g}" for _, hinted in found],
    )  # fmt: skip
