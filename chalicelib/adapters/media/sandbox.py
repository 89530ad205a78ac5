"""Runs what touches an upload's content in a process of its own, so that no file can hurt us.

The child has bounds on memory, CPU, file size and time, an empty folder, none of our settings, and
is killed with everything that it started. What comes back is data: a value read by its type, a
refusal, or why there is neither. A file that needs more than its bounds is rejected, since the next
delivery would end the same way; a machine that gives out is a fault, and the message returns.
"""

import json
import math
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, get_type_hints

from pydantic import TypeAdapter

from chalicelib.adapters.media.cells import asked, end, started
from chalicelib.domain.errors import Fault
from chalicelib.domain.rejections import MediaRejected, RejectReason

P = ParamSpec("P")
T = TypeVar("T")
MIB: Final = 1024 * 1024
# Less of its time spent computing than this, and it was the machine that stood still.
BUSY_SHARE: Final = 0.5
# A child that somebody killed is begun once more; a second time, the file is to blame.
TRIES: Final = 2
# What ffmpeg answers with after a signal: it closes its files properly, so they look whole.
TOLD_TO_END: Final = 255
DISK_FULL: Final = ("No space left on device", "ENOSPC")
TOO_MUCH: Final = ("Cannot allocate memory", "File too large", "std::bad_alloc")
CPU_STEP_S: Final = 0.25  # how far the kernel's two ways to count CPU have been apart, and some
BEYOND_LIMITS: Final = frozenset({-signal.SIGXCPU, -signal.SIGXFSZ})
# A decoder that fell over its input: one flipped byte does that to libheif (pillow-heif 1.0.0).
CRASHES: Final = frozenset(
    {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one child may use. Memory is address space, of which a process touches a part."""

    memory_bytes: int
    cpu_s: float
    file_bytes: int
    wall_s: float

    def within(self, left_s: float) -> "Limits":
        """Return the limits with no more wall time than is left."""
        return replace(self, wall_s=min(self.wall_s, left_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a child ended, the beginning of what it printed, and what it used."""

    return_code: int
    output: str
    messages: str
    cpu_s: float = 0.0
    peak_bytes: int = 0


class Sandbox:
    """Starts cells on first use and keeps them; threads that work at once each have their own."""

    def __init__(
        self, *, warm: Sequence[str] = (), time_left_s: Callable[[], float] = lambda: math.inf
    ) -> None:
        """Let every cell import the modules in `warm` once, ahead of its children.

        No child works longer than `time_left_s` says; one that would have is a fault of ours.
        """
        self._warm = tuple(warm)
        self._time_left_s = time_left_s
        self._idle: list[subprocess.Popen[str]] = []
        self._lock = threading.Lock()

    def call(
        self, limits: Limits, function: Callable[P, T], *arguments: P.args, **nothing: P.kwargs
    ) -> T:
        """Return what a module's function makes of the arguments, called in a child.

        Arguments and result travel as plain data by the function's annotations. Raises
        MediaRejected for content, and for a file that needs more than `limits`; Fault otherwise.
        """
        assert not nothing, "a sandboxed function takes positional arguments"  # noqa: S101
        *kinds, result = shapes_of(function)
        order = {
            "function": f"{function.__module__}:{function.__qualname__}",
            "arguments": [
                kind.dump_python(value, mode="json")
                for kind, value in zip(kinds, arguments, strict=True)
            ],
            "settings": {},
        }
        told = json.loads(self._whole(order, limits, ends_well=_is_said).output)
        value: T = result.validate_python(_value_of(told))
        return value

    def run(
        self,
        limits: Limits,
        program: Path,
        arguments: Sequence[str],
        *,
        settings: Mapping[str, str] | None = None,
    ) -> Run:
        """Run a program to its end; raise MediaRejected beyond `limits`, Fault for the machine."""
        order = {
            "program": str(program),
            "arguments": list(arguments),
            "settings": dict(settings or {}),
        }
        return self._whole(order, limits, ends_well=_is_no_signal)

    def close(self) -> None:
        """End the idle cells."""
        with self._lock:
            cells, self._idle = self._idle, []
        for cell in cells:
            end(cell)

    def _whole(
        self, order: Mapping[str, Any], limits: Limits, *, ends_well: Callable[[Run], bool]
    ) -> Run:
        for _ in range(TRIES):
            ended = self._once(order, limits)
            if ended is not None and _is_beyond(ended, limits):
                break
            if ended is not None and ended.return_code != -signal.SIGKILL:
                return _judged(ended, ends_well)
        raise MediaRejected(RejectReason.TOO_HEAVY)

    def _once(self, order: Mapping[str, Any], limits: Limits) -> Run | None:
        """One child in an empty folder; None when its cell was killed with it."""
        within = limits.within(self._time_left_s())
        if within.wall_s <= 0:
            raise Fault("This run has no time left")
        with tempfile.TemporaryDirectory(prefix="sampark-cell-") as folder:
            told = self._told({**order, "folder": folder, "limits": asdict(within)})
        if told is None:
            return None
        if not told["in_time"]:
            raise _overdue(told, is_ours=within.wall_s < limits.wall_s)
        return Run(
            return_code=told["code"],
            output=told["output"],
            messages=told["messages"],
            cpu_s=told["cpu_s"],
            peak_bytes=told["peak_kib"] * 1024,
        )

    def _told(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        cell = self._taken()
        try:
            answer = asked(cell, json.dumps(order))
        except BaseException:
            # Also reached when the wait is interrupted: no child outlives its caller.
            end(cell)
            raise
        if not answer:
            end(cell)
            return None
        with self._lock:
            self._idle.append(cell)
        told: dict[str, Any] = json.loads(answer)
        return told

    def _taken(self) -> subprocess.Popen[str]:
        with self._lock:
            while self._idle:
                cell = self._idle.pop()
                if cell.poll() is None:
                    return cell
                end(cell)
        return started(self._warm)


def _is_said(ended: Run) -> bool:
    return ended.return_code == 0 and ended.output.endswith("}")


def _is_no_signal(ended: Run) -> bool:
    return ended.return_code >= 0 and ended.return_code != TOLD_TO_END


def _is_beyond(ended: Run, limits: Limits) -> bool:
    """True when a bound ended the child: it would end the same way again.

    Whoever reaches a hard bound on CPU is killed outright, as by somebody else (setrlimit(2)).
    """
    used_up = ended.cpu_s >= int(limits.cpu_s) - CPU_STEP_S
    return ended.return_code in BEYOND_LIMITS or (ended.return_code == -signal.SIGKILL and used_up)


def _judged(ended: Run, ends_well: Callable[[Run], bool]) -> Run:
    """Tell the machine's troubles, which pass, from the file's, which stay."""
    if any(text in ended.messages for text in DISK_FULL):
        raise Fault("There is no room left on the disk")
    if ended.return_code != 0 and any(text in ended.messages for text in TOO_MUCH):
        raise MediaRejected(RejectReason.TOO_HEAVY)
    if ended.return_code in CRASHES:
        raise MediaRejected(RejectReason.UNREADABLE)
    if not ends_well(ended):
        raise Fault(f"A sandboxed process ended with {ended.return_code}")
    return ended


def _overdue(told: Mapping[str, Any], *, is_ours: bool) -> Exception:
    """Blame the file that kept the machine busy for all the time that a file may have."""
    if not is_ours and told["cpu_s"] >= BUSY_SHARE * told["wall_s"]:
        return MediaRejected(RejectReason.TOO_HEAVY)
    return Fault("The work took longer than its deadline")


@lru_cache(maxsize=64)
def shapes_of(function: Callable[..., Any]) -> list[TypeAdapter[Any]]:
    """Return readers and writers of a function's arguments, in order, and last of its result."""
    hints = get_type_hints(function)
    result = hints.pop("return")
    return [TypeAdapter(kind) for kind in (*hints.values(), result)]


def _value_of(told: Mapping[str, Any]) -> Any:
    if "rejected" in told:
        raise MediaRejected(RejectReason(told["rejected"]))
    if "heavy" in told:
        raise MediaRejected(RejectReason.TOO_HEAVY)
    if "fault" in told:
        raise Fault(f"A sandboxed function failed: {told['fault']}\n{told['lines']}")
    return told["value"]
