"""The photo engine as its benchmark runs it: without its child, within it, and in its own process.

"Everything" is what production does with a photo, its two children included; what the rivals can
make too is in `ours_alone`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from chalicelib.adapters.media import photo_work
from chalicelib.adapters.media.photos import WARM, PillowPhotoCompressor
from chalicelib.adapters.media.sandbox import MIB, Sandbox
from chalicelib.domain.media_measures import Made, PhotoMeasured
from chalicelib.domain.photo_plans import plan_photo
from infra.bench.report import BenchFailed

# A process tells of itself: what its parent had before it began counts as its own elsewhere.
TOLD: Final = """
used = time.process_time() - started
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(used, int(status["VmHWM"].split()[0]) / 1024)
"""
OURS: Final = """
import sys, time
from pathlib import Path
from infra.bench.compression import ours_alone
started = time.process_time()
ours_alone.two_jpegs(Path(sys.argv[1]), Path(sys.argv[2]))
"""
# The code that most programs have: see the Pillow tutorial's thumbnail example.
USUAL: Final = """
import sys, time
from PIL import Image, ImageOps
started = time.process_time()
source, into, edge, quality, thumb_quality = sys.argv[1:]
image = ImageOps.exif_transpose(Image.open(source)).convert("RGB")
for name, side, how in (("display", edge, quality), ("thumb", 320, thumb_quality)):
    copy = image.copy()
    copy.thumbnail((int(side), int(side)))
    copy.save(f"{into}/{name}.jpg", quality=int(how))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """CPU seconds, and the most memory a process had, in MB of 2^20 bytes."""

    cpu_s: float
    peak_mb: float


def all_here(source: Path, into: Path) -> Made:
    """Make everything in this process, without a child."""
    return photo_work.carry_out(plan_photo(photo_work.measure(source)), source, into)


class WatchedSandbox(Sandbox):
    """Remembers what its last child used."""

    last: Used

    def _told(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        told = super()._told(order)
        if told is None:
            raise BenchFailed("A photo's child was killed")
        self.last = Used(cpu_s=told["cpu_s"], peak_mb=told["peak_kib"] * 1024 / MIB)
        return told


class Engine:
    """The compressor of production, with an eye on its children."""

    def __init__(self) -> None:
        self.sandbox = WatchedSandbox(warm=WARM)
        self._photos = PillowPhotoCompressor(self.sandbox)

    def everything(self, source: Path, into: Path) -> tuple[PhotoMeasured, Made, Used]:
        """Measure, plan and carry out; return also what both children used."""
        measured = self._photos.measure(source)
        before = self.sandbox.last
        made = self._photos.carry_out(plan_photo(measured), source, into)
        peak = max(before.peak_mb, self.sandbox.last.peak_mb)
        return measured, made, Used(cpu_s=before.cpu_s + self.sandbox.last.cpu_s, peak_mb=peak)

    def without_webp(self, source: Path, into: Path) -> Used:
        """Carry out a plan without WebP; return what its child used."""
        plan = replace(plan_photo(self._photos.measure(source)), webp_within_percent=0)
        self._photos.carry_out(plan, source, into)
        return self.sandbox.last

    def cpu_s(self, source: Path, into: Path) -> float:
        """Do everything; return the CPU seconds of both children, of this process and its cell."""
        cells = sum(map(_cpu_of, self._cells()))
        mine = sum(os.times()[:2])
        _, _, used = self.everything(source, into)
        around = sum(map(_cpu_of, self._cells())) - cells
        return used.cpu_s + sum(os.times()[:2]) - mine + max(0.0, around)

    def close(self) -> None:
        """End its processes."""
        self._photos.close()

    def _cells(self) -> list[int]:
        return [cell.pid for cell in self.sandbox._idle]  # noqa: SLF001  nobody else may know them


@contextmanager
def engine() -> Iterator[Engine]:
    """An engine for a while."""
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process without its children, in steps of 10 ms (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alone(script: str, *arguments: str) -> Used:
    """Run a script in a process of its own, which imports what it needs before it counts."""
    command = [sys.executable, "-c", script + TOLD, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchFailed(f"A process of the benchmark failed: {done.stderr.strip()[-300:]}")
    used, peak = map(float, done.stdout.split())
    return Used(cpu_s=used, peak_mb=peak)
