"""Follows the rows of a file: where each sheet's header is, which rows lie below it, what to say.

Titles stand above a header, so it is looked for in a sheet's first rows. A sheet without one is
left out and says what it lacks.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain.aadhaar import mask
from chalicelib.domain.campaign import DetailField
from chalicelib.domain.columns import Header, ImportKind, find_header, missing
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import SEVERAL, At, RowReason, Told
from chalicelib.domain.spelling import plain
from chalicelib.domain.tables import TableRow

LOOKED_AT: Final = 20
LONGEST_SHOWN: Final = 60  # letters of somebody's header that a report repeats


class Sheets:
    """The state between two rows. `told` grows; whoever reports it empties it."""

    def __init__(
        self, kind: ImportKind, mapping: Mapping[str, str], details: Sequence[DetailField] = ()
    ) -> None:
        self.told: list[Told] = []
        self.has_header = False
        self.is_forbidden = False
        self._kind = kind
        self._mapping = mapping
        self._details = _by_word(details, mapping)
        self._sheet: str | None = None
        self._columns: Mapping[str, int] | None = None
        self._header: tuple[str, ...] = ()
        self._looked_at = 0
        self._nearest: tuple[int, tuple[str, ...]] | None = None

    def take(self, row: TableRow) -> Cells | None:
        """Return the row as one below its header; None for everything else."""
        if row.sheet != self._sheet:
            self.finish()
            self._begin(row.sheet)
        if self._columns is not None:
            is_again = row.cells == self._header  # as on every printed page
            at = At(row.sheet, row.line)
            return None if is_again else Cells(at, self._columns, row.cells)
        if self._looked_at < LOOKED_AT:
            self._looked_at += 1
            self._look(row)
        return None

    def finish(self) -> None:
        """Say what the sheet lacked that ends here, if it had no header."""
        if self._sheet is None or self._columns is not None or self._nearest is None:
            return
        line, lacking = self._nearest
        self._tell(line, SEVERAL.join(lacking), RowReason.NO_HEADER)

    def _begin(self, sheet: str) -> None:
        self._sheet, self._columns, self._header = sheet, None, ()
        self._looked_at, self._nearest = 0, None

    def _look(self, row: TableRow) -> None:
        header = find_header(self._kind, row.cells, self._mapping)
        if header is None:
            lacking = missing(self._kind, row.cells, self._mapping)
            if self._nearest is None or len(lacking) < len(self._nearest[1]):
                self._nearest = (row.line, lacking)
            return
        self.has_header, self._header = True, row.cells
        more = _more(row.cells, header, self._details)
        self._columns = {**more, **header.columns}
        self._speak_of(header, row, {row.cells[index] for index in more.values()})

    def _speak_of(self, header: Header, row: TableRow, known: set[str]) -> None:
        for text in header.forbidden:
            self.is_forbidden = True
            self._tell(row.line, text, RowReason.FORBIDDEN_COLUMN)
        for same in header.repeated.values():
            self._tell(row.line, SEVERAL.join(same), RowReason.REPEATED_COLUMN)
        words = {plain(text) for text in known}
        for text in header.ignored:
            if plain(text) not in words:
                self._tell(row.line, text, RowReason.IGNORED_COLUMN)

    def _tell(self, line: int, column: str, reason: RowReason) -> None:
        shown = mask(column) if reason is RowReason.NO_HEADER else mask(column)[:LONGEST_SHOWN]
        self.told.append(Told(At(self._sheet or "", line), shown, reason.value))


def _by_word(details: Sequence[DetailField], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what the campaign's own fields are called in a header, by the word as compared."""
    names = {detail.name for detail in details}
    labels = {plain(word): d.name for d in details for word in (d.name, *d.labels.values())}
    told = {plain(word): name for word, name in mapping.items() if name in names}
    return {**labels, **told}


def _more(cells: tuple[str, ...], header: Header, known: Mapping[str, str]) -> dict[str, int]:
    """Return where the campaign's own fields stand, among the columns that are not ours."""
    ignored = {plain(text) for text in header.ignored}
    words = [plain(cell) for cell in cells]
    return {known[w]: i for i, w in enumerate(words) if w in known and w in ignored}
