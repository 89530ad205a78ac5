"""Knows the colour spaces that HEIF and AVIF files name by a number instead of carrying a profile.

Of those only Display P3 occurs on phones (ISO/IEC 23091-2, primaries 12); sRGB and what has no
number need no conversion.
"""

from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from PIL import ImageCms

from chalicelib.adapters.media.boxes import boxes_in

DISPLAY_P3: Final = 12
# Where the `colr` box of a photo stands: the first for all of its pictures.
WAY: Final = (b"meta", b"iprp", b"ipco", b"colr")
# A version and flags, before what a `meta` box holds.
FULL_BYTES: Final = 4
# Red, green and blue of Display P3 under D50, as in the profile that Apple publishes.
P3_PRIMARIES: Final = {
    b"rXYZ": (0.51512, 0.2412, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.1571, 0.06657, 0.78407),
}


def named_profile(source: Path) -> bytes | None:
    """Return the profile of the colour space that a boxed photo names; None for sRGB and others."""
    with source.open("rb") as file:
        colour = _colour(file, source.stat().st_size)
    is_p3 = colour[:4] == b"nclx" and int.from_bytes(colour[4:6], "big") == DISPLAY_P3
    return display_p3() if is_p3 else None


def _colour(file: BinaryIO, size: int) -> bytes:
    at, end = 0, size
    for name in WAY:
        box = next((box for box in boxes_in(file, at, end) if box.name == name), None)
        if box is None:
            return b""
        at, end = box.start + (FULL_BYTES if name == b"meta" else 0), min(box.end, size)
    file.seek(at)
    return file.read(6)


@lru_cache(maxsize=1)
def display_p3() -> bytes:
    """Return a profile of Display P3: sRGB's own, which has the same curve, with P3's primaries."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # A table of tags (ICC.1, 7.3): a count, then name, place and length of each.
    for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        primary = P3_PRIMARIES.get(bytes(profile[at : at + 4]))
        if primary:
            _put(profile, int.from_bytes(profile[at + 4 : at + 8], "big") + 8, primary)
    return bytes(profile)


def _put(profile: bytearray, at: int, numbers: tuple[float, ...]) -> None:
    """Write fixed-point numbers of 16 bits before the point and 16 behind it."""
    for number in numbers:
        profile[at : at + 4] = round(number * 65536).to_bytes(4, "big", signed=True)
        at += 4
