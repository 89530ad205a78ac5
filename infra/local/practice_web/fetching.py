"""Downloads the media of a post, as networks do: from the address in the request, once.

Plain `http.client`, because it follows no redirect, uses no proxy and logs nothing: the addresses
are signed, and whoever reads one can fetch the file.
"""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

CHUNK_BYTES = 65_536
OK = 200
# How each kind of file begins: (offset, bytes, suffix).
BEGINNINGS = {
    "photo": ((0, b"\xff\xd8\xff", ".jpg"), (0, b"\x89PNG\r\n", ".png"), (8, b"WEBP", ".webp")),
    "video": ((4, b"ftyp", ".mp4"), (0, b"\x1a\x45\xdf\xa3", ".webm")),
}


class MediaRefused(Exception):
    """The media cannot be taken; the text is a short code for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one download may cost: seconds for each wait and altogether, and bytes."""

    wait_s: float = 5
    total_s: float = 60
    size_bytes: int = 100 * 1024 * 1024


def fetch(url: str, kind: str, *, stem: Path, limits: Limits) -> Path:
    """Download `url` to `stem` plus a suffix for what it is; raise MediaRefused."""
    half = stem.with_suffix(".part")
    try:
        with half.open("wb") as file:
            for chunk in _chunks(url, limits):
                file.write(chunk)
        return half.rename(stem.with_suffix(_suffix(half, kind)))
    except (OSError, http.client.HTTPException, ValueError):
        raise MediaRefused("media_unreachable") from None
    finally:
        half.unlink(missing_ok=True)


def _chunks(url: str, limits: Limits) -> Iterator[bytes]:
    ends_at = time.monotonic() + limits.total_s
    address = urlsplit(url)
    connection = _connection(address, limits.wait_s)
    try:
        connection.request("GET", f"{address.path or '/'}?{address.query}".rstrip("?"))
        answer = connection.getresponse()
        if answer.status != OK:
            raise MediaRefused("media_unreachable")
        yield from _bounded(answer, limits.size_bytes, ends_at)
    finally:
        connection.close()


def _bounded(answer: http.client.HTTPResponse, size_bytes: int, ends_at: float) -> Iterator[bytes]:
    taken = 0
    while chunk := answer.read(CHUNK_BYTES):
        taken += len(chunk)
        if taken > size_bytes:
            raise MediaRefused("media_too_large")
        if time.monotonic() > ends_at:
            raise MediaRefused("media_too_slow")
        yield chunk


def _connection(address: SplitResult, wait_s: float) -> http.client.HTTPConnection:
    if not address.hostname or address.scheme not in {"http", "https"}:
        raise MediaRefused("media_address")
    if address.scheme == "https":
        return http.client.HTTPSConnection(address.hostname, address.port, timeout=wait_s)
    return http.client.HTTPConnection(address.hostname, address.port, timeout=wait_s)


def _suffix(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        head = file.read(16)
    for offset, beginning, suffix in BEGINNINGS[kind]:
        if head[offset:].startswith(beginning):
            return suffix
    raise MediaRefused("media_kind")
