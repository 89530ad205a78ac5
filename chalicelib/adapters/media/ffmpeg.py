"""Finds the ffmpeg program and runs it in a box: an empty folder, no environment, a deadline.

Every run is one process group of its own, so that nothing of it is left when time is up. What it
prints is kept up to a bound and read by our code only; a user never sees it.
"""

import os
import signal
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

from chalicelib.domain.errors import Fault
from chalicelib.domain.sniffing import Container

CHUNK_BYTES: Final = 65_536
# The packet list of the longest clip we take is about 1 MB.
KEPT_BYTES: Final = 4 * 1024 * 1024
OWNER_ONLY: Final = 0o700
# What ffmpeg answers with after a signal: it closes its files properly, so they look whole.
TOLD_TO_END: Final = 255
DISK_FULL: Final = "No space left on device"
OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH

DECODERS: Final = (
    "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,h263,mjpeg,"
    "aac,mp3float,mp3,opus,vorbis,amrnb,amrwb,alac,flac,ac3,eac3,pcm_s16le,pcm_s16be"
)
# ffmpeg opens playlists by their content, and a playlist reads any file it names. Naming the
# demuxer leaves it no choice; the lists are the second wall. The bounds stop files whose stream
# count or frame size grows after their header was believed.
GUARDS: Final = (
    *("-protocol_whitelist", "file,pipe"),
    *("-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"),
    *("-codec_whitelist", DECODERS),
    *("-max_streams", "32"),
    *("-max_pixels", str(4096 * 4096)),
)
DEMUXERS: Final = {
    Container.MP4: "mov",
    Container.QUICKTIME: "mov",
    Container.THREE_GP: "mov",
    Container.WEBM: "matroska",
    Container.MATROSKA: "matroska",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How one run ended and the beginning of what it printed."""

    return_code: int
    output: str
    messages: str


def guarded_input(source: Path, container: Container) -> tuple[str, ...]:
    """Return the arguments that open an upload; every run on one begins with these."""
    return (*GUARDS, "-f", DEMUXERS[container], "-i", f"file:{source.resolve()}")


def run(ffmpeg: Path, arguments: Sequence[str], *, deadline_s: float) -> Run:
    """Run ffmpeg to its end in an empty folder; raise Fault when the machine gives out."""
    with tempfile.TemporaryDirectory(prefix="ffmpeg-job-") as empty:
        process = _started([str(ffmpeg), "-hide_banner", "-nostdin", "-y", *arguments], empty)
        with process, ThreadPoolExecutor(max_workers=2) as readers:
            output = readers.submit(_kept, process.stdout)
            messages = readers.submit(_kept, process.stderr)
            _wait(process, deadline_s)
            return _ended(process.returncode, output.result(), messages.result())


def _ended(return_code: int, output: str, messages: str) -> Run:
    """Tell the machine's troubles, which pass, from the file's, which stay."""
    if return_code in {-signal.SIGKILL, TOLD_TO_END} or DISK_FULL in messages:
        raise Fault("ffmpeg was ended from outside, or ran out of memory or disk")
    return Run(return_code=return_code, output=output, messages=messages)


def _started(command: list[str], folder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program; no shell; paths are made by us
        command,
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _wait(process: subprocess.Popen[bytes], deadline_s: float) -> None:
    try:
        process.wait(timeout=deadline_s)
    except subprocess.TimeoutExpired as error:
        raise Fault("The video took longer than its deadline") from error
    finally:
        # Also reached when the wait is interrupted: no run outlives its caller.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _kept(stream: IO[bytes] | None) -> str:
    """The first KEPT_BYTES of a stream; the rest is read and dropped, so that nobody blocks."""
    kept = bytearray()
    while stream is not None and (chunk := stream.read(CHUNK_BYTES)):
        kept += chunk[: KEPT_BYTES - len(kept)]
    return kept.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def find_ffmpeg() -> Path:
    """Return a program that can be run; raise Fault when the wheel brought none.

    Lambda's package loses the executable bit. Then a copy in the temporary folder gets it.
    """
    spec = find_spec("imageio_ffmpeg")
    folders = spec.submodule_search_locations if spec else None
    found = [path for folder in folders or () for path in Path(folder).glob("binaries/ffmpeg-*")]
    if not found:
        raise Fault("No ffmpeg came with imageio-ffmpeg")
    return found[0] if os.access(found[0], os.X_OK) else executable_copy(found[0])


def executable_copy(program: Path) -> Path:
    """Return a runnable copy of `program`, made once per machine and user."""
    size = program.stat().st_size
    folder = Path(tempfile.gettempdir()) / f"sampark-ffmpeg-{os.getuid()}-{size}"
    folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    _check_ours(folder)
    copy = folder / "ffmpeg"
    if not copy.exists():
        _copy_whole(program, copy)
    return copy


def _check_ours(folder: Path) -> None:
    """A program is only run from a folder into which nobody else can put one."""
    about = folder.lstat()
    ours = stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid()
    if not ours or about.st_mode & OTHERS_MAY_WRITE:
        raise Fault("The folder for ffmpeg's copy belongs to somebody else")


def _copy_whole(program: Path, copy: Path) -> None:
    """Two processes may copy at once: each writes its own file, and the rename is atomic."""
    handle, name = tempfile.mkstemp(dir=copy.parent)
    with os.fdopen(handle, "wb") as target, program.open("rb") as origin:
        while chunk := origin.read(CHUNK_BYTES * 16):
            target.write(chunk)
    Path(name).chmod(OWNER_ONLY)
    Path(name).rename(copy)
