"""What files say of their own making: by which program, with what device, and whether at all.

A capture is sealed, so of what it says a finding keeps how many files say something, and the name
of a known editor: no device and no program of hers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from chalicelib.domain.capture import Capture, editor_in
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import MediaKind
from chalicelib.domain.spelling import plain, plain_words
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification.evidence import Evidence, Neighbour, Seen, seen
from chalicelib.domain.verification.limits import USUALLY_SAYS, limit
from chalicelib.domain.verification.names import METADATA

# How many files of each kind say something of their making, and how many say nothing.
SAID: Final = {MediaKind.PHOTO: "photos_that_say", MediaKind.VIDEO: "videos_that_say"}
SILENT: Final = {MediaKind.PHOTO: "silent_photos", MediaKind.VIDEO: "silent_videos"}
# A device usually says something when it did so at so many of its visits for each at which not.
USUALLY: Final = 3
Counts = Mapping[str, int]


def edited(evidence: Evidence) -> Seen:
    """Warn when a file was written by a program that is known to change pictures or films.

    Unknown when no file names what wrote it. The evidence names the program as our list does.
    """
    named = [(media, _software(evidence.captures.get(media.media_id))) for media in evidence.ready]
    known = [(media, software) for media, software in named if software is not None]
    found = [(media, editor) for media, name in known if (editor := editor_in(name))]
    if not known:
        return seen(FindingOutcome.UNKNOWN)
    if not found:
        return seen(FindingOutcome.PASS, named=len(known))
    return seen(
        FindingOutcome.WARN,
        media_ids=[media.media_id for media, _ in found],
        kinds=list(dict.fromkeys(media.kind.value for media, _ in found)),
        programs=list(dict.fromkeys(editor for _, editor in found)),
    )


def _software(capture: Capture | None) -> str | None:
    return capture.software if capture else None


def devices(evidence: Evidence) -> Seen:
    """Warn when the visit's files name different devices.

    Unknown when fewer than two of them name one. A maker writes its own name before the model or
    leaves it out, so a model that ends like another one is the same.
    """
    models: list[str] = []
    named = [model for capture in _captures(evidence) if (model := _model(capture))]
    for model in named:
        if not any(model.endswith(other) or other.endswith(model) for other in models):
            models.append(model)
    if len(named) <= 1:
        return seen(FindingOutcome.UNKNOWN)
    outcome = FindingOutcome.WARN if len(models) > 1 else FindingOutcome.PASS
    return seen(outcome, named=len(named), devices=len(models))


def _captures(evidence: Evidence) -> Iterator[Capture]:
    """Yield what is known of each ready media's making, oldest first."""
    for media in evidence.ready:
        if capture := evidence.captures.get(media.media_id):
            yield capture


def _model(capture: Capture) -> str:
    """Return a device's model as one word for comparing, without its maker's name."""
    maker = set(plain_words(capture.make or ""))
    words = [word for word in plain_words(capture.model or "") if word not in maker]
    return "".join(words) or plain(capture.model or "")


def metadata(evidence: Evidence) -> Seen:
    """Warn when files say nothing of their making although this phone's files usually do.

    Usually means: at as many of its earlier visits as the campaign's limit says, and at most of
    them. Photos and videos are counted apart, since many phones mark the one and not the other.
    Unknown where no file could be read, and where this phone has no such habit (yet).
    """
    ours = _told(evidence)
    silent = [kind for kind in MediaKind if ours.get(SILENT[kind])]
    if not ours:
        return seen(FindingOutcome.UNKNOWN)
    if not silent:
        return seen(FindingOutcome.PASS, **ours)
    habits = {kind: _habit(kind, _earlier(evidence)) for kind in silent}
    least = limit(evidence.policy, USUALLY_SAYS)
    unlike = [kind for kind, (said, not_said) in habits.items() if _usually(said, not_said, least)]
    if not unlike:
        return seen(FindingOutcome.UNKNOWN, **ours)
    visits = max(habits[kind][0] for kind in unlike)
    kinds = [kind.value for kind in unlike]
    return seen(FindingOutcome.WARN, **ours, kinds=kinds, visits_that_said=visits)


def _usually(said: int, not_said: int, least: float) -> bool:
    return said >= least and said >= USUALLY * not_said


def _told(evidence: Evidence) -> dict[str, int]:
    """Return how many files of each kind say something of their making; what is 0 is left out."""
    counts: Counter[str] = Counter()
    for media in evidence.ready:
        capture = evidence.captures.get(media.media_id)
        if capture is not None and capture.has_metadata is not None:
            counts[(SAID if capture.has_metadata else SILENT)[media.kind]] += 1
    return dict(sorted(counts.items()))


def _earlier(evidence: Evidence) -> list[Counts]:
    """Return what the phone's earlier visits said, as far as they have been looked at."""
    return [_counts(other.item) for other in _beside(evidence, is_later=False)]


def _beside(evidence: Evidence, *, is_later: bool) -> Iterator[Neighbour]:
    """Yield the worker's other visits with the same phone that began earlier, or later."""
    ours = evidence.visit
    if ours is None:
        return
    for other in evidence.others:
        theirs = other.visit
        came_later = (theirs.began_at, theirs.visit_id) > (ours.began_at, ours.visit_id)
        if theirs.device_id == ours.device_id and came_later is is_later:
            yield other


def _habit(kind: MediaKind, visits: Sequence[Counts]) -> tuple[int, int]:
    """Return at how many visits files of a kind said something, and at how many one did not."""
    silent = sum(1 for counts in visits if counts.get(SILENT[kind]))
    said = sum(1 for counts in visits if counts.get(SAID[kind]) and not counts.get(SILENT[kind]))
    return said, silent


def _finding(item: Testimonial | None) -> Finding | None:
    findings = item.findings if item else ()
    return next((found for found in findings if found.check == METADATA), None)


def _counts(item: Testimonial | None) -> Counts:
    """Return what this check said of another visit's files; nothing where it has not looked."""
    found = _finding(item)
    return {k: v for k, v in found.evidence.items() if isinstance(v, int)} if found else {}


def unlike_now(evidence: Evidence) -> tuple[VisitId, ...]:
    """Return later visits with the same phone that this one may put in doubt, or out of it.

    A habit is made by what came before. A visit that is reported late adds to it, so what said
    nothing later may stand out now; one that said nothing itself weakens it.
    """
    ours = _told(evidence)
    if not ours:
        return ()
    later = _beside(evidence, is_later=True)
    return tuple(other.visit.visit_id for other in later if _is_touched(other.item, ours))


def _is_touched(item: Testimonial | None, ours: Counts) -> bool:
    found, theirs = _finding(item), _counts(item)
    is_doubt = found is not None and found.outcome is FindingOutcome.WARN
    ours_now = SILENT if is_doubt else SAID
    return any(theirs.get(SILENT[kind]) and ours.get(ours_now[kind]) for kind in MediaKind)
