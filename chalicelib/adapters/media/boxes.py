"""Reads how a file is laid out, without decoding, to tell a cut file from a damaged one.

MP4, QuickTime, HEIF and AVIF are rows of boxes (ISO/IEC 14496-12, 4.2): a length and a name each.
A box that ends beyond the file was cut; an MP4 without `moov` was never finished by its recorder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from chalicelib.domain.sniffing import Container

# A fragmented clip of 90 s has a few hundred; a hostile file may claim millions.
MAX_BOXES: Final = 10_000
HEADER_BYTES: Final = 8
LONG_HEADER_BYTES: Final = 16
# A length of 1 means: the real one follows in 64 bits; 0 means: to the end of the file.
LENGTH_FOLLOWS: Final = 1

BOXED: Final = frozenset(
    {
        Container.MP4,
        Container.QUICKTIME,
        Container.THREE_GP,
        Container.HEIF,
        Container.AVIF,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box: its content begins at `start`, and its `end` may lie beyond what it stands in."""

    name: bytes
    start: int
    end: int


def top_level(source: Path) -> tuple[Box, ...]:
    """Return the file's outermost boxes in order, up to MAX_BOXES or the first nonsense."""
    size = source.stat().st_size
    with source.open("rb") as file:
        return tuple(boxes_in(file, 0, size))


def is_cut(source: Path, container: Container) -> bool:
    """True when the layout shows that the end of the file is missing."""
    if container in BOXED:
        return any(box.end > source.stat().st_size for box in top_level(source))
    if container is Container.WEBP:
        return _riff_end(source) > source.stat().st_size
    return container is Container.PNG and b"IEND" not in _tail(source, 16)


def has_index(source: Path) -> bool:
    """True when an MP4 or QuickTime file has its whole `moov` box, without which nothing plays."""
    size = source.stat().st_size
    return any(box.name == b"moov" and box.end <= size for box in top_level(source))


def boxes_in(file: BinaryIO, at: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places of a file, up to MAX_BOXES or the first nonsense."""
    for _ in range(MAX_BOXES):
        box = _box_at(file, at, end)
        if box is None:
            return
        yield box
        at = box.end


def _box_at(file: BinaryIO, at: int, end: int) -> Box | None:
    # Asked first: a length of 64 bits may lead further than a file can be sought.
    if at + HEADER_BYTES > end:
        return None
    file.seek(at)
    header = file.read(min(LONG_HEADER_BYTES, end - at))
    if len(header) < HEADER_BYTES:
        return None
    length, start = int.from_bytes(header[:4], "big"), at + HEADER_BYTES
    if length == LENGTH_FOLLOWS:
        length, start = int.from_bytes(header[8:16], "big"), at + LONG_HEADER_BYTES
    box = Box(name=header[4:8], start=start, end=at + length if length else end)
    return box if box.end >= start else None


def _riff_end(source: Path) -> int:
    with source.open("rb") as file:
        return int.from_bytes(file.read(HEADER_BYTES)[4:], "little") + HEADER_BYTES


def _tail(source: Path, count: int) -> bytes:
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - count))
        return file.read()
