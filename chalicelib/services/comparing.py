"""Looks for copies of a media that has become ready, and writes on both rows what it found.

It runs after the media is filed, so of two that come at once at least one finds the other. Nothing
is written where there are none, which is the rule. A change of a row's copies has its visit
verified again. Safe to repeat.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chalicelib.domain.copies import LooksAlike, marks
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.likeness import BACK
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.copies import copies_of
from chalicelib.services.retry import again

# A picture that everybody sends is known well enough by so many.
MOST_MARKS: Final = 8


def compare(visit_id: VisitId, media_id: MediaId, *, records: Records) -> int:
    """Return how many copies of a ready media were found; both sides' rows name each other now.

    What was erased meanwhile is no copy of anything, though a list may still name it.
    """
    media = records.find(Media, visit_id, media_id)
    if media is None or not _shows(media):
        return 0
    same, near = copies_of(media, records=records)
    named = {each.other_media_id: each.other_visit_id for each in same}
    named |= {each.other_media_id: each.other_visit_id for each in near}
    if not named:
        return 0
    rows = records.find_many(Media, [(visit, other) for other, visit in named.items()])
    others = [row for row in rows if row is not None and _shows(row)]
    _note(media, others, near, records)
    for other in others:
        back = [_seen_from(other, each) for each in near if each.other_media_id == other.media_id]
        _note(other, [media], back, records)
    return len(others)


def _shows(media: Media) -> bool:
    """True for a ready media that was not emptied since."""
    return media.state is MediaState.READY and bool(media.derivatives)


def _seen_from(other: Media, near: LooksAlike) -> LooksAlike:
    """Return the same likeness, from the other one's side."""
    return replace(
        near, media_id=other.media_id, other_media_id=near.media_id, other_visit_id=other.visit_id,
        turn=BACK.get(near.turn, near.turn),
    )  # fmt: skip


def _note(
    media: Media, others: Sequence[Media], near: Sequence[LooksAlike], records: Records
) -> None:
    """Add what was found to a media's row, the earlier ones first, as far as there is room.

    Which ones are kept does not depend on the order in which they are found.
    """

    def step() -> None:
        row = records.find(Media, media.visit_id, media.media_id)
        if row is None or not _shows(row):
            return
        known = {copy.media_id for copy in row.copies}
        news = [copy for copy in marks(row, others, near) if copy.media_id not in known]
        every = sorted((*row.copies, *news), key=lambda copy: (not copy.is_earlier, copy.media_id))
        kept = tuple(every[:MOST_MARKS])
        if set(kept) != set(row.copies):
            records.commit(Save(row=replace(row, copies=kept)))

    again(step)
