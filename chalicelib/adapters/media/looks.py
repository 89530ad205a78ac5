"""Takes a picture's looks, which `domain.likeness` compares: how strong its coarsest waves are.

The middle counts most and the edges nothing, so that a border or a caption changes little. Whole
numbers throughout: the same pixels have the same looks on every machine.
"""

from collections.abc import Sequence
from math import cos, pi, sin
from operator import mul
from typing import Final

from PIL import Image

from chalicelib.domain.likeness import PLACES, look_text
from chalicelib.domain.signals import LEAST_DETAIL

SIDE: Final = 32
COARSE: Final = 256  # once averaged down to this, all of a picture's looks cost little
# What is left out at each side. The first is what a picture is filed under; with the others a copy
# is found that was cropped since, or that has got a border.
INSETS: Final = (0.06, 0.03, 0.0, 0.1)
FINE: Final = 256  # parts of a grey level
WAVE: Final = 4096  # stands for 1 in a wave
# A wave weaker than this, a hundredth of a grey level over the whole picture, is mostly noise.
NOISE: Final = 10 * FINE * FINE * WAVE * WAVE


def _wave(half_waves: int) -> tuple[int, ...]:
    steps = ((2 * x + 1) * half_waves for x in range(SIDE))
    return tuple(round(WAVE * cos(pi * step / (2 * SIDE))) for step in steps)


WAVES: Final = tuple(_wave(half_waves) for half_waves in range(max(max(PLACES)) + 1))
_RISE: Final = [sin(pi * (x + 0.5) / SIDE) for x in range(SIDE)]
WINDOW: Final = tuple(round(FINE * down * across) for down in _RISE for across in _RISE)


def look_of(image: Image.Image) -> str:
    """Return the look under which an upright picture is filed; "" when it shows nothing.

    That is a picture in which most waves are mostly noise: a covered lens, a wall, a plain sheet.
    """
    return _look(_coarse(image), INSETS[0])


def looks_of(image: Image.Image) -> tuple[str, ...]:
    """Return that look and three more, of more and of less of the picture; () for nothing shown."""
    coarse = _coarse(image)
    looks = [_look(coarse, inset) for inset in INSETS]
    return tuple(look for look in looks if look) if looks[0] else ()


def strengths_of(image: Image.Image, inset: float) -> list[int]:
    """Return how strong each wave of PLACES is, with its sign, with `inset` cut off each side."""
    return _strengths(_coarse(image), inset)


def clear_share(image: Image.Image) -> float:
    """Return the share of waves that are clearly there, 0 to 1; half is a picture of something."""
    return _clear_share(strengths_of(image, INSETS[0]))


def _coarse(image: Image.Image) -> Image.Image:
    plain = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    return plain.resize((COARSE, COARSE), Image.Resampling.BOX).convert("L")


def _look(coarse: Image.Image, inset: float) -> str:
    strengths = _strengths(coarse, inset)
    return look_text(strengths) if _clear_share(strengths) >= LEAST_DETAIL else ""


def _clear_share(strengths: Sequence[int]) -> float:
    return sum(abs(strength) > NOISE for strength in strengths) / len(strengths)


def _strengths(coarse: Image.Image, inset: float) -> list[int]:
    first, last = round(COARSE * inset), COARSE - round(COARSE * inset)
    box = (first, first, last, last)
    pixels = coarse.resize((SIDE, SIDE), Image.Resampling.BOX, box=box).tobytes()
    mean = FINE * sum(map(mul, pixels, WINDOW)) // sum(WINDOW)
    seen = [(FINE * pixel - mean) * weight for pixel, weight in zip(pixels, WINDOW, strict=True)]
    rows = [seen[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(map(mul, row, wave)) for row in rows] for wave in WAVES]
    return [sum(map(mul, across[v], WAVES[u])) for u, v in PLACES]
