"""Video plans keep to the rendition's limits for every size, and refuse what is beyond ours."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.media_measures import Coding, Pacing, PixelSize, Transfer, VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.video_limits import MAX_TAKEN_S, is_cut_off
from chalicelib.domain.video_plans import (
    AUDIO_RATE_BPS,
    MAX_RATE_BPS,
    MAX_VIDEO_BYTES,
    STILLS,
    Mode,
    plan_video,
    retreats,
)
from tests.domain.video_samples import A_VIDEO

VIDEO_SIDES = st.integers(min_value=16, max_value=4_096)
ASPECTS = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)
LENGTHS = st.floats(min_value=1.0, max_value=MAX_TAKEN_S + 0.5)
SMALL = replace(A_VIDEO, coded=PixelSize(1280, 720), rate_bps=1_500_000)


def refusal(video: VideoMeasured) -> RejectReason:
    with pytest.raises(MediaRejected) as caught:
        plan_video(video)
    return caught.value.reason


@given(VIDEO_SIDES, VIDEO_SIDES, st.sampled_from([0, 90, 180, 270]), ASPECTS)
def test_a_rendition_is_even_bounded_and_never_larger(
    width: int, height: int, rotation: int, aspect: Fraction
) -> None:
    video = replace(
        A_VIDEO, coded=PixelSize(width, height), rotation=rotation, sample_aspect=aspect
    )

    plan = plan_video(video)

    for size in (plan.size, plan.preview):
        assert size.width % 2 == size.height % 2 == 0
    assert 2 <= plan.size.long_side <= 1280
    assert 2 <= min(plan.size.width, plan.size.height) <= 720
    assert plan.preview.long_side <= min(640, plan.size.long_side)
    assert plan.thumb.long_side <= 320
    if aspect == 1:
        seen = video.coded if rotation in {0, 180} else video.coded.turned()
        assert plan.size.width <= seen.width
        assert plan.size.height <= seen.height


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


@given(LENGTHS)
def test_the_rate_keeps_every_length_within_the_size_limit(duration_s: float) -> None:
    plan = plan_video(replace(A_VIDEO, duration_s=duration_s, played_s=MAX_TAKEN_S))

    worst_bits = (plan.max_rate_bps + AUDIO_RATE_BPS) * duration_s + plan.max_rate_bps
    assert worst_bits / 8 <= MAX_VIDEO_BYTES
    assert plan.max_rate_bps >= 2_900_000
    assert plan.duration_s <= MAX_TAKEN_S


@given(
    st.integers(min_value=200_000, max_value=60_000_000),
    LENGTHS,
    st.sampled_from(["h264", "hevc", "vp9", "av1", "h263"]),
    VIDEO_SIDES,
)
def test_a_rendition_never_gets_more_bits_than_its_original_had(
    rate_bps: int, duration_s: float, codec: str, height: int
) -> None:
    video = replace(
        A_VIDEO,
        rate_bps=rate_bps,
        duration_s=duration_s,
        played_s=MAX_TAKEN_S,
        video_codec=codec,
        coded=PixelSize(1280, height),
    )

    plan = plan_video(video)

    # A rate may be borrowed from for a second, and there is one below which nothing is seen.
    assert plan.max_rate_bps * (duration_s + 1) <= max(rate_bps * duration_s, 150_000 * 122)
    assert plan.max_rate_bps <= MAX_RATE_BPS


def test_a_codec_that_says_more_with_its_bits_leaves_more_to_the_rendition() -> None:
    rates = [
        plan_video(replace(A_VIDEO, video_codec=codec, rate_bps=1_000_000)).max_rate_bps
        for codec in ("h263", "h264", "hevc", "av1")
    ]

    assert rates[0] == rates[1] < rates[2] < rates[3]


def test_an_untold_rate_is_bounded_by_the_size_limit_alone() -> None:
    assert plan_video(replace(A_VIDEO, rate_bps=0)).max_rate_bps == MAX_RATE_BPS


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"coded": PixelSize(4098, 16)}, RejectReason.TOO_MANY_PIXELS, id="pixels"),
        pytest.param({"fps": 240.0}, RejectReason.TOO_FAST, id="slow-motion"),
        pytest.param({"duration_s": 121.0, "played_s": 121.0}, RejectReason.TOO_LONG, id="long"),
        pytest.param(
            {"duration_s": 125.0, "declared_s": 300.0}, RejectReason.TOO_LONG, id="longer"
        ),
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
        pytest.param(
            {"duration_s": 120.4, "played_s": 120.4, "declared_s": 120.4}, id="recorder-lag"
        ),
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


def test_what_a_person_says_in_two_minutes_is_kept_whole() -> None:
    video = replace(A_VIDEO, duration_s=120.0, played_s=120.0, declared_s=120.0)

    assert plan_video(video).duration_s == 120.0


@pytest.mark.parametrize("transfer", Transfer)
def test_only_hdr_is_tone_mapped(transfer: Transfer) -> None:
    video = replace(A_VIDEO, transfer=transfer)

    assert plan_video(video).tone_map == video.is_hdr == (transfer is not Transfer.SDR)


@pytest.mark.parametrize(
    ("told", "lines", "read_as"),
    [
        ("bt709", 480, "bt709"),
        ("bt470bg", 1080, "bt601"),
        ("smpte170m", 720, "bt601"),
        ("", 1080, "bt709"),
        ("", 480, "bt601"),
        ("nonsense", 720, "bt709"),
        ("gbr", 720, "auto"),
    ],
)
def test_colours_are_read_as_told_and_by_their_size_when_untold(
    told: str, lines: int, read_as: str
) -> None:
    video = replace(A_VIDEO, coded=PixelSize(lines * 2, lines), coding=Coding(matrix=told))

    assert plan_video(video).matrix == read_as


@given(LENGTHS)
def test_stills_lie_evenly_within_the_clip(duration_s: float) -> None:
    stills = plan_video(replace(A_VIDEO, duration_s=duration_s, played_s=MAX_TAKEN_S)).stills

    assert stills.count == STILLS
    assert stills.first_s > 0
    last_s = stills.first_s + (stills.count - 1) * stills.every_s
    assert last_s == pytest.approx(min(duration_s, MAX_TAKEN_S) - stills.first_s)
    assert stills.fps == 8


@pytest.mark.parametrize(("key_frames", "count"), [(1, 1), (3, 3), (90, 6)])
def test_a_picture_that_is_taken_over_shows_only_frames_that_stand_by_themselves(
    key_frames: int, count: int
) -> None:
    pacing = replace(SMALL.pacing, key_frames=key_frames)

    plan = plan_video(replace(SMALL, pacing=pacing))

    assert plan.mode is Mode.REMUX
    assert (plan.stills.count, plan.stills.first_s) == (count, 0.0)
    # However few they are, the preview lasts three seconds.
    assert count / plan.stills.fps == 3


def test_sound_is_taken_over_only_with_the_picture() -> None:
    assert A_VIDEO.sound
    even = replace(A_VIDEO.sound, loudness_lufs=-16.0)

    taken_over = plan_video(replace(SMALL, sound=even))
    encoded = plan_video(replace(A_VIDEO, sound=even))

    assert taken_over.sound
    assert encoded.sound
    assert (taken_over.sound.is_copied, encoded.sound.is_copied) == (True, False)


def test_a_picture_that_cannot_be_taken_over_is_encoded_and_then_without_sound() -> None:
    plan = plan_video(SMALL)

    encoded, silent = retreats(plan)

    assert (plan.mode, encoded.mode, silent.mode) == (Mode.REMUX, Mode.TRANSCODE, Mode.TRANSCODE)
    assert (encoded.has_audio, silent.has_audio) == (True, False)
    assert encoded.stills.count == STILLS


def test_an_encoding_is_tried_again_only_without_its_sound() -> None:
    with_sound = plan_video(A_VIDEO)
    without = plan_video(replace(A_VIDEO, audio=None))

    assert retreats(with_sound) == (replace(with_sound, sound=None),)
    assert retreats(without) == ()


def test_a_silent_picture_that_cannot_be_taken_over_is_encoded() -> None:
    (encoded,) = retreats(plan_video(replace(SMALL, audio=None)))

    assert encoded.mode is Mode.TRANSCODE


def test_a_trimmed_picture_is_encoded() -> None:
    pacing = Pacing(is_steady=True, is_trimmed=True, key_frames=9)

    assert plan_video(replace(SMALL, pacing=pacing)).mode is Mode.TRANSCODE


def test_a_small_shortfall_is_not_a_cut() -> None:
    assert not is_cut_off(expected_s=4.24, found_s=4.18)
    assert not is_cut_off(expected_s=60.0, found_s=55.0)
    assert is_cut_off(expected_s=60.0, found_s=50.0)
    assert is_cut_off(expected_s=2.0, found_s=1.0)


def test_a_videos_facts_are_plain_values_for_the_record() -> None:
    facts = A_VIDEO.facts()

    assert facts["width"] == 1920
    assert facts["duration_s"] == 20.0
    assert all(isinstance(value, str | int | float | bool) for value in facts.values())
