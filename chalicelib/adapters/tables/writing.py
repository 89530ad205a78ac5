"""Writes reports as CSV and XLSX in which no text is ever a formula.

CSV has a byte order mark, without which Excel takes Hindi for something else, and quotes around all
text, so that no guess about delimiters can split a cell. A cell of XLSX says itself that it is
text; where the text begins like a formula it also has Excel's own hidden apostrophe, so that it
stays text when somebody edits it, and reads back as it was.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from chalicelib.adapters.tables.safety import is_risky, safe_text, writable
from chalicelib.domain.tables import LONGEST_CELL, Cell, TableReason, TableRefused

CHARSET: Final = "utf-8-sig"
LAST_ROW: Final = 1_048_576  # Excel's own limit
LONGEST_TITLE: Final = 31
NOT_IN_TITLES: Final = re.compile(r"[\\/*?:\[\]]")
# Excel keeps fifteen digits of a number. Longer ones are numbers of accounts and the like.
EXACT_BELOW: Final = 10**15
# What Excel would read as an escaped character is escaped itself.
ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class CsvAppender:
    """Adds rows to a text file that is open with newline="" and, if it is new, in CHARSET."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)

    def add(self, cells: Sequence[Cell]) -> None:
        """Add one row."""
        self._writer.writerow(
            [safe_text(writable(cell)) if isinstance(cell, str) else cell for cell in cells]
        )


@contextmanager
def open_csv(path: Path, header: Sequence[str]) -> Iterator[CsvAppender]:
    """Open a new file for rows that come one by one."""
    with path.open("w", encoding=CHARSET, newline="") as file:
        appender = CsvAppender(file)
        appender.add(header)
        yield appender


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a whole CSV file."""
    held = BytesIO()
    with TextIOWrapper(held, encoding=CHARSET, newline="") as file:
        appender = CsvAppender(file)
        appender.add(header)
        for row in rows:
            appender.add(row)
        file.flush()
        return held.getvalue()


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, its header bold and in view; raise TableRefused when full."""
    book, held = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(NOT_IN_TITLES.sub(" ", writable(title))[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, name) for name in header])
    try:
        _append(sheet, rows)
    finally:
        # openpyxl keeps rows in a temporary file, which only saving removes.
        book.save(held)
    return held.getvalue()


def _append(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Cell]]) -> None:
    for line, row in enumerate(rows, start=2):
        if line > LAST_ROW:
            raise TableRefused(TableReason.TOO_MANY_ROWS)
        sheet.append([_boxed(sheet, cell) for cell in row])


def _heading(sheet: WriteOnlyWorksheet, name: str) -> Box:
    box = _text_box(sheet, _storable(name))
    box.font = Font(bold=True)
    return box


def _boxed(sheet: WriteOnlyWorksheet, cell: Cell) -> Box | Cell:
    if isinstance(cell, str):
        text = _storable(cell)
        return _text_box(sheet, text) if is_risky(text) or text in ERROR_CODES else text
    if cell is None or (math.isfinite(cell) and abs(cell) < EXACT_BELOW):
        return cell
    return str(cell)


def _text_box(sheet: WriteOnlyWorksheet, text: str) -> Box:
    box = WriteOnlyCell(sheet, text)
    # openpyxl has made a formula of it or an error, if it looks like one.
    box.data_type = "s"
    box.quotePrefix = is_risky(text)
    return box


def _storable(text: str) -> str:
    return ESCAPE_LIKE.sub("_x005F_", writable(text))[:LONGEST_CELL]
