"""Grants that nobody used: how long their file is looked for, and how often."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.abandoning import LAST_LOOK, abandon, next_look
from chalicelib.domain.errors import Conflict
from chalicelib.domain.media import ARRIVAL_GRACE, FIRST_LOOK, Media, MediaState
from tests.builders import NOON, a_media, a_ready_photo, a_video

BOTH = pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
MINUTE = timedelta(minutes=1)


def looks(media: Media) -> list[datetime]:
    """Return when an abandoned grant is looked at, if its file never comes."""
    found = []
    at = media.due_at
    while at is not None:
        found.append(at)
        at = next_look(media, at)
    return found


@BOTH
def test_what_could_still_be_used_is_first_looked_at_when_it_cannot(media: Media) -> None:
    given_back = abandon(media, NOON + MINUTE)

    assert given_back.state is MediaState.ABANDONED
    assert given_back.due_at == media.expires_at + ARRIVAL_GRACE


@BOTH
def test_an_abandoned_grant_is_looked_at_ever_more_rarely_and_then_no_more(media: Media) -> None:
    times = looks(abandon(media, media.lapses_at))

    pauses = [b - a for a, b in zip([media.lapses_at, *times], times, strict=False)]
    assert pauses[0] == FIRST_LOOK[media.kind.value]
    assert pauses == sorted(pauses)
    assert times[-1] >= media.lapses_at + LAST_LOOK
    assert len(times) <= 6


@BOTH
def test_an_open_grant_is_looked_at_until_it_has_ended(media: Media) -> None:
    assert next_look(media, NOON) == NOON + FIRST_LOOK[media.kind.value]
    assert next_look(media, media.lapses_at - MINUTE) == media.lapses_at


def test_a_file_that_came_is_not_given_up() -> None:
    with pytest.raises(Conflict):
        abandon(a_ready_photo(), NOON)
