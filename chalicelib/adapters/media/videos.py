"""Measures videos and carries out their plans with ffmpeg; decides nothing.

Uploads are opened in the sandbox only, through the guards of `ffmpeg.py`. The result is measured
like an original before anyone trusts it: a damaged file may end early without an error.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from chalicelib.adapters.media import measuring
from chalicelib.adapters.media.files import made_file
from chalicelib.adapters.media.frames import POSTER_NAME, THUMB_NAME, Shown, shown
from chalicelib.adapters.media.renditions import (
    KEYS_NAME,
    NAMES,
    PICTURES_NAME,
    WAVEFORM_SIZE,
    commands,
)
from chalicelib.adapters.media.running import Job
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.loudness import SoundPlan
from chalicelib.domain.media_measures import Made, MadeFile, PixelSize, Role, VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.signals import CLIPPED, LOUDNESS, PEAK, SILENCE
from chalicelib.domain.video_limits import is_cut_off
from chalicelib.domain.video_plans import MAX_VIDEO_BYTES, Mode, VideoPlan, retreats

WARM: Final = ("chalicelib.adapters.media.frames",)
# All runs of one measuring, and all of one making, whatever is tried again, end within these.
MEASURE_DEADLINE_S: Final = 60.0
MAKE_DEADLINE_S: Final = 660.0
# Memory is address space within process-video's 3,008 MB. 4K of 60 frames in HDR, the heaviest that
# phones record, needs 1,300 MiB of it and touches 680 (November 2026).
MAKING: Final = Limits(
    memory_bytes=2304 * MIB, cpu_s=1200, file_bytes=128 * MIB, wall_s=MAKE_DEADLINE_S
)
CHOOSING: Final = Limits(memory_bytes=768 * MIB, cpu_s=60, file_bytes=16 * MIB, wall_s=60)
# How ffmpeg begins a line about sound, which it decodes as AAC where a picture is taken over.
SOUND_COMPLAINTS: Final = ("[aist#", "[aac @")
CONTENT_TYPES: Final = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png"}


class FfmpegVideoCompressor:
    """Measures videos by their packets and makes all that is planned of one."""

    def __init__(
        self,
        ffmpeg: Path,
        sandbox: Sandbox | None = None,
        *,
        deadline_s: float = MAKE_DEADLINE_S,
    ) -> None:
        """Run the program `ffmpeg` in `sandbox`, or in one of its own, which `close` ends.

        One carrying out ends within `deadline_s`, and one measuring within a minute of that.
        """
        self._ffmpeg = ffmpeg
        self._sandbox = sandbox or Sandbox(warm=WARM)
        self._deadline_s = deadline_s

    def measure(self, source: Path) -> VideoMeasured:
        """Return what headers, packets and sound say; raise MediaRejected."""
        return measuring.measure(self._job(min(self._deadline_s, MEASURE_DEADLINE_S)), source)

    def carry_out(self, plan: VideoPlan, source: Path, into: Path) -> Made:
        """Write the planned files into the folder `into`; raise MediaRejected."""
        job, folder = self._job(self._deadline_s), into.resolve()
        for attempt in (plan, *retreats(plan)):
            seen = _attempt(job, attempt, source, folder)
            if seen is not None:
                _check(job, attempt, folder / NAMES[Role.VIDEO])
                return _made(attempt, seen, folder)
        raise MediaRejected(RejectReason.UNREADABLE)

    def close(self) -> None:
        """End the sandbox's idle processes."""
        self._sandbox.close()

    def _job(self, deadline_s: float) -> Job:
        return Job(self._sandbox, self._ffmpeg, deadline_s=deadline_s)


def _attempt(job: Job, plan: VideoPlan, source: Path, into: Path) -> Shown | None:
    """Make all files of one plan; None when it cannot be carried out with this source."""
    try:
        if not all(_is_run(job, plan, command) for command in commands(plan, source, into)):
            return None
        if not all(_is_there(into / name) for name in (*_names(plan).values(), PICTURES_NAME)):
            return None
        seen = job.call(CHOOSING, shown, into / PICTURES_NAME, plan.size, plan.thumb, into)
        return None if plan.mode is Mode.REMUX and seen and seen.is_blank else seen
    finally:
        for name in (PICTURES_NAME, KEYS_NAME):
            (into / name).unlink(missing_ok=True)


def _is_run(job: Job, plan: VideoPlan, command: Sequence[str]) -> bool:
    """Run ffmpeg; a picture that is taken over is published as it is, so it must be faultless."""
    ended = job.run(MAKING, ("-loglevel", "error", *command))
    is_faulty = plan.mode is Mode.REMUX and _of_pictures(ended.messages)
    return ended.return_code == 0 and not is_faulty


def _of_pictures(messages: str) -> bool:
    """True when ffmpeg complained of anything but a sound track, of which it keeps what it can."""
    lines = (line for line in messages.split("\n") if line)
    return any(not line.startswith(SOUND_COMPLAINTS) for line in lines)


def _check(job: Job, plan: VideoPlan, video: Path) -> None:
    """What was taken over has the packets that were measured; what was encoded is measured anew."""
    if video.stat().st_size > MAX_VIDEO_BYTES:
        raise MediaRejected(RejectReason.TOO_LARGE)
    if plan.mode is Mode.TRANSCODE:
        found_s = measuring.listed(job, video).duration_s
        if is_cut_off(expected_s=plan.duration_s, found_s=found_s):
            raise MediaRejected(RejectReason.TRUNCATED)


def _is_there(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _names(plan: VideoPlan) -> dict[Role, str]:
    """What ffmpeg writes; a video without sound has no waveform."""
    return {role: name for role, name in NAMES.items() if plan.sound or role is not Role.WAVEFORM}


def _made(plan: VideoPlan, seen: Shown, into: Path) -> Made:
    return Made(
        files=tuple(_files(plan, into)),
        placeholder=seen.placeholder,
        looks=seen.looks,
        signals={**seen.signals, **_sound_signals(plan.sound)},
    )


def _files(plan: VideoPlan, into: Path) -> Iterator[MadeFile]:
    names = {**_names(plan), Role.POSTER: POSTER_NAME, Role.THUMB: THUMB_NAME}
    sizes = {
        Role.VIDEO: plan.size,
        Role.POSTER: plan.size,
        Role.THUMB: plan.thumb,
        Role.PREVIEW: plan.preview,
        Role.WAVEFORM: PixelSize(*WAVEFORM_SIZE),
    }
    for role, size in sizes.items():
        if role in names:
            path = into / names[role]
            yield made_file(role, path, CONTENT_TYPES[path.suffix], size)


def _sound_signals(sound: SoundPlan | None) -> dict[str, float]:
    if sound is None or sound.measured is None:
        return {}
    told = sound.measured
    return {
        LOUDNESS: told.loudness_lufs,
        PEAK: told.peak_dbfs,
        SILENCE: told.silence_share,
        CLIPPED: told.clipped_share,
    }
