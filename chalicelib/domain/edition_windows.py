"""Which part of a picture a cut keeps, so that the face stays in it, and how large the frame is.

The rule is simple on purpose. Who films a person with a phone holds her in the middle, her eyes
about a third of the height below the top; that is also where a portrait has them. So the window is
centred across, and of the rows that must go one third goes above it and two thirds below. Eyes at a
third of the clip then stand at a third of the window, whatever its size.

The rule knows no faces: somebody at the side of a landscape clip is cut off by a vertical window.
That is why a channel's cut is a choice, and why a moderator sees what a reel became.
"""

from fractions import Fraction
from math import ceil
from typing import Final

from chalicelib.domain.editions import Cut, Window
from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.video_plans import VIDEO_LONG_PX, VIDEO_SHORT_PX

# Where the eyes are expected, as a share of the height from the top.
EYE_LINE: Final = Fraction(1, 3)
SHAPES: Final = {Cut.SQUARE: PixelSize(1, 1), Cut.VERTICAL: PixelSize(9, 16)}
# Facebook takes no reel below this; a narrow window of a landscape clip is scaled up to it.
MIN_VERTICAL: Final = PixelSize(540, 960)


def window_for(size: PixelSize, cut: Cut) -> Window:
    """Return the part of a clip of `size` that a cut keeps: the largest of its shape.

    Both sides are even, which 4:2:0 colour needs. See the rule above for where it stands.
    """
    return window_like(size, SHAPES.get(cut, size))


def window_like(size: PixelSize, shape: PixelSize) -> Window:
    """Return the largest window of a shape in a clip of `size`; `shape` is a ratio of sides."""
    aspect = Fraction(shape.width, shape.height)
    width = even(min(Fraction(size.width), size.height * aspect))
    height = even(min(Fraction(size.height), size.width / aspect))
    return Window(
        left=(size.width - width) // 2,
        top=int((size.height - height) * EYE_LINE),
        width=width,
        height=height,
    )


def frame_for(cut: Cut, window: Window, *, is_photo: bool) -> PixelSize:
    """Return the size of an edition: the window's own, for videos within the channels' bounds."""
    if is_photo:
        return PixelSize(window.width, window.height)
    if cut is Cut.VERTICAL and window.width < MIN_VERTICAL.width:
        return MIN_VERTICAL
    long_side, short_side = sorted((window.width, window.height), reverse=True)
    ratio = min(
        Fraction(1), Fraction(VIDEO_LONG_PX, long_side), Fraction(VIDEO_SHORT_PX, short_side)
    )
    return PixelSize(even(window.width * ratio), even(window.height * ratio))


def fitted(clip: PixelSize, window: Window, frame: PixelSize) -> tuple[PixelSize, Window]:
    """Return the size to which a clip is scaled, and the window of it that has the frame's size."""
    ratio = max(Fraction(frame.width, window.width), Fraction(frame.height, window.height))
    scaled = PixelSize(ceil(clip.width * ratio), ceil(clip.height * ratio))
    left = min(round(window.left * ratio), scaled.width - frame.width)
    top = min(round(window.top * ratio), scaled.height - frame.height)
    return scaled, Window(left=left, top=top, width=frame.width, height=frame.height)


def even(length: Fraction) -> int:
    """Return a length rounded down to an even number of pixels, at least two."""
    return max(2, int(length) // 2 * 2)
