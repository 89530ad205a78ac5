"""Reads what an original says of its making, in a child with bounds.

No file is refused for its metadata: what is damaged, or takes more than its bounds, is unknown.
"""

import zlib
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.boxes import BOXED
from chalicelib.adapters.media.files import container_of
from chalicelib.adapters.media.film_tags import film_tags
from chalicelib.adapters.media.matroska_tags import matroska_tags
from chalicelib.adapters.media.photo_tags import photo_tags
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.capture import Capture
from chalicelib.domain.capture_tags import film_capture, photo_capture
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.sniffing import Container, Kind

WARM: Final = ("chalicelib.adapters.media.captures",)
# Reading takes milliseconds and hardly any memory; a film's index is sought, never loaded.
LIMITS: Final = Limits(memory_bytes=1024 * MIB, cpu_s=5, file_bytes=MIB, wall_s=20)


class SandboxedCaptureReader:
    """Reads captures in a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Use this sandbox; whoever gave it ends it."""
        self._sandbox = sandbox

    def read(self, source: Path, kind: Kind) -> Capture:
        """Return what the file says of its making; raise Fault, and never MediaRejected."""
        try:
            return self._sandbox.call(LIMITS, read_capture, source.resolve(), kind)
        except MediaRejected:
            return Capture()


def read_capture(source: Path, kind: Kind) -> Capture:
    """Return what a photo's or video's file says of its making; raise MediaRejected for neither."""
    container = container_of(source, kind)
    try:
        return _read(source, container, kind)
    except (ArithmeticError, LookupError, ValueError, zlib.error):
        # Numbers of a file's choosing lead to places that no file has.
        return Capture()


def _read(source: Path, container: Container, kind: Kind) -> Capture:
    if kind == "photo":
        return photo_capture(photo_tags(source, container))
    find = film_tags if container in BOXED else matroska_tags
    return film_capture(find(source))
