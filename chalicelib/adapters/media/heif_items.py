"""Finds the EXIF and the XMP item of a HEIF or AVIF file (ISO/IEC 23008-12, 14496-12, 8.11).

A `meta` box holds a list of items with their kinds (`iinf`) and one of their places (`iloc`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from chalicelib.adapters.media.boxes import Box, boxes_in

# A photo of 50 megapixels in tiles has a few hundred items, of some ten bytes each.
MOST_META_BYTES: Final = 1024 * 1024
MOST_ITEMS: Final = 5_000
MOST_EXTENTS: Final = 64
MOST_ITEM_BYTES: Final = 1024 * 1024
XMP_TYPE: Final = b"application/rdf+xml"
FULL_BYTES: Final = 4
IN_FILE, IN_META = 0, 1  # how a place is meant
Extent = tuple[int, int]  # where it begins, and how long it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """What was found; empty for what is not there."""

    exif: bytes = b""
    xmp: bytes = b""


def items_of(file: BinaryIO, size: int) -> Items:
    """Return the first EXIF and the first XMP item, as they are."""
    outer = next((box for box in boxes_in(file, 0, size) if box.name == b"meta"), None)
    if outer is None:
        return Items()
    file.seek(outer.start)
    meta = file.read(min(MOST_META_BYTES, outer.end - outer.start))
    inner = {box.name: box for box in boxes_in(BytesIO(meta), FULL_BYTES, len(meta))}
    kinds = dict(_kinds(meta, inner.get(b"iinf")))
    places = {number: (method, extents) for number, method, extents in _places(meta, inner)}
    inline = _content(meta, inner.get(b"idat"))

    def item(kind: str) -> bytes:
        method, extents = places.get(kinds.get(kind, -1), (IN_FILE, ()))
        return _joined(BytesIO(inline) if method == IN_META else file, extents)

    return Items(exif=item("exif"), xmp=item("xmp"))


def _content(meta: bytes, box: Box | None) -> bytes:
    return meta[box.start : box.end] if box else b""


def _joined(file: BinaryIO, extents: tuple[Extent, ...]) -> bytes:
    parts: list[bytes] = []
    for at, length in extents:
        file.seek(at)
        parts.append(file.read(min(length, MOST_ITEM_BYTES - sum(map(len, parts)))))
    return b"".join(parts)


def _kinds(meta: bytes, box: Box | None) -> Iterator[tuple[str, int]]:
    """Yield the number of each item that may tell something; the first of a kind stands last."""
    content = _content(meta, box)
    at = FULL_BYTES + (2 if content[:1] == b"\0" else 4)
    found = [
        each
        for entry in list(boxes_in(BytesIO(content), at, len(content)))[:MOST_ITEMS]
        if (each := _kind(content[entry.start : entry.end]))
    ]
    yield from reversed(found)


def _kind(entry: bytes) -> tuple[str, int] | None:
    """Return what an `infe` box is about: a number, a protection, a kind, a name and a type."""
    width = 4 if entry[:1] == b"\3" else 2
    number = int.from_bytes(entry[FULL_BYTES : FULL_BYTES + width], "big")
    kind, rest = entry[FULL_BYTES + width + 2 :][:4], entry[FULL_BYTES + width + 6 :]
    if kind == b"Exif":
        return "exif", number
    is_xmp = kind == b"mime" and rest.partition(b"\0")[2].startswith(XMP_TYPE)
    return ("xmp", number) if is_xmp else None


def _places(meta: bytes, inner: dict[bytes, Box]) -> Iterator[tuple[int, int, tuple[Extent, ...]]]:
    """Yield each item's number, how its places are meant, and these."""
    numbers = _Numbers(_content(meta, inner.get(b"iloc")))
    version = numbers.take(1)
    numbers.take(3)
    sizes = numbers.take(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2  # noqa: PLR2004  the version of many items
    for _ in range(min(numbers.take(wide), MOST_ITEMS)):
        number = numbers.take(wide)
        method = numbers.take(2) & 15 if version else IN_FILE
        numbers.take(2)
        start = numbers.take(base)
        extents = []
        for _ in range(min(numbers.take(2), MOST_EXTENTS)):
            numbers.take(index if version else 0)
            extents.append((start + numbers.take(offset), numbers.take(length)))
        yield number, method, tuple(extents)


class _Numbers:
    """Takes numbers of given widths, one after the other; behind the end all are zero."""

    def __init__(self, data: bytes) -> None:
        self._file = BytesIO(data)

    def take(self, width: int) -> int:
        return int.from_bytes(self._file.read(width), "big")
