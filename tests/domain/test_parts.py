"""An upload in parts: what is still to be sent, and what a browser's request is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.media import LEAST_PART_BYTES, MAX_BYTES, MIB, PART_SIZE_BYTES, part_count
from chalicelib.domain.parts import STEPS, Step, lacking, part_sizes, step_of

SIZES = st.integers(1, MAX_BYTES["video"])
FILE = 3 * PART_SIZE_BYTES + 2


@settings(max_examples=100, deadline=None)
@given(size_bytes=SIZES)
def test_parts_make_up_the_file_and_s3_takes_each(size_bytes: int) -> None:
    sizes = part_sizes(size_bytes)

    assert list(sizes) == list(range(1, part_count(size_bytes) + 1))
    assert sum(sizes.values()) == size_bytes
    assert all(size >= LEAST_PART_BYTES for size in list(sizes.values())[:-1])
    assert min(sizes.values()) > 0


@settings(max_examples=100, deadline=None)
@given(size_bytes=SIZES, data=st.data())
def test_exactly_the_parts_that_are_not_there_whole_are_lacking(
    size_bytes: int, data: st.DataObject
) -> None:
    sizes = part_sizes(size_bytes)
    gone = data.draw(st.sets(st.sampled_from(sorted(sizes))), label="never came")
    short = data.draw(st.sets(st.sampled_from(sorted(sizes))), label="came cut off") - gone
    held = {n: size - (n in short) for n, size in sizes.items() if n not in gone}

    assert lacking(size_bytes, held) == tuple(sorted(gone | short))


@settings(max_examples=100, deadline=None)
@given(size_bytes=SIZES, chunk=st.integers(LEAST_PART_BYTES, 64 * MIB))
def test_a_file_cut_in_larger_parts_of_ones_own_is_whole_too(size_bytes: int, chunk: int) -> None:
    starts = range(0, size_bytes, chunk)
    held = {n: min(chunk, size_bytes - start) for n, start in enumerate(starts, 1)}

    assert lacking(size_bytes, held) == ()


@pytest.mark.parametrize(
    ("held", "numbers"),
    [
        ({1: 4 * MIB, 2: 6 * MIB, 3: PART_SIZE_BYTES, 4: 2}, (1, 2)),
        ({**part_sizes(FILE), 5: 1}, (5,)),
        ({1: FILE + 1}, (1, 2, 3, 4)),
        ({}, (1, 2, 3, 4)),
    ],
    ids=["one that S3 would not join", "one too many", "one too large", "nothing"],
)
def test_what_does_not_make_the_file_is_told_by_its_parts(
    held: dict[int, int], numbers: tuple[int, ...]
) -> None:
    assert lacking(FILE, held) == numbers


@pytest.mark.parametrize(
    ("method", "has_upload", "has_part"),
    list(product(("PUT", "POST", "GET", "DELETE"), (False, True), (False, True))),
)
def test_a_request_is_one_of_six_steps_or_refused(
    method: str, has_upload: bool, has_part: bool
) -> None:
    known = STEPS.get((method, has_upload, has_part))

    if known is None:
        with pytest.raises(InvalidInput) as refusal:
            step_of(method, has_upload=has_upload, has_part=has_part)
        assert refusal.value.facts == {"field": "method"}
    else:
        assert step_of(method, has_upload=has_upload, has_part=has_part) is known


def test_every_step_has_a_request() -> None:
    assert set(STEPS.values()) == set(Step)
