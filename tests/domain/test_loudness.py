"""One gain brings a voice to the target, and never makes noise of silence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.loudness import MOST_GAIN_DB, TARGET_LUFS, gain_of, plan_sound
from tests.domain.video_samples import A_TRACK, A_VOICE


@given(st.floats(min_value=-34.0, max_value=0.0))
def test_a_voice_is_brought_to_the_target(loudness_lufs: float) -> None:
    gain_db = gain_of(replace(A_VOICE, loudness_lufs=loudness_lufs))

    assert loudness_lufs + gain_db == pytest.approx(TARGET_LUFS, abs=0.01)


@given(st.floats(min_value=-70.0, max_value=0.0))
def test_no_gain_is_higher_than_the_highest(loudness_lufs: float) -> None:
    assert gain_of(replace(A_VOICE, loudness_lufs=loudness_lufs)) <= MOST_GAIN_DB


@pytest.mark.parametrize("loudness_lufs", [-70.0, -50.1])
def test_silence_stays_silent(loudness_lufs: float) -> None:
    assert gain_of(replace(A_VOICE, loudness_lufs=loudness_lufs)) == 0


def test_a_track_that_nobody_measured_is_left_as_loud_as_it_is() -> None:
    plan = plan_sound(A_TRACK, None)

    assert (plan.gain_db, plan.is_limited, plan.is_copied) == (0, False, False)


@pytest.mark.parametrize(
    ("peak_dbfs", "is_limited"), [(-12.0, False), (-9.6, False), (-9.4, True), (0.0, True)]
)
def test_only_peaks_that_would_go_over_the_top_are_held_down(
    peak_dbfs: float, is_limited: bool
) -> None:
    plan = plan_sound(A_TRACK, replace(A_VOICE, peak_dbfs=peak_dbfs))

    assert (plan.gain_db, plan.is_limited) == (8.0, is_limited)


@pytest.mark.parametrize(("channels", "rate_bps"), [(1, 64_000), (2, 128_000), (6, 128_000)])
def test_each_channel_that_is_kept_has_its_bits(channels: int, rate_bps: int) -> None:
    assert plan_sound(replace(A_TRACK, channels=channels), A_VOICE).rate_bps == rate_bps


@pytest.mark.parametrize(
    ("loudness_lufs", "is_copied"),
    [(-17.5, True), (-16.0, True), (-14.5, True), (-17.6, False), (-14.4, False), (-60.0, True)],
)
def test_sound_is_left_as_it_is_when_nobody_would_hear_a_difference(
    loudness_lufs: float, is_copied: bool
) -> None:
    plan = plan_sound(A_TRACK, replace(A_VOICE, loudness_lufs=loudness_lufs))

    assert plan.is_copied == is_copied


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"codec": "opus"}, id="codec"),
        pytest.param({"profile": "HE-AAC"}, id="profile"),
        pytest.param({"rate_hz": 44_100}, id="samples"),
        pytest.param({"channels": 6}, id="channels"),
        pytest.param({"rate_bps": 256_000}, id="rate"),
        pytest.param({"is_gapless": False}, id="gaps"),
        pytest.param({"starts_s": 0.5}, id="late"),
        pytest.param({"starts_s": -0.1}, id="trimmed"),
    ],
)
def test_a_track_that_some_channel_refuses_is_encoded(change: dict[str, object]) -> None:
    even = replace(A_VOICE, loudness_lufs=TARGET_LUFS)

    assert plan_sound(A_TRACK, even).is_copied
    assert not plan_sound(replace(A_TRACK, **change), even).is_copied  # type: ignore[arg-type]
