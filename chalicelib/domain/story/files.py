"""The part of a story that its files tell: granted, stored, made ready, and found elsewhere too."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import EvidenceValue
from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.rejections import SENTENCES
from chalicelib.domain.story.codes import KINDS
from chalicelib.domain.story.door import sides
from chalicelib.domain.story.parts import SYSTEM, Known, StepKind, StoryStep, media_named
from chalicelib.domain.story.words import BITS, UNITS, joined, lasting, said, sized, told, word_of
from chalicelib.domain.verification.links import Kind, Reference
from chalicelib.domain.verification.names import CAPTURED
from chalicelib.domain.verification.words.said import Pair
from chalicelib.domain.visit import Visit


def captured(known: Known) -> Iterator[StoryStep]:
    """Yield what the files say of their making, as far as the newest verdict has it.

    The finding keeps by how much a file misses the visit, and not when it was made.
    """
    newest = known.verdicts[-1].findings if known.verdicts else ()
    if known.visit is not None:
        for found in (each for each in newest if each.check == CAPTURED):
            yield from _said_of_making(found.evidence, known.visit, known.media)


def _said_of_making(
    evidence: Mapping[str, EvidenceValue], visit: Visit, media: tuple[Media, ...]
) -> Iterator[StoryStep]:
    off = dict(zip(_words(evidence, "media_ids"), _words(evidence, "minutes_off"), strict=False))
    well = evidence.get("known")
    if isinstance(well, int) and well > len(off):
        text = told("captured", n=well - len(off))
        yield StoryStep(at=visit.began_at, kind=StepKind.CAPTURE, by=SYSTEM, text=text)
    for one in media:
        if one.media_id in off:
            yield _made_off(one, int(off[one.media_id]), visit)


def _words(evidence: Mapping[str, EvidenceValue], name: str) -> list[str]:
    value = evidence.get(name)
    return value if isinstance(value, list) else []


def _made_off(media: Media, minutes: int, visit: Visit) -> StoryStep:
    at, kind = visit.began_at + timedelta(minutes=minutes), _kind(media)
    if minutes:
        apart, side = sides(at, visit.began_at)
        text = told("captured_off", kind=kind, apart=apart, side=side)
    else:
        text = told("captured_on_no_day", kind=kind)
    return _step(media, at, StepKind.CAPTURE, SYSTEM, text)


def uploaded(known: Known) -> Iterator[StoryStep]:
    """Yield what became of each upload. A reel's film was uploaded by nobody."""
    for media in known.media:
        if known.visit is not None:
            yield from _sent(media)
        if media.ended_at is not None:
            yield _step(media, media.ended_at, StepKind.MEDIA, SYSTEM, _end(media))


def _sent(media: Media) -> Iterator[StoryStep]:
    kind, at = _kind(media), media.granted_at
    granted = told("upload_granted", kind=kind, size=sized(media.size_bytes))
    yield _step(media, at, StepKind.UPLOAD, media.worker_id, granted)
    if media.stored_at is not None:
        took = lasting((media.stored_at - at).total_seconds())
        stored = told("upload_stored", kind=kind, took=took)
        yield _step(media, media.stored_at, StepKind.UPLOAD, media.worker_id, stored)


def _step(media: Media, at: datetime, kind: StepKind, by: str, text: dict[str, str]) -> StoryStep:
    return StoryStep(at=at, kind=kind, by=by, text=text, references=(media_named(media.media_id),))


def _kind(media: Media) -> Pair:
    return word_of(KINDS, media.kind)


def _end(media: Media) -> dict[str, str]:
    kind = _kind(media)
    if media.state is MediaState.READY:
        return told("media_ready", kind=kind, timings=_timings(media))
    if media.state is MediaState.REJECTED and media.reason is not None:
        said_why = SENTENCES[media.reason]
        return told("media_rejected", kind=kind, reason=(said_why["hi"], said_why["en"]))
    return told("media_abandoned", kind=kind)


def _timings(media: Media) -> Pair:
    spent = media.timings
    if spent is None:
        return "", ""
    return said(
        BITS["timings"],
        queue=_ms(spent.queue_ms),
        download=_ms(spent.download_ms),
        encode=_ms(spent.encode_ms),
        upload=_ms(spent.upload_ms),
    )


def _ms(spent_ms: int) -> Pair:
    return said(UNITS["ms"], n=spent_ms)


def copied(known: Known) -> Iterator[StoryStep]:
    """Yield each copy that was found, when it could first be found: once both were there."""
    for media in known.media:
        for copy in media.copies:
            yield _copy(media, copy, known.copied.get(copy.media_id))


def _copy(media: Media, copy: Copy, other: Media | None) -> StoryStep:
    both = [each for each in (media, other) if each is not None]
    named = media_named(copy.media_id, "matching_media")
    visit = Reference(rel="matching_visit", kind=Kind.TESTIMONIAL, id=copy.visit_id)
    return StoryStep(
        at=max(map(_there_since, both)), kind=StepKind.COPY, by=SYSTEM, text=_of_copy(copy),
        references=(media_named(media.media_id), named, visit),
    )  # fmt: skip


def _there_since(media: Media) -> datetime:
    return media.ended_at or media.stored_at or media.granted_at


def _of_copy(copy: Copy) -> dict[str, str]:
    worker = BITS["same_worker" if copy.is_same_worker else "other_worker"]
    person = BITS["same_person" if copy.is_same_person else "other_person"]
    when, whose = BITS["earlier" if copy.is_earlier else "later"], joined((worker, person))
    if copy.is_same_file:
        return told("copy_same", when=when, whose=whose)
    return told("copy_near", when=when, whose=whose, difference=copy.difference, signs=SIGNS)
