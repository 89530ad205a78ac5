"""Finds earlier media that a media is a copy of: the same bytes, or the same picture."""

from collections.abc import Iterator
from typing import Final

from chalicelib.domain.copies import (
    LIST_LETTERS,
    Filed,
    LooksAlike,
    SameBytes,
    filed_as,
    looks_alike,
    same_bytes,
)
from chalicelib.domain.likeness import probes
from chalicelib.domain.media import Media
from chalicelib.ports import Records

MOST_SAME: Final = 5
MOST_ALIKE: Final = 3
# How many first letters must be the same. All of a list is read where it is short, which finds
# more; in a campaign of many pictures only what is alike in more letters is.
DEPTHS: Final = (LIST_LETTERS, 4, 5)
READ_AT_ONCE: Final = 75
MOST_READS: Final = 40


def copies_of(
    media: Media, *, records: Records
) -> tuple[tuple[SameBytes, ...], tuple[LooksAlike, ...]]:
    """Return the media of other visits that have the same bytes, and those that look alike.

    At most MOST_READS queries of READ_AT_ONCE entries and one more; most media need fewer than ten,
    and one of a campaign of a constituency about thirty.
    """
    found = {each.media_id: each for each in _asked(media, records)}
    others = [each for each in found.values() if each.visit_id != media.visit_id]
    # Ids grow with time: of a file that everybody sends, all who look name the same first ones.
    same = sorted(same_bytes(media, others), key=lambda each: each.other_media_id)
    return tuple(same[:MOST_SAME]), looks_alike(media, others)[:MOST_ALIKE]


def _asked(media: Media, records: Records) -> Iterator[Filed]:
    text = filed_as(media)
    if text is None:
        return
    # The same bytes have the same look, unless another version of the engine took it.
    yield from records.filed(media.campaign_id, text, limit=READ_AT_ONCE)
    if media.looks:
        yield from _near(media, records)


def _near(media: Media, records: Records) -> Iterator[Filed]:
    """Read what begins like each probe: the list first, and less of it where that is too long."""
    was_read_whole: dict[str, bool] = {}
    for beginning in (probe[:letters] for probe in probes(media.looks) for letters in DEPTHS):
        is_covered = any(was_read_whole.get(beginning[:letters]) for letters in DEPTHS)
        if is_covered or beginning in was_read_whole:
            continue
        if len(was_read_whole) == MOST_READS:
            return
        found = records.filed(media.campaign_id, beginning, limit=READ_AT_ONCE)
        was_read_whole[beginning] = len(found) < READ_AT_ONCE
        yield from found
