"""Plans keep to the rendition's limits for every size, and refuse what is beyond ours."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.media_measures import (
    AudioTrack,
    PhotoMeasured,
    PixelSize,
    Transfer,
    VideoMeasured,
)
from chalicelib.domain.photo_plans import MAX_PHOTO_PIXELS, fit_within, plan_photo, upright_size
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import AUDIO_RATE_BPS, MAX_VIDEO_BYTES, is_cut_off, plan_video

SIDES = st.integers(min_value=1, max_value=7_000)
SIZES = st.builds(PixelSize, SIDES, SIDES)
VIDEO_SIDES = st.integers(min_value=16, max_value=4_096)
ASPECTS = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)


def a_photo(
    width: int, height: int, *, orientation: int = 1, container: Container = Container.JPEG
) -> PhotoMeasured:
    return PhotoMeasured(
        container=container,
        size=PixelSize(width, height),
        orientation=orientation,
        has_icc=False,
    )


A_VIDEO = VideoMeasured(
    container=Container.MP4,
    video_codec="h264",
    video_stream=0,
    coded=PixelSize(1920, 1080),
    rotation=0,
    sample_aspect=Fraction(1),
    transfer=Transfer.SDR,
    fps=30.0,
    duration_s=20.0,
    played_s=20.0,
    declared_s=20.0,
    audio=AudioTrack(stream=1, channels=2),
)


def refusal(video: VideoMeasured) -> RejectReason:
    with pytest.raises(MediaRejected) as caught:
        plan_video(video)
    return caught.value.reason


@given(SIZES, st.integers(min_value=1, max_value=4_000))
def test_fitting_never_scales_up_and_keeps_the_shape(size: PixelSize, edge: int) -> None:
    fitted = fit_within(size, edge)

    assert 1 <= fitted.width <= size.width
    assert 1 <= fitted.height <= size.height
    assert fitted.long_side == min(edge, size.long_side)
    ratio = fitted.long_side / size.long_side
    assert abs(fitted.width - size.width * ratio) < 1
    assert abs(fitted.height - size.height * ratio) < 1


@given(SIZES, st.integers(min_value=1, max_value=8))
def test_a_photo_is_planned_upright_and_within_its_edges(size: PixelSize, orientation: int) -> None:
    plan = plan_photo(a_photo(size.width, size.height, orientation=orientation))

    upright = upright_size(size, orientation)
    assert plan.display == fit_within(upright, 1600)
    assert plan.thumb == fit_within(upright, 320)


@given(SIZES)
def test_a_scaled_decode_is_never_smaller_than_the_display(size: PixelSize) -> None:
    plan = plan_photo(a_photo(size.width, size.height))

    assert plan.decode_scale in {1, 2, 4, 8}
    assert size.long_side // plan.decode_scale >= plan.display.long_side


def test_a_phone_photo_is_decoded_at_half_its_size() -> None:
    assert plan_photo(a_photo(4032, 3024)).decode_scale == 2
    assert plan_photo(a_photo(4032, 3024, container=Container.HEIF)).decode_scale == 1


@pytest.mark.parametrize(
    ("width", "height"), [(7746, 7746), (16_001, 10), (13_000, 13_000)], ids=str
)
def test_a_photo_too_big_to_decode_is_refused(width: int, height: int) -> None:
    with pytest.raises(MediaRejected) as caught:
        plan_photo(a_photo(width, height))

    assert caught.value.reason is RejectReason.TOO_MANY_PIXELS


def test_the_largest_photo_is_still_taken() -> None:
    assert plan_photo(a_photo(10_000, MAX_PHOTO_PIXELS // 10_000)).display.long_side == 1600


@given(VIDEO_SIDES, VIDEO_SIDES, st.sampled_from([0, 90, 180, 270]), ASPECTS)
def test_a_rendition_is_even_bounded_and_never_larger(
    width: int, height: int, rotation: int, aspect: Fraction
) -> None:
    video = replace(
        A_VIDEO, coded=PixelSize(width, height), rotation=rotation, sample_aspect=aspect
    )

    size = plan_video(video).size

    assert size.width % 2 == size.height % 2 == 0
    assert 2 <= size.long_side <= 1280
    assert 2 <= min(size.width, size.height) <= 720
    if aspect == 1:
        seen = video.coded if rotation in {0, 180} else video.coded.turned()
        assert size.width <= seen.width
        assert size.height <= seen.height


@pytest.mark.parametrize(
    ("coded", "rotation", "aspect", "expected"),
    [
        pytest.param(PixelSize(1920, 1080), 0, Fraction(1), (1280, 720), id="landscape"),
        pytest.param(PixelSize(1920, 1080), 90, Fraction(1), (720, 1280), id="phone-portrait"),
        pytest.param(PixelSize(1920, 1080), 180, Fraction(1), (1280, 720), id="upside-down"),
        pytest.param(PixelSize(640, 360), 270, Fraction(1), (360, 640), id="small-portrait"),
        pytest.param(PixelSize(641, 361), 0, Fraction(1), (640, 360), id="odd"),
        pytest.param(PixelSize(3000, 3000), 0, Fraction(1), (720, 720), id="square"),
        pytest.param(PixelSize(320, 240), 0, Fraction(4, 3), (426, 240), id="wide-pixels"),
        pytest.param(PixelSize(320, 240), 0, Fraction(1000), (320, 240), id="absurd-pixels"),
    ],
)
def test_a_rendition_has_square_pixels_and_stands_upright(
    coded: PixelSize, rotation: int, aspect: Fraction, expected: tuple[int, int]
) -> None:
    video = replace(A_VIDEO, coded=coded, rotation=rotation, sample_aspect=aspect)

    assert plan_video(video).size == PixelSize(*expected)


@given(st.floats(min_value=1.0, max_value=90.5))
def test_the_rate_keeps_every_length_within_the_size_limit(duration_s: float) -> None:
    plan = plan_video(replace(A_VIDEO, duration_s=duration_s, played_s=90.5))

    worst_bits = (plan.max_rate_bps + AUDIO_RATE_BPS) * duration_s + plan.max_rate_bps
    assert worst_bits / 8 <= MAX_VIDEO_BYTES
    assert plan.max_rate_bps >= 3_900_000
    assert plan.duration_s <= 90


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"coded": PixelSize(4098, 16)}, RejectReason.TOO_MANY_PIXELS, id="pixels"),
        pytest.param({"fps": 240.0}, RejectReason.TOO_FAST, id="slow-motion"),
        pytest.param({"duration_s": 91.0, "played_s": 91.0}, RejectReason.TOO_LONG, id="long"),
        pytest.param({"duration_s": 95.0, "declared_s": 300.0}, RejectReason.TOO_LONG, id="longer"),
        pytest.param({"duration_s": 0.5, "declared_s": 0.5}, RejectReason.TOO_SHORT, id="short"),
        pytest.param({"duration_s": 9.0, "played_s": 9.0}, RejectReason.TRUNCATED, id="cut"),
        pytest.param(
            {"duration_s": 0.2, "played_s": 0.2, "fps": 900.0}, RejectReason.TRUNCATED, id="shred"
        ),
    ],
)
def test_a_video_beyond_a_limit_is_refused_for_that_limit(
    change: dict[str, object], reason: RejectReason
) -> None:
    assert refusal(replace(A_VIDEO, **change)) is reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"duration_s": 90.4, "played_s": 90.4, "declared_s": 90.4}, id="recorder-lag"),
        pytest.param(
            {"duration_s": 0.97, "played_s": 0.97, "declared_s": 1.0}, id="one-frame-less"
        ),
        pytest.param({"declared_s": None}, id="browser-recording"),
        pytest.param({"declared_s": 143_165.0}, id="bogus-duration"),
        pytest.param({"duration_s": 15.0, "played_s": 20.0}, id="sound-goes-on"),
        pytest.param({"fps": 120.0}, id="120-fps"),
        pytest.param({"audio": None}, id="silent"),
    ],
)
def test_a_video_within_every_limit_is_planned(change: dict[str, object]) -> None:
    video = replace(A_VIDEO, **change)  # type: ignore[arg-type]

    plan = plan_video(video)

    assert plan.fps == 30
    assert plan.has_audio == video.has_audio


@pytest.mark.parametrize("transfer", Transfer)
def test_only_hdr_is_tone_mapped(transfer: Transfer) -> None:
    video = replace(A_VIDEO, transfer=transfer)

    assert plan_video(video).tone_map == video.is_hdr == (transfer is not Transfer.SDR)


def test_a_small_shortfall_is_not_a_cut() -> None:
    assert not is_cut_off(expected_s=4.24, found_s=4.18)
    assert not is_cut_off(expected_s=60.0, found_s=55.0)
    assert is_cut_off(expected_s=60.0, found_s=50.0)
    assert is_cut_off(expected_s=2.0, found_s=1.0)


def test_facts_are_plain_values_for_the_record() -> None:
    facts = A_VIDEO.facts() | a_photo(4032, 3024).facts()

    assert facts["width"] == 4032
    assert facts["duration_s"] == 20.0
    assert all(isinstance(value, str | int | float | bool) for value in facts.values())
