"""Reads comma-separated text and its cousins, one line at a time.

Excel writes semicolons where the comma is the decimal sign, and tabs as "Unicode text", so the
delimiter is guessed from the beginning. Quotes may hold line ends; a row has the number of the
line on which it starts.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self, TextIO

from chalicelib.adapters.tables.charsets import charset_of
from chalicelib.adapters.tables.rows import table_row
from chalicelib.domain.tables import TableReason, TableRefused, TableRow

DELIMITERS: Final = ",;\t|"
SAMPLE: Final = 1 << 16
SAMPLE_LINES: Final = 50
QUOTED: Final = re.compile(r'"[^"]*(?:"|\Z)')
# More than MOST_COLUMNS cells of LONGEST_CELL characters. The csv module puts no limit on a line
# or on the number of cells; on one cell its own is 131,072 characters.
LONGEST_ROW: Final = 4_000_000


class Lines:
    """The lines of a file as the csv module wants them, counted, and never too many for one row."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._taken = 0
        self.number = 0
        self.ended = False

    def begin_row(self) -> int:
        """Return the number of the line that the next row starts on."""
        self._taken = 0
        return self.number + 1

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_ROW - self._taken)
        if not line:
            self.ended = True
            raise StopIteration
        self._taken += len(line)
        if self._taken >= LONGEST_ROW:
            raise TableRefused(TableReason.CELL_TOO_LONG, line=self.number + 1)
        self.number += 1
        return line.replace("\0", "")


def delimited_rows(path: Path) -> Iterator[TableRow]:
    """Yield the rows of a text file that are not empty; raise TableRefused."""
    charset = charset_of(path)
    with path.open(encoding=charset, newline="") as file:
        delimiter = delimiter_of(file.read(SAMPLE))
    with path.open(encoding=charset, newline="") as file:
        for line, cells in _records(Lines(file), delimiter):
            row = table_row(cells, line=line)
            if row is not None:
                yield row


def delimiter_of(sample: str) -> str:
    """Return the delimiter that cuts most lines into equally many cells; commas in doubt."""
    lines = [line for line in QUOTED.sub('""', sample).splitlines() if line][:SAMPLE_LINES]
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    counts = Counter(found for line in lines if (found := line.count(delimiter)))
    return max(((many, found) for found, many in counts.items()), default=(0, 0))


def _records(lines: Lines, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = lines.begin_row()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableRefused(TableReason.CELL_TOO_LONG, line=line) from error
        if cells is None:
            return
        # The csv module closes a quote silently where the file ends.
        if lines.ended:
            raise TableRefused(TableReason.OPEN_QUOTE, line=line)
        yield line, cells
