"""A display keeps a size that its decoder makes for nothing, wherever that is within its range."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.media_measures import PhotoMeasured, PixelSize
from chalicelib.domain.photo_plans import divided, fit_within, plan_photo, upright_size
from chalicelib.domain.sniffing import Container

SIDES = st.integers(min_value=1, max_value=7_000)
SIZES = st.builds(PixelSize, SIDES, SIDES)
ORIENTATIONS = st.integers(min_value=1, max_value=8)


def a_photo(size: PixelSize, *, orientation: int = 1) -> PhotoMeasured:
    return PhotoMeasured(
        container=Container.JPEG, size=size, orientation=orientation, has_icc=False
    )


@given(SIZES, ORIENTATIONS)
def test_a_display_is_within_its_range_and_never_larger_than_the_photo(
    size: PixelSize, orientation: int
) -> None:
    plan = plan_photo(a_photo(size, orientation=orientation))

    if size.long_side >= 1600:
        assert 1600 <= plan.display.long_side <= 2080
    else:
        assert plan.display == upright_size(size, orientation)
    stored = upright_size(plan.display, orientation)
    assert stored.width <= size.width
    assert stored.height <= size.height


@given(SIZES)
def test_what_a_division_leaves_is_kept_wherever_it_is_in_range(size: PixelSize) -> None:
    plan = plan_photo(a_photo(size))

    left = divided(size, plan.decode_scale)
    assert left.long_side >= plan.display.long_side
    if left.long_side <= 2080:
        assert plan.display == left
    else:
        assert plan.display == fit_within(size, 1600)


@given(SIZES)
def test_no_stronger_division_would_have_been_enough(size: PixelSize) -> None:
    scale = plan_photo(a_photo(size)).decode_scale

    assert scale == 8 or divided(size, scale * 2).long_side < 1600


@pytest.mark.parametrize(
    ("size", "scale", "display"),
    [
        pytest.param((4032, 3024), 2, (2016, 1512), id="12-mp"),
        pytest.param((4000, 3000), 2, (2000, 1500), id="12-mp-android"),
        pytest.param((4000, 2250), 2, (2000, 1125), id="wide"),
        pytest.param((8160, 6120), 4, (2040, 1530), id="50-mp"),
        pytest.param((6560, 4928), 4, (1640, 1232), id="32-mp"),
        pytest.param((5712, 4284), 2, (1600, 1200), id="24-mp"),
        pytest.param((4624, 3468), 2, (1600, 1200), id="16-mp"),
        pytest.param((2048, 1536), 1, (2048, 1536), id="sent-on"),
        pytest.param((1280, 960), 1, (1280, 960), id="small"),
        pytest.param((4033, 3), 2, (2017, 2), id="odd"),
        pytest.param((16_000, 1), 8, (2000, 1), id="a-line"),
    ],
)
def test_sizes_that_phones_write(
    size: tuple[int, int], scale: int, display: tuple[int, int]
) -> None:
    plan = plan_photo(a_photo(PixelSize(*size)))

    assert plan.decode_scale == scale
    assert plan.display == PixelSize(*display)


@given(SIZES, ORIENTATIONS)
def test_a_thumb_has_the_shape_of_its_display(size: PixelSize, orientation: int) -> None:
    plan = plan_photo(a_photo(size, orientation=orientation))

    assert plan.thumb == fit_within(plan.display, 320)


def test_plans_of_one_photo_are_equal_and_say_all_there_is_to_do() -> None:
    plan = plan_photo(a_photo(PixelSize(4032, 3024)))

    assert plan == plan_photo(a_photo(PixelSize(4032, 3024)))
    assert plan != replace(plan, webp_within_percent=0)
