"""Is this a picture of this visit, and not one that was used before? Can anything be seen in it?"""

from collections.abc import Sequence

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import MediaId
from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.signals import hints
from chalicelib.domain.verification.evidence import Evidence, Seen, seen

Found = Sequence[tuple[MediaId, Copy]]


def exact_duplicate(evidence: Evidence) -> Seen:
    """Warn when an earlier visit holds the very same bytes; the other one is named.

    Earlier is what was stored first, by our clock. The earlier one passes, and names the later.
    """
    copies = [pair for pair in evidence.copies if pair[1].is_same_file]
    if any(copy.is_earlier for _, copy in copies):
        return seen(FindingOutcome.WARN, **_named([p for p in copies if p[1].is_earlier]))
    later: list[str] = [copy.visit_id for _, copy in copies]
    return seen(FindingOutcome.PASS, compared=len(evidence.ready), later_visit_ids=later)


def near_duplicate(evidence: Evidence) -> Seen:
    """Warn when an earlier visit holds the same picture as another file: saved again, cropped,
    mirrored, turned.

    Unknown when nothing could be compared: no media of this visit shows anything.
    """
    compared = sum(1 for media in evidence.ready if media.looks)
    copies = [pair for pair in evidence.copies if not pair[1].is_same_file]
    earlier = [pair for pair in copies if pair[1].is_earlier]
    if not earlier:
        outcome = FindingOutcome.PASS if compared else FindingOutcome.UNKNOWN
        later: list[str] = [copy.visit_id for _, copy in copies]
        return seen(outcome, compared=compared, later_visit_ids=later)
    return seen(
        FindingOutcome.WARN,
        **_named(earlier),
        different_signs=[f"{copy.difference}/{SIGNS}" for _, copy in earlier],
        laid=[copy.turn.value for _, copy in earlier],
    )


def _named(copies: Found) -> dict[str, list[str] | int]:
    """Return the ids of what was found, and how far it lies from ours: whose, where and when."""
    others = [copy for _, copy in copies]
    return {
        "media_ids": [media_id for media_id, _ in copies],
        "matching_media_ids": [copy.media_id for copy in others],
        "matching_visit_ids": [copy.visit_id for copy in others],
        "matching_booth_ids": list(dict.fromkeys(copy.booth_id for copy in others)),
        "of_the_same_worker": sum(copy.is_same_worker for copy in others),
        "of_the_same_person": sum(copy.is_same_person for copy in others),
        "most_days_apart": max(copy.days_apart for copy in others),
    }


def quality(evidence: Evidence) -> Seen:
    """Warn when a media's signals hint that nothing is to be seen or heard.

    Unknown when nothing was measured, as of media from before there were signals.
    """
    measured = [media for media in evidence.ready if media.signals]
    found = [(media, hinted) for media in measured for hinted in hints(media.signals)]
    if not found:
        outcome = FindingOutcome.PASS if measured else FindingOutcome.UNKNOWN
        return seen(outcome, measured=len(measured))
    return seen(
        FindingOutcome.WARN,
        hints=list(dict.fromkeys(hinted.hint.value for _, hinted in found)),
        media_ids=list(dict.fromkeys(media.media_id for media, _ in found)),
        signals=[f"{hinted.signal} {hinted.value:g}" for _, hinted in found],
    )
