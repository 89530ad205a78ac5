"""Measures of common videos, from which tests make others by a change."""

from fractions import Fraction

from chalicelib.domain.media_measures import (
    AudioTrack,
    Coding,
    Pacing,
    PixelSize,
    SoundMeasured,
    Transfer,
    VideoMeasured,
)
from chalicelib.domain.sniffing import Container

A_TRACK = AudioTrack(
    stream=1,
    channels=2,
    codec="aac",
    profile="LC",
    rate_hz=48_000,
    rate_bps=128_000,
    starts_s=0.0,
    lasts_s=20.0,
    is_gapless=True,
)
A_VOICE = SoundMeasured(loudness_lufs=-24.0, peak_dbfs=-12.0, silence_share=0.1, clipped_share=0.0)
# A phone's clip in full HD: it must be encoded anew.
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
    audio=A_TRACK,
    rate_bps=16_000_000,
    coding=Coding(profile="High", pixels="yuv420p", matrix="bt709"),
    pacing=Pacing(starts_s=0.0, is_steady=True, is_trimmed=False, key_frames=20),
    sound=A_VOICE,
)
