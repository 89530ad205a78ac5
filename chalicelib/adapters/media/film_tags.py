"""Finds what an MP4, QuickTime or 3GPP file says of its making: a few small boxes of its index.

The names are those of ISO/IEC 14496-12, Apple's QuickTime File Format and 3GPP TS 26.244. Only
boxes that are known are entered, so no depth and no cycle is a file's to choose, and of each no
more is read than a text needs.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from chalicelib.adapters.media.boxes import Box, boxes_in
from chalicelib.domain.capture_tags import FilmTags
from chalicelib.domain.capture_values import Raw

MOST_WORDS: Final = 200
MOST_WORD_BYTES: Final = 1024
MOST_NAMES_BYTES: Final = 65_536
MOST_XMP_BYTES: Final = 256 * 1024
XMP_ID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
TEXT_SIGN: Final = b"\xa9"
FULL_BYTES: Final = 4  # version and flags, which begin many boxes
Words = dict[str, Raw]


def film_tags(source: Path) -> FilmTags:
    """Return a film's tags; nothing where it has no index."""
    with source.open("rb") as file:
        outer = tuple(boxes_in(file, 0, source.stat().st_size))
        index = _first(outer, b"moov")
        inner = _inside(file, index)
        notes = _inside(file, _first(inner, b"udta"))
        return FilmTags(
            words={
                **_texts(file, notes),
                **_list(file, _first(notes, b"meta")),
                **_list(file, _first(inner, b"meta")),
            },
            mac_s=_created(file, _first(inner, b"mvhd")),
            fixed=_fixed(file, _first(notes, b"loci")),
            xmp=_xmp(file, outer, notes),
        )


def _first(boxes: tuple[Box, ...], name: bytes) -> Box | None:
    return next((box for box in boxes if box.name == name), None)


def _inside(file: BinaryIO, box: Box | None, skip: int = 0) -> tuple[Box, ...]:
    return tuple(boxes_in(file, box.start + skip, box.end)) if box else ()


def _content(file: BinaryIO, box: Box | None, most: int) -> bytes:
    if box is None:
        return b""
    file.seek(box.start)
    return file.read(min(most, box.end - box.start))


def _created(file: BinaryIO, box: Box | None) -> int:
    """Return when the film was made, in seconds since 1904; 0 for what does not say so."""
    data = _content(file, box, FULL_BYTES + 8)
    width = 8 if data[:1] == b"\x01" else 4
    return int.from_bytes(data[FULL_BYTES : FULL_BYTES + width], "big")


def _texts(file: BinaryIO, notes: tuple[Box, ...]) -> Words:
    """Return the user data that begin with the sign ©: a length, a language and a text each."""
    signed = (box for box in notes if box.name.startswith(TEXT_SIGN))
    found: Words = {}
    for box in islice(signed, MOST_WORDS):
        data = _content(file, box, MOST_WORD_BYTES)
        length = int.from_bytes(data[:2], "big")
        found[box.name.decode("latin-1")] = data[4 : 4 + length]
    return found


def _list(file: BinaryIO, meta: Box | None) -> Words:
    """Return the items of a list by their names, which stand in its keys or are box names.

    QuickTime's `meta` holds boxes at once, all others' after version and flags.
    """
    is_plain = _content(file, meta, 8)[4:] == b"hdlr"
    boxes = _inside(file, meta, 0 if is_plain else FULL_BYTES)
    names = list(_names(_content(file, _first(boxes, b"keys"), MOST_NAMES_BYTES)))
    found: Words = {}
    for item in islice(_inside(file, _first(boxes, b"ilst")), MOST_WORDS):
        value = _first(_inside(file, item), b"data")
        # A kind and a country come before the text.
        found[_named(item.name, names)] = _content(file, value, MOST_WORD_BYTES)[8:]
    return found


def _named(name: bytes, names: list[str]) -> str:
    number = int.from_bytes(name, "big")
    return names[number - 1] if 0 < number <= len(names) else name.decode("latin-1")


def _names(keys: bytes) -> Iterator[str]:
    """Yield the names in a `keys` box: a length, a kind and a text each."""
    at = FULL_BYTES + 4
    for _ in range(MOST_WORDS):
        length = int.from_bytes(keys[at : at + 4], "big")
        if not 8 < length <= len(keys) - at:  # noqa: PLR2004  length and kind
            return
        yield keys[at + 8 : at + length].decode("utf-8", "replace")
        at += length


def _fixed(file: BinaryIO, box: Box | None) -> tuple[int, int, int] | None:
    """Return a place in 3GPP's numbers: north, east and altitude, which stand behind its name."""
    data = _content(file, box, MOST_WORD_BYTES)[FULL_BYTES + 2 :]
    _, zero, rest = data.partition(b"\0")
    if not zero or len(rest) < 13:  # noqa: PLR2004  a role and three numbers
        return None
    east, north, height = struct.unpack_from(">iii", rest, 1)
    return north, east, height


def _xmp(file: BinaryIO, outer: tuple[Box, ...], notes: tuple[Box, ...]) -> str:
    """Return the XMP that editors leave in a box of their own."""
    data = _content(file, _first(notes, b"XMP_"), MOST_XMP_BYTES)
    for box in islice((box for box in outer if box.name == b"uuid"), MOST_WORDS):
        if not data and _content(file, box, len(XMP_ID)) == XMP_ID:
            data = _content(file, box, MOST_XMP_BYTES)[len(XMP_ID) :]
    return data.decode("utf-8", "replace")
