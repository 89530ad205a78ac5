"""The code in the table, and the patience that wrong codes ask for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import TooManyTries
from chalicelib.domain.leaflets import (
    GUESS_WINDOW,
    HASH_DIGITS,
    MOST_GUESSES,
    code_hash,
    first_guess,
    require_patience,
    source_hash,
    window_end,
    window_of,
)
from tests.builders import NOON


@given(code=st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=12, max_size=12))
def test_a_hash_is_always_the_same_and_does_not_show_the_code(code: str) -> None:
    assert code_hash(code) == code_hash(code)
    assert len(code_hash(code)) == HASH_DIGITS
    assert code not in code_hash(code)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8::1", "2001:db8:0:0:ffff:1:2:3", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("2001:DB8::1", "2001:db8::1", True),
        ("test-invoke-source-ip", "test-invoke-source-ip", True),
        ("", "203.0.113.7", False),
    ],
)
def test_who_owns_a_network_is_counted_as_one(one: str, other: str, is_same: bool) -> None:
    assert (source_hash(one) == source_hash(other)) is is_same


def test_the_address_is_not_in_its_hash() -> None:
    assert "203.0.113.7" not in source_hash("203.0.113.7")
    assert len(source_hash("203.0.113.7")) == HASH_DIGITS


@given(minutes=st.integers(0, 10_000), seconds=st.integers(0, 599))
def test_every_instant_lies_in_its_window(minutes: int, seconds: int) -> None:
    at = NOON + timedelta(minutes=minutes, seconds=seconds)

    end = window_end(window_of(at))

    assert end - GUESS_WINDOW <= at < end


def test_the_eleventh_guess_has_to_wait_for_the_end_of_the_window() -> None:
    guesses = first_guess("203.0.113.7", NOON)
    require_patience(guesses, NOON)

    full = replace(guesses, count=MOST_GUESSES)
    with pytest.raises(TooManyTries) as refusal:
        require_patience(full, window_end(full.window) - timedelta(seconds=90))

    assert refusal.value.facts["retry_after_s"] == 90
    assert "कोड" in str(refusal.value.facts["detail_hi"])
    assert full.expires_at > window_end(full.window)


def test_nobody_is_told_to_wait_for_no_time_at_all() -> None:
    full = replace(first_guess("203.0.113.7", NOON), count=MOST_GUESSES)

    with pytest.raises(TooManyTries) as refusal:
        require_patience(full, window_end(full.window) - timedelta(milliseconds=5))

    assert refusal.value.facts["retry_after_s"] == 1
