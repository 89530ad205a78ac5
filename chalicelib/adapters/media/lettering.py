"""Letters in Latin and Devanagari: shaped, and fitted into the room that they have.

Devanagari changes the order and the shape of its letters (क्षि is one sign with its vowel in front),
which Pillow does with RAQM alone; without it every conjunct would be spelt wrong, so it is a fault.
The font travels in the package with its licence.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageDraw, ImageFont, features

from chalicelib.domain.edition_texts import clusters
from chalicelib.domain.errors import Fault

FONTS: Final = Path(__file__).resolve().parents[2] / "fonts"
# A text that is too wide is set smaller down to this share; what is then too wide is shortened.
LEAST_SHARE: Final = 0.7
ELLIPSIS: Final = "…"
# From the top of a Devanagari line's signs to the lowest below it, against the size of its letters.
LINE_SHARE: Final = 1.42
# Where the baseline stands in that line.
BASELINE_SHARE: Final = 1.02
Colour = tuple[int, int, int]


class Weight(StrEnum):
    """The two faces that the package carries."""

    REGULAR = "Regular"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text with the size of its letters in pixels, as it fits."""

    text: str
    px: int
    weight: Weight
    language: str
    width: int

    @property
    def height(self) -> int:
        """What it takes from one line to the next, in pixels."""
        return round(self.px * LINE_SHARE)

    def draw(self, canvas: ImageDraw.ImageDraw, left: int, top: int, colour: Colour) -> None:
        """Write it with its upper left corner at this place."""
        baseline = top + round(self.px * BASELINE_SHARE)
        canvas.text(
            (left, baseline),
            self.text,
            fill=colour,
            font=font(self.weight, self.px),
            anchor="ls",
            language=self.language or None,
        )


@lru_cache(maxsize=64)
def font(weight: Weight, px: int) -> ImageFont.FreeTypeFont:
    """Return a face at a size; raise Fault where letters could not be shaped."""
    need_shaping(is_there=features.check_feature("raqm") is True)
    path = FONTS / f"NotoSansDevanagari-{weight.value}.ttf"
    return ImageFont.truetype(path, px, layout_engine=ImageFont.Layout.RAQM)


def need_shaping(*, is_there: bool) -> None:
    """Raise Fault where Pillow came without RAQM: a word spelt wrong is worse than none."""
    if not is_there:
        raise Fault("Pillow came without RAQM, which shapes Devanagari")


def width_of(text: str, weight: Weight, px: int, language: str) -> int:
    """Return how many pixels a text takes across, where its last letter leans over included."""
    face = font(weight, px)
    spoken = language or None
    ink = face.getbbox(text, anchor="ls", language=spoken)[2]
    return int(max(face.getlength(text, language=spoken), ink)) + 1


def fitted(text: str, weight: Weight, px: int, language: str, *, within: int) -> Line:
    """Return a text as it fits into `within` pixels: at `px`, smaller, or shortened at last."""
    sizes = range(max(1, px), max(1, round(px * LEAST_SHARE)) - 1, -1)
    for size in sizes:
        width = width_of(text, weight, size, language)
        if width <= within:
            return Line(text=text, px=size, weight=weight, language=language, width=width)
    return _shortened(text, weight, sizes[-1], language, within)


def fits(text: str, weight: Weight, px: int, language: str, *, within: int) -> bool:
    """True when a text fits at this very size."""
    return width_of(text, weight, px, language) <= within


def _shortened(text: str, weight: Weight, px: int, language: str, within: int) -> Line:
    """Cut between syllables, so that no half letter stands before the dots."""
    parts = clusters(text)
    for count in range(len(parts) - 1, -1, -1):
        short = "".join(parts[:count]).rstrip(" ,-–·") + ELLIPSIS
        width = width_of(short, weight, px, language)
        if width <= within:
            break
    return Line(text=short, px=px, weight=weight, language=language, width=width)
