"""One job on one video: all that it runs in the sandbox ends within one stated time."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from chalicelib.adapters.media.sandbox import Limits, Run, Sandbox
from chalicelib.domain.errors import Fault

P = ParamSpec("P")
T = TypeVar("T")
# Of every run: nothing is asked, and what stands in the way is overwritten.
ALWAYS: Final = ("-hide_banner", "-nostdin", "-y", "-nostats")
# Else each thread reserves 128 MB of address space for itself, of which it touches little.
SETTINGS: Final = {"MALLOC_ARENA_MAX": "2"}


class Job:
    """Runs ffmpeg and our own functions one after another, until its time is up."""

    def __init__(self, sandbox: Sandbox, ffmpeg: Path, *, deadline_s: float) -> None:
        """Begin now; what is still running after `deadline_s` is killed."""
        self._sandbox = sandbox
        self._ffmpeg = ffmpeg
        self._ends_at = time.monotonic() + deadline_s

    def run(self, limits: Limits, arguments: Sequence[str]) -> Run:
        """Run ffmpeg to its end; raise MediaRejected beyond the limits, Fault for the machine."""
        whole = (*ALWAYS, *arguments)
        return self._sandbox.run(self._left(limits), self._ffmpeg, whole, settings=SETTINGS)

    def call(
        self, limits: Limits, function: Callable[P, T], *arguments: P.args, **nothing: P.kwargs
    ) -> T:
        """Return what a module's function makes of the arguments; raise as `run` does."""
        return self._sandbox.call(self._left(limits), function, *arguments, **nothing)

    def _left(self, limits: Limits) -> Limits:
        left_s = self._ends_at - time.monotonic()
        if left_s <= 0:
            raise Fault("The video took longer than its deadline")
        return limits.within(left_s)
