"""The last steps of reading, the same for text and workbooks: what is a row, and how many."""

from collections.abc import Iterable, Iterator

from chalicelib.domain.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    TableReason,
    TableRefused,
    TableRow,
)


def table_row(cells: Iterable[str], *, line: int, sheet: str = "") -> TableRow | None:
    """Return the row, None when all its cells are empty; raise TableRefused."""
    # strip() also takes no-break spaces, which people paste from web pages.
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        return None
    if len(kept) > MOST_COLUMNS:
        raise TableRefused(TableReason.TOO_MANY_COLUMNS, line=line, sheet=sheet)
    if max(map(len, kept)) > LONGEST_CELL:
        raise TableRefused(TableReason.CELL_TOO_LONG, line=line, sheet=sheet)
    return TableRow(sheet=sheet, line=line, cells=tuple(kept))


def checked(rows: Iterable[TableRow], most: int = MOST_ROWS) -> Iterator[TableRow]:
    """Pass on what is neither no row at all nor more than `most`; raise TableRefused."""
    count = 0
    for row in rows:
        count += 1
        if count > most:
            raise TableRefused(TableReason.TOO_MANY_ROWS, line=row.line, sheet=row.sheet)
        yield row
    if not count:
        raise TableRefused(TableReason.EMPTY)
