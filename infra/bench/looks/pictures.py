"""Pictures to find again, real and made, and what people do to a picture before they send it."""

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

import pillow_heif
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from chalicelib.adapters.media.looks import looks_of
from chalicelib.domain.likeness import ALIKE, filed, nearest

SIDE: Final = 1600
MADE_SIZE: Final = (1200, 1600)
SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"})
# A real picture counts several times: whole, and parts of it that have little in common.
PARTS: Final = 3
SHARE: Final = (0.3, 0.55)
MESSENGER_SIDE: Final = 1280
Edit = Callable[[Image.Image], Image.Image]


def real(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield each picture of a folder and parts of it, with the name of the file it comes from.

    A file that shows what an earlier one does is left out.
    """
    pillow_heif.register_heif_opener()
    known: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES:
            continue
        with Image.open(path) as opened:
            whole = ImageOps.exif_transpose(opened).convert("RGB")
        looks = looks_of(whole)
        if looks and any(nearest(looks, text)[0] <= ALIKE for text in known):
            continue
        known += [filed(look) for look in looks[:1]]
        yield path.name, _small(whole)
        for number in range(PARTS):
            yield path.name, _small(_part(whole, f"{path.name} {number}"))


def pieces(image: Image.Image, count: int) -> Iterator[Image.Image]:
    """Yield parts of a picture: as many more to learn from how pictures are."""
    for number in range(count):
        yield _part(image, f"a piece {number}")


def _small(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    return small


def _part(image: Image.Image, seed: str) -> Image.Image:
    chance = Random(seed)  # noqa: S311  the same for the same seed, and no secret
    share = chance.uniform(*SHARE)
    width, height = round(image.width * share), round(image.height * share)
    x, y = chance.randrange(image.width - width), chance.randrange(image.height - height)
    return image.crop((x, y, x + width, y + height))


def made(seed: int, size: tuple[int, int] = MADE_SIZE) -> Image.Image:
    """Return a picture with light, shapes large and small, and grain; each seed's is another."""
    chance = Random(seed)  # noqa: S311  the same for the same seed, and no secret
    image = Image.linear_gradient("L").resize(size).rotate(90 * chance.randrange(4))
    image = ImageOps.colorize(image.resize(size), _colour(chance), _colour(chance))
    draw = ImageDraw.Draw(image)
    for number in range(60):
        _shape(draw, chance, size, max(size) / (2 + number))
    grain = Image.effect_noise(size, 30).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(1)), grain, 0.08)


def _shape(draw: ImageDraw.ImageDraw, chance: Random, size: tuple[int, int], reach: float) -> None:
    x, y = chance.uniform(0, size[0]), chance.uniform(0, size[1])
    width, height = chance.uniform(0.3, 1) * reach, chance.uniform(0.3, 1) * reach
    box = (x - width, y - height, x + width, y + height)
    shape = chance.choice((draw.ellipse, draw.rectangle))
    shape(box, fill=_colour(chance))


def _colour(chance: Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def saved(image: Image.Image, quality: int) -> Image.Image:
    """Return the picture as a JPEG of this quality shows it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def by_messenger(image: Image.Image) -> Image.Image:
    """Return what a messenger makes of a picture: 1280 px at most, and strongly compressed."""
    small = image.copy()
    small.thumbnail((MESSENGER_SIDE, MESSENGER_SIDE))
    return saved(small, 60)


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Return the picture without this share of its width and height at each side."""
    x, y = round(image.width * share), round(image.height * share)
    return by_messenger(image.crop((x, y, image.width - x, image.height - y)))


def captioned(image: Image.Image) -> Image.Image:
    """Return the picture with two lines of text on a dark strip near its lower end."""
    written = image.copy()
    draw, (width, height) = ImageDraw.Draw(written), image.size
    draw.rectangle((0, round(height * 0.84), width, round(height * 0.96)), fill=(20, 30, 60))
    for line, top in (("A name as consented", 0.86), ("A place, a scheme", 0.91)):
        draw.text((width * 0.04, height * top), line, fill="white", font_size=height * 0.035)
    return saved(written, 80)


def bordered(image: Image.Image) -> Image.Image:
    """Return a screenshot of the picture: between a phone's own bars."""
    width, height = image.size
    bar = round(height * 0.05)
    shot = Image.new("RGB", (width, height + 2 * bar + bar // 2))
    shot.paste(image, (0, bar))
    ImageDraw.Draw(shot).text((bar, bar * 0.2), "12:41", fill="white", font_size=bar * 0.6)
    return saved(shot, 80)


def lit(image: Image.Image, factor: float) -> Image.Image:
    """Return the picture made brighter or darker by a factor."""
    return saved(ImageEnhance.Brightness(image).enhance(factor), 85)


def laid(image: Image.Image, way: Image.Transpose) -> Image.Image:
    """Return the picture mirrored or turned, as a messenger passes it on."""
    return by_messenger(image.transpose(way))


EDITS: Final[Mapping[str, Edit]] = {
    "saved again": lambda image: saved(image, 50),
    "by messenger": by_messenger,
    "20 % brighter": lambda image: lit(image, 1.2),
    "20 % darker": lambda image: lit(image, 0.8),
    "cropped 3 %": lambda image: cropped(image, 0.03),
    "cropped 8 %": lambda image: cropped(image, 0.08),
    "captioned": captioned,
    "screenshot": bordered,
    "mirrored": lambda image: laid(image, Image.Transpose.FLIP_LEFT_RIGHT),
    "turned left": lambda image: laid(image, Image.Transpose.ROTATE_90),
    "turned over": lambda image: laid(image, Image.Transpose.ROTATE_180),
    "turned right": lambda image: laid(image, Image.Transpose.ROTATE_270),
}
