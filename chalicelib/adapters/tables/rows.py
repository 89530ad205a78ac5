"""The last step of reading, the same for text and workbooks: raw cells become a row, or nothing."""

from collections.abc import Iterable

from chalicelib.domain.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
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
