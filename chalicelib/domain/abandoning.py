"""Grants that nobody used: when they end, and how long their file is still looked for.

S3 takes in what was begun in time, however slowly it comes, so an object may arrive after its grant
was abandoned. Its notice brings it in like any other; these looks are for the notice that is lost.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.media import FIRST_LOOK, Media, MediaState, move

# How long after the grant's end: the largest photo is there by then at 70 kbit/s, a usual one at 8.
LAST_LOOK: Final = timedelta(hours=1)


def abandon(media: Media, now: datetime) -> Media:
    """Return the grant ended without a file; the bucket is looked at once more all the same."""
    ended = move(media, MediaState.ABANDONED)
    return replace(ended, look_at=max(now + FIRST_LOOK[media.kind.value], media.lapses_at))


def next_look(media: Media, now: datetime) -> datetime | None:
    """Return when to look again for the file of an open or abandoned grant; None for never more."""
    pause = FIRST_LOOK[media.kind.value]
    if media.state is not MediaState.ABANDONED:
        return min(now + pause, media.lapses_at)
    late = now - media.lapses_at
    return now + max(pause, late) if late < LAST_LOOK else None
