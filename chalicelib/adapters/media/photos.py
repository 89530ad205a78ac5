"""Carries out photo plans with Pillow and pillow-heif; decides nothing.

The order is what keeps it cheap: a JPEG is decoded at a fraction of its size, and colours and
orientation are corrected on the small picture. What is saved is made of pixels alone, so no text,
place or second picture of the original can travel on.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image

from chalicelib.adapters.media.boxes import is_cut
from chalicelib.adapters.media.files import container_of, made_file
from chalicelib.adapters.media.pixels import as_published, upright
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, PixelSize, Role
from chalicelib.domain.photo_plans import (
    MAX_PHOTO_PIXELS,
    PhotoPlan,
    check_photo_size,
    upright_size,
)
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

JPEG: Final = "image/jpeg"
ORIENTATION_TAG: Final = 0x0112
# The decoder that may touch each container. JPEG files of some phones hold a second picture and
# are then opened as MPO; only their first picture is read.
FORMATS: Final = {
    Container.JPEG: ("JPEG", "MPO"),
    Container.PNG: ("PNG",),
    Container.WEBP: ("WEBP",),
    Container.HEIF: ("HEIF",),
    Container.AVIF: ("AVIF",),
}
TOO_BIG: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow and its plugins have been seen to raise on bad files. Warnings are here for runs
# that turn them into errors.
BAD_CONTENT: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    zlib.error,
)

# The library's own guard is set to our ceiling once, for the whole process and all its threads.
Image.MAX_IMAGE_PIXELS = MAX_PHOTO_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)


class PillowPhotoCompressor:
    """Measures photos by their headers and makes the planned display and thumb."""

    def measure(self, source: Path) -> PhotoMeasured:
        """Return what the header says, without decoding; raise MediaRejected for other content."""
        container = container_of(source, "photo")
        with _opened(source, container) as image:
            return PhotoMeasured(
                container=container,
                size=PixelSize(*image.size),
                orientation=_orientation(image),
                has_icc=bool(image.info.get("icc_profile")),
            )

    def carry_out(self, plan: PhotoPlan, source: Path, into: Path) -> Made:
        """Write display.jpg and thumb.jpg into the folder `into`; raise MediaRejected."""
        with _opened(source, plan.container) as image:
            display = _display(image, plan)
        thumb = display.resize((plan.thumb.width, plan.thumb.height), Image.Resampling.LANCZOS)
        files = (
            _saved(display, Role.DISPLAY, into, plan.quality),
            _saved(thumb, Role.THUMB, into, plan.thumb_quality),
        )
        return Made(files=files)


def _display(image: Image.Image, plan: PhotoPlan) -> Image.Image:
    if plan.decode_scale > 1:
        image.draft(None, (image.width // plan.decode_scale, image.height // plan.decode_scale))
    stored = upright_size(plan.display, plan.orientation)
    small = as_published(image, (stored.width, stored.height))
    return upright(small, plan.orientation)


def _orientation(image: Image.Image) -> int:
    """EXIF's 1-8. Damaged EXIF is common in forwarded photos and no reason to refuse one."""
    try:
        found = image.getexif().get(ORIENTATION_TAG, 1)
    except BAD_CONTENT:
        return 1
    return found if isinstance(found, int) and found in range(1, 9) else 1


def _saved(image: Image.Image, role: Role, into: Path, quality: int) -> MadeFile:
    path = into / f"{role.value}.jpg"
    image.save(path, "JPEG", quality=quality, optimize=True, progressive=True)
    return made_file(role, path, JPEG, PixelSize(*image.size))


@contextmanager
def _opened(source: Path, container: Container) -> Iterator[Image.Image]:
    """The opened, still undecoded photo; whatever bad content raises inside is MediaRejected."""
    try:
        with Image.open(source, formats=FORMATS[container]) as image:
            check_photo_size(PixelSize(*image.size))
            yield image
    except TOO_BIG as error:
        raise MediaRejected(RejectReason.TOO_MANY_PIXELS) from error
    except BAD_CONTENT as error:
        # A full disk or a missing file carries an error number; a bad photo does not.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise MediaRejected(_why(error, source, container)) from error


def _why(error: Exception, source: Path, container: Container) -> RejectReason:
    """A JPEG's end can only be missed by decoding; the other kinds show it in their layout."""
    if container is Container.JPEG:
        cut = "truncated" in str(error).lower()
    else:
        cut = is_cut(source, container)
    return RejectReason.TRUNCATED if cut else RejectReason.UNREADABLE
