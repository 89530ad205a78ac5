"""Turns any decoded picture into plain upright sRGB pixels."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

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


def as_published(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture at `size` in sRGB on white, with no metadata; colours go last, on few."""
    profile = image.info.get("icc_profile")
    small = resizable(image).resize(size, Image.Resampling.LANCZOS)
    plain = in_srgb(on_white(small), profile)
    # Pillow passes a comment on by itself when it saves; nothing may be left to pass on.
    plain.info = {}
    return plain


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
    if image.mode in RESIZABLE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


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
    return image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
    ours = ImageCms.createProfile("sRGB")
    result = ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB")
    # None is what the library answers when it works in place, which we do not ask for.
    return image.convert("RGB") if result is None else result
