"""What to make of a photo: a pure plan that an adapter carries out.

A plan is a value: it can be printed, stored and tested without a single pixel. The ceilings stand
here too, so that a photo is refused by its header before anything of it is decoded.
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
THUMB_EDGE_PX: Final = 320
DISPLAY_QUALITY: Final = 80
THUMB_QUALITY: Final = 75
DCT_SCALES: Final = (8, 4, 2)
QUARTER_TURNS: Final = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlan:
    """How to make display and thumb; both sizes are upright, after `orientation` is applied."""

    container: Container
    decode_scale: int
    orientation: int
    display: PixelSize
    thumb: PixelSize
    quality: int = DISPLAY_QUALITY
    thumb_quality: int = THUMB_QUALITY


def fit_within(size: PixelSize, longest_edge_px: int) -> PixelSize:
    """Return `size` scaled down so that neither side exceeds `longest_edge_px`; never scaled up."""
    if size.long_side <= longest_edge_px:
        return size
    ratio = Fraction(longest_edge_px, size.long_side)
    return PixelSize(max(1, round(size.width * ratio)), max(1, round(size.height * ratio)))


def upright_size(size: PixelSize, orientation: int) -> PixelSize:
    """Return `size` as it is seen (or, from seen, as stored): EXIF 5-8 swap the sides."""
    return size.turned() if orientation in QUARTER_TURNS else size


def check_photo_size(size: PixelSize) -> None:
    """Raise MediaRejected when decoding a photo of this size would take too much memory."""
    too_long = size.long_side > MAX_PHOTO_SIDE_PX
    if too_long or size.width * size.height > MAX_PHOTO_PIXELS:
        raise MediaRejected(RejectReason.TOO_MANY_PIXELS)


def plan_photo(measured: PhotoMeasured) -> PhotoPlan:
    """Return how to make display and thumb; raise MediaRejected when the photo is too big."""
    check_photo_size(measured.size)
    upright = upright_size(measured.size, measured.orientation)
    display = fit_within(upright, DISPLAY_EDGE_PX)
    return PhotoPlan(
        container=measured.container,
        decode_scale=_decode_scale(measured),
        orientation=measured.orientation,
        display=display,
        thumb=fit_within(upright, THUMB_EDGE_PX),
    )


def _decode_scale(measured: PhotoMeasured) -> int:
    """How much smaller a JPEG may be decoded, at a fraction of the cost, and still be enough."""
    if measured.container is not Container.JPEG:
        return 1
    return next((k for k in DCT_SCALES if measured.size.long_side // k >= DISPLAY_EDGE_PX), 1)
