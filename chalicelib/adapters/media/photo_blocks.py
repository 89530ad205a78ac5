"""Finds the EXIF and the XMP block of a photo, whatever kind of file it is.

By hand and not by a library: one flipped byte makes libheif's opener end the process it runs in
(seen with pillow-heif 1.0.0), and evidence needs no pixel. Of each block no more is read than
MOST_EXIF_BYTES and MOST_XMP_BYTES, and no file is followed beyond MOST_PARTS of its parts.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from chalicelib.adapters.media.heif_items import items_of
from chalicelib.domain.sniffing import Container

MOST_PARTS: Final = 10_000
MOST_EXIF_BYTES: Final = 1024 * 1024
# What a long history of edits adds to XMP tells nothing more.
MOST_XMP_BYTES: Final = 256 * 1024
EXIF_MARK: Final = b"Exif\0\0"
JPEG_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
PNG_XMP: Final = b"XML:com.adobe.xmp\0"
APP1: Final = 0xE1
# Where a JPEG's picture begins, and where it ends.
PICTURE: Final = frozenset({0xDA, 0xD9})
Part = tuple[bytes, int, int]  # a name, and where its content begins and ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """What was found; empty for what is not there."""

    exif: bytes = b""
    xmp: bytes = b""


def blocks_of(source: Path, container: Container) -> Blocks:
    """Return a photo's blocks as they are."""
    size = source.stat().st_size
    with source.open("rb") as file:
        match container:
            case Container.JPEG:
                return _of_jpeg(file, size)
            case Container.PNG:
                return _of_png(file, size)
            case Container.WEBP:
                return _of_webp(file, size)
        return _of_heif(file, size)


def _read(file: BinaryIO, at: int, end: int, most: int) -> bytes:
    file.seek(at)
    return file.read(min(most, end - at))


def _of_jpeg(file: BinaryIO, size: int) -> Blocks:
    exif = xmp = b""
    for at, end in _segments(file, size):
        data = _read(file, at, end, MOST_XMP_BYTES)
        if data.startswith(EXIF_MARK):
            exif = exif or data
        elif data.startswith(JPEG_XMP):
            xmp = xmp or data[len(JPEG_XMP) :]
    return Blocks(exif=exif, xmp=xmp)


def _segments(file: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """Yield where each APP1 of a JPEG begins and ends, up to its picture or the first nonsense."""
    at = 2
    for _ in range(MOST_PARTS):
        head = _read(file, at, size, 4) if at < size else b""
        if len(head) < 4 or head[0] != 0xFF or head[1] in PICTURE:  # noqa: PLR2004  a marker, a length
            return
        if head[1] == 0xFF:  # noqa: PLR2004  padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(head[2:], "big")
        if head[1] == APP1:
            yield at + 4, min(end, size)
        at = end


def _of_png(file: BinaryIO, size: int) -> Blocks:
    exif = xmp = b""
    for name, at, end in _chunks(file, 8, size, is_png=True):
        if name == b"eXIf":
            exif = exif or _read(file, at, end, MOST_EXIF_BYTES)
        elif name == b"iTXt" and not xmp:
            xmp = _png_xmp(_read(file, at, end, MOST_XMP_BYTES))
    return Blocks(exif=exif, xmp=xmp)


def _png_xmp(data: bytes) -> bytes:
    """Return the text behind keyword, compression, language and translation, if it is XMP."""
    if not data.startswith(PNG_XMP):
        return b""
    is_packed = data[len(PNG_XMP) :][:1] == b"\1"
    text = b"".join(data[len(PNG_XMP) + 2 :].split(b"\0", 2)[2:])
    return zlib.decompressobj().decompress(text, MOST_XMP_BYTES) if is_packed else text


def _of_webp(file: BinaryIO, size: int) -> Blocks:
    exif = xmp = b""
    for name, at, end in _chunks(file, 12, size, is_png=False):
        if name == b"EXIF":
            exif = exif or _read(file, at, end, MOST_EXIF_BYTES)
        elif name == b"XMP ":
            xmp = xmp or _read(file, at, end, MOST_XMP_BYTES)
    return Blocks(exif=exif, xmp=xmp)


def _chunks(file: BinaryIO, at: int, size: int, *, is_png: bool) -> Iterator[Part]:
    """Yield the chunks of a PNG, a length before the name and a sum behind; or of a WebP."""
    for _ in range(MOST_PARTS):
        head = _read(file, at, size, 8) if at < size else b""
        if len(head) < 8:  # noqa: PLR2004  a name and a length
            return
        name, told = (head[4:], head[:4]) if is_png else (head[:4], head[4:])
        length = int.from_bytes(told, "big" if is_png else "little")
        end = at + 8 + length
        yield name, at + 8, min(end, size)
        at = end + (4 if is_png else length % 2)


def _of_heif(file: BinaryIO, size: int) -> Blocks:
    items = items_of(file, size)
    exif = items.exif[:MOST_EXIF_BYTES]
    # Its first four bytes say how far behind them the tables begin.
    start = 4 + int.from_bytes(exif[:4], "big")
    return Blocks(exif=exif[start:], xmp=items.xmp[:MOST_XMP_BYTES])
