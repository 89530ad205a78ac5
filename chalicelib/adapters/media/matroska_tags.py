"""Finds what a Matroska or WebM file says of its making: the Info element (RFC 9559, 5.1.2).

It stands before the first cluster in what every recorder writes, so nothing behind is looked for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from chalicelib.domain.capture_tags import FilmTags
from chalicelib.domain.capture_values import Raw

HEADER, SEGMENT, INFO, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1F43B675
DATE, DATE_BYTES = 0x4461, 8
PROGRAMS: Final = {0x5741: "writing_app", 0x4D80: "muxing_app"}
MOST_ELEMENTS: Final = 200
MOST_VALUE_BYTES: Final = 1024
LONGEST_ID, LONGEST_SIZE = 4, 8
Element = tuple[int, int, int]  # an id, and where its content begins and ends


def matroska_tags(source: Path) -> FilmTags:
    """Return a film's tags; nothing where it has no Info before its pictures."""
    with source.open("rb") as file:
        size = source.stat().st_size
        segment = _first(file, SEGMENT, 0, size)
        info = _first(file, INFO, *segment[1:]) if segment else None
        values = {name: _value(file, at, end) for name, at, end in _inside(file, info)}
    words: dict[str, Raw] = {PROGRAMS[name]: values[name] for name in PROGRAMS if name in values}
    date = values.get(DATE, b"")
    is_whole = len(date) == DATE_BYTES
    return FilmTags(words=words, matroska_ns=int.from_bytes(date, signed=True) if is_whole else 0)


def _first(file: BinaryIO, wanted: int, at: int, end: int) -> Element | None:
    for element in _elements(file, at, end):
        if element[0] == wanted:
            return element
        if element[0] == CLUSTER:
            return None
    return None


def _inside(file: BinaryIO, element: Element | None) -> Iterator[Element]:
    if element is not None:
        yield from _elements(file, element[1], element[2])


def _value(file: BinaryIO, at: int, end: int) -> bytes:
    file.seek(at)
    return file.read(min(MOST_VALUE_BYTES, end - at))


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[Element]:
    """Yield the elements between two places, up to MOST_ELEMENTS or the first nonsense."""
    for _ in range(MOST_ELEMENTS):
        file.seek(at)
        name = _number(file, LONGEST_ID, keeps_mark=True)
        size = _number(file, LONGEST_SIZE, keeps_mark=False)
        start = file.tell()
        if name is None or size is None or start > end:
            return
        # A recorder that could not go back leaves a size of ones: to the end.
        at = min(start + size, end)
        yield name, start, at


def _number(file: BinaryIO, longest: int, *, keeps_mark: bool) -> int | None:
    """Return a number whose first byte tells its length; None for none that is this short."""
    first = file.read(1)
    length = 9 - first[0].bit_length() if first and first[0] else longest + 1
    if length > longest:
        return None
    data = first + file.read(length - 1)
    if len(data) < length:
        return None
    number = int.from_bytes(data)
    return number if keeps_mark else number & ((1 << (7 * length)) - 1)
