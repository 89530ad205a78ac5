"""Table files of every origin become the rows people see; hostile ones end in TableRefused."""

import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.tables.archive import MOST_ENTRIES, Parts
from chalicelib.adapters.tables.files import TableFiles
from chalicelib.adapters.tables.reading import read_rows
from chalicelib.adapters.tables.rows import checked
from chalicelib.adapters.tables.safety import safe_text
from chalicelib.adapters.tables.writing import CsvAppender, csv_bytes, open_csv, xlsx_bytes
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.tables import REFUSALS, Cell, TableReason, TableRefused, TableRow
from tests.contracts import table_factory as make

Save = Callable[[Path], object]


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in read_rows(path)]


def places(path: Path) -> list[tuple[str, int]]:
    return [(row.sheet, row.line) for row in read_rows(path)]


def refusal(path: Path) -> TableReason:
    with pytest.raises(TableRefused) as caught:
        cells(path)
    return caught.value.reason


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable, not secret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    # The name claims nothing, as the key of an upload does not.
    return tmp_path / "upload.import"


# Text files


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_hindi_text_is_read_in_every_encoding_that_excel_writes(path, encoding, delimiter):
    rows = [("नाम", "गाँव, डाक"), ("कमला", "हरिद्वार"), ("रवि", "रुड़की")]
    make.text_file(
        path, "\r\n".join(delimiter.join(f'"{c}"' for c in row) for row in rows), encoding
    )

    if encoding == "utf-32":
        assert refusal(path) is TableReason.NOT_A_TABLE
    else:
        assert cells(path) == rows


def test_utf_16_of_the_other_byte_order_is_read_by_its_mark(path):
    make.text_file(path, "\ufeffName\tVillage\r\nRavi\tमायापुर\r\n", "utf-16-be")

    assert cells(path) == [("Name", "Village"), ("Ravi", "मायापुर")]


def test_a_late_foreign_byte_makes_the_whole_file_windows_1252(path):
    path.write_bytes(b"Name,Note\r\n" + b"Ravi,plain\r\n" * 40_000 + b"Ravi,caf\xe9 \x96 \x80\r\n")

    assert cells(path)[-1] == ("Ravi", "café – €")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a,b\n" * 70_000 + "é,ü\n".encode() + b"caf\xe9,x\n", 70_002),
        (b"\xef\xbb\xbfa,b\nc,\xff\xe9\n", 2),
        (b"a,b\nc,\x81\x8d\n", 2),
        ("\ufeffa,b\n".encode("utf-16-le") + b"\x00\xd8a\x00", 2),
        ("\ufeffa,b".encode("utf-16-le") + b"\x00", 1),
    ],
    ids=["pasted", "behind-a-mark", "no-windows-letter", "half-a-character", "half-a-unit"],
)
def test_a_file_of_two_encodings_is_refused_with_the_line(path, data, line):
    path.write_bytes(data)

    with pytest.raises(TableRefused) as caught:
        cells(path)

    assert caught.value.reason is TableReason.MIXED_ENCODING
    assert caught.value.facts["line"] == line


def test_a_row_has_the_number_of_the_line_on_which_it_starts(path):
    make.text_file(path, 'a,b\r\n\r\n"x\r\ny\r\nz",1\r\n , \r\n\xa0c\xa0,"d\n"\n')

    assert [(row.line, row.cells) for row in read_rows(path)] == [
        (1, ("a", "b")),
        (3, ("x\r\ny\r\nz", "1")),
        (7, ("c", "d")),
    ]


def test_the_delimiter_is_the_one_that_most_lines_agree_on(path):
    make.text_file(path, "Roll of Ward 4\nName;Village, post\nRavi;A, B, C\nUma;D\nAsha;E, F\n")

    assert cells(path)[2] == ("Ravi", "A, B, C")


def test_delimiters_inside_quotes_do_not_count(path):
    make.text_file(path, '1,"a;b;c"\n2,"d;e;f"\n')

    assert cells(path) == [("1", "a;b;c"), ("2", "d;e;f")]


def test_zero_characters_are_dropped(path):
    make.text_file(path, "Na\0me,Village\nRa\0vi,Pur\n")

    assert cells(path) == [("Name", "Village"), ("Ravi", "Pur")]


@pytest.mark.parametrize("start", ['x,"', 'x,"open\n'])
def test_a_quote_that_is_never_closed_is_refused_where_it_opens(path, start):
    make.text_file(path, "a,b\n" + start + "c,d\n" * 100)

    with pytest.raises(TableRefused) as caught:
        cells(path)

    assert caught.value.reason is TableReason.OPEN_QUOTE
    assert caught.value.facts["line"] == 2


BAD_TEXT: dict[str, tuple[bytes, TableReason]] = {
    "zero-bytes": (b"", TableReason.EMPTY),
    "only-a-mark": (b"\xef\xbb\xbf", TableReason.EMPTY),
    "only-blanks": (b" \r\n,,\xc2\xa0\r\n\r\n", TableReason.EMPTY),
    "program": (b"MZ" + bytes(4000), TableReason.NOT_A_TABLE),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, TableReason.NOT_A_TABLE),
    "noise": (dice(4).randbytes(9_000), TableReason.NOT_A_TABLE),
    "web-page": (b"\r\n<HTML><table><tr><td>1</td></tr></table>", TableReason.NOT_A_TABLE),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", TableReason.NOT_A_TABLE),
    "long-cell": (b"a,b\nc," + b"x" * 32_768, TableReason.CELL_TOO_LONG),
    "giant-cell": (b"a,b\nc," + b"x" * 9_000_000, TableReason.CELL_TOO_LONG),
    "swallowing-quote": (b'a,"' + b"c,d\n" * 90_000, TableReason.CELL_TOO_LONG),
    "quotes-without-end": (b'"\n",' * 2_000_000, TableReason.CELL_TOO_LONG),
    "wide-row": (b",".join([b"x"] * 101) + b"\n", TableReason.TOO_MANY_COLUMNS),
    "widest-row": (b"x," * 3_000_000, TableReason.CELL_TOO_LONG),
    "cut-archive": (b"PK\x03\x04" + bytes(80), TableReason.BROKEN_ARCHIVE),
}


@pytest.mark.parametrize(("data", "reason"), BAD_TEXT.values(), ids=BAD_TEXT)
def test_a_bad_file_is_refused_for_its_reason(path, data, reason):
    path.write_bytes(data)

    assert refusal(path) is reason


def test_a_missing_file_is_a_fault_and_no_refusal(path):
    with pytest.raises(FileNotFoundError):
        cells(path)


def test_rows_before_a_bad_one_have_been_handed_out(path):
    make.text_file(path, "a,b\n" * 9 + "x," * 200 + "x\n")
    rows = read_rows(path)

    assert [next(rows).line for _ in range(9)] == list(range(1, 10))
    with pytest.raises(TableRefused):
        next(rows)


def test_one_row_too_many_is_refused():
    rows = [TableRow(sheet="", line=line, cells=("a",)) for line in (1, 2, 3)]

    assert list(checked(rows, most=3)) == rows
    with pytest.raises(TableRefused) as caught:
        list(checked(rows, most=2))
    assert caught.value.facts["reason"] == "too_many_rows"


# Workbooks


def test_a_cell_reads_as_what_the_person_meant(path):
    rows = [
        ["नाम", "Phone", None, "Joined"],
        ["  Ravi\xa0", 919876543210, None, date(2026, 11, 25)],
        [],
        ["#N/A", 9.198765432101e11, 0.1, datetime(2026, 11, 25, 9, 30)],  # noqa: DTZ001 - Excel's
        ["line\nbreak", -4.10, 1e21, clock(17, 5), True, False, "=1+1"],
    ]
    make.saved(path, {"Roll": rows})

    assert cells(path) == [
        ("नाम", "Phone", "", "Joined"),
        ("Ravi", "919876543210", "", "2026-11-25"),
        ("#N/A", "919876543210.1", "0.1", "2026-11-25T09:30:00"),
        # A formula that was never calculated has no value.
        ("line\nbreak", "-4.1", "1e+21", "17:05:00", "TRUE", "FALSE"),
    ]


CELLS: dict[str, tuple[str, str]] = {
    "phone-in-scientific-form": ("<c><v>9.1987654321E+11</v></c>", "919876543210"),
    "float-of-a-whole-number": ("<c><v>42.0</v></c>", "42"),
    "seventeen-digits": ("<c><v>4.0999999999999996</v></c>", "4.1"),
    "too-large-to-be-exact": ("<c><v>1.5E+300</v></c>", "1.5e+300"),
    "without-end": ("<c><v>1E999</v></c>", "inf"),
    "formula-with-its-value": ("<c><f>A1+1</f><v>7</v></c>", "7"),
    "formula-with-text": ('<c t="str"><f>A1</f><v>done</v></c>', "done"),
    "error": ('<c t="e"><v>#REF!</v></c>', "#REF!"),
    "truth": ('<c t="b"><v>1</v></c>', "TRUE"),
    "shared-text": ('<c t="s"><v>0</v></c>', "Uma Devi"),
    "text-in-its-place": ('<c t="inlineStr"><is><r><t>U</t></r><r><t>ma</t></r></is></c>', "Uma"),
    "hint-for-pronunciation": ('<c t="s"><v>1</v></c>', "東京"),
    "hint-in-its-place": (
        '<c t="inlineStr"><is><t>東京</t><rPh><t>トウキョウ</t></rPh></is></c>',
        "東京",
    ),
    "escaped-line-end": (
        '<c t="str"><v>a_x000A_b_x005F_x0041__xD800_</v></c>',
        "a\nb_x0041__xD800_",
    ),
    "day": ('<c s="1"><v>46351</v></c>', "2026-11-25"),
    "own-format-of-a-day": ('<c s="2"><v>46351.5</v></c>', "2026-11-25T12:00:00"),
    "length-of-time": ('<c s="3"><v>1.5</v></c>', "1.5"),
    "number-behind-a-colour": ('<c s="4"><v>12</v></c>', "12"),
    "number-that-is-no-day": ('<c s="1"><v>919876543210</v></c>', "919876543210"),
    "day-as-text": ('<c t="d"><v>2026-11-25T00:00:00</v></c>', "2026-11-25"),
    "number-that-is-none": ("<c><v>n/a</v></c>", "n/a"),
}
STRINGS = (
    '<si><r><rPr><b/></rPr><t>Uma </t></r><r><t xml:space="preserve">Devi</t></r></si>'
    "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
)
STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="dd\\-mm\\-yyyy;@"/>'
    '<numFmt numFmtId="171" formatCode="[Red]0"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/>'
    '<xf numFmtId="170"/><xf numFmtId="46"/><xf numFmtId="171"/></cellXfs>'
)


@pytest.mark.parametrize(("cell", "text"), CELLS.values(), ids=CELLS)
def test_a_stored_cell_has_its_text(path, cell, text):
    make.sheet_file(path, f"<row>{cell}</row>", strings=STRINGS, styles=STYLES)

    assert cells(path) == [(text,)]


def test_days_may_be_counted_from_1904(path):
    properties = '<workbookPr date1904="1"/>'
    make.sheet_file(
        path, '<row><c s="1"><v>44889</v></c></row>', styles=STYLES, properties=properties
    )

    assert cells(path) == [("2026-11-25",)]


def test_sheets_come_in_the_order_of_their_tabs_with_hidden_ones_and_lines_as_in_excel(path):
    book = openpyxl.Workbook()
    book.active.title = "पहली"
    book.active["B3"] = "x"
    book.active["A7"] = "y"
    book.create_sheet("Hidden").sheet_state = "hidden"
    book["Hidden"]["A1"] = "z"
    book.create_chartsheet("Chart")
    book.create_sheet("Empty")
    book.save(path)

    assert places(path) == [("पहली", 3), ("पहली", 7), ("Hidden", 1)]
    assert cells(path) == [("", "x"), ("y",), ("z",)]


def test_rows_and_cells_may_come_without_their_places(path):
    make.sheet_file(
        path,
        "<row><c><v>1</v></c></row><row/>"
        '<row r="5.0"><c r="C5"><v>2</v></c><c><v>3</v></c><c r="A5"><v>4</v></c></row>',
    )

    assert [(row.line, row.cells) for row in read_rows(path)] == [
        (1, ("1",)),
        (5, ("4", "", "2", "3")),
    ]


def test_tags_may_have_a_prefix(path):
    contents = make.parts("")
    rows = '<x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData>'
    contents[make.SHEET] = f'<x:worksheet xmlns:x="{make.MAIN}">{rows}</x:worksheet>'
    contents["xl/sharedStrings.xml"] = (
        f'<x:sst xmlns:x="{make.MAIN}"><x:si><x:t>Ravi</x:t></x:si></x:sst>'
    )
    make.packed(path, contents)

    assert cells(path) == [("Ravi",)]


def test_what_openpyxl_reads_is_what_we_read(path):
    rolled = dice(8)
    values = [None, "नाम", 12, 4.25, True, "a b", 919876543210]
    make.saved(
        path, {"Roll": [[f"r{line}", *rolled.choices(values, k=6), "end"] for line in range(300)]}
    )

    theirs = [tuple(map(shown, row)) for row in make.opened(path)["Roll"].values]

    assert cells(path) == theirs


def shown(value: object) -> str:
    return {None: "", True: "TRUE"}.get(value, str(value))


def rows_of(*, cells: str = "", **others: str) -> Save:
    return lambda path: make.sheet_file(path, f"<row>{cells}</row>", **others)


def whole(sheet: str) -> Save:
    return lambda path: make.packed(path, {**make.parts(""), make.SHEET: sheet})


def without(name: str) -> Save:
    return lambda path: make.packed(
        path, {part: data for part, data in make.parts("").items() if part != name}
    )


def other_package(path: Path) -> None:
    """A text document: the same kind of archive, another inside."""
    make.packed(path, {**make.parts(""), "xl/workbook.xml": "<document><body/></document>"})


def locked_entry(path: Path) -> None:
    make.sheet_file(path, "")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.xml", "x")
        archive.getinfo("more.xml").flag_bits |= 1


def many_entries(path: Path) -> None:
    make.packed(path, dict.fromkeys(map(str, range(MOST_ENTRIES + 1)), ""))


def large_directory(path: Path) -> None:
    make.packed(path, {f"{number:04}" + "n" * 60_000: "" for number in range(40)})


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)
CELL = '<sheetData><row><c t="str"><v>%s</v></c></row></sheetData></worksheet>'
BAD_BOOKS: dict[str, tuple[Save, TableReason]] = {
    "bomb": (make.bomb, TableReason.TOO_LARGE_UNPACKED),
    "bomb-that-claims-to-be-small": (
        lambda path: make.bomb(path, declared=100_000),
        TableReason.BROKEN_ARCHIVE,
    ),
    "texts-without-end": (
        lambda path: make.claiming(path, "xl/sharedStrings.xml", bytes(1 << 20), 129 << 20),
        TableReason.TOO_LARGE_UNPACKED,
    ),
    "many-entries": (many_entries, TableReason.TOO_LARGE_UNPACKED),
    "large-directory": (large_directory, TableReason.TOO_LARGE_UNPACKED),
    "expanding-entities": (
        whole(f"<!DOCTYPE w [{LAUGHS}]><worksheet>{CELL % '&l11;'}"),
        TableReason.BROKEN_ARCHIVE,
    ),
    "outside-entity": (
        whole(f'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet>{CELL % "&e;"}'),
        TableReason.BROKEN_ARCHIVE,
    ),
    "unknown-entity": (whole(f"<worksheet>{CELL % '&e;'}"), TableReason.BROKEN_ARCHIVE),
    "unknown-encoding": (
        whole(f'<?xml version="1.0" encoding="x-none"?><worksheet>{CELL % "a"}'),
        TableReason.BROKEN_ARCHIVE,
    ),
    "deep-nesting": (whole("<a>" * 200_000), TableReason.BROKEN_ARCHIVE),
    "long-tag": (whole(f'<worksheet a="{"x" * 3_000_000}"/>'), TableReason.BROKEN_ARCHIVE),
    "endless-names": (
        whole(f"<a>{''.join(f'<n{number}/>' for number in range(60_000))}</a>"),
        TableReason.BROKEN_ARCHIVE,
    ),
    "row-of-empty-cells": (rows_of(cells="<c/>" * 400_000), TableReason.TOO_MANY_COLUMNS),
    "cell-far-right": (rows_of(cells='<c r="CW1"><v>1</v></c>'), TableReason.TOO_MANY_COLUMNS),
    "cell-beyond-excel": (rows_of(cells='<c r="XFE1"/>'), TableReason.TOO_MANY_COLUMNS),
    "place-that-is-none": (rows_of(cells='<c r="1A"/>'), TableReason.BROKEN_ARCHIVE),
    "row-beyond-excel": (
        lambda path: make.sheet_file(path, '<row r="99999999999"/>'),
        TableReason.TOO_MANY_ROWS,
    ),
    "row-without-end": (
        lambda path: make.sheet_file(path, '<row r="1e999"/>'),
        TableReason.BROKEN_ARCHIVE,
    ),
    "long-cell": (
        rows_of(cells=f'<c t="str"><v>{"x" * 32_768}</v></c>'),
        TableReason.CELL_TOO_LONG,
    ),
    "giant-cell": (
        rows_of(cells=f'<c t="str"><v>{"x" * 2_000_000}</v></c>'),
        TableReason.CELL_TOO_LONG,
    ),
    "missing-text": (rows_of(cells='<c t="s"><v>9</v></c>'), TableReason.BROKEN_ARCHIVE),
    "style-that-is-none": (rows_of(cells='<c s="x"><v>9</v></c>'), TableReason.BROKEN_ARCHIVE),
    "missing-sheet": (without(make.SHEET), TableReason.BROKEN_ARCHIVE),
    "missing-relations": (without("xl/_rels/workbook.xml.rels"), TableReason.BROKEN_ARCHIVE),
    "no-workbook": (without("_rels/.rels"), TableReason.NOT_A_TABLE),
    "text-document": (other_package, TableReason.NOT_A_TABLE),
    "locked-entry": (locked_entry, TableReason.PASSWORD_PROTECTED),
    "password": (
        lambda path: make.compound(path, "EncryptedPackage"),
        TableReason.PASSWORD_PROTECTED,
    ),
    "old-excel": (lambda path: make.compound(path, "Workbook"), TableReason.OLD_EXCEL),
    "no-rows": (lambda path: make.sheet_file(path, "<row><c/></row>"), TableReason.EMPTY),
}


@pytest.mark.parametrize(("save", "reason"), BAD_BOOKS.values(), ids=BAD_BOOKS)
def test_a_bad_workbook_is_refused_for_its_reason_in_little_memory(path, save, reason):
    save(path)

    peak = peak_bytes(lambda: refusal(path))

    assert refusal(path) is reason
    assert peak < 8 << 20


def peak_bytes(act: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_before_anything_is_unpacked(path):
    make.bomb(path)
    assert path.stat().st_size < 4 << 20

    started = time.process_time()
    refusal(path)

    assert time.process_time() - started < 0.2


def test_endless_empty_rows_are_refused(path):
    make.sheet_file(path, "<row/>" * 1_048_577)

    assert refusal(path) is TableReason.TOO_MANY_ROWS


def test_one_part_named_many_times_cannot_be_unpacked_without_end(path):
    make.packed(path, {"sheet.xml": b"x" * 300})

    with zipfile.ZipFile(path) as archive:
        parts = Parts(archive, most=700)
        assert sum(len(chunk) for _ in range(2) for chunk in parts.chunks("Sheet.XML")) == 600
        with pytest.raises(TableRefused) as caught:
            list(parts.chunks("sheet.xml"))

    assert caught.value.facts["reason"] == "too_large_unpacked"


def test_a_claim_of_a_whole_sheet_costs_nothing(path):
    claim = '<dimension ref="A1:XFD1048576"/><sheetData>'
    row = '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576" s="0"/></row>'
    make.packed(path, make.parts(f"{claim}{row}</sheetData>"))

    peak = peak_bytes(lambda: cells(path))

    assert places(path) == [("Roll", 1_048_576)]
    assert peak < 4 << 20


@pytest.fixture(scope="module")
def good_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    rows = [[f"नाम {n}", n, n * 1.5, date(2026, 1, 1), True, "#N/A"] for n in range(60)]
    return make.saved(path, {"Roll": rows, "More": rows}).read_bytes()


@pytest.mark.parametrize("seed", range(40))
def test_a_cut_workbook_gives_rows_or_a_refusal(path, good_book, seed):
    cut = dice(seed).randrange(4, len(good_book))
    path.write_bytes(good_book[:cut])

    assert refusal(path) in {TableReason.BROKEN_ARCHIVE, TableReason.TOO_LARGE_UNPACKED}


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_gives_rows_or_a_refusal(path, good_book, seed):
    rolled, data = dice(seed), bytearray(good_book)
    # The directory at the end holds all lengths and places; every other seed aims at it.
    first = len(data) - 900 if seed % 2 else 4
    for _ in range(rolled.randint(1, 20)):
        data[rolled.randrange(first, len(data))] = rolled.randrange(256)
    path.write_bytes(data)

    assert outcome(path)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("part", make.parts(""))
def test_a_workbook_with_damaged_xml_gives_rows_or_a_refusal(path, part, seed):
    rolled = dice(seed)
    contents: dict[str, str | bytes] = dict(
        make.parts(
            f"<sheetData><row>{CELLS['day'][0]}</row></sheetData>", strings=STRINGS, styles=STYLES
        )
    )
    data = bytearray(str(contents[part]).encode())
    for _ in range(rolled.randint(1, 4)):
        at = rolled.randrange(len(data))
        data[at : at + rolled.randrange(8)] = rolled.choice(
            [b"<", b">", b'"', b"-9", b"1e999", b":", b""]
        )
    make.packed(path, {**contents, part: bytes(data)})

    assert outcome(path)


def outcome(path: Path) -> str:
    """ "rows", or why there are none; any other exception fails the test."""
    try:
        list(read_rows(path))
    except TableRefused as refused:
        return refused.reason
    return "rows"


# Both


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_times_the_rows_take_no_more_memory(tmp_path, kind):
    few, many = (2_000, 20_000) if kind == "xlsx" else (5_000, 50_000)
    make_bytes = {
        "csv": lambda rows: csv_bytes(HEADER, rows),
        "xlsx": lambda rows: xlsx_bytes("Roll", HEADER, rows),
    }

    def peak(count: int) -> int:
        path = tmp_path / str(count)
        path.write_bytes(make_bytes[kind](roll(count)))
        return peak_bytes(lambda: sum(1 for _ in read_rows(path)))

    assert peak(many) < 1.5 * peak(few)


HEADER = ("Name", "Phone", "Village")


def roll(count: int) -> Iterator[list[Cell]]:
    return ([f"Ravi {number}", 919876500000 + number, "मायापुर"] for number in range(count))


def test_every_reason_has_a_sentence_in_both_languages():
    assert REFUSALS.keys() == set(TableReason)
    for reason in TableReason:
        facts = TableRefused(reason, line=7).facts
        assert facts["reason"] == reason.value
        assert facts["line"] == 7
        assert "\u0900" < str(facts["text_hi"])[0] < "\u097f"
        assert str(facts["text_en"]).endswith(".")
    assert issubclass(TableRefused, InvalidInput)


# Writing

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("=+-@;,|\t\n\"' ")
)
ROWS = st.lists(
    st.lists(st.none() | st.integers(-(10**14), 10**14) | TEXTS, max_size=6), max_size=6
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.lists(TEXTS, max_size=6), rows=ROWS)
def test_csv_reads_back_as_it_was_written(path, header, rows):
    path.write_bytes(csv_bytes(header, rows))

    assert outcome_cells(path) == expected([header, *rows], safe_text)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(header=st.lists(TEXTS, max_size=6), rows=ROWS)
def test_xlsx_reads_back_as_it_was_written(path, header, rows):
    path.write_bytes(xlsx_bytes("Roll", header, rows))

    assert outcome_cells(path) == expected([header, *rows], lambda text: text)


def outcome_cells(path: Path) -> list[tuple[str, ...]]:
    return [] if outcome(path) == "empty" else cells(path)


def expected(rows: list[list[Cell]], marked: Callable[[str], str]) -> list[tuple[str, ...]]:
    texts = [
        ["" if c is None else marked(c).strip() if isinstance(c, str) else str(c) for c in row]
        for row in rows
    ]
    return [tuple(row[: max(n for n, c in enumerate(row, 1) if c)]) for row in texts if any(row)]


FORMULAS = [
    "=1+1",
    "+91",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u200b\ufeff=1",
    "\xa0\u202e-1",
    "＝1",
    "\n+1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_marked_in_csv(text):
    assert f'"\'{text}"'.encode() in csv_bytes(["Name"], [[text]])


@pytest.mark.parametrize("text", [*FORMULAS, "#REF!", "_x0041_"])
def test_text_that_looks_like_a_formula_is_text_in_xlsx(path, text):
    path.write_bytes(xlsx_bytes("Roll", [text], [[text]]))

    book = make.opened(path)
    boxes = [book["Roll"]["A1"], book["Roll"]["A2"]]
    assert {box.data_type for box in boxes} == {"s"}
    assert [box.quotePrefix for box in boxes] == [safe_text(text) != text] * 2
    assert cells(path) == [(text.strip(),)] * 2


@pytest.mark.parametrize("text", ["Ravi", "a=b", "5-6", "नाम", "", "'x", "(+1)"])
def test_other_text_is_left_alone(text):
    assert safe_text(text) == text


def test_numbers_are_numbers_and_keep_their_sign(path):
    path.write_bytes(xlsx_bytes("Roll", ["N"], [[-5, 2.5, None, 10**17, float("inf")]]))

    box = make.opened(path)["Roll"]

    assert [cell.value for cell in box[2]] == [-5, 2.5, None, str(10**17), "inf"]
    assert csv_bytes(["N"], [[-5, 2.5, None]]).endswith(b'\r\n-5,2.5,""\r\n')


def test_csv_begins_with_a_mark_and_ends_its_lines_as_windows_does():
    assert csv_bytes(["a"], [["b\nc"]]) == b'\xef\xbb\xbf"a"\r\n"b\nc"\r\n'


def test_a_workbook_has_a_bold_header_that_stays_in_view(path):
    path.write_bytes(xlsx_bytes("Ward 4: [all] / a title that is far too long", ["Name"], [["x"]]))

    sheet = make.opened(path).active

    assert (sheet.title, sheet.freeze_panes) == ("Ward 4   all    a title that is", "A2")
    assert (sheet["A1"].font.b, sheet["A2"].font.b) == (True, False)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "a\x1bb", "a\uffffb"])
def test_what_no_file_can_hold_is_left_out(path, text):
    for data in (csv_bytes([text], []), xlsx_bytes(text, [text], [])):
        path.write_bytes(data)
        assert cells(path) == [("ab",)]


def test_rows_can_be_appended_one_by_one_and_later(path):
    with open_csv(path, ["Line", "Why"]) as report:
        report.add([1, "=x"])
    with path.open("a", encoding="utf-8", newline="") as file:
        CsvAppender(file).add([2, "y"])

    assert path.read_bytes() == csv_bytes(["Line", "Why"], [[1, "=x"], [2, "y"]])


def test_the_files_of_the_services_are_these(path):
    files = TableFiles()

    for data in (files.csv(["a"], [["b"]]), files.xlsx("T", ["a"], [["b"]])):
        path.write_bytes(data)
        assert [row.cells for row in files.read(path)] == [("a",), ("b",)]
