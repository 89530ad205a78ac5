"""The video engine as its benchmark runs it, with an eye on what its children use."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.sandbox import MIB, Sandbox
from chalicelib.adapters.media.videos import WARM, FfmpegVideoCompressor
from chalicelib.domain.media_measures import Made
from chalicelib.domain.video_plans import Mode, VideoPlan, plan_video, retreats
from infra.bench.report import BenchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What was planned and made of one video, and what it cost."""

    plan: VideoPlan
    made: Made
    cpu_s: float
    peak_mb: float


class WatchedSandbox(Sandbox):
    """Adds up what its children use."""

    def __init__(self) -> None:
        super().__init__(warm=WARM)
        self.cpu_s = 0.0
        self.peak_mb = 0.0

    def _told(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        told = super()._told(order)
        if told is None:
            raise BenchFailed("A video's child was killed")
        self.cpu_s += told["cpu_s"]
        self.peak_mb = max(self.peak_mb, told["peak_kib"] * 1024 / MIB)
        return told


class Engine:
    """The compressor of production."""

    def __init__(self) -> None:
        self._sandbox = WatchedSandbox()
        self._videos = FfmpegVideoCompressor(find_ffmpeg(), self._sandbox)

    def planned(self, source: Path) -> VideoPlan:
        """Measure and plan."""
        return plan_video(self._videos.measure(source))

    def works(self, source: Path, into: Path, *, is_encoded: bool = False) -> Worked:
        """Measure, plan and carry out; `is_encoded` has a fitting picture encoded all the same."""
        self._sandbox.cpu_s = self._sandbox.peak_mb = 0.0
        before = sum(os.times()[:2])
        plan = self.planned(source)
        if is_encoded and plan.mode is Mode.REMUX:
            plan = retreats(plan)[0]
        made = self._videos.carry_out(plan, source, into)
        here_s = sum(os.times()[:2]) - before
        return Worked(
            plan=plan, made=made, cpu_s=self._sandbox.cpu_s + here_s, peak_mb=self._sandbox.peak_mb
        )

    def close(self) -> None:
        """End its processes."""
        self._videos.close()


@contextmanager
def engine() -> Iterator[Engine]:
    """An engine for a while."""
    made = Engine()
    try:
        yield made
    finally:
        made.close()
