"""Photos as phones take them, made on the fly: any size, always the same.

A scene has structure at every scale, as the world has, edges, and a sensor's grain; as a JPEG it
weighs about a quarter of a byte a pixel, as phones' do.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

COARSEST: Final = 60.0
FALL: Final = 0.68
GRAIN: Final = 4.0
SHAPES: Final = 60
QUALITY: Final = 92
ORIENTATION_TAG: Final = 0x0112
HELD_UPRIGHT: Final = 6
# The sizes that phones of 12, 24 and 50 megapixels write.
SIZES: Final = {12: (4032, 3024), 24: (5712, 4284), 50: (8160, 6120)}


def scene(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """Return a picture that is as hard to compress as a photo."""
    dice = np.random.default_rng(seed)
    light = 128 + _waves(size, dice) + dice.standard_normal(size[::-1], dtype=np.float32) * GRAIN
    colours = [128 + 0.4 * _waves(size, dice) for _ in range(2)]
    bands = [Image.fromarray(_levels(band)) for band in (light, *colours)]
    image = Image.merge("YCbCr", bands).convert("RGB")
    _draw_shapes(image, dice)
    return image


def photo(folder: Path, megapixels: int, *, is_progressive: bool = False) -> Path:
    """Return a JPEG of one of SIZES, made once per folder."""
    path = folder / f"{megapixels}{'-progressive' if is_progressive else ''}.jpg"
    if not path.exists():
        scene(SIZES[megapixels]).save(path, quality=QUALITY, progressive=is_progressive)
    return path


def turned(source: Path) -> Path:
    """Return a copy of a JPEG that says it was taken with the phone upright: EXIF orientation 6."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = HELD_UPRIGHT
    block = exif.tobytes()
    data, path = source.read_bytes(), source.with_stem(f"{source.stem}-turned")
    path.write_bytes(
        data[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + data[2:]
    )
    return path


def sized(folder: Path, megapixels: float) -> Path:
    """Return a 4:3 JPEG of about so many megapixels."""
    height = round((megapixels * 1_000_000 * 3 / 4) ** 0.5)
    path = folder / f"sized-{megapixels}.jpg"
    scene((round(height * 4 / 3), height)).save(path, quality=QUALITY)
    return path


def _waves(size: tuple[int, int], dice: np.random.Generator) -> NDArray[np.float32]:
    """Return noise of every wavelength from the picture's own down to two pixels."""
    total = np.zeros(size[::-1], dtype=np.float32)
    step, strength = max(size), COARSEST
    while step > 1:
        shape = (size[1] // step + 2, size[0] // step + 2)
        points = Image.fromarray(dice.standard_normal(shape, dtype=np.float32))
        total += strength * np.asarray(points.resize(size, Image.Resampling.BICUBIC))
        step, strength = step // 2, strength * FALL
    return total


def _levels(plane: NDArray[np.float32]) -> NDArray[np.uint8]:
    return plane.clip(0, 255).astype(np.uint8)


def _draw_shapes(image: Image.Image, dice: np.random.Generator) -> None:
    draw, (width, height) = ImageDraw.Draw(image), image.size
    for number in range(SHAPES):
        left, top = int(dice.integers(width)), int(dice.integers(height))
        reach = int(dice.integers(width // 60 + 1, width // 8 + 2))
        red, green, blue = (int(level) for level in dice.integers(256, size=3))
        outline = draw.ellipse if number % 2 else draw.rectangle
        place = (left, top, left + reach, top + reach * 2 // 3)
        outline(place, outline=(red, green, blue), width=max(2, width // 600))
