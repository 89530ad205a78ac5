"""A partner app's feed: what makes an entry, and cursors that nobody can make up."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.feeds import FeedKind, cursor_of, entry_of, place_at, place_of
from chalicelib.domain.publishing import PublicationState
from tests.builders import NOON, a_publication

S = PublicationState


def mac(text: str) -> bytes:
    return hmac.digest(b"key", text.encode(), hashlib.sha256)


@pytest.mark.parametrize("state", sorted(S))
def test_an_entry_is_made_when_something_becomes_public_or_has_to_go(state: S) -> None:
    kinds = {S.POSTED: FeedKind.PUBLISHED, S.TAKEDOWN_DUE: FeedKind.REMOVED}
    before = a_publication(S.UNCONFIRMED if state is not S.UNCONFIRMED else S.POSTING)

    entry = entry_of(before, a_publication(state), NOON)

    assert (entry.kind if entry else None) == kinds.get(state)
    assert entry_of(a_publication(state), a_publication(state), NOON) is None


def test_a_row_that_comes_as_posted_is_told() -> None:
    assert entry_of(None, a_publication(S.POSTED), NOON) is not None


def test_entries_stand_in_the_order_in_which_they_were_written() -> None:
    entries = [
        entry_of(None, a_publication(S.POSTED), NOON + timedelta(seconds=seconds))
        for seconds in range(5)
    ]
    places = [entry.place for entry in entries if entry]

    assert places == sorted(places)
    assert all(place < place_at(NOON + timedelta(seconds=5)) for place in places)


@given(st.text(min_size=1, max_size=100))
def test_a_cursor_brings_its_place_back(place: str) -> None:
    if place.isprintable():
        assert place_of(cursor_of(place, mac), mac) == place


@given(st.text(max_size=100))
def test_a_cursor_that_somebody_made_up_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        place_of(text, mac)


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=255))
def test_a_cursor_in_which_one_byte_was_changed_is_refused(position: int, by: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(cursor_of("1700000000000#a#published", mac) + "=="))
    raw[position % len(raw)] ^= by

    with pytest.raises(InvalidInput):
        place_of(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), mac)


def test_a_cursor_of_another_feed_is_refused() -> None:
    with pytest.raises(InvalidInput):
        place_of(cursor_of("1#a#published", mac), lambda text: mac(f"other {text}"))


def test_an_entry_is_kept_for_three_months() -> None:
    entry = entry_of(None, a_publication(S.POSTED), NOON)

    assert entry is not None
    assert entry.expires_at == NOON + timedelta(days=90)
