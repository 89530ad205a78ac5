"""Photos of the kinds that libraries do not write: deep, interlaced, inked, in other colours.

All show `media_factory.picture`, so its corners tell whether they were read right.
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageCms

from tests import media_factory

# Where red, green and blue of a colour space lie, seen under D50: the ICC profiles that Apple and
# Adobe publish.
DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
# Adam7: the first column and row of each pass, and its steps.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
PASSES = (*PASSES, (0, 1, 1, 2))
WHOLE = ((0, 0, 1, 1),)


def png(
    path: Path,
    image: Image.Image,
    *,
    depth: int = 8,
    is_interlaced: bool = False,
    exif: bytes = b"",
) -> Path:
    """An RGB or RGBA PNG of 8 or 16 bits; `exif` stands behind the pixels, as some editors do."""
    kind = {"RGB": 2, "RGBA": 6}[image.mode]
    header = struct.pack(">IIBBBBB", *image.size, depth, kind, 0, 0, int(is_interlaced))
    passes = PASSES if is_interlaced else WHOLE
    lines = b"".join(_lines(image, one, depth // 8) for one in passes)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(lines, 1))]
    chunks += [(b"eXIf", exif.removeprefix(b"Exif\0\0"))] if exif else []
    whole = b"".join(media_factory._chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + whole)
    return path


def _lines(image: Image.Image, one: tuple[int, int, int, int], sample_bytes: int) -> bytes:
    left, top, across, down = one
    data, bands = image.tobytes(), len(image.getbands())
    pixels = [data[at : at + bands] for at in range(0, len(data), bands)]
    found = []
    for row in range(top, image.height, down):
        start = row * image.width
        line = b"".join(pixels[start + left : start + image.width : across])
        # A byte said twice is the same share of 65,535 as it was of 255.
        deep = b"".join(bytes((value,)) * sample_bytes for value in line)
        found.append(b"\0" + deep if line else b"")
    return b"".join(found)


def profile(primaries: tuple[tuple[float, float, float], ...], gamma: float | None = None) -> bytes:
    """A colour profile with these primaries, and sRGB's curve or a plain one."""
    base = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = bytearray(base)
    for name, primary in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True):
        _put(data, name, 8, [*primary])
    for name in (b"rTRC", b"gTRC", b"bTRC") if gamma else ():
        # Parametric curve of kind 3: ((a x + b) ^ g) from d on, below that c x.
        _put(data, name, 12, [float(gamma or 1), 1.0, 0.0, 0.0, 0.0])
    return bytes(data)


def _put(data: bytearray, name: bytes, behind: int, numbers: list[float]) -> None:
    """Write 15.16 fixed numbers into a profile's tag."""
    count = int.from_bytes(data[128:132], "big")
    rows = [data[132 + 12 * at : 144 + 12 * at] for at in range(count)]
    at = next(int.from_bytes(row[4:8], "big") for row in rows if row[:4] == name) + behind
    for number in numbers:
        data[at : at + 4] = round(number * 65536).to_bytes(4, "big", signed=True)
        at += 4


def adobe_cmyk(path: Path, image: Image.Image) -> Path:
    """CMYK as Adobe's programs write it: how much paper is left of each ink."""
    image.convert("CMYK").save(path, "JPEG", quality=95)
    return path


def plain_cmyk(path: Path, image: Image.Image) -> Path:
    """CMYK without Adobe's mark: how much there is of each ink."""
    made = BytesIO()
    ImageChops.invert(image.convert("CMYK")).save(made, "JPEG", quality=95)
    data = made.getvalue()
    at = data.index(b"\xff\xee")
    path.write_bytes(data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :])
    return path


def adobe_ycck(path: Path, image: Image.Image) -> Path:
    """Adobe's other way: the first three inks as luma and colour differences."""
    *inks, black = image.convert("CMYK").split()
    luma = Image.merge("RGB", inks).convert("YCbCr").split()
    stored = Image.merge("CMYK", [*(ImageChops.invert(band) for band in luma), black])
    made = BytesIO()
    stored.save(made, "JPEG", quality=95, subsampling=0)
    data = bytearray(made.getvalue())
    mark = data.index(b"Adobe")
    data[mark + 11] = 2
    path.write_bytes(bytes(data))
    return path


def gain_map(path: Path, image: Image.Image) -> Path:
    """An Ultra HDR JPEG: an ordinary picture, and behind it a small one of how much to brighten."""
    xmp = b"<x:xmpmeta xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0'/>"
    more = Image.new("RGB", (image.width // 4, image.height // 4), "white")
    image.save(path, "MPO", save_all=True, append_images=[more], xmp=xmp)
    return path
