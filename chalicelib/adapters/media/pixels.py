"""Turns any decoded picture into plain upright sRGB pixels."""

from io import BytesIO
from itertools import product
from typing import Final

from PIL import Image, ImageChops, ImageCms

WHITE: Final = (255, 255, 255)
SIXTEEN_BIT: Final = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N", "F"})
# 0-65535 becomes 0-255.
TO_EIGHT_BIT: Final = 1 / 257
# Modes that can be resized as they are; everything else is converted first.
RESIZABLE: Final = frozenset({"L", "RGB", "RGBA", "CMYK"})
# EXIF orientation to the step that undoes it.
STEPS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What a display is resampled with, where it must be: Lanczos takes twice as long, and its copy is
# more faithful by 0.001 of structural similarity once both are JPEGs.
DISPLAY_FILTER: Final = Image.Resampling.HAMMING
# A thumb is averaged to at least so many times its size first, and resampled from there.
THUMB_FILTER: Final = Image.Resampling.BICUBIC
THUMB_GAP: Final = 1.5
SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
LEVELS: Final = (0, 64, 128, 192, 255)
COLOURS: Final = Image.frombytes(
    "RGB", (125, 1), bytes(level for colour in product(LEVELS, repeat=3) for level in colour)
)
# A profile that moves no colour by more than this is sRGB under another name, as most are.
UNSEEN: Final = 2


def as_published(
    image: Image.Image, scale: int, size: tuple[int, int], profile: bytes | None
) -> Image.Image:
    """Return the picture at `size` in sRGB on white, with no metadata; colours go last, on few.

    Its sides are divided by `scale` first, without more than an average, which is the cheap part.
    `profile` is that of its colours.
    """
    image.load()
    plain = in_srgb(on_white(scaled(resizable(image), scale, size)), profile)
    # Pillow passes a comment on by itself when it saves; nothing may be left to pass on.
    plain.info = {}
    return plain


def scaled(image: Image.Image, scale: int, size: tuple[int, int]) -> Image.Image:
    """Return the picture at `size`, resampled only where dividing by `scale` leads elsewhere."""
    less = image.reduce(scale) if scale > 1 else image
    return less if less.size == size else less.resize(size, DISPLAY_FILTER)


def thumb_of(display: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a much smaller copy of an upright picture."""
    if display.size == size:
        return display
    return display.resize(size, THUMB_FILTER, reducing_gap=THUMB_GAP)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return the picture as the photographer saw it."""
    step = STEPS.get(orientation)
    return image if step is None else image.transpose(step)


def resizable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that keeps its colours and transparency when resized."""
    if image.mode in SIXTEEN_BIT:
        return image.point(lambda value: value * TO_EIGHT_BIT).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "CMYK":
        return inked(image)
    if image.mode in RESIZABLE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def inked(image: Image.Image) -> Image.Image:
    """Return a CMYK picture with as much ink as its file says.

    Adobe stores how much paper is left instead, and Pillow takes every file to be Adobe's.
    """
    return image if "adobe" in image.info else ImageChops.invert(image)


def on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, as it would look on paper."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, WHITE)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB; a broken or foreign profile is ignored, as viewers do."""
    if profile:
        try:
            return _converted(image, profile)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
    # Converting costs as much as decoding, so it is not done for nothing, and not in a copy.
    if image.mode == "RGB" and not _is_seen(theirs):
        return image
    transform = ImageCms.buildTransform(theirs, SRGB, image.mode, "RGB")
    if image.mode == "RGB":
        ImageCms.applyTransform(image, transform, inPlace=True)
        return image
    result = ImageCms.applyTransform(image, transform)
    # None is what the library answers when it works in place, which was not asked for.
    return image.convert("RGB") if result is None else result


def _is_seen(profile: ImageCms.ImageCmsProfile) -> bool:
    """True when a profile moves colours by more than an eye could tell.

    Asked of few colours without the tables that make many fast and take 3 ms to prepare.
    """
    few = ImageCms.buildTransform(profile, SRGB, "RGB", "RGB", flags=ImageCms.Flags.NOOPTIMIZE)
    moved = ImageCms.applyTransform(COLOURS, few)
    if moved is None:
        return True
    bands = ImageChops.difference(COLOURS, moved).getextrema()
    return any(isinstance(band, tuple) and band[1] > UNSEEN for band in bands)
