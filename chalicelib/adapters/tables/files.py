"""The table files as the services see them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from chalicelib.adapters.tables.reading import read_rows
from chalicelib.adapters.tables.writing import csv_bytes, xlsx_bytes
from chalicelib.domain.tables import Cell, TableRow


class TableFiles:
    """Reads and writes files of rows."""

    def read(self, path: Path) -> Iterator[TableRow]:
        """Yield the rows of every sheet, headers included; raise TableRefused, even midway."""
        return read_rows(path)

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return a CSV file that every spreadsheet opens, in which no text is a formula."""
        return csv_bytes(header, rows)

    def xlsx(self, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
        """Return an XLSX file of one sheet, in which no text is a formula."""
        return xlsx_bytes(title, header, rows)
