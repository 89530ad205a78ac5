"""Carries out video plans with ffmpeg; decides nothing.

Uploads are opened here and nowhere else, always through the guards of `ffmpeg.py`. The result is
measured like an original before anyone trusts it: a damaged file may end early without an error.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.boxes import BOXED, has_index
from chalicelib.adapters.media.ffmpeg import Run, guarded_input, run
from chalicelib.adapters.media.files import container_of, made_file
from chalicelib.adapters.media.probe import LISTING, measured
from chalicelib.adapters.media.renditions import NAMES, arguments
from chalicelib.domain.media_measures import Made, MadeFile, PixelSize, Role, VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import MAX_VIDEO_BYTES, VideoPlan, is_cut_off

# Listing packets reads the file once; a minute is for the largest upload on the slowest disk.
MEASURE_DEADLINE_S: Final = 60.0
CONTENT_TYPES: Final = {
    Role.VIDEO: "video/mp4",
    Role.POSTER: "image/jpeg",
    Role.THUMB: "image/jpeg",
}


class FfmpegVideoCompressor:
    """Measures videos by their packets and makes the planned video, poster and thumb."""

    def __init__(self, ffmpeg: Path, *, deadline_s: float = 600.0) -> None:
        """Use the program `ffmpeg`; one job may take `deadline_s`, then it is killed (Fault)."""
        self._ffmpeg = ffmpeg
        self._deadline_s = deadline_s

    def measure(self, source: Path) -> VideoMeasured:
        """Return what headers and packets say, without decoding; raise MediaRejected."""
        container = container_of(source, "video")
        if container in BOXED and not has_index(source):
            raise MediaRejected(RejectReason.TRUNCATED)
        return self._listed(source, container)

    def carry_out(self, plan: VideoPlan, source: Path, into: Path) -> Made:
        """Write video.mp4, poster.jpg and thumb.jpg into the folder `into`; raise MediaRejected.

        A sound track that cannot be decoded is left out: the picture is worth keeping.
        """
        ended = self._run(plan, source, into)
        if ended.return_code != 0 and plan.audio is not None:
            ended = self._run(replace(plan, audio=None), source, into)
        if ended.return_code != 0 or not _all_there(into):
            raise MediaRejected(RejectReason.UNREADABLE)
        self._check(plan, into / NAMES[Role.VIDEO])
        sizes = {Role.VIDEO: plan.size, Role.POSTER: plan.size, Role.THUMB: plan.thumb}
        return Made(files=tuple(_made(role, size, into) for role, size in sizes.items()))

    def _run(self, plan: VideoPlan, source: Path, into: Path) -> Run:
        whole = arguments(plan, source, into.resolve())
        return run(self._ffmpeg, whole, deadline_s=self._deadline_s)

    def _listed(self, source: Path, container: Container) -> VideoMeasured:
        command = ("-nostats", *guarded_input(source, container), *LISTING)
        listed = run(self._ffmpeg, command, deadline_s=min(self._deadline_s, MEASURE_DEADLINE_S))
        return measured(listed.messages, listed.output, container)

    def _check(self, plan: VideoPlan, video: Path) -> None:
        made = self._listed(video, Container.MP4)
        if is_cut_off(expected_s=plan.duration_s, found_s=made.duration_s):
            raise MediaRejected(RejectReason.TRUNCATED)
        if video.stat().st_size > MAX_VIDEO_BYTES:
            raise MediaRejected(RejectReason.TOO_LARGE)


def _all_there(into: Path) -> bool:
    paths = [into / name for name in NAMES.values()]
    return all(path.exists() and path.stat().st_size > 0 for path in paths)


def _made(role: Role, size: PixelSize, into: Path) -> MadeFile:
    return made_file(role, into / NAMES[role], CONTENT_TYPES[role], size)
