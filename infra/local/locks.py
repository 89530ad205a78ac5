"""Who uses a data folder: one runner at a time, and the emulator that it started.

A lock ends with the process that holds it, however that ended; a file that merely exists does not.
The emulator inherits its lock, so after a `kill -9` of the runner the next start can tell that the
emulator still lives, and which process it is, without ever taking a stranger for it.
"""

import fcntl
import os
import signal
import time
from pathlib import Path
from typing import TextIO, cast

from infra.local.places import CannotStart

RUNNER = "run.lock"
EMULATOR = "aws.lock"
STOP_WITHIN_S = 20


def hold_folder(folder: Path) -> TextIO:
    """Return the runner's lock, held until it is closed; raise CannotStart while another has it."""
    lock = hold(folder / RUNNER)
    if lock is None:
        raise CannotStart(
            f"Sampark already runs with the data in {folder}. Stop it first, or choose another "
            "folder with LOCAL_DIR=…"
        )
    return lock


def hold(path: Path) -> TextIO | None:
    """Return a lock on `path`, held until it is closed; None while another process has it."""
    lock = _opened(path, "a+")
    if _is_taken(lock):
        lock.close()
        return None
    return lock


def end_orphan(folder: Path) -> None:
    """Stop the emulator of a runner that was killed, and wait until it has saved its data.

    Raises CannotStart when it cannot be stopped.
    """
    path = folder / EMULATOR
    if not path.exists():
        return
    with _opened(path, "r+") as lock:
        if not _is_taken(lock):
            return
        pid = int(lock.read() or 0)
        if pid and (_stops(pid, signal.SIGTERM, lock) or _stops(pid, signal.SIGKILL, lock)):
            return
    raise CannotStart(
        f"The embedded AWS of an earlier run still uses {folder}. End it (process {pid or '?'}), "
        "then start again."
    )


def _opened(path: Path, mode: str) -> TextIO:
    try:
        return cast("TextIO", path.open(mode, encoding="ascii"))
    except OSError as error:
        raise CannotStart(
            f"{path.parent} cannot be used ({error.strerror}). Remove it, or choose another folder "
            "with LOCAL_DIR=…"
        ) from None


def _is_taken(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _stops(pid: int, how: signal.Signals, lock: TextIO) -> bool:
    """Ask the process to end and wait for its lock; the lock is then ours until it is closed."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        pass  # it has just ended; its lock will be free
    except PermissionError:
        return False
    end = time.monotonic() + STOP_WITHIN_S
    while time.monotonic() < end:
        if not _is_taken(lock):
            return True
        time.sleep(0.05)
    return False
