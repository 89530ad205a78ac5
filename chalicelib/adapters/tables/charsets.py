"""Which character set a text file is in, told by its bytes: one cheap pass, flat memory.

UTF-8 and UTF-16 show themselves. What is neither is taken for Windows-1252, Excel's plain "CSV",
but only when all that comes before the first foreign byte is ASCII: a file that begins as UTF-8
and goes on as something else was pasted together, and no guess would be right for all of it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from chalicelib.domain.tables import TableReason, TableRefused

CHUNK: Final = 1 << 18
HEAD: Final = 1 << 16
WINDOWS: Final = "cp1252"
# UTF-32 comes first because its mark begins with that of UTF-16; nobody sends us tables in it.
FOREIGN_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What passes for a table but is markup or print. Portals serve web pages with the name ".xls".
OTHER_TEXT: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"%pdf-", b"{\\rtf")
# Every delimiter, digit and line end of UTF-16 has one zero byte, even among Hindi words.
LEAST_ZEROS: Final = 0.1
MOST_CONTROLS: Final = 0.02
FEW_CONTROLS: Final = 4
CONTROLS: Final = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r\x1a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """The first place that a character set cannot explain."""

    line: int
    after_ascii: bool


def charset_of(path: Path) -> str:
    """Return the codec that reads the whole file; raise TableRefused."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        _check_is_text(head)
        marked = _by_mark(head) or _by_zeros(head)
        charset = marked or "utf-8"
        _check_is_prose(head, charset)
        mismatch = _mismatch(file, charset)
        if mismatch is None:
            return charset
        if marked is None and mismatch.after_ascii and _mismatch(file, WINDOWS) is None:
            return WINDOWS
    raise TableRefused(TableReason.MIXED_ENCODING, line=mismatch.line)


def _check_is_text(head: bytes) -> None:
    if not head:
        raise TableRefused(TableReason.EMPTY)
    words = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if words.startswith(OTHER_TEXT) or head.startswith(FOREIGN_MARKS):
        raise TableRefused(TableReason.NOT_A_TABLE)


def _by_mark(head: bytes) -> str | None:
    return next((charset for mark, charset in MARKS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    high, low = head[::2].count(0), head[1::2].count(0)
    enough = max(FEW_CONTROLS, LEAST_ZEROS * len(head) / 2)
    if low > enough and high * 20 < low:
        return "utf-16-le"
    return "utf-16-be" if high > enough and low * 20 < high else None


def _check_is_prose(head: bytes, charset: str) -> None:
    """Pictures, programs and compressed data are full of control characters; a few may slip in."""
    text = head.decode(charset, errors="replace")
    controls = sum(map(text.count, CONTROLS))
    if controls > max(FEW_CONTROLS, MOST_CONTROLS * len(text)):
        raise TableRefused(TableReason.NOT_A_TABLE)


def _mismatch(file: BinaryIO, charset: str) -> Mismatch | None:
    file.seek(0)
    decoder, line, ascii_only = codecs.getincrementaldecoder(charset)(), 1, True
    for chunk, is_last in _pieces(file):
        try:
            text = decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            return Mismatch(
                line=line + before.count(b"\n"), after_ascii=ascii_only and before.isascii()
            )
        line, ascii_only = line + text.count("\n"), ascii_only and text.isascii()
    return None


def _pieces(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while chunk := file.read(CHUNK):
        yield chunk, False
    yield b"", True
