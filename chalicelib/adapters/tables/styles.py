"""Which of a workbook's styles show a number as a date: the only thing that marks it as one."""

from typing import Final

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

from chalicelib.adapters.tables.archive import Parts
from chalicelib.adapters.tables.markup import Attributes, hear

MOST_BYTES: Final = 32 << 20
MOST_STYLES: Final = 100_000  # Excel stops at 65,490
LONGEST_FORMAT: Final = 255  # characters; Excel's own limit


class Styles:
    """Hears the styles. Other lists have formats of the same tags, so it knows where it is."""

    def __init__(self) -> None:
        self.dated: set[int] = set()
        self._place = ""
        self._own: dict[int, bool] = {}
        self._count = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Note a number format, or the style that uses one."""
        if name in {"numFmts", "cellXfs"}:
            self._place = name
        elif name == "numFmt" and self._place == "numFmts":
            if len(self._own) < MOST_STYLES:
                self._own[int(attributes["numFmtId"])] = _is_date(attributes["formatCode"])
        elif name == "xf" and self._place == "cellXfs":
            self._add(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """Leave a list."""
        if name == self._place:
            self._place = ""

    def _add(self, number_format: int) -> None:
        is_date = self._own.get(number_format)
        if is_date is None:
            is_date = _is_date(builtin_format_code(number_format) or "")
        if is_date and self._count < MOST_STYLES:
            self.dated.add(self._count)
        self._count += 1


def dated_styles(parts: Parts, name: str | None) -> frozenset[int]:
    """Return the numbers of the styles that show dates or times of day."""
    styles = Styles()
    if name is not None and name in parts:
        hear(parts.chunks(name, MOST_BYTES), styles.start, styles.end)
    return frozenset(styles.dated)


def _is_date(code: str) -> bool:
    # A length of time, [h]:mm, is a number of days and stays one.
    if len(code) > LONGEST_FORMAT:
        return False
    return is_date_format(code) and not is_timedelta_format(code)
