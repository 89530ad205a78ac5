"""The contact sheet: every file's derivative in one picture that a person can look over."""

import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

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


def draw_sheet(visits: list[Visit], path: Path) -> Path:
    """Write the sheet of every visit's files to `path` and return it."""
    files = [(visit, sent) for visit in visits for sent in visit.files]
    columns = min(COLUMNS, len(files))
    rows = -(-len(files) // columns)
    size = (columns * CELL_WIDTH_PX + GAP_PX, rows * CELL_HEIGHT_PX + GAP_PX)
    sheet = Image.new("RGB", size, PAPER)
    for index, (visit, sent) in enumerate(files):
        row, column = divmod(index, columns)
        corner = (GAP_PX + column * CELL_WIDTH_PX, GAP_PX + row * CELL_HEIGHT_PX)
        _draw_cell(sheet, corner, visit, sent)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, "PNG")
    return path


def _draw_cell(sheet: Image.Image, corner: tuple[int, int], visit: Visit, sent: Sent) -> None:
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(FONT_PX)
    left, top = corner
    if sent.picture is None:
        draw.rectangle((left, top, left + PICTURE_PX, top + PICTURE_PX), fill=NOTHING)
        said = textwrap.fill(sent.reason or sent.end, REASON_CHARACTERS)
        draw.multiline_text((left + GAP_PX, top + GAP_PX), said, fill=BAD, font=font, spacing=6)
    else:
        across, down = (PICTURE_PX - side for side in sent.picture.size)
        sheet.paste(sent.picture, (left + across // 2, top + down // 2))
    lines = (f"{visit.name} · {sent.file.kind} · {visit.ended or 'not ended'}",
             sent.file.name, f"{sent.end} {_made(sent)}")  # fmt: skip
    colours = (INK, INK, GOOD if sent.end == "ready" else BAD)
    for number, (line, colour) in enumerate(zip(lines, colours, strict=True)):
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
