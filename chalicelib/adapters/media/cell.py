"""The inside of the sandbox: a process that starts bounded children and says how each ended.

It reads one order a line and answers one line each. For every order it forks, so libraries that it
imported once cost a child nothing. A child leads a process group of its own in the order's folder,
under the order's limits, without our settings; when it ends, or its time is up, the whole group is
killed. Orders come from our own code; what a child says is never believed to be more than data.
"""

import errno
import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from chalicelib.adapters.media.plain import hints, plain, read
from chalicelib.domain.errors import Fault
from chalicelib.domain.rejections import MediaRejected

# The packet list of the longest clip we take is about 1 MB.
KEPT_BYTES: Final = 4 * 1024 * 1024
STDIN, STDOUT, STDERR = 0, 1, 2
CHILD_FAILED: Final = 70  # EX_SOFTWARE
Order = Mapping[str, Any]
Plain = dict[str, Any]


def main() -> None:
    """Carry out orders until whoever gives them is gone."""
    for name in json.loads(sys.stdin.readline() or "[]"):
        importlib.import_module(name)
    # Children share our memory for as long as nobody writes to it, the collector included.
    gc.freeze()
    print("ready", flush=True)  # noqa: T201  this is how we answer
    while line := sys.stdin.readline():
        print(json.dumps(_carried_out(json.loads(line))), flush=True)  # noqa: T201


def _carried_out(order: Order) -> Plain:
    """Run one child to its end; return what it said, how it ended and what it used."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        alive, life = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            os.close(alive)
            _be_the_child(order, output.fileno(), messages.fileno(), life)
        os.close(life)
        in_time = _wait(alive, child, order["limits"]["wall_s"])
        _, status, used = os.wait4(child, 0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "in_time": in_time,
            "wall_s": time.monotonic() - started,
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_kib": used.ru_maxrss,
            "output": _kept(output),
            "messages": _kept(messages),
        }


def _wait(alive: int, child: int, wall_s: float) -> bool:
    """Wait until the child's end of the pipe closes, then end all of its group; True when in time.

    Our own input becoming readable meanwhile means that whoever gave the order is gone.
    """
    try:
        ended, _, _ = select.select([alive, STDIN], [], [], wall_s)
    finally:
        os.close(alive)
        # The child is not reaped yet, so its number cannot belong to anybody else.
        for number in (child, -child):
            _kill(number)
    return alive in ended


def _kill(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return  # the child died before it led a group, and so has none


def _kept(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(KEPT_BYTES).decode("utf-8", "replace")


def _be_the_child(order: Order, output: int, messages: int, life: int) -> NoReturn:
    """Never returns: the child must not run on in its parent's code."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, STDIN), (output, STDOUT), (messages, STDERR)):
            os.dup2(source, target)
        os.set_inheritable(life, True)
        os.umask(0o077)
        os.chdir(order["folder"])
        _limit(order["limits"])
        if "program" in order:
            command = [order["program"], *order["arguments"]]
            os.execve(order["program"], command, order["settings"])  # noqa: S606  no shell is meant
        os.environ.update(order["settings"])  # noqa: TID251  of a process that has no other
        _say(json.dumps(_called(order)))
        os._exit(0)
    finally:
        os._exit(CHILD_FAILED)


def _say(text: str) -> None:
    """Write all of it to what our parent reads."""
    with os.fdopen(STDOUT, "w", encoding="utf-8", closefd=False) as output:
        output.write(text)


def _limit(limits: Mapping[str, float]) -> None:
    """Bound what the child may use; these bounds are inherited by what it starts."""
    bounds = (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    )
    for which, value in bounds:
        most = resource.getrlimit(which)[1]
        bound = int(value) if most == resource.RLIM_INFINITY else min(int(value), most)
        resource.setrlimit(which, (bound, bound))


def _called(order: Order) -> Plain:
    """Call the function that the order names; return its value, or why there is none."""
    try:
        return {"value": call_plainly(order["function"], order["arguments"])}
    except MediaRejected as refusal:
        return {"rejected": refusal.reason.value}
    except MemoryError:
        return {"heavy": "memory"}
    except OSError as error:
        return {"heavy": "file"} if error.errno == errno.EFBIG else _broken(error)
    except Exception as error:  # noqa: BLE001  the process ends here; its parent must hear why
        return _broken(error)


def _broken(error: Exception) -> Plain:
    """Name the fault by our own words and lines; a library's message may quote the file."""
    said = f": {error}" if isinstance(error, Fault) else ""
    number = f" {errno.errorcode.get(error.errno or 0, '')}" if isinstance(error, OSError) else ""
    lines = "".join(traceback.format_tb(error.__traceback__))
    return {"fault": f"{type(error).__name__}{number}{said}", "lines": lines}


def call_plainly(name: str, arguments: list[Any]) -> Any:
    """Call `module:function` with plain values, read by its own annotations; return a plain one."""
    function = _found(name)
    *kinds, _ = hints(function).values()
    given = [read(kind, value) for kind, value in zip(kinds, arguments, strict=True)]
    return plain(function(*given))


def _found(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def folder_of(path: Path) -> str:
    """Return a folder as an order names it."""
    return str(path.resolve())


if __name__ == "__main__":
    main()
