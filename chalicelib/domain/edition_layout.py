"""Where words stand in a frame, in pixels: the lower third, a card's text and the AI label.

Everything is measured by the frame's shorter side, so that letters look equally large in a square,
a vertical and a wide frame.
"""

from fractions import Fraction
from typing import Final

from chalicelib.domain.edition_windows import even
from chalicelib.domain.editions import Window
from chalicelib.domain.media_measures import PixelSize

# Screens and players may hide the outermost part of a picture; words keep within 90 % of it
# (SMPTE ST 2046-1, safe title area).
SAFE_SHARE: Final = Fraction(9, 10)
# Reel players lay their own buttons and captions over about the lowest fifth of a tall picture.
TALL: Final = Fraction(3, 2)
TALL_BOTTOM: Final = Fraction(4, 5)
# Of the shorter side: a lower third of three lines.
LOWER_THIRD_SHARE: Final = Fraction(28, 100)
LABEL_SHARE: Final = Fraction(1, 10)
# Compression blurs the band's edge; with these it is a tenth all the same.
SPARE_ROWS: Final = 4


def title_safe(size: PixelSize) -> Window:
    """Return the part of a frame outside which no letter stands."""
    left = _margin(size.width)
    top = _margin(size.height)
    return Window(left=left, top=top, width=size.width - 2 * left, height=size.height - 2 * top)


def lower_third_area(size: PixelSize) -> Window:
    """Return the most that a lower third may cover; it stands on the area's lowest row."""
    safe = title_safe(size)
    bottom = safe.top + safe.height
    if size.height >= size.width * TALL:
        bottom = int(size.height * TALL_BOTTOM)
    height = int(min(size.width, size.height) * LOWER_THIRD_SHARE)
    return Window(left=safe.left, top=bottom - height, width=safe.width, height=height)


def label_area(size: PixelSize) -> Window:
    """Return the band of the AI label: the frame's top, all across, a little over a tenth of it."""
    height = even(size.height * LABEL_SHARE) + SPARE_ROWS
    return Window(left=0, top=0, width=size.width, height=height)


def _margin(side: int) -> int:
    """Rounded up: the safe part is never more than its share."""
    return -int(-side * (1 - SAFE_SHARE) // 2)
