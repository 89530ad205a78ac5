"""What the photo sandbox's child does: measure a photo, and carry out a plan; it decides nothing.

The order is what keeps it cheap: a JPEG is decoded at a fraction of its size, and colours and
orientation are corrected on the small picture. What is saved is made of pixels alone, so no text,
place or second picture of the original can travel on. Numpy is not used here: it would double the
memory of every child.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import AvifImagePlugin, Image, JpegImagePlugin, MpoImagePlugin, WebPImagePlugin

from chalicelib.adapters.media.boxes import BOXED, is_cut
from chalicelib.adapters.media.files import container_of
from chalicelib.adapters.media.looks import looks_of
from chalicelib.adapters.media.named_colours import named_profile
from chalicelib.adapters.media.photo_blocks import blocks_of
from chalicelib.adapters.media.picture_signals import picture_signals
from chalicelib.adapters.media.pixels import as_published, thumb_of, upright
from chalicelib.adapters.media.placeholders import blurhash
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, PixelSize, Role
from chalicelib.domain.photo_plans import (
    MAX_PHOTO_PIXELS,
    PhotoPlan,
    check_photo_size,
    upright_size,
)
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

ORIENTATION_TAG: Final = 0x0112
# The decoder that may touch each container. JPEG files of some phones hold a second picture and
# are then opened as MPO; only their first picture is read.
FORMATS: Final = {
    Container.JPEG: (JpegImagePlugin.JpegImageFile.format, MpoImagePlugin.MpoImageFile.format),
    Container.PNG: ("PNG",),
    Container.WEBP: (WebPImagePlugin.WebPImageFile.format,),
    Container.HEIF: (pillow_heif.HeifImageFile.format,),
    Container.AVIF: (AvifImagePlugin.AvifImageFile.format,),
}
# Slower methods find nothing more at this size; faster ones are no smaller than the JPEG.
WEBP_METHOD: Final = 4
# The sum of the 64 steps of the luminance table in ITU-T T.81, annex K.
STANDARD_STEPS: Final = 3688
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
# One thread each: more reserve memory, and a Lambda of this size has half a processor.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)
# Reads in what every child would have to read in for itself.
Image.preinit()


def measure(source: Path) -> PhotoMeasured:
    """Return what the header says, without decoding; raise MediaRejected for other content."""
    container = container_of(source, "photo")
    with _opened(source, container) as image:
        return PhotoMeasured(
            container=container,
            size=PixelSize(*image.size),
            orientation=_orientation(image, source, container),
            has_icc=bool(image.info.get("icc_profile")),
            quality=_quality(image),
        )


def _quality(image: Image.Image) -> int | None:
    """Return a JPEG's quality as its first table tells it, by libjpeg's own rule; None for others.

    libjpeg scales each of the standard's steps by 200 - 2q percent from a quality of 50 on.
    """
    tables: dict[int, list[int]] | None = getattr(image, "quantization", None)
    if not tables:
        return None
    percent = 100 * sum(tables[min(tables)]) / STANDARD_STEPS
    found: float = (200 - percent) / 2 if percent <= 100 else 5000 / percent  # noqa: PLR2004
    return min(100, max(1, round(found)))


def carry_out(plan: PhotoPlan, source: Path, into: Path) -> Made:
    """Write the planned files into the folder `into`; raise MediaRejected."""
    display, thumb = pictures(plan, source)
    return Made(
        files=(*copies(display, Role.DISPLAY, plan, into), *copies(thumb, Role.THUMB, plan, into)),
        placeholder=blurhash(thumb),
        looks=looks_of(display),
        signals=picture_signals(display),
    )


def pictures(plan: PhotoPlan, source: Path) -> tuple[Image.Image, Image.Image]:
    """Return display and thumb, upright and in plain sRGB; raise MediaRejected."""
    display = upright(_small(plan, source), plan.orientation)
    return display, thumb_of(display, (plan.thumb.width, plan.thumb.height))


def _small(plan: PhotoPlan, source: Path) -> Image.Image:
    """Return the display as it is stored. What was decoded for it ends here; it may be large."""
    stored = upright_size(plan.display, plan.orientation)
    with _opened(source, plan.container) as image:
        scale = _drafted(image, plan.decode_scale)
        profile = _profile(image, source, plan.container)
        return as_published(image, scale, (stored.width, stored.height), profile)


def _profile(image: Image.Image, source: Path, container: Container) -> bytes | None:
    """Return the profile of a photo's colours; None for those that are taken to be sRGB."""
    carried: bytes | None = image.info.get("icc_profile")
    return carried or (named_profile(source) if container in BOXED else None)


def _drafted(image: Image.Image, scale: int) -> int:
    """Let a JPEG's decoder divide it by `scale`; return what is left to be divided by."""
    if scale == 1 or not isinstance(image, JpegImagePlugin.JpegImageFile):
        return scale
    image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
    return 1


def _orientation(image: Image.Image, source: Path, container: Container) -> int:
    """EXIF's 1-8. Damaged EXIF is common in forwarded photos and no reason to refuse one."""
    try:
        found = _exif(image, source, container).get(ORIENTATION_TAG, 1)
    except BAD_CONTENT:
        return 1
    return found if isinstance(found, int) and found in range(1, 9) else 1


def _exif(image: Image.Image, source: Path, container: Container) -> Image.Exif:
    if container is not Container.PNG:
        return image.getexif()
    # A PNG may have it behind its pixels, and Pillow would decode all of them to look there.
    exif = Image.Exif()
    exif.load(blocks_of(source, container).exif)
    return exif


def copies(image: Image.Image, role: Role, plan: PhotoPlan, into: Path) -> Iterator[MadeFile]:
    """Write display or thumb as JPEG, and as WebP where that is as small as the plan asks."""
    size = PixelSize(*image.size)
    is_display = role is Role.DISPLAY
    jpeg = _encoded(image, "JPEG", quality=plan.quality if is_display else plan.thumb_quality)
    yield _written(jpeg, into / f"{role.value}.jpg", role, "image/jpeg", size)
    if plan.webp_within_percent == 0:
        return
    quality = plan.webp_quality if is_display else plan.thumb_webp_quality
    webp = _encoded(image, "WEBP", quality=quality, method=WEBP_METHOD)
    if 100 * len(webp) <= plan.webp_within_percent * len(jpeg):
        also = Role.DISPLAY_WEBP if is_display else Role.THUMB_WEBP
        yield _written(webp, into / f"{role.value}.webp", also, "image/webp", size)


def _encoded(image: Image.Image, kind: str, **how: int) -> bytes:
    """Return a file's bytes. A progressive JPEG would be 5 % smaller, for 0.6 times more CPU."""
    made = BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def _written(data: bytes, path: Path, role: Role, content_type: str, size: PixelSize) -> MadeFile:
    path.write_bytes(data)
    return MadeFile(
        role=role,
        path=path,
        content_type=content_type,
        width=size.width,
        height=size.height,
        size_bytes=len(data),
        sha256_hex=sha256(data).hexdigest(),
    )


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
