"""Writes BlurHashes: some thirty letters from which a page paints a blur until the picture comes.

The format is that of https://github.com/woltapp/blurhash (Algorithm.md there): the strengths of a
few slow waves across and down the picture, in linear light, as digits of base 83.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import cos, pi
from operator import mul
from typing import Final

from PIL import Image

DIGITS: Final = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
)
ACROSS, DOWN = 4, 3
# The waves are so slow that more pixels tell nothing new of them.
SAMPLE: Final = (16, 16)
# Below these, sRGB is a straight line (IEC 61966-2-1).
DARK_VALUE: Final = 0.04045
DARK_LIGHT: Final = 0.0031308
# How finely the format keeps the strongest wave, and each wave beside it.
STRONGEST_STEPS: Final = 166
WAVE_STEPS: Final = 9

Colour = tuple[float, float, float]
WAVES: Final = {
    (count, length): tuple(cos(pi * count * at / length) for at in range(length))
    for count, length in {*product(range(ACROSS), SAMPLE), *product(range(DOWN), SAMPLE)}
}


def _linear(value: int) -> float:
    """Light from an sRGB value of 0-255."""
    share = value / 255
    return share / 12.92 if share <= DARK_VALUE else ((share + 0.055) / 1.055) ** 2.4


LINEAR: Final = tuple(_linear(value) for value in range(256))


def blurhash(image: Image.Image) -> str:
    """Return the BlurHash of a picture in RGB, with four waves across and three down."""
    width, height = SAMPLE
    pixels = image.resize(SAMPLE, Image.Resampling.BOX).tobytes()
    planes = [[LINEAR[value] for value in pixels[channel::3]] for channel in range(3)]
    rows = [
        [plane[start : start + width] for start in range(0, width * height, width)]
        for plane in planes
    ]
    return _written(list(_colours(rows)))


def _colours(planes: Sequence[Sequence[Sequence[float]]]) -> Iterator[Colour]:
    """Yield how strong each wave is in red, green and blue; first the mean, then row by row."""
    across = [
        [[sum(map(mul, row, WAVES[x, SAMPLE[0]])) for row in plane] for plane in planes]
        for x in range(ACROSS)
    ]
    for y, x in product(range(DOWN), range(ACROSS)):
        share = (2 if x or y else 1) / (SAMPLE[0] * SAMPLE[1])
        red, green, blue = (share * sum(map(mul, sums, WAVES[y, SAMPLE[1]])) for sums in across[x])
        yield red, green, blue


def _written(colours: Sequence[Colour]) -> str:
    mean, *waves = colours
    strongest = max(abs(value) for wave in waves for value in wave)
    steps = min(82, max(0, int(strongest * STRONGEST_STEPS - 0.5)))
    scale = (steps + 1) / STRONGEST_STEPS
    shape = (ACROSS - 1) + (DOWN - 1) * 9
    parts = (_in_83(shape, 1), _in_83(steps, 1), _in_83(_mean(mean), 4))
    return "".join((*parts, *(_in_83(_wave(wave, scale), 2) for wave in waves)))


def _mean(colour: Colour) -> int:
    red, green, blue = (_srgb(value) for value in colour)
    return red << 16 | green << 8 | blue


def _srgb(light: float) -> int:
    """The sRGB value of 0-255 of an amount of light."""
    share = min(1.0, max(0.0, light))
    curved = share * 12.92 if share <= DARK_LIGHT else 1.055 * share ** (1 / 2.4) - 0.055
    return int(curved * 255 + 0.5)


def _wave(colour: Colour, scale: float) -> int:
    red, green, blue = (_step(value / scale) for value in colour)
    return (red * 19 + green) * 19 + blue


def _step(share: float) -> int:
    """A strength of -1 to 1 in 19 steps, finer near nothing."""
    root = abs(share) ** 0.5 * (1 if share >= 0 else -1)
    return min(18, max(0, int(root * WAVE_STEPS + WAVE_STEPS + 0.5)))


def _in_83(value: int, length: int) -> str:
    return "".join(DIGITS[value // 83**place % 83] for place in reversed(range(length)))
