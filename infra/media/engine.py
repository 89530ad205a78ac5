"""The compressors as the queues use them, with what they decided kept for showing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from chalicelib import wiring
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.media_measures import Made, PhotoMeasured, VideoMeasured
from chalicelib.domain.photo_plans import PhotoPlan, plan_photo
from chalicelib.domain.video_plans import VideoPlan, plan_video

P = ParamSpec("P")
T = TypeVar("T")
# Drawing the pictures side by side decodes an original whole, which the engine itself never does.
DRAWING = Limits(memory_bytes=3072 * MIB, cpu_s=120, file_bytes=256 * MIB, wall_s=240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A file, what was measured of it, and what is to be made."""

    source: Path
    kind: str
    measured: PhotoMeasured | VideoMeasured
    plan: PhotoPlan | VideoPlan


class Engine:
    """Measures, plans and makes."""

    def __init__(self) -> None:
        self._photos, self._videos = wiring.compressors()
        self._sandbox = Sandbox()

    def planned(self, source: Path, kind: str) -> Planned:
        """Return what would be made of a file; raise MediaRejected."""
        if kind == "photo":
            photo = self._photos.measure(source)
            return Planned(source=source, kind=kind, measured=photo, plan=plan_photo(photo))
        video = self._videos.measure(source)
        return Planned(source=source, kind=kind, measured=video, plan=plan_video(video))

    def carried_out(self, planned: Planned, into: Path) -> Made:
        """Make the planned files in the folder `into`, which is emptied first."""
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        if isinstance(planned.plan, PhotoPlan):
            return self._photos.carry_out(planned.plan, planned.source, into)
        return self._videos.carry_out(planned.plan, planned.source, into)

    def call(self, function: Callable[P, T], *arguments: P.args, **nothing: P.kwargs) -> T:
        """Return what a function makes of a file, called in the sandbox."""
        return self._sandbox.call(DRAWING, function, *arguments, **nothing)

    def close(self) -> None:
        """End the sandbox's processes."""
        self._sandbox.close()
