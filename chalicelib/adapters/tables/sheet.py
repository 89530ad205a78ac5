"""Reads one sheet as a stream: only the rows at hand are in memory, and of them only filled cells.

The sheet's own claim of its dimensions is not read at all, and reading stops where the cells end,
before pictures, charts and form controls.
"""

from collections.abc import Iterator
from typing import Final

from openpyxl.utils import column_index_from_string

from chalicelib.adapters.tables.archive import Parts
from chalicelib.adapters.tables.markup import Attributes, feed
from chalicelib.adapters.tables.rows import table_row
from chalicelib.adapters.tables.texts import Words
from chalicelib.adapters.tables.values import (
    date_text,
    iso_text,
    number_text,
    plain_text,
    truth_text,
)
from chalicelib.adapters.tables.workbook import Book, Sheet
from chalicelib.domain.tables import MOST_COLUMNS, TableReason, TableRefused, TableRow

# Excel's own limits, for rows and cells that are there but empty.
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
DIGITS: Final = "0123456789"
NUMBER: Final = "n"


class Grid:
    """Hears a sheet; `rows` are those that are complete and not yet taken, with their numbers."""

    def __init__(self, book: Book) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self.ended = False
        self._book = book
        self._words = Words()
        self._is_hint = False
        self._begun = False
        self._line = 0
        self._cells: list[str] = []
        self._column = 0
        self._cells_met = self._rows_met = 0
        self._kind, self._style = NUMBER, "0"
        self.text = self._words.add

    def start(self, name: str, attributes: Attributes) -> None:
        """Open a row, a cell or what a cell holds."""
        if name in {"v", "t"}:
            self._words.is_open = not self._is_hint
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row" and self._begun:
            self._start_row(attributes)
        elif name == "rPh":
            self._is_hint = True
        elif name == "sheetData":
            self._begun = True

    def end(self, name: str) -> None:
        """Close it again."""
        if name in {"v", "t"}:
            self._words.is_open = False
        elif name == "c":
            self._end_cell()
        elif name == "row" and self._begun:
            self.rows.append((self._line, self._cells))
        elif name == "rPh":
            self._is_hint = False
        elif name == "sheetData":
            self._begun, self.ended = False, True

    def _start_row(self, attributes: Attributes) -> None:
        self._line = _whole(attributes["r"]) if "r" in attributes else self._line + 1
        self._rows_met += 1
        if max(self._line, self._rows_met) > LAST_ROW:
            raise TableRefused(TableReason.TOO_MANY_ROWS)
        self._cells = []
        self._column = self._cells_met = 0

    def _start_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self._column = column_index_from_string(place.rstrip(DIGITS)) if place else self._column + 1
        self._cells_met += 1
        if max(self._column, self._cells_met) > LAST_COLUMN:
            raise TableRefused(TableReason.TOO_MANY_COLUMNS, line=self._line)
        self._kind = attributes.get("t", NUMBER)
        self._style = attributes.get("s", "0")

    def _end_cell(self) -> None:
        raw = self._words.taken()
        text = self._meaning(raw).strip() if raw else ""
        if not text:
            return
        if self._column > MOST_COLUMNS:
            raise TableRefused(TableReason.TOO_MANY_COLUMNS, line=self._line)
        missing = self._column - len(self._cells)
        self._cells.extend([""] * missing)
        self._cells[self._column - 1] = text

    def _meaning(self, raw: str) -> str:
        match self._kind:
            case "s":
                return self._book.texts[int(raw)]
            case "n":
                if int(self._style) in self._book.dated:
                    return date_text(raw, self._book.epoch)
                return number_text(raw)
            case "b":
                return truth_text(raw)
            case "d":
                return iso_text(raw)
            case _:  # text in its place, a formula's text, or an error such as #N/A
                return plain_text(raw)


def sheet_rows(parts: Parts, book: Book, sheet: Sheet) -> Iterator[TableRow]:
    """Yield a sheet's rows that are not empty; raise TableRefused and what feed raises."""
    grid = Grid(book)
    for _ in feed(parts.chunks(sheet.part), grid.start, grid.end, grid.text):
        for line, cells in grid.rows:
            row = table_row(cells, line=line, sheet=sheet.name)
            if row is not None:
                yield row
        grid.rows.clear()
        if grid.ended:
            return


def _whole(number: str) -> int:
    """Some programs write the number of a row as 7.0."""
    return int(number) if number.isdigit() else int(float(number))
