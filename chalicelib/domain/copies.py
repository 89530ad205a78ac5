"""Under what a ready media is filed, so that a later copy finds it, and what counts as a copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.likeness import ALIKE, Turn, filed, lettered, nearest
from chalicelib.domain.media import Media, MediaState

# 66 bits of the original's hash: nobody meets another file with the same by chance.
HASH_LETTERS: Final = 11
HASH_DIGITS: Final = 17
NO_LOOK: Final = "~"
# What a filed text begins with names its list; entries stand in the order of what follows.
LIST_LETTERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A media as the files know it."""

    visit_id: VisitId
    media_id: MediaId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SameBytes:
    """A ready media of another visit with the very same original."""

    media_id: MediaId
    other_media_id: MediaId
    other_visit_id: VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksAlike:
    """A ready media of another visit that shows the same; `turn` is how it was laid to get ours.

    `difference` is in how many of `likeness.SIGNS` the two differ.
    """

    media_id: MediaId
    other_media_id: MediaId
    other_visit_id: VisitId
    difference: int
    turn: Turn


def filed_as(media: Media) -> str | None:
    """Return what a media is filed under: its first look, then its original's hash.

    One that shows nothing is filed by its hash alone; None for one that has nothing to show.
    """
    if media.state is not MediaState.READY or not media.derivatives:
        return None
    shown = filed(media.looks[0]) if media.looks else NO_LOOK
    return shown + _hash(media)


def _hash(media: Media) -> str:
    spare_bits = 4 * HASH_DIGITS - 6 * HASH_LETTERS
    return lettered(int(media.sha256[:HASH_DIGITS], 16) >> spare_bits, HASH_LETTERS)


def same_bytes(media: Media, others: Iterable[Filed]) -> tuple[SameBytes, ...]:
    """Return those of the others that have the media's bytes, whatever engine took their look."""
    return tuple(
        SameBytes(
            media_id=media.media_id, other_media_id=other.media_id, other_visit_id=other.visit_id
        )
        for other in others
        if other.text.endswith(_hash(media))
    )


def looks_alike(media: Media, others: Iterable[Filed]) -> tuple[LooksAlike, ...]:
    """Return those of the others that look like the media and are another file; nearest first."""
    found = [_compared(media, other) for other in others if _can_be_compared(media, other)]
    near = [each for each in found if each.difference <= ALIKE]
    return tuple(sorted(near, key=lambda each: (each.difference, each.other_media_id)))


def _can_be_compared(media: Media, other: Filed) -> bool:
    is_other_file = not other.text.endswith(_hash(media))
    return bool(media.looks) and is_other_file and not other.text.startswith(NO_LOOK)


def _compared(media: Media, other: Filed) -> LooksAlike:
    difference, turn = nearest(media.looks, other.text)
    return LooksAlike(
        media_id=media.media_id, other_media_id=other.media_id, other_visit_id=other.visit_id,
        difference=difference, turn=turn,
    )  # fmt: skip


def marks(
    media: Media, others: Iterable[Media], near: Iterable[LooksAlike] = ()
) -> tuple[Copy, ...]:
    """Return what a media's row says of others that are the same file, or that `near` names.

    Others that are neither, or that lie with the same visit, are left out. Of two that were stored
    in the same instant the one with the lower id counts as the earlier.
    """
    alike = {each.other_media_id: each for each in near}
    found = [_mark(media, other, alike.get(other.media_id)) for other in others]
    return tuple(each for each in found if each is not None)


def _mark(media: Media, other: Media, near: LooksAlike | None) -> Copy | None:
    is_same_file = other.sha256 == media.sha256
    if other.visit_id == media.visit_id or not (is_same_file or near):
        return None
    ours, theirs = _came(media), _came(other)
    return Copy(
        media_id=other.media_id, visit_id=other.visit_id, booth_id=other.booth_id,
        is_earlier=theirs < ours, is_same_file=is_same_file,
        is_same_worker=other.worker_id == media.worker_id,
        is_same_person=other.beneficiary_id == media.beneficiary_id,
        difference=near.difference if near and not is_same_file else 0,
        turn=near.turn if near and not is_same_file else Turn.SAME,
        days_apart=abs(ours[0] - theirs[0]).days,
    )  # fmt: skip


def _came(media: Media) -> tuple[datetime, str]:
    """Return when a media was stored, by our clock, and what breaks a tie."""
    return media.stored_at or media.granted_at, media.media_id
