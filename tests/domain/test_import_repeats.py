"""Keys that come twice are found with one bit each, and what was said first is remembered."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.import_repeats import Firsts, Sketch

KEYS = st.lists(st.text("abc", max_size=4), max_size=60)


@given(KEYS)
def test_every_key_that_comes_twice_is_found(keys: list[str]) -> None:
    sketch = Sketch()
    for key in keys:
        sketch.add(key)

    firsts = Firsts(sketch.repeated)

    twice = {key for key, count in Counter(keys).items() if key and count > 1}
    assert all(firsts.is_repeated(key) for key in twice)
    assert not firsts.is_repeated("")


def test_what_was_said_first_counts_and_the_same_again_is_no_contradiction() -> None:
    firsts = Firsts({hash("R1")})

    assert firsts.other("R1", says=7, line=2) == 0
    assert firsts.other("R1", says=7, line=3) == 0
    assert firsts.other("R1", says=8, line=4) == 2
    assert firsts.other("R1", says=7, line=5) == 0


def test_few_keys_look_repeated_that_are_not() -> None:
    sketch = Sketch()
    for number in range(100_000):
        sketch.add(f"key {number}")

    assert len(sketch.repeated) < 1000
