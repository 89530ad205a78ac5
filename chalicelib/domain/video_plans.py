"""What to make of a video: a pure plan that an adapter carries out.

A plan is a value: it can be printed, stored and tested without a single frame.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from chalicelib.domain.conformance import conforms
from chalicelib.domain.loudness import SoundPlan, plan_sound
from chalicelib.domain.media_measures import PixelSize, Transfer, VideoMeasured
from chalicelib.domain.photo_plans import THUMB_EDGE_PX, fit_within
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_limits import MAX_TAKEN_S, check_video

# What every channel takes; what we compose ourselves keeps to it. Nobody's account is cut short: up
# to `video_limits.MAX_TAKEN_S` it is kept whole, and a channel that takes less does without it.
MAX_VIDEO_S: Final = 90.0
BELIEVABLE_ASPECTS: Final = (Fraction(1, 4), Fraction(4))

# The one rendition that fits every channel: H.264 High, AAC-LC 48 kHz, at most 50 MB.
VIDEO_LONG_PX: Final = 1280
VIDEO_SHORT_PX: Final = 720
VIDEO_FPS: Final = 30
VIDEO_CRF: Final = 24
VIDEO_PRESET: Final = "faster"
# What this preset spends on finer motion and on choosing each block by its true cost is worth more
# than further reference frames, a wider search, and bits moved to flat parts or kept for grain.
# Measured in November 2026 on five clips, at the VMAF of x264's medium CRF 23: 0.86 of its bytes at
# 0.6 of its CPU.
VIDEO_X264: Final = "subme=7:psy=0:ref=1:me=dia:partitions=p8x8,i8x8,i4x4:aq-strength=0.3"
MAX_VIDEO_BYTES: Final = 50_000_000
MAX_RATE_BPS: Final = 8_000_000
AUDIO_RATE_BPS: Final = 128_000
# Container overhead, and the second of buffer that the encoder may borrow.
USABLE_SHARE: Final = 0.94
# A low rate is a recorder's choice: more bits than it spent cannot bring back what it left out.
# How many of H.264's bits one of another codec is worth; older ones than H.264 are worth less.
WORTH: Final = {"hevc": 1.4, "vp9": 1.4, "av1": 1.8}
# Bits grow slower than pixels, since neighbours of a finer picture are more alike.
AREA_EXPONENT: Final = 0.75
LEAST_RATE_BPS: Final = 150_000

# Frames spread over the clip: the poster is the best of them, and the preview shows all.
STILLS: Final = 24
# Of a picture that is taken over: each must be decoded for itself, and all that is made of such a
# clip is to take a fiftieth of what encoding it takes. It does from 35 s on (November 2026).
STILLS_TAKEN_OVER: Final = 6
PREVIEW_EDGE_PX: Final = 640
PREVIEW_FPS: Final = 8
# A preview of fewer frames shows each for longer, so that it does not flicker.
PREVIEW_S: Final = 3
# Untold colours are by custom those of television at its time: BT.601 up to 576 lines, then BT.709.
OLD_LINES: Final = 576
MATRICES: Final = {
    "bt709": "bt709",
    "smpte170m": "bt601",
    "bt470bg": "bt601",
    "smpte240m": "smpte240m",
    "fcc": "fcc",
    "bt2020nc": "bt2020",
    "bt2020c": "bt2020",
    "gbr": "auto",
}


class Mode(StrEnum):
    """How the rendition's picture comes about: encoded anew, or taken over as it is."""

    TRANSCODE = "transcode"
    REMUX = "remux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stills:
    """Which frames become poster and preview: one in every `every_s` from `first_s`, in seconds.

    The preview shows `count` of them, `fps` in a second.
    """

    count: int
    first_s: float
    every_s: float
    fps: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlan:
    """How to make every derivative in one pass; all sizes are upright and square-pixel.

    `matrix` says how the colours of an SDR picture are to be read, by ffmpeg's name.
    """

    mode: Mode
    container: Container
    video_stream: int
    sound: SoundPlan | None
    transfer: Transfer
    matrix: str
    size: PixelSize
    thumb: PixelSize
    preview: PixelSize
    duration_s: float
    max_rate_bps: int
    stills: Stills
    fps: int = VIDEO_FPS
    crf: int = VIDEO_CRF
    preset: str = VIDEO_PRESET
    x264: str = VIDEO_X264

    @property
    def tone_map(self) -> bool:
        """True when the picture goes from HDR to SDR."""
        return self.transfer is not Transfer.SDR

    @property
    def has_audio(self) -> bool:
        """True when the result carries sound."""
        return self.sound is not None


def plan_video(measured: VideoMeasured) -> VideoPlan:
    """Return how to make the rendition; raise MediaRejected when the video is beyond a limit."""
    check_video(measured)
    size = _rendition_size(measured)
    mode = Mode.REMUX if conforms(measured, size) else Mode.TRANSCODE
    duration_s = min(measured.duration_s, MAX_TAKEN_S)
    return VideoPlan(
        mode=mode,
        container=measured.container,
        video_stream=measured.video_stream,
        sound=_sound(measured, mode),
        transfer=measured.transfer,
        matrix=_matrix(measured),
        size=size,
        thumb=fit_within(size, THUMB_EDGE_PX),
        preview=_even_size(fit_within(size, PREVIEW_EDGE_PX)),
        duration_s=duration_s,
        max_rate_bps=_max_rate(measured, size),
        stills=_stills(mode, duration_s, measured.pacing.key_frames),
    )


def retreats(plan: VideoPlan) -> tuple[VideoPlan, ...]:
    """Return what to try in turn when a plan cannot be carried out, or its poster shows nothing.

    A picture that cannot be taken over is encoded; a sound track that cannot be decoded is left
    out, since the picture is worth keeping.
    """
    sound = plan.sound and replace(plan.sound, is_copied=False)
    stills = _stills(Mode.TRANSCODE, plan.duration_s, 0)
    encoded = replace(plan, mode=Mode.TRANSCODE, sound=sound, stills=stills)
    silent = replace(encoded, sound=None)
    return tuple(other for other in dict.fromkeys((encoded, silent)) if other != plan)


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


def _even_size(size: PixelSize) -> PixelSize:
    return PixelSize(_even(Fraction(size.width)), _even(Fraction(size.height)))


def _even(length: Fraction) -> int:
    """4:2:0 colour needs even sides; rounding down never scales up."""
    return max(2, int(length) // 2 * 2)


def _sound(measured: VideoMeasured, mode: Mode) -> SoundPlan | None:
    """A picture that is encoded anew begins anew, and so must its sound."""
    if measured.audio is None:
        return None
    sound = plan_sound(measured.audio, measured.sound)
    return sound if mode is Mode.REMUX else replace(sound, is_copied=False)


def _stills(mode: Mode, duration_s: float, key_frames: int) -> Stills:
    """A picture that is taken over is not decoded, but for frames that stand by themselves."""
    is_taken_over = mode is Mode.REMUX
    count = min(STILLS_TAKEN_OVER, key_frames) if is_taken_over else STILLS
    every_s = duration_s / count
    return Stills(
        count=count,
        first_s=0.0 if is_taken_over else every_s / 2,
        every_s=every_s,
        fps=min(Fraction(PREVIEW_FPS), Fraction(count, PREVIEW_S)),
    )


def _matrix(measured: VideoMeasured) -> str:
    lines = min(measured.coded.width, measured.coded.height)
    untold = "bt709" if lines > OLD_LINES else "bt601"
    return MATRICES.get(measured.coding.matrix, untold)


def _max_rate(measured: VideoMeasured, size: PixelSize) -> int:
    """Return the picture's highest rate in bit/s: within MAX_VIDEO_BYTES, and no more than it had.

    The encoder may borrow a second of it, which is why a second is added to the length.
    """
    lasts_s = measured.duration_s + 1
    budget = int(MAX_VIDEO_BYTES * 8 * USABLE_SHARE / lasts_s) - AUDIO_RATE_BPS
    ceiling = min(MAX_RATE_BPS, budget)
    if measured.rate_bps == 0:
        return ceiling
    own = measured.rate_bps * _share_needed(measured, size) * measured.duration_s / lasts_s
    return min(ceiling, max(LEAST_RATE_BPS, int(own)))


def _share_needed(measured: VideoMeasured, size: PixelSize) -> float:
    """How many of its bits a picture needs as H.264 at another size; never more than it had."""
    area = size.width * size.height / (measured.coded.width * measured.coded.height)
    needed: float = WORTH.get(measured.video_codec, 1.0) * area**AREA_EXPONENT
    return min(1.0, needed)
