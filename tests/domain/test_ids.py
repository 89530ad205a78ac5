"""How identifiers are read and spread."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import parse_uuid, shard_of, spread
from tests.builders import an_id


@pytest.mark.parametrize(
    "text",
    [an_id(7), "6f1c3a52-9d4e-4f3b-8a57-0c1d2e3f4a5b", an_id(0xABC).upper()],
    ids=["version 7", "version 4", "upper case"],
)
def test_a_uuid_reads_as_its_canonical_form(text: str) -> None:
    assert parse_uuid(text, field="visit_id") == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "visit-1",
        "6f1c3a52-9d4e-1f3b-8a57-0c1d2e3f4a5b",
        "{" + an_id(1) + "}",
        an_id(1).replace("-", ""),
        "../../etc/passwd",
    ],
    ids=["empty", "a word", "version 1", "braces", "no dashes", "a path"],
)
def test_anything_else_is_refused_with_the_name_of_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_uuid(text, field="visit_id")

    assert refusal.value.facts == {"field": "visit_id"}


@settings(max_examples=100, deadline=None)
@given(key=st.text(), shards=st.integers(1, 64))
def test_a_shard_is_stable_and_within_bounds(key: str, shards: int) -> None:
    assert shard_of(key, shards) == shard_of(key, shards)
    assert 0 <= shard_of(key, shards) < shards


def test_shards_are_not_laid_out_by_chance_of_a_process() -> None:
    # A stored list would be lost if this ever changed. CRC-32's published check value for these
    # nine digits is cbf43926.
    assert shard_of("123456789", 1 << 32) == 0xCBF43926
    assert spread("123456789") == "26"


def test_no_prefix_takes_more_than_a_small_share_of_the_keys() -> None:
    prefixes = Counter(spread(an_id(number)) for number in range(10_000))

    assert max(prefixes.values()) < 10_000 * 0.02
    assert all(len(prefix) == 2 for prefix in prefixes)
