"""What the sandbox's tests let it do: functions that behave, and others that do not."""

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain.rejections import MediaRejected, RejectReason

SECRET = "+919876543210"  # noqa: S105
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    number: int
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    files: list[str]
    settings: list[str]


def doubled(number: int, path: Path) -> Pair:
    return Pair(number=number * 2, path=path)


def surroundings() -> Surroundings:
    return Surroundings(files=os.listdir("."), settings=sorted(os.environ))  # noqa: PTH208, TID251


def refusing() -> int:
    raise MediaRejected(RejectReason.TRUNCATED)


def failing() -> int:
    raise ValueError(f"a library that quotes the file: {SECRET}")


def eat_memory() -> int:
    return len(bytearray(2048 * MIB))


def eat_cpu() -> int:
    while True:
        pass


def eat_cpu_and_tell(times: Path) -> int:
    with times.open("a") as file:
        file.write("once more\n")
    return eat_cpu()


def eat_time() -> int:
    while True:
        pass


def eat_disk() -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    return Path("large").write_bytes(bytes(2 * MIB))


def sleep() -> int:
    time.sleep(30)
    return 0


def find_the_disk_full() -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        die()
    return "alive"


def leave_a_child_behind() -> int:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdout=quiet, stderr=quiet
    ).pid
