"""Makes table files on the fly, good and hostile, so that tests need no stored ones."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BLOCK = b"<row/>" * 174_763  # 1 MB


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def saved(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> Path:
    """A workbook as openpyxl saves it."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def opened(path: Path) -> openpyxl.Workbook:
    """What openpyxl finds in a file of ours; it will not open one by a strange name."""
    return openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=True)


def parts(
    sheet: str, *, strings: str = "", styles: str = "", properties: str = ""
) -> dict[str, str]:
    """The parts of a workbook with one sheet, whose inside is given as XML."""
    return {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>'
        '<sheet name="Roll" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "/xl/sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        SHEET: f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def _relations(*related: tuple[str, str]) -> str:
    rows = (
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(related)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(rows)}</Relationships>'


def packed(path: Path, contents: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def sheet_file(path: Path, cells: str, **others: str) -> Path:
    """A workbook with the rows given as XML."""
    return packed(path, parts(f"<sheetData>{cells}</sheetData>", **others))


def bomb(path: Path, *, declared: int = 2 << 30) -> Path:
    """A workbook of 2 MB whose only sheet inflates to 2 GB, whatever it declares."""
    return claiming(path, SHEET, _deflated_rows(), declared)


def claiming(path: Path, part: str, deflated: bytes, declared: int) -> Path:
    """A workbook of which one part is deflated already and may declare any size."""
    packed(path, {name: content for name, content in parts("").items() if name != part})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, deflated)
        # Local headers are not read again; the directory, written last, is what counts.
        entry = archive.getinfo(part)
        entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, declared
    return path


def _deflated_rows() -> bytes:
    """Deflating 2 GB takes long; a block that refers to nothing before it can be repeated."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = stream.compress(b"<worksheet><sheetData>") + stream.flush(zlib.Z_FULL_FLUSH)
    block = stream.compress(BLOCK) + stream.flush(zlib.Z_FULL_FLUSH)
    end = stream.compress(b"</sheetData></worksheet>") + stream.flush()
    return start + block * 2048 + end


def compound(path: Path, stream: str) -> Path:
    """An OLE file, as far as its magic and the name of one stream go."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(start + bytes(2_000_000) + stream.encode("utf-16-le") + bytes(400))
    return path
