"""Which videos are taken; what is measured tells, before a single picture is decoded."""

from typing import Final

from chalicelib.domain.media_measures import VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason

# 4K is the largest mode that common phones record.
MAX_VIDEO_SIDE_PX: Final = 4096
MAX_VIDEO_FPS: Final = 120
MAX_TAKEN_S: Final = 120.0
MIN_VIDEO_S: Final = 1.0
# A recorder that stops at 120 s may write a few frames more; one that runs for 1 s, one less.
LONG_TOLERANCE_S: Final = 0.5
SHORT_TOLERANCE_S: Final = 0.05
# A fragmented file has been seen to declare 143,165 s; no phone records a testimonial for hours.
BELIEVABLE_S: Final = 4 * 3600.0
# How much of the declared length may be missing before a file counts as cut off.
MISSING_SHARE: Final = 0.1
MISSING_S: Final = 0.5


def check_video(measured: VideoMeasured) -> None:
    """Raise MediaRejected when the video is beyond a limit."""
    reason = _why_refused(measured)
    if reason is not None:
        raise MediaRejected(reason)


def is_cut_off(*, expected_s: float | None, found_s: float) -> bool:
    """True when a file plays much shorter than it says; an unbelievable claim says nothing."""
    if expected_s is None or expected_s > BELIEVABLE_S:
        return False
    return expected_s - found_s > max(MISSING_S, MISSING_SHARE * expected_s)


def _why_refused(measured: VideoMeasured) -> RejectReason | None:
    """The first broken limit. Cut comes late: reading stops soon after the ceilings before it."""
    too_short = measured.duration_s < MIN_VIDEO_S - SHORT_TOLERANCE_S
    limits = (
        (measured.coded.long_side > MAX_VIDEO_SIDE_PX, RejectReason.TOO_MANY_PIXELS),
        (measured.fps > MAX_VIDEO_FPS + 1 and not too_short, RejectReason.TOO_FAST),
        (measured.duration_s > MAX_TAKEN_S + LONG_TOLERANCE_S, RejectReason.TOO_LONG),
        (
            is_cut_off(expected_s=measured.declared_s, found_s=measured.played_s),
            RejectReason.TRUNCATED,
        ),
        (too_short, RejectReason.TOO_SHORT),
    )
    return next((reason for broken, reason in limits if broken), None)
