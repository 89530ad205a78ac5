"""Where the rows of a file begin, sheet by sheet, and what is said of each sheet."""

from chalicelib.domain.campaign import DetailField
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import At, Told, report_row
from chalicelib.domain.import_sheets import LONGEST_SHOWN, Sheets
from chalicelib.domain.tables import TableRow

HEAD = ("booth_code", "serial", "name")


def sheets(**fields: str) -> Sheets:
    ward = DetailField(name="ward", labels={"hi": "वार्ड", "en": "Ward no"})
    return Sheets(ImportKind.BENEFICIARIES, fields, (ward,))


def a_row(line: int, *cells: str, sheet: str = "") -> TableRow:
    return TableRow(sheet=sheet, line=line, cells=cells)


def test_rows_below_the_header_are_read_by_the_names_of_their_columns() -> None:
    found = sheets()

    assert found.take(a_row(1, "Roll of 2026")) is None
    assert found.take(a_row(2, *HEAD)) is None
    row = found.take(a_row(3, "B1", "7"))

    assert row is not None
    assert (row.at, row.text("serial"), row.text("name"), row.has("name")) == (
        At("", 3), "7", "", True,
    )  # fmt: skip
    assert (row.has("phone"), row.text("phone")) == (False, "")
    assert found.told == []


def test_each_sheet_has_a_header_of_its_own() -> None:
    found = sheets()
    found.take(a_row(1, *HEAD, sheet="one"))

    assert found.take(a_row(1, "B1", "1", "Sita", sheet="two")) is None
    found.finish()

    assert found.has_header
    assert found.told == [Told(At("two", 1), "booth_code, name_hi/name_en/name, serial/reference",
                               "no_header")]  # fmt: skip


def test_the_row_that_lacks_least_is_the_one_that_is_named() -> None:
    found = sheets()
    for line, cells in enumerate((("x",), ("name", "serial"), ("name",)), start=1):
        found.take(a_row(line, *cells))
    found.finish()

    assert found.told == [Told(At("", 2), "booth_code", "no_header")]


def test_fields_of_the_campaign_are_found_by_name_label_and_mapping() -> None:
    for header, told in (("ward", {}), ("वार्ड", {}), ("WARD NO.", {}), ("Gali", {"gali": "ward"})):
        found = sheets(**told)
        found.take(a_row(1, *HEAD, header))
        row = found.take(a_row(2, "B1", "7", "Sita", "four"))

        assert row is not None
        assert (row.text("ward"), found.told) == ("four", [])


def test_a_long_header_is_not_repeated_in_full() -> None:
    found = sheets()
    found.take(a_row(1, *HEAD, "x" * 500))

    assert [len(told.column) for told in found.told] == [LONGEST_SHOWN]


def test_two_rows_say_the_same_when_what_we_read_is_the_same() -> None:
    columns = {"a": 0, "b": 1}
    one = Cells(At("", 1), columns, ("x", "", "note"))
    other = Cells(At("", 2), {"b": 0, "a": 1}, ("", "x"))
    third = Cells(At("", 3), columns, ("x", "y"))

    assert one.says() == other.says() != third.says()
    assert one.says(without=frozenset("b")) == third.says(without=frozenset("b"))


def test_a_line_of_the_report_names_place_column_reason_and_what_to_do() -> None:
    line, sheet, column, reason, hindi, english = report_row(
        Told(At("Roll", 7), "name", "duplicate_row", 3)
    )

    assert (line, sheet, column, reason) == (7, "Roll", "name", "duplicate_row")
    assert "3" in str(hindi)
    assert "Line 3" in str(english)
