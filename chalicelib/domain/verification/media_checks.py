"""Is this a picture of this visit, and not one that was used before? Can anything be seen in it?

What files say of their own making is looked at in camera_checks.py.
"""

from collections.abc import Container, Sequence
from math import isfinite
from typing import Final

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import MediaId
from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.media import Media, MediaKind
from chalicelib.domain.signals import SOUND, Hint, hints
from chalicelib.domain.verification.evidence import Evidence, Seen, seen
from chalicelib.domain.verification.limits import SHORTEST_VIDEO, limit

Found = Sequence[tuple[MediaId, Copy]]
# A picture of something that is no door: what was shown on a screen, or never seen by a camera.
OF_A_SCREEN: Final = frozenset({Hint.SCREENSHOT, Hint.PHOTO_OF_A_SCREEN})
NOT_OF_A_SCREEN: Final = frozenset(Hint) - OF_A_SCREEN


def exact_duplicate(evidence: Evidence) -> Seen:
    """Warn when an earlier visit holds the very same bytes; the other one is named.

    Earlier is what was stored first, by our clock. The earlier one passes, and names the later. A
    file of an earlier visit to the same person shows her, but not this visit: it warns too, and
    the evidence says how many there are of those.
    """
    copies = [pair for pair in evidence.copies if pair[1].is_same_file]
    earlier = [pair for pair in copies if pair[1].is_earlier]
    if earlier:
        return seen(FindingOutcome.WARN, **_named(earlier))
    return seen(FindingOutcome.PASS, compared=len(evidence.ready), **_later(copies))


def near_duplicate(evidence: Evidence) -> Seen:
    """Warn when an earlier visit holds the same picture as another file: saved again, cropped,
    mirrored, turned.

    Unknown when nothing could be compared: no media of this visit shows anything, or their looks
    were never taken. What has a look is compared as soon as it is ready, and a copy that is found
    later is new evidence.
    """
    compared = sum(1 for media in evidence.ready if media.looks)
    copies = [pair for pair in evidence.copies if not pair[1].is_same_file]
    earlier = [pair for pair in copies if pair[1].is_earlier]
    if not earlier:
        outcome = FindingOutcome.PASS if compared else FindingOutcome.UNKNOWN
        return seen(outcome, compared=compared, **_later(copies))
    return seen(
        FindingOutcome.WARN,
        **_named(earlier),
        different_signs=[f"{copy.difference}/{SIGNS}" for _, copy in earlier],
        laid=[copy.turn.value for _, copy in earlier],
    )


def _later(copies: Found) -> dict[str, list[str]]:
    """Return the visits that came later with the same; nothing where there are none."""
    later = list(dict.fromkeys(copy.visit_id for _, copy in copies))
    return {"later_visit_ids": [*later]} if later else {}


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
    return _hinted(NOT_OF_A_SCREEN, evidence.ready)


def screen(evidence: Evidence) -> Seen:
    """Warn when a picture looks like a screenshot, or like a photo of a screen.

    Unknown when no picture was measured: what is only heard says nothing about it.
    """
    shown = [media for media in evidence.ready if set(media.signals) - SOUND]
    return _hinted(OF_A_SCREEN, shown)


def _hinted(wanted: Container[Hint], media: Sequence[Media]) -> Seen:
    """Return which of the wanted hints these media give, with the numbers that give them."""
    measured = [each for each in media if any(map(isfinite, each.signals.values()))]
    every = [(each, hinted) for each in measured for hinted in hints(each.signals)]
    found = [(each, hinted) for each, hinted in every if hinted.hint in wanted]
    if not found:
        outcome = FindingOutcome.PASS if measured else FindingOutcome.UNKNOWN
        return seen(outcome, measured=len(measured))
    return seen(
        FindingOutcome.WARN,
        hints=list(dict.fromkeys(hinted.hint.value for _, hinted in found)),
        media_ids=list(dict.fromkeys(each.media_id for each, _ in found)),
        signals=[f"{hinted.signal} {hinted.value:g}" for _, hinted in found],
    )


def length(evidence: Evidence) -> Seen:
    """Warn when a video is too short for anybody to tell anything in it.

    Unknown when there is no video, or none whose length was measured: a photo alone is no fault.
    """
    lasting = [(media.media_id, lasts) for media in evidence.ready if (lasts := _lasts_s(media))]
    if not lasting:
        return seen(FindingOutcome.UNKNOWN)
    least_s = limit(evidence.policy, SHORTEST_VIDEO)
    short: list[str] = [media_id for media_id, lasts in lasting if lasts < least_s]
    shortest_s = min(lasts for _, lasts in lasting)
    if not short:
        return seen(FindingOutcome.PASS, shortest_s=shortest_s)
    return seen(FindingOutcome.WARN, media_ids=short, shortest_s=shortest_s, least_s=least_s)


def _lasts_s(media: Media) -> float | None:
    """Return how long a video lasts, in seconds; None for a photo, and where nobody knows."""
    seconds = (media.measured or {}).get("duration_s") if media.kind is MediaKind.VIDEO else None
    if not isinstance(seconds, int | float) or not isfinite(seconds):
        return None
    return float(seconds) if seconds > 0 else None
