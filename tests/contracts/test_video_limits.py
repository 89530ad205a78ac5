"""What is too long, short, fast or large is refused by its packets, before anything is decoded."""

from pathlib import Path

import pytest

from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.video_plans import plan_video
from tests import media_factory

CODEC = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
LIMITS = {
    "half-a-second": ("testsrc2=s=64x48:r=30:d=0.5", RejectReason.TOO_SHORT),
    "longer-than-two-minutes": ("testsrc2=s=64x48:r=2:d=122", RejectReason.TOO_LONG),
    "slow-motion": ("testsrc2=s=64x48:r=240:d=2", RejectReason.TOO_FAST),
    "very-wide": ("color=s=4200x16:r=5:d=2", RejectReason.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize(("source", "reason"), LIMITS.values(), ids=LIMITS)
def test_a_video_beyond_a_limit_is_rejected_for_that_limit(
    tmp_path: Path, source: str, reason: RejectReason
) -> None:
    media_factory.ffmpeg("-f", "lavfi", "-i", source, *CODEC, str(tmp_path / "video.mp4"))

    with pytest.raises(MediaRejected) as caught:
        plan_video(media_factory.videos().measure(tmp_path / "video.mp4"))

    assert caught.value.reason is reason


def test_a_sound_recording_is_not_a_video(tmp_path: Path) -> None:
    media_factory.ffmpeg(*media_factory.TONE, "-t", "2", str(tmp_path / "sound.mp4"))

    with pytest.raises(MediaRejected) as caught:
        media_factory.videos().measure(tmp_path / "sound.mp4")

    assert caught.value.reason is RejectReason.NOT_A_VIDEO
