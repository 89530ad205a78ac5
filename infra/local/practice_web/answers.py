"""What the practice network answers, as values: the server writes them and decides nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Nothing but this server's own files, no scripts, nothing inline, no frames; one form, the like.
CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
MEDIA_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSlice:
    """A part of a file, sent without being read as a whole."""

    path: Path
    start: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response."""

    status: int
    content_type: str = "text/plain; charset=utf-8"
    body: bytes | FileSlice = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """The length of the body."""
        return self.body.size_bytes if isinstance(self.body, FileSlice) else len(self.body)


def as_json(status: int, body: Mapping[str, object]) -> Answer:
    """Return a JSON answer."""
    text = json.dumps(body, ensure_ascii=False).encode()
    return Answer(status=status, content_type="application/json", body=text)


def refusal(status: int, reason: str) -> Answer:
    """Return a no with its short code."""
    return as_json(status, {"reason": reason})


def page(status: int, markup: str) -> Answer:
    """Return an HTML page."""
    return Answer(status=status, content_type="text/html; charset=utf-8", body=markup.encode())


def style_sheet(path: Path) -> Answer:
    """Return the style sheet."""
    return Answer(status=200, content_type="text/css; charset=utf-8", body=path.read_bytes())


def media_file(path: Path, wanted: str | None) -> Answer:
    """Return a media file, or the one range of it that is wanted (RFC 9110, section 14).

    Several ranges at once, and units that nobody knows, get the whole file, as the RFC allows.
    """
    size = path.stat().st_size
    match = _RANGE.fullmatch(wanted or "")
    if match is None or not _makes_sense(match[1], match[2]):
        return _media(path, 200, 0, size)
    start, end = _bounds(match[1], match[2], size)
    if start > end:
        return Answer(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _media(path, 206, start, end + 1, {"Content-Range": f"bytes {start}-{end}/{size}"})


def _makes_sense(first: str, last: str) -> bool:
    """False for a range that names nothing or runs backwards."""
    return int(first) <= int(last) if first and last else bool(first or last)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte; the first is greater when nothing can be sent."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _media(
    path: Path, status: int, start: int, end: int, headers: Mapping[str, str] | None = None
) -> Answer:
    return Answer(
        status=status,
        content_type=MEDIA_TYPES[path.suffix],
        body=FileSlice(path=path, start=start, size_bytes=end - start),
        headers={"Accept-Ranges": "bytes", **(headers or {})},
    )
