"""Draws once what lies over a clip on every frame: the lower third and the AI label.

An overlay is a small picture with transparency and its place in the frame. Letters are white on a
dark band, whose contrast holds over any picture.
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from chalicelib.adapters.media.lettering import Line, Weight, fits, fitted
from chalicelib.domain.edition_layout import label_area, lower_third_area, title_safe
from chalicelib.domain.editions import LowerThird, Window
from chalicelib.domain.media_measures import PixelSize

WHITE: Final = (255, 255, 255)
PALE: Final = (226, 232, 240)
# Over a white picture this band is still dark enough for white letters at 7:1 (WCAG 2.2, AAA).
BAND: Final = (13, 18, 28, 210)
LABEL_BAND: Final = (13, 18, 28, 255)
# All of these are shares of the frame's shorter side.
NAME_SHARE: Final = 0.060
DETAIL_SHARE: Final = 0.042
PAD_SHARE: Final = 0.022
BAR_SHARE: Final = 0.010
ROUND_SHARE: Final = 0.012
SMOOTH: Final = 4
# Letters may take this much of a label line's height, and a line of it this much of its band.
LABEL_FILL: Final = 0.86
# A label on one line instead of two may be this much wider than high, and more.
BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """An RGBA picture and where its upper left corner stands in the frame."""

    image: Image.Image
    left: int
    top: int


def overlays_of(words: LowerThird | None, ai_label: str, size: PixelSize) -> tuple[Overlay, ...]:
    """Return what lies over a clip in a frame of `size`, from the lowest up."""
    third = () if words is None else (lower_third(words, size),)
    label = (label_band(ai_label, size),) if ai_label else ()
    return (*third, *label)


def lower_third(words: LowerThird, size: PixelSize) -> Overlay:
    """Return the band with name, place and scheme, as wide as its words, on its area's last row."""
    area, unit = lower_third_area(size), min(size.width, size.height)
    pad, bar = max(1, round(unit * PAD_SHARE)), max(1, round(unit * BAR_SHARE))
    lines = _third_lines(words, unit, area.width - bar - 3 * pad)
    width = bar + 3 * pad + max(line.width for line in lines)
    height = 2 * pad + sum(line.height for line in lines)
    image = _panel(width, height, max(1, round(unit * ROUND_SHARE)))
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((pad, pad, pad + bar - 1, height - pad - 1), fill=(*WHITE, 255))
    _stack(canvas, lines, left=bar + 2 * pad, top=pad)
    return Overlay(image=image, left=area.left, top=area.top + area.height - height)


def label_band(text: str, size: PixelSize) -> Overlay:
    """Return the AI label: an opaque band over the frame's top, its languages as large as fits."""
    area = label_area(size)
    image = Image.new("RGBA", (area.width, area.height), LABEL_BAND)
    canvas = ImageDraw.Draw(image)
    lines = _label_lines(text, area, title_safe(size).width)
    top = (area.height - sum(line.height for line in lines)) // 2
    for line in lines:
        line.draw(canvas, (area.width - line.width) // 2, top, WHITE)
        top += line.height
    return Overlay(image=image, left=area.left, top=area.top)


def _third_lines(words: LowerThird, unit: int, within: int) -> list[Line]:
    """The name, and below it place and scheme on one line where they fit, else on two."""
    small = max(1, round(unit * DETAIL_SHARE))
    joined = BETWEEN.join(filter(None, (words.place, words.scheme)))
    on_one = fits(joined, Weight.REGULAR, small, words.language, within=within)
    details = (joined,) if on_one else (words.place, words.scheme)
    large = max(1, round(unit * NAME_SHARE))
    names = [fitted(words.name, Weight.BOLD, large, words.language, within=within)]
    return [
        *(names if words.name else []),
        *(
            fitted(text, Weight.REGULAR, small, words.language, within=within)
            for text in details
            if text
        ),
    ]


def _stack(canvas: ImageDraw.ImageDraw, lines: list[Line], *, left: int, top: int) -> None:
    for line in lines:
        line.draw(canvas, left, top, WHITE if line.weight is Weight.BOLD else PALE)
        top += line.height


def _label_lines(text: str, area: Window, within: int) -> list[Line]:
    """One line or a line per language, whichever can be written larger."""
    stacked = text.split("\n")
    choices = [
        [_label_line(part, area.height // len(parts), within) for part in parts]
        for parts in ([BETWEEN.join(stacked)], stacked)
    ]
    return max(choices, key=lambda lines: min(line.px for line in lines))


def _label_line(text: str, height: int, within: int) -> Line:
    px = max(1, int(height * LABEL_FILL / 1.42))
    while px > 1 and not fits(text, Weight.BOLD, px, "hi", within=within):
        px -= 1
    return fitted(text, Weight.BOLD, px, "hi", within=within)


def _panel(width: int, height: int, radius: int) -> Image.Image:
    """A band with round corners, drawn larger and made smaller so that they are smooth."""
    mask = Image.new("L", (width * SMOOTH, height * SMOOTH), 0)
    corners = (0, 0, width * SMOOTH - 1, height * SMOOTH - 1)
    ImageDraw.Draw(mask).rounded_rectangle(corners, radius * SMOOTH, fill=BAND[3])
    image = Image.new("RGBA", (width, height), BAND[:3])
    image.putalpha(mask.resize((width, height), Image.Resampling.BOX))
    return image
