"""Whether a video's picture already is what we would make of it, so that it need not be encoded."""

from typing import Final

from chalicelib.domain.media_measures import Coding, Pacing, PixelSize, Transfer, VideoMeasured
from chalicelib.domain.sniffing import Container

CONTAINERS: Final = frozenset({Container.MP4, Container.QUICKTIME, Container.THREE_GP})
PROFILES: Final = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
# Old and unnamed colours are played right by everything that plays H.264 at all.
MATRICES: Final = frozenset({"", "bt709", "smpte170m", "bt470bg"})
# 23.976 to 30, which is what every channel takes; a file's ticks round a little.
LOWEST_FPS, HIGHEST_FPS = 23.9, 30.05
# What our own encoder gives 720p of a hand-held phone at most times. Above it, encoding anew saves
# more than half; at it, two minutes stay within the 50 MB of a rendition.
MOST_RATE_BPS: Final = 3_000_000


def conforms(measured: VideoMeasured, size: PixelSize) -> bool:
    """True when the picture can be taken over as it is; `size` is that of the rendition."""
    return (
        measured.container in CONTAINERS
        and measured.video_codec == "h264"
        and measured.transfer is Transfer.SDR
        and measured.rotation == 0
        and measured.sample_aspect == 1
        and measured.coded == size
        and 0 < measured.rate_bps <= MOST_RATE_BPS
        and LOWEST_FPS <= measured.fps <= HIGHEST_FPS
        and _is_common(measured.coding)
        and _is_even(measured.pacing, measured.fps)
    )


def _is_common(coding: Coding) -> bool:
    return (
        coding.profile in PROFILES
        and coding.pixels == "yuv420p"
        and coding.matrix in MATRICES
        and not coding.is_full_range
        and not coding.is_interlaced
    )


def _is_even(pacing: Pacing, fps: float) -> bool:
    """True when the pictures follow each other evenly from the start, without an edit list."""
    is_at_start = abs(pacing.starts_s) * fps < 0.5  # noqa: PLR2004  half a picture
    return pacing.is_steady and not pacing.is_trimmed and is_at_start and pacing.key_frames > 0
