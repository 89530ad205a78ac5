"""The error report of a file: stored in pieces, one a chunk, and joined for people to download.

A piece is named by its number, so that a chunk that is read again writes the same piece anew.
"""

from collections.abc import Sequence

from chalicelib.domain.import_reasons import REPORT_HEADER, At, RowReason, Told, report_row
from chalicelib.domain.importing import MOST_TOLD, Import, report_key
from chalicelib.ports import ObjectStore, Tables

JOINED = "errors"
CSV = "text/csv; charset=utf-8"
LINE_END = b"\r\n"


def keep(imported: Import, told: Sequence[Told], *, tables: Tables, store: ObjectStore) -> int:
    """Store the next piece of the report and return how many lines it has; 0 stores nothing.

    A report has MOST_TOLD lines and then one more, which says that it does not have all.
    """
    room = MOST_TOLD - imported.told
    if not told or room < 0:
        return 0
    lines = list(told[:room])
    if len(told) > room:
        lines.append(Told(At("", 0), "", RowReason.MORE_NOT_LISTED))
    number = imported.reports + 1
    data = tables.csv(REPORT_HEADER, map(report_row, lines))
    store.keep_report(_piece(imported, number), data, CSV)
    if number & (number - 1) == 0:
        # While the file is read the report grows at every doubling, so that all joining together
        # reads each piece about twice.
        join(imported, number, store=store)
    return len(lines)


def join(imported: Import, pieces: int, *, store: ObjectStore) -> None:
    """Store the first so many pieces as one file."""
    joined = bytearray()
    for number in range(1, pieces + 1):
        piece = store.report(_piece(imported, number))
        joined += piece.partition(LINE_END)[2] if joined else piece
    store.keep_report(report_key(imported.import_id, JOINED), bytes(joined), CSV)


def url(imported: Import, *, store: ObjectStore) -> str | None:
    """Return where the report can be downloaded for some minutes; None while there is none."""
    if not imported.reports:
        return None
    return store.report_url(report_key(imported.import_id, JOINED), "errors.csv")


def _piece(imported: Import, number: int) -> str:
    return report_key(imported.import_id, f"{number:06d}")
