"""The contact sheet: every file's derivative, and every captioned edition, in one picture."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from infra.demo.phone import PICTURE_PX
from infra.demo.visits import Sent, Visit

COLUMNS = 5
GAP_PX, LINE_PX, LINES = 16, 20, 3
CELL_WIDTH_PX = PICTURE_PX + GAP_PX
CELL_HEIGHT_PX = PICTURE_PX + LINES * LINE_PX + GAP_PX
PAPER, INK, NOTHING = (250, 250, 248), (30, 30, 40), (225, 222, 218)
GOOD, BAD = (30, 120, 60), (170, 60, 30)
FONT_PX = 14
REASON_CHARACTERS = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One picture with the lines below it, or what is said in its place."""

    picture: Image.Image | None
    said: str
    lines: tuple[str, str, str]
    is_good: bool


def draw_sheet(visits: list[Visit], path: Path) -> Path:
    """Write the sheet of every visit's files and editions to `path` and return it."""
    cells = [cell for visit in visits for cell in _cells(visit)]
    columns = min(COLUMNS, len(cells))
    rows = -(-len(cells) // columns)
    size = (columns * CELL_WIDTH_PX + GAP_PX, rows * CELL_HEIGHT_PX + GAP_PX)
    sheet = Image.new("RGB", size, PAPER)
    for index, cell in enumerate(cells):
        row, column = divmod(index, columns)
        corner = (GAP_PX + column * CELL_WIDTH_PX, GAP_PX + row * CELL_HEIGHT_PX)
        _draw_cell(sheet, corner, cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, "PNG")
    return path


def _cells(visit: Visit) -> Iterator[Cell]:
    """Yield a cell per file of a visit, then one per file of its captioned post."""
    for sent in visit.files:
        place = f"{visit.name} · {sent.file.kind} · {visit.ended or 'not ended'}"
        yield Cell(
            picture=sent.picture, said=sent.reason or sent.end, is_good=sent.end == "ready",
            lines=(place, sent.file.name, f"{sent.end} {_made(sent)}"),
        )  # fmt: skip
    for edition in visit.editions:
        size = f"{edition.width} x {edition.height}"
        yield Cell(
            picture=edition, said="", is_good=True,
            lines=(f"{visit.name} · its captioned edition", size, "posted"),
        )  # fmt: skip


def _draw_cell(sheet: Image.Image, corner: tuple[int, int], cell: Cell) -> None:
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(FONT_PX)
    left, top = corner
    if cell.picture is None:
        draw.rectangle((left, top, left + PICTURE_PX, top + PICTURE_PX), fill=NOTHING)
        said = textwrap.fill(cell.said, REASON_CHARACTERS)
        draw.multiline_text((left + GAP_PX, top + GAP_PX), said, fill=BAD, font=font, spacing=6)
    else:
        small = ImageOps.contain(cell.picture, (PICTURE_PX, PICTURE_PX))
        across, down = (PICTURE_PX - side for side in small.size)
        sheet.paste(small, (left + across // 2, top + down // 2))
    colours = (INK, INK, GOOD if cell.is_good else BAD)
    for number, (line, colour) in enumerate(zip(cell.lines, colours, strict=True)):
        at = (left, top + PICTURE_PX + 4 + number * LINE_PX)
        draw.text(at, _fitted(line, font), fill=colour, font=font)


def _made(sent: Sent) -> str:
    """Return what was made, in short."""
    made = sent.media.get("derivatives", {})
    shown = made.get("display") or made.get("video")
    if shown is None:
        return ""
    return f"· {shown['width']} x {shown['height']} · {shown['size_bytes'] / 1000:,.0f} kB"


def _fitted(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """Return `text`, cut at the end when it is wider than a picture."""
    if font.getlength(text) <= PICTURE_PX:
        return text
    while font.getlength(text + "…") > PICTURE_PX:
        text = text[:-1]
    return text + "…"
