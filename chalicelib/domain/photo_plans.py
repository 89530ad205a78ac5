"""What to make of a photo: a pure plan that an adapter carries out.

A plan is a value: it can be printed, stored and tested without a single pixel. The ceilings stand
here too, so that a photo is refused by its header before anything of it is decoded.

What a JPEG costs is its decoding, and libjpeg decodes at a half, a quarter or an eighth of the size
for a fraction of that. A display that keeps such a size needs no resampling at all, so its long
side follows from the camera's within a range, instead of being one number.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chalicelib.domain.media_measures import PhotoMeasured, PixelSize
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

# Above every phone's default mode (50 MP); 200 MP modes exist and would take gigabytes to decode.
MAX_PHOTO_PIXELS: Final = 60_000_000
MAX_PHOTO_SIDE_PX: Final = 16_000
DISPLAY_EDGE_PX: Final = 1600
LARGEST_DISPLAY_EDGE_PX: Final = 2080
THUMB_EDGE_PX: Final = 320
# At 80 a textured 12 MP photo of the corpus is left with a structural similarity of 0.943; at 85
# none is below 0.95. Measured in November 2026 by `make bench-media`, as are the WebP numbers.
DISPLAY_QUALITY: Final = 85
THUMB_QUALITY: Final = 80
# The qualities at which a WebP is as similar to what was encoded as the JPEG: in the median of the
# corpus to within 0.001. Where it is smaller then, it is by a seventh, and a thumb's by a third.
DISPLAY_WEBP_QUALITY: Final = 90
THUMB_WEBP_QUALITY: Final = 80
# A second file is worth keeping, and serving, from a tenth less on.
WEBP_WITHIN_PERCENT: Final = 90
# A forwarded photo may have come at less. Encoded above its own quality it grows and gains nothing;
# below this one, which is already poor, nobody's photo is taken down further.
LEAST_QUALITY: Final = 60
SCALES: Final = (8, 4, 2)
QUARTER_TURNS: Final = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlan:
    """How to make display and thumb; both sizes are upright, after `orientation` is applied.

    `decode_scale` is by how much each side is divided before anything else is done, 1, 2, 4 or 8.
    A WebP is kept when it has at most `webp_within_percent` of its JPEG's bytes; 0: none is made.
    """

    container: Container
    decode_scale: int
    orientation: int
    display: PixelSize
    thumb: PixelSize
    quality: int = DISPLAY_QUALITY
    thumb_quality: int = THUMB_QUALITY
    webp_quality: int = DISPLAY_WEBP_QUALITY
    thumb_webp_quality: int = THUMB_WEBP_QUALITY
    webp_within_percent: int = WEBP_WITHIN_PERCENT


def fit_within(size: PixelSize, longest_edge_px: int) -> PixelSize:
    """Return `size` scaled down so that neither side exceeds `longest_edge_px`; never scaled up."""
    if size.long_side <= longest_edge_px:
        return size
    ratio = Fraction(longest_edge_px, size.long_side)
    return PixelSize(max(1, round(size.width * ratio)), max(1, round(size.height * ratio)))


def upright_size(size: PixelSize, orientation: int) -> PixelSize:
    """Return `size` as it is seen (or, from seen, as stored): EXIF 5-8 swap the sides."""
    return size.turned() if orientation in QUARTER_TURNS else size


def divided(size: PixelSize, scale: int) -> PixelSize:
    """Return the size that is left when blocks of `scale` by `scale` pixels become one each."""
    return PixelSize(-(-size.width // scale), -(-size.height // scale))


def check_photo_size(size: PixelSize) -> None:
    """Raise MediaRejected when decoding a photo of this size would take too much memory."""
    too_long = size.long_side > MAX_PHOTO_SIDE_PX
    if too_long or size.width * size.height > MAX_PHOTO_PIXELS:
        raise MediaRejected(RejectReason.TOO_MANY_PIXELS)


def plan_photo(measured: PhotoMeasured) -> PhotoPlan:
    """Return how to make display and thumb; raise MediaRejected when the photo is too big."""
    check_photo_size(measured.size)
    scale = _scale(measured.size)
    display = _display_size(measured.size, scale)
    return PhotoPlan(
        container=measured.container,
        decode_scale=scale,
        orientation=measured.orientation,
        display=upright_size(display, measured.orientation),
        thumb=upright_size(fit_within(display, THUMB_EDGE_PX), measured.orientation),
        quality=_quality(measured, display),
    )


def _quality(measured: PhotoMeasured, display: PixelSize) -> int:
    """The display's; a photo that keeps its pixels needs no more than it came with."""
    if measured.quality is None or display != measured.size:
        return DISPLAY_QUALITY
    return min(DISPLAY_QUALITY, max(LEAST_QUALITY, measured.quality))


def _scale(size: PixelSize) -> int:
    """The strongest division that leaves enough for a display; 1 for a photo that has no more."""
    return next((k for k in SCALES if divided(size, k).long_side >= DISPLAY_EDGE_PX), 1)


def _display_size(size: PixelSize, scale: int) -> PixelSize:
    """What the division leaves, as it is; only what is still too long is scaled further."""
    left = divided(size, scale)
    return left if left.long_side <= LARGEST_DISPLAY_EDGE_PX else fit_within(size, DISPLAY_EDGE_PX)
