"""Reads a table file as a stream of rows. What the file is, its first bytes say; never its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chalicelib.adapters.tables.archive import opened
from chalicelib.adapters.tables.delimited import delimited_rows
from chalicelib.adapters.tables.rows import checked
from chalicelib.adapters.tables.sheet import sheet_rows
from chalicelib.adapters.tables.workbook import read_book
from chalicelib.domain.tables import TableReason, TableRefused, TableRow

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A workbook with a password is a compound file, as an old one is; this stream tells them apart.
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
CHUNK: Final = 1 << 20


def read_rows(path: Path) -> Iterator[TableRow]:
    """Yield the rows of all sheets in order, headers included; raise TableRefused, even midway."""
    yield from checked(_rows(path))


def _rows(path: Path) -> Iterator[TableRow]:
    with path.open("rb") as file:
        head = file.read(len(COMPOUND))
    if head.startswith(ZIP):
        return _workbook_rows(path)
    if head == COMPOUND:
        raise TableRefused(_compound_reason(path))
    return delimited_rows(path)


def _workbook_rows(path: Path) -> Iterator[TableRow]:
    with opened(path) as parts:
        book = read_book(parts)
        for sheet in book.sheets:
            yield from sheet_rows(parts, book, sheet)


def _compound_reason(path: Path) -> TableReason:
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if ENCRYPTED in before + chunk:
                return TableReason.PASSWORD_PROTECTED
            before = chunk[-len(ENCRYPTED) :]
    return TableReason.OLD_EXCEL
