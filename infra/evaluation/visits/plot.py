"""Draws how far the findings can be trusted, as a PNG: three panels on white."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from infra.evaluation.visits.reliability import Bin
from infra.evaluation.visits.scoring import OfFraud, share

Point = tuple[float, float]
Box = tuple[float, float, float, float]

FONTS: Final = Path(__file__).parents[3] / "chalicelib" / "fonts"
WIDTH: Final = 1640
TOP_PANEL: Final = 560
ROW: Final = 27
MARGIN: Final = 90
INK, FAINT, GRID = (38, 42, 48), (110, 116, 124), (222, 226, 231)
BLUE, PALE, AMBER = (37, 99, 172), (166, 200, 232), (214, 120, 24)
LARGEST_DOT: Final = 17
BAR_WIDTH: Final = 0.62


class Sheet:
    """A white sheet with lines, bars, dots and words on it."""

    def __init__(self, height: int) -> None:
        self.image = Image.new("RGB", (WIDTH, height), "white")
        self._draw = ImageDraw.Draw(self.image)

    def words(
        self, at: Point, text: str, *, size: int = 17, anchor: str = "la", bold: bool = False,
        fill: tuple[int, int, int] = INK,
    ) -> None:  # fmt: skip
        """Write a text; `anchor` is Pillow's."""
        name = "NotoSansDevanagari-Bold.ttf" if bold else "NotoSansDevanagari-Regular.ttf"
        font = ImageFont.truetype(FONTS / name, size)
        self._draw.text(at, text, fill=fill, font=font, anchor=anchor)

    def line(self, one: Point, other: Point, *, fill: tuple[int, int, int] = GRID) -> None:
        """Draw a line."""
        self._draw.line((*one, *other), fill=fill, width=2)

    def bar(self, box: Box, fill: tuple[int, int, int]) -> None:
        """Draw a filled box; nothing for an empty one."""
        if box[2] > box[0] and box[3] > box[1]:
            self._draw.rectangle(box, fill=fill)

    def dot(self, at: Point, radius: float) -> None:
        """Draw a dot."""
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        self._draw.ellipse(box, fill=BLUE, outline="white", width=2)


def draw(
    title: str, told: Sequence[Bin], doubts: Sequence[Bin], frauds: Mapping[str, OfFraud]
) -> Image.Image:
    """Return the drawing."""
    height = 90 + TOP_PANEL + 190 + ROW * len(frauds) + 40
    sheet = Sheet(height)
    sheet.words((MARGIN - 40, 26), title, size=25, bold=True)
    half = WIDTH / 2
    _foretold(sheet, (MARGIN, 150, half - 60, 90 + TOP_PANEL), told)
    _by_doubts(sheet, (half + MARGIN, 150, WIDTH - 40, 90 + TOP_PANEL), doubts)
    _recall(sheet, 90 + TOP_PANEL + 110, frauds)
    return sheet.image


def _axes(sheet: Sheet, box: Box, heading: str, below: str) -> None:
    left, top, right, bottom = box
    sheet.words((left - 40, top - 52), heading, size=20, bold=True)
    for step in range(6):
        y = bottom - (bottom - top) * step / 5
        sheet.line((left, y), (right, y))
        sheet.words((left - 10, y), f"{20 * step} %", anchor="rm", size=15, fill=FAINT)
    sheet.words(((left + right) / 2, bottom + 52), below, anchor="ma", size=16, fill=FAINT)


def _foretold(sheet: Sheet, box: Box, bins: Sequence[Bin]) -> None:
    left, top, right, bottom = box
    _axes(sheet, box, "Planted visits among those with alike findings, and how many these are",
          "foretold from the checks that warned, as the other half teaches")  # fmt: skip
    most = max((each.count for each in bins), default=1)

    def place(x: float, y: float) -> Point:
        return left + (right - left) * x, bottom - (bottom - top) * y

    sheet.line(place(0, 0), place(1, 1), fill=AMBER)
    for step in range(6):
        x, y = place(step / 5, 0)
        sheet.words((x, y + 10), f"{20 * step} %", anchor="ma", size=15, fill=FAINT)
    for each in bins:
        x, y = place(each.foretold, each.planted)
        radius = max(LARGEST_DOT * (each.count / most) ** 0.25, 6)
        sheet.dot((x, y), radius)
        is_right = each.foretold > 0.8  # noqa: PLR2004  no room to its right
        at, anchor = (x - radius - 5, "rm") if is_right else (x + radius + 5, "lm")
        sheet.words((at, y - (4 if is_right else -2)), f"{each.count:,}", anchor=anchor, size=14)


def _by_doubts(sheet: Sheet, box: Box, bins: Sequence[Bin]) -> None:
    left, top, right, bottom = box
    _axes(sheet, box, "Planted visits by the number of doubts", "checks that ask for a person")
    wide = (right - left) / max(len(bins), 1)
    for number, each in enumerate(bins):
        middle, y = left + wide * (number + 0.5), bottom - (bottom - top) * each.planted
        half = wide * BAR_WIDTH / 2
        sheet.bar((middle - half, y, middle + half, bottom), BLUE)
        sheet.words((middle, y - 8), f"{100 * each.planted:.1f} %", anchor="mb", size=16, bold=True)
        sheet.words((middle, bottom + 8), each.name, anchor="ma", size=17)
        sheet.words(
            (middle, bottom + 30), f"{each.count:,} visits", anchor="ma", size=14, fill=FAINT
        )


def _recall(sheet: Sheet, top: float, frauds: Mapping[str, OfFraud]) -> None:
    sheet.words((MARGIN - 40, top), "Planted visits that were found", size=20, bold=True)
    left, right = 330, WIDTH - 330
    for at, fill, text in (
        (left, BLUE, "a check that is meant to find it warned"),
        (left + 420, PALE, "stopped for a person at all, or refused"),
    ):
        sheet.bar((at, top + 38, at + 20, top + 54), fill)
        sheet.words((at + 30, top + 46), text, anchor="lm", size=15, fill=FAINT)
    first = top + 72
    for step in range(5):
        x = left + (right - left) * step / 4
        sheet.line((x, first - 4), (x, first + ROW * len(frauds)))
    for number, (name, one) in enumerate(frauds.items()):
        _row(sheet, (left, first + ROW * number, right, first + ROW * (number + 1)), name, one)


def _row(sheet: Sheet, box: Box, name: str, one: OfFraud) -> None:
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    as_meant, at_all = share(one.by_check, one.loud), share(one.by_any, one.loud)
    sheet.words((left - 14, middle), name, anchor="rm", size=16)
    sheet.bar((left, top + 3, left + (right - left) * as_meant, middle + 3), BLUE)
    sheet.bar((left, middle + 5, left + (right - left) * at_all, bottom - 3), PALE)
    told = f"{100 * as_meant:.1f} %  ·  {100 * at_all:.1f} %  of {one.loud:,}"
    sheet.words((right + 16, middle), told, anchor="lm", size=15, fill=FAINT)
