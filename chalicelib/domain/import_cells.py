"""One row under its header, read cell by cell: what is wrong with it is collected, not raised."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from chalicelib.domain.aadhaar import is_number
from chalicelib.domain.cells import CellRefused
from chalicelib.domain.import_reasons import At, RowReason, Told
from chalicelib.domain.naming.reading import language_of

T = TypeVar("T")
LANGUAGES: Final = ("hi", "en")


class Cells:
    """A row's cells by the names of their columns; `told` is what was wrong so far."""

    __slots__ = ("_cells", "_columns", "at", "told")

    def __init__(self, at: At, columns: Mapping[str, int], cells: tuple[str, ...]) -> None:
        self.at = at
        self.told: list[Told] = []
        self._columns = columns
        self._cells = cells

    def has(self, column: str) -> bool:
        """True when the sheet has the column, whether or not this row fills it."""
        return column in self._columns

    def text(self, column: str) -> str:
        """Return what stands in the column as it stands; nothing where there is none."""
        index = self._columns.get(column, -1)
        return self._cells[index] if 0 <= index < len(self._cells) else ""

    def read(self, column: str, reader: Callable[[str, str], T]) -> T | None:
        """Return what `reader` makes of the cell; None, and a line told, when it refuses."""
        try:
            return reader(self.text(column), column)
        except CellRefused as refused:
            self.tell(refused.trouble.reason.value, refused.trouble.column)
            return None

    def read_filled(self, column: str, reader: Callable[[str, str], T]) -> T | None:
        """Return what `reader` makes of the cell; None when it is empty."""
        return self.read(column, reader) if self.text(column) else None

    def tell(self, reason: str, column: str = "", first_line: int = 0) -> None:
        """Add a line to the report."""
        self.told.append(Told(self.at, column, reason, first_line))

    def says(self, without: frozenset[str] = frozenset()) -> int:
        """Return a number that two rows share when they say the same, within this process."""
        said = ((name, self.text(name)) for name in sorted(self._columns.keys() - without))
        return hash(tuple(pair for pair in said if pair[1]))


def refuse_aadhaar(cells: Cells, column: str, code: str | None) -> None:
    """Tell a row whose code is an Aadhaar number: a code is kept as it stands."""
    if code and is_number(code):
        cells.tell(RowReason.IS_AADHAAR, column)


def names_in(
    cells: Cells, column: str, reader: Callable[[str, str], str], language: str
) -> dict[str, str]:
    """Return a name by language; a column that names none goes by its script, else `language`."""
    found: dict[str, str] = {}
    plain = cells.read_filled(column, reader)
    if plain:
        found[language_of(plain) or language] = plain
    for each in LANGUAGES:
        told = cells.read_filled(f"{column}_{each}", reader)
        if told:
            found[each] = told
    return found
