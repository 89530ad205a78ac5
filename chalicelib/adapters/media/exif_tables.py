"""Reads the tables of an EXIF block (TIFF 6.0, section 2): only the tags that are asked for.

A library that reads every entry can be made to take gigabytes by 64 kilobytes of entries which all
point at one long value. Here a block is three tables, each looked through once, and a value that
does not fit into MOST_VALUE_BYTES or into the block is left out.
"""

import struct
from collections.abc import Iterator
from typing import Final

from chalicelib.domain.capture_tags import EXIF_TABLE, EXIF_TAGS, GPS_TABLE, GPS_TAGS, MAIN_TAGS
from chalicelib.domain.capture_values import Raw

MARK: Final = b"Exif\0\0"
ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
ENTRY_BYTES: Final = 12
INLINE_BYTES: Final = 4
# Makers' notes have some ten thousand bytes; all else has a few.
MOST_VALUE_BYTES: Final = 65_536
# Kinds of values: bytes and texts as they are, and numbers by their code in `struct`.
TEXTS: Final = frozenset({1, 2, 7})
NUMBERS: Final = {3: "H", 4: "I", 8: "h", 9: "i", 11: "f", 12: "d"}
FRACTIONS: Final = {5: "II", 10: "ii"}
Table = dict[int, Raw]


def tables(block: bytes) -> tuple[Table, Table, Table]:
    """Return the main, the camera's and the satellites' tags; empty ones for what is no EXIF."""
    data = block.removeprefix(MARK)
    order = ORDERS.get(data[:4])
    if order is None or len(data) < 8:  # noqa: PLR2004  a header
        return {}, {}, {}
    main = _table(data, struct.unpack_from(order + "I", data, 4)[0], order, MAIN_TAGS)
    return (
        main,
        _table(data, main.get(EXIF_TABLE), order, EXIF_TAGS),
        _table(data, main.get(GPS_TABLE), order, GPS_TAGS),
    )


def _table(data: bytes, at: Raw, order: str, wanted: frozenset[int]) -> Table:
    """Return the wanted entries of the table at a place; what is named twice counts once."""
    found: Table = {}
    for tag, kind, count, inline in _entries(data, at, order):
        if tag not in wanted or tag in found:
            continue
        value = _value(data, kind, count, inline, order)
        if value is not None:
            found[tag] = value
    return found


def _entries(data: bytes, at: Raw, order: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, kind, count and the place of the value of each entry that is there whole."""
    if not isinstance(at, int) or not 0 < at <= len(data) - 2:
        return
    count = struct.unpack_from(order + "H", data, at)[0]
    for entry in range(at + 2, at + 2 + count * ENTRY_BYTES, ENTRY_BYTES):
        if entry + ENTRY_BYTES > len(data):
            return
        tag, kind, number = struct.unpack_from(order + "HHI", data, entry)
        yield tag, kind, number, entry + ENTRY_BYTES - INLINE_BYTES


def _value(data: bytes, kind: int, count: int, inline: int, order: str) -> Raw:
    size = count * _size(kind)
    if not 0 < size <= MOST_VALUE_BYTES:
        return None
    at = inline if size <= INLINE_BYTES else struct.unpack_from(order + "I", data, inline)[0]
    raw = data[at : at + size]
    return _read(raw, kind, order) if len(raw) == size else None


def _size(kind: int) -> int:
    code = NUMBERS.get(kind) or FRACTIONS.get(kind) or ""
    return 1 if kind in TEXTS else struct.calcsize("=" + code)


def _read(raw: bytes, kind: int, order: str) -> Raw:
    """Return bytes, a number, a pair that is a fraction, or several of these."""
    if kind in TEXTS:
        return raw
    is_fraction = kind in FRACTIONS
    code = FRACTIONS[kind] if is_fraction else NUMBERS[kind]
    values = struct.iter_unpack(order + code, raw)
    several = tuple(one if is_fraction else one[0] for one in values)
    return several[0] if len(several) == 1 else several
