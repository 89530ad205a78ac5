"""Measures photos and carries out photo plans, each in a child with bounds."""

from pathlib import Path
from typing import Final

from chalicelib.adapters.media import photo_work
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import Made, PhotoMeasured
from chalicelib.domain.photo_plans import PhotoPlan

WARM: Final = ("chalicelib.adapters.media.photo_work",)
# Address space that was enough, measured in November 2026: 50 MP as baseline JPEG 105 MiB, as
# progressive 220, as HEIC 418, as AVIF 502, as WebP 836; 24 MP as PNG 210. What this leaves of a
# Lambda of 1024 MB is for the runtime, this process (80 MiB) and the cell (30 MiB).
# The slowest, a 50 MP HEIC, takes 1.7 s of CPU; 20 s take 35 there, where a worker gets 0.58 of
# a processor, and its function ends at 60. The largest copy is below 3 MB.
LIMITS: Final = Limits(memory_bytes=848 * MIB, cpu_s=20, file_bytes=16 * MIB, wall_s=40)


class PillowPhotoCompressor:
    """Measures photos by their headers and makes the planned display and thumb."""

    def __init__(self, sandbox: Sandbox | None = None, *, limits: Limits = LIMITS) -> None:
        """Work in `sandbox`, or in one of its own; `close` ends it."""
        self._sandbox = sandbox or Sandbox(warm=WARM)
        self._limits = limits

    def measure(self, source: Path) -> PhotoMeasured:
        """Return what the header says, without decoding; raise MediaRejected for other content."""
        return self._sandbox.call(self._limits, photo_work.measure, source.resolve())

    def carry_out(self, plan: PhotoPlan, source: Path, into: Path) -> Made:
        """Write the planned files into the folder `into`; raise MediaRejected."""
        folder = into.resolve()
        made = self._sandbox.call(
            self._limits, photo_work.carry_out, plan, source.resolve(), folder
        )
        # The child read a stranger's file: what it names is not taken on trust.
        if any(file.path.resolve().parent != folder for file in made.files):
            raise Fault("A sandboxed child named a file that is not its own")
        return made

    def close(self) -> None:
        """End the sandbox's idle processes."""
        self._sandbox.close()
