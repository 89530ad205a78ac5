"""Plans keep to the rendition's limits for every size, and refuse what is beyond ours."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.media_measures import PhotoMeasured, PixelSize
from chalicelib.domain.photo_plans import MAX_PHOTO_PIXELS, fit_within, plan_photo
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

SIDES = st.integers(min_value=1, max_value=7_000)
SIZES = st.builds(PixelSize, SIDES, SIDES)


def a_photo(
    width: int, height: int, *, orientation: int = 1, container: Container = Container.JPEG
) -> PhotoMeasured:
    return PhotoMeasured(
        container=container,
        size=PixelSize(width, height),
        orientation=orientation,
        has_icc=False,
    )


@given(SIZES, st.integers(min_value=1, max_value=4_000))
def test_fitting_never_scales_up_and_keeps_the_shape(size: PixelSize, edge: int) -> None:
    fitted = fit_within(size, edge)

    assert 1 <= fitted.width <= size.width
    assert 1 <= fitted.height <= size.height
    assert fitted.long_side == min(edge, size.long_side)
    ratio = fitted.long_side / size.long_side
    assert abs(fitted.width - size.width * ratio) < 1
    assert abs(fitted.height - size.height * ratio) < 1


def test_what_no_decoder_divides_is_divided_all_the_same() -> None:
    assert plan_photo(a_photo(4032, 3024)).decode_scale == 2
    assert plan_photo(a_photo(4032, 3024, container=Container.HEIF)).decode_scale == 2


@pytest.mark.parametrize(
    ("width", "height"), [(7746, 7746), (16_001, 10), (13_000, 13_000)], ids=str
)
def test_a_photo_too_big_to_decode_is_refused(width: int, height: int) -> None:
    with pytest.raises(MediaRejected) as caught:
        plan_photo(a_photo(width, height))

    assert caught.value.reason is RejectReason.TOO_MANY_PIXELS


def test_the_largest_photo_is_still_taken() -> None:
    assert plan_photo(a_photo(10_000, MAX_PHOTO_PIXELS // 10_000)).display.long_side == 1600


def test_facts_are_plain_values_for_the_record() -> None:
    facts = a_photo(4032, 3024).facts()

    assert facts["width"] == 4032
    assert all(isinstance(value, str | int | float | bool) for value in facts.values())


@pytest.mark.parametrize(
    ("own", "planned"), [(None, 85), (100, 85), (85, 85), (73, 73), (60, 60), (20, 60)]
)
def test_a_photo_that_keeps_its_pixels_is_not_encoded_above_its_own_quality(
    own: int | None, planned: int
) -> None:
    photo = replace(a_photo(1800, 1200), quality=own)

    assert plan_photo(photo).quality == planned


def test_a_photo_that_is_made_smaller_has_the_full_quality_whatever_its_own() -> None:
    assert plan_photo(replace(a_photo(4000, 3000), quality=60)).quality == 85
