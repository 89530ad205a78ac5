"""Opens the zip archive that a workbook is, and never inflates more of it than a table may need.

The directory is judged before anything is unpacked. What it declares is a claim, but one that
binds: zipfile hands out no more bytes of a part than declared. All that is really handed out is
counted as well, because one part can be named many times.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from chalicelib.domain.tables import TableReason, TableRefused

MOST_UNPACKED: Final = 512 << 20
MOST_ENTRIES: Final = 10_000
MOST_DIRECTORY: Final = 2 << 20  # bytes; a name of 150 characters for each entry
# Sheets have been seen at 10:1 to 40:1. Deflate ends at 1,032:1, and only bombs come near it.
MOST_RATIO: Final = 200
HARMLESS: Final = 8 << 20  # bytes; a small part may be as uniform as it likes
CHUNK: Final = 1 << 16
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED: Final = 0x1
# What zipfile, expat and our own look-ups have been seen to raise on damaged workbooks.
BROKEN: Final = (
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    ValueError,
    expat.ExpatError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class ShortReads:
    """The file as zipfile sees it: a false directory makes it neither read much nor seek astray."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes or the rest; zipfile reads the directory in one call."""
        most = MOST_DIRECTORY + 1
        data = self._file.read(most if size < 0 else min(size, most))
        if len(data) == most:
            raise TableRefused(TableReason.TOO_LARGE_UNPACKED)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move as asked, but not to before the beginning."""
        if whence == 0 and offset < 0:
            raise zipfile.BadZipFile("A place before the file begins")
        return self._file.seek(offset, whence)


class Parts:
    """The parts of one open workbook; their names are the same in capitals."""

    def __init__(self, archive: zipfile.ZipFile, most: int = MOST_UNPACKED) -> None:
        self._archive = archive
        self._entries = {entry.filename.casefold(): entry for entry in archive.infolist()}
        self._left = most

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def chunks(self, name: str, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        """Yield a part in small pieces; raise TableRefused above `most` bytes, LookupError."""
        entry = self._entries[name.casefold()]
        if entry.file_size > most:
            raise TableRefused(TableReason.TOO_LARGE_UNPACKED)
        with self._archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise TableRefused(TableReason.TOO_LARGE_UNPACKED)
                yield chunk


@contextmanager
def opened(path: Path) -> Iterator[Parts]:
    """Open a workbook's parts; whatever is wrong inside the block ends as TableRefused."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(ShortReads(file)) as archive:
                _check(archive.infolist())
                yield Parts(archive)
        except BROKEN as error:
            raise TableRefused(TableReason.BROKEN_ARCHIVE) from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or any(map(_is_bomb, entries)):
        raise TableRefused(TableReason.TOO_LARGE_UNPACKED)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise TableRefused(TableReason.PASSWORD_PROTECTED)
    if any(entry.compress_type not in METHODS for entry in entries):
        raise TableRefused(TableReason.BROKEN_ARCHIVE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(HARMLESS, MOST_RATIO * entry.compress_size)
