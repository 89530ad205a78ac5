"""Numbers about one picture, for people and for checks: is it sharp, lit, and of the world?

`domain.signals` says what each number means and from where on it is a hint. Pillow's own filters
and histograms do the work; a picture of two megapixels takes about 15 ms.
"""

from collections.abc import Iterator, Sequence
from math import sqrt
from operator import mul
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

from chalicelib.adapters.media.looks import clear_share
from chalicelib.domain import signals

LEVELS: Final = 255
SHARP_SIDE: Final = 512
LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
TILES: Final = 4
# A portrait is sharp where the face is: three of the sixteen tiles are enough.
SHARP_TILES: Final = 3
DARK, BRIGHT = 15, 250  # grey levels that count as having lost what was there
# The bars that a phone draws above and below what it shows are at least a 28th of the height.
BAR: Final = 28
LEAST_BAR_PX: Final = 4
TONE: Final = 2  # levels by which compression changes a plain tone
PATCH: Final = 128
LAGS: Final = 24
PLACES: Final = ((0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75), (0.75, 0.75))
FAINT: Final = 0.3  # levels; what differs by less is all the same


def picture_signals(image: Image.Image) -> dict[str, float]:
    """Return the picture's signals by their names in `domain.signals`, to two decimals.

    Give the display picture: what a screen's own grid leaves is lost in a smaller one.
    """
    plain = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    grey = plain.convert("L")
    tones, patches = grey.histogram(), _patches(grey)
    return {
        signals.SHARPNESS: round(_sharpness(grey)),
        signals.BRIGHTNESS: round(_mean(tones) / LEVELS, 2),
        signals.CONTRAST: round(_spread(tones) / LEVELS, 2),
        signals.DARK_SHARE: round(_share(tones[: DARK + 1], tones), 2),
        signals.BRIGHT_SHARE: round(_share(tones[BRIGHT:], tones), 2),
        signals.DETAIL: round(clear_share(grey), 2),
        signals.FLAT_SHARE: round(_flat_share(patches), 2),
        signals.BAR_SHARE: round(_bar_share(grey), 2),
        signals.GRID: round(_grid(patches), 2),
    }


def _sharpness(grey: Image.Image) -> float:
    """How much neighbouring pixels differ at 512 px, as the variance of the Laplacian."""
    small = grey.copy()
    small.thumbnail((SHARP_SIDE, SHARP_SIDE), Image.Resampling.BOX)
    edges = small.filter(LAPLACIAN)
    variances = sorted(ImageStat.Stat(edges.crop(tile)).var[0] for tile in _tiles(edges.size))
    return float(variances[-SHARP_TILES])


def _tiles(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the tiles of a picture without its outermost pixels, which a filter leaves as is."""
    width, height = max(size[0] - 2, TILES), max(size[1] - 2, TILES)
    xs = [1 + width * n // TILES for n in range(TILES + 1)]
    ys = [1 + height * n // TILES for n in range(TILES + 1)]
    for row in range(TILES):
        for column in range(TILES):
            yield xs[column], ys[row], xs[column + 1], ys[row + 1]


def _mean(tones: Sequence[int]) -> float:
    return float(sum(map(mul, tones, range(len(tones)))) / sum(tones))


def _spread(tones: Sequence[int]) -> float:
    mean = _mean(tones)
    return sqrt(sum(count * (level - mean) ** 2 for level, count in enumerate(tones)) / sum(tones))


def _share(some: Sequence[int], tones: Sequence[int]) -> float:
    return sum(some) / sum(tones)


def _patches(grey: Image.Image) -> list[Image.Image]:
    width, height = (max(side - PATCH, 0) for side in grey.size)
    corners = [(int(width * across), int(height * down)) for across, down in PLACES]
    return [grey.crop((x, y, x + PATCH, y + PATCH)) for x, y in corners]


def _flat_share(patches: Sequence[Image.Image]) -> float:
    """The share of pixels that are exactly like the next one and the one below, in the patches."""
    changes = [_changes(patch) for patch in patches]
    return sum(each[0] for each in changes) / sum(map(sum, changes))


def _changes(patch: Image.Image) -> list[int]:
    side = PATCH - 1
    here = patch.crop((0, 0, side, side))
    beside = ImageChops.difference(here, patch.crop((1, 0, PATCH, side)))
    below = ImageChops.difference(here, patch.crop((0, 1, side, PATCH)))
    return ImageChops.lighter(beside, below).histogram()


def _bar_share(grey: Image.Image) -> float:
    """How much of the strips above and below has one tone; of the strip that has less of it."""
    width, height = grey.size
    deep = max(height // BAR, LEAST_BAR_PX)
    strips = (grey.crop((0, top, width, top + deep)) for top in (0, max(height - deep, 0)))
    return min(_plainness(strip.histogram()) for strip in strips)


def _plainness(tones: Sequence[int]) -> float:
    commonest = max(range(len(tones)), key=tones.__getitem__)
    return _share(tones[max(commonest - TONE, 0) : commonest + TONE + 1], tones)


def _grid(patches: Sequence[Image.Image]) -> float:
    """How strongly fine detail comes again at a fixed distance, in the middle one of the patches.

    A pattern that comes again differs less from itself moved by its period than by half of that,
    along a row or a column, however it lies; nothing else does.
    """
    return sorted(map(_return, patches))[len(patches) // 2]


def _return(patch: Image.Image) -> float:
    smooth = patch.filter(ImageFilter.BoxBlur(3))
    fine = ImageChops.subtract(patch, smooth, 1, 128)
    return max(_fall(_differences(fine, (1, 0))), _fall(_differences(fine, (0, 1))))


def _differences(fine: Image.Image, step: tuple[int, int]) -> Iterator[float]:
    """Yield the mean difference of a patch from itself moved by one pixel, by two, and so on."""
    width, height = PATCH - LAGS * step[0], PATCH - LAGS * step[1]
    still = fine.crop((0, 0, width, height))
    for lag in range(1, LAGS + 1):
        x, y = lag * step[0], lag * step[1]
        moved = fine.crop((x, y, x + width, y + height))
        yield _mean(ImageChops.difference(still, moved).histogram())


def _fall(differences: Iterator[float]) -> float:
    """By what share of the highest value before it a later value is lower, at most."""
    highest = deepest = 0.0
    for each in differences:
        deepest = max(deepest, (highest - each) / max(highest, FAINT))
        highest = max(highest, each)
    return deepest
