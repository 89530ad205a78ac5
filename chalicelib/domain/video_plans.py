"""What to make of a video: a pure plan that an adapter carries out.

A plan is a value: it can be printed, stored and tested without a single frame. The ceilings stand
here too, so that a video is refused by what is measured of it before anything is decoded.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chalicelib.domain.media_measures import AudioTrack, PixelSize, Transfer, VideoMeasured
from chalicelib.domain.photo_plans import THUMB_EDGE_PX, fit_within
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

# 4K is the largest mode that common phones record.
MAX_VIDEO_SIDE_PX: Final = 4096
MAX_VIDEO_FPS: Final = 120
MAX_VIDEO_S: Final = 90.0
MIN_VIDEO_S: Final = 1.0
# A recorder that stops at 90 s may write a few frames more; one that runs for 1 s, one frame less.
LONG_TOLERANCE_S: Final = 0.5
SHORT_TOLERANCE_S: Final = 0.05
# A fragmented file has been seen to declare 143,165 s; no phone records a testimonial for hours.
BELIEVABLE_S: Final = 4 * 3600.0
# How much of the declared length may be missing before a file counts as cut off.
MISSING_SHARE: Final = 0.1
MISSING_S: Final = 0.5
BELIEVABLE_ASPECTS: Final = (Fraction(1, 4), Fraction(4))

# The one rendition that fits every channel: H.264 High, AAC-LC 48 kHz, at most 50 MB.
VIDEO_LONG_PX: Final = 1280
VIDEO_SHORT_PX: Final = 720
VIDEO_FPS: Final = 30
VIDEO_CRF: Final = 23
VIDEO_PRESET: Final = "veryfast"
MAX_VIDEO_BYTES: Final = 50_000_000
MAX_RATE_BPS: Final = 8_000_000
AUDIO_RATE_BPS: Final = 128_000
# Container overhead, and the second of buffer that the encoder may borrow.
USABLE_SHARE: Final = 0.94
# The poster is the most typical of this many frames spread over the clip, so a dark first frame
# or a thumb on the lens loses.
POSTER_CANDIDATES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlan:
    """How to make video, poster and thumb in one pass; all sizes are upright and square-pixel."""

    container: Container
    video_stream: int
    audio: AudioTrack | None
    transfer: Transfer
    size: PixelSize
    thumb: PixelSize
    duration_s: float
    max_rate_bps: int
    poster_every_s: float
    fps: int = VIDEO_FPS
    crf: int = VIDEO_CRF
    preset: str = VIDEO_PRESET
    audio_rate_bps: int = AUDIO_RATE_BPS

    @property
    def tone_map(self) -> bool:
        """True when the picture goes from HDR to SDR."""
        return self.transfer is not Transfer.SDR

    @property
    def has_audio(self) -> bool:
        """True when the result carries sound."""
        return self.audio is not None


def plan_video(measured: VideoMeasured) -> VideoPlan:
    """Return how to make the rendition; raise MediaRejected when the video is beyond a limit."""
    _check_video(measured)
    size = _rendition_size(measured)
    return VideoPlan(
        container=measured.container,
        video_stream=measured.video_stream,
        audio=measured.audio,
        transfer=measured.transfer,
        size=size,
        thumb=fit_within(size, THUMB_EDGE_PX),
        duration_s=min(measured.duration_s, MAX_VIDEO_S),
        max_rate_bps=_max_rate(measured.duration_s),
        poster_every_s=measured.duration_s / POSTER_CANDIDATES,
    )


def is_cut_off(*, expected_s: float | None, found_s: float) -> bool:
    """True when a file plays much shorter than it says; an unbelievable claim says nothing."""
    if expected_s is None or expected_s > BELIEVABLE_S:
        return False
    return expected_s - found_s > max(MISSING_S, MISSING_SHARE * expected_s)


def _check_video(measured: VideoMeasured) -> None:
    reason = _why_refused(measured)
    if reason is not None:
        raise MediaRejected(reason)


def _why_refused(measured: VideoMeasured) -> RejectReason | None:
    """The first broken limit. Cut comes late: reading stops soon after the ceilings before it."""
    too_short = measured.duration_s < MIN_VIDEO_S - SHORT_TOLERANCE_S
    limits = (
        (measured.coded.long_side > MAX_VIDEO_SIDE_PX, RejectReason.TOO_MANY_PIXELS),
        (measured.fps > MAX_VIDEO_FPS + 1 and not too_short, RejectReason.TOO_FAST),
        (measured.duration_s > MAX_VIDEO_S + LONG_TOLERANCE_S, RejectReason.TOO_LONG),
        (
            is_cut_off(expected_s=measured.declared_s, found_s=measured.played_s),
            RejectReason.TRUNCATED,
        ),
        (too_short, RejectReason.TOO_SHORT),
    )
    return next((reason for broken, reason in limits if broken), None)


def _rendition_size(measured: VideoMeasured) -> PixelSize:
    """Upright, square pixels, within 1280 by 720 either way, even numbers, never scaled up."""
    low, high = BELIEVABLE_ASPECTS
    aspect = measured.sample_aspect if low <= measured.sample_aspect <= high else Fraction(1)
    width, height = measured.coded.width * aspect, Fraction(measured.coded.height)
    if measured.rotation in {90, 270}:
        width, height = height, width
    long_side, short_side = max(width, height), min(width, height)
    ratio = min(Fraction(1), VIDEO_LONG_PX / long_side, VIDEO_SHORT_PX / short_side)
    return PixelSize(_even(width * ratio), _even(height * ratio))


def _even(length: Fraction) -> int:
    """4:2:0 colour needs even sides; rounding down never scales up."""
    return max(2, int(length) // 2 * 2)


def _max_rate(duration_s: float) -> int:
    """Return the picture's highest rate in bit/s that keeps the result within MAX_VIDEO_BYTES."""
    budget = MAX_VIDEO_BYTES * 8 * USABLE_SHARE / (duration_s + 1)
    return min(MAX_RATE_BPS, int(budget) - AUDIO_RATE_BPS)
