"""Finds the ffmpeg program, and writes down how an upload is opened by it.

It runs in the sandbox only. What it prints is read by our code; a user never sees it.
"""

import os
import stat
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from chalicelib.domain.errors import Fault
from chalicelib.domain.sniffing import Container

CHUNK_BYTES: Final = 65_536
OWNER_ONLY: Final = 0o700
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


def guarded_input(source: Path, container: Container) -> tuple[str, ...]:
    """Return the arguments that open an upload; every run on one begins with these."""
    return (*GUARDS, "-f", DEMUXERS[container], "-i", f"file:{source.resolve()}")


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
