"""Made photos for the pages to show: a village scene each, no two alike, and nobody real."""

from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from infra.demo.files import MediaFile, media_file
from infra.demo.watch import DemoFailed

SIZE = (1600, 1200)
UNIT = SIZE[1] // 12
GROUND = SIZE[1] * 7 // 12
SKIES = ((150, 200, 240), (246, 205, 150), (190, 215, 225), (214, 196, 226))
LANDS = ((90, 150, 70), (186, 156, 92), (120, 130, 60), (150, 110, 80))
WALLS = ((240, 220, 180), (200, 225, 225), (235, 190, 190), (225, 225, 235))
CLOTHS = ((190, 40, 80), (240, 150, 30), (30, 110, 140), (110, 60, 140))
ROOF, DOOR, LEAVES, TRUNK = (170, 70, 50), (95, 65, 45), (60, 120, 60), (100, 75, 50)
SKIN, HAIR = (165, 115, 80), (40, 30, 30)
GRAIN, GRAIN_SHARE = 40.0, 0.06


def photo(folder: Path, number: int, *, quality: int = 90) -> MediaFile:
    """Write photo `number` and return it: the same number is the same scene."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.jpg"
    _scene(Random(number)).save(path, "JPEG", quality=quality)  # noqa: S311  a made picture
    return as_media(path)


def as_media(path: Path) -> MediaFile:
    """Return a made file as the demo sends it; raise DemoFailed when it is no media."""
    found = media_file(path)
    if found is None:
        raise DemoFailed(f"{path} could not be made.")
    return found


def _scene(chance: Random) -> Image.Image:
    image = Image.new("RGB", SIZE, chance.choice(SKIES))
    draw = ImageDraw.Draw(image)
    _land(draw, chance)
    _tree(draw, chance)
    _house(draw, chance)
    _person(draw, chance)
    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.effect_noise(SIZE, GRAIN)
    return Image.blend(soft, Image.merge("RGB", (grain, grain, grain)), GRAIN_SHARE)


def _land(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    width, height = SIZE
    land = chance.choice(LANDS)
    for _ in range(3):
        middle, reach = chance.randrange(width), chance.randrange(4, 8) * UNIT
        hill = tuple(min(255, part + chance.randrange(20, 60)) for part in land)
        box = (middle - reach, GROUND - reach // 3, middle + reach, GROUND + reach // 3)
        draw.ellipse(box, fill=hill)
    draw.rectangle((0, GROUND, width, height), fill=land)
    for row in range(GROUND + UNIT, height, UNIT):
        shade = tuple(max(0, part - 18) for part in land)
        draw.line((0, row, width, row + chance.randrange(-UNIT, UNIT)), fill=shade, width=6)


def _tree(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    at, tall = chance.randrange(UNIT, SIZE[0] - UNIT), chance.randrange(3, 5) * UNIT
    draw.rectangle((at - 16, GROUND - tall, at + 16, GROUND + 20), fill=TRUNK)
    for _ in range(6):
        across = at + chance.randrange(-UNIT, UNIT)
        up = GROUND - tall + chance.randrange(-UNIT, UNIT)
        draw.ellipse((across - UNIT, up - UNIT, across + UNIT, up + UNIT), fill=LEAVES)


def _house(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    left = chance.randrange(SIZE[0] - 6 * UNIT)
    wide, tall = chance.randrange(4, 6) * UNIT, chance.randrange(3, 4) * UNIT
    top, bottom = GROUND + UNIT - tall, GROUND + UNIT
    draw.rectangle((left, top, left + wide, bottom), fill=chance.choice(WALLS))
    eaves = [
        (left - UNIT // 2, top),
        (left + wide + UNIT // 2, top),
        (left + wide // 2, top - UNIT),
    ]
    draw.polygon(eaves, fill=ROOF)
    door = left + chance.randrange(1, 3) * UNIT
    draw.rectangle((door, bottom - 2 * UNIT, door + UNIT, bottom), fill=DOOR)


def _person(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    """A figure with a scarf, a little smaller than half the picture."""
    at, cloth = chance.randrange(3 * UNIT, SIZE[0] - 3 * UNIT), chance.choice(CLOTHS)
    foot, head = SIZE[1] - UNIT // 2, SIZE[1] - 6 * UNIT
    body = [(at - UNIT, head + 2 * UNIT), (at + UNIT, head + 2 * UNIT), (at + 2 * UNIT, foot),
            (at - 2 * UNIT, foot)]  # fmt: skip
    draw.polygon(body, fill=cloth)
    draw.ellipse((at - UNIT, head - 20, at + UNIT, head + 2 * UNIT + 30), fill=HAIR)
    draw.ellipse((at - 75, head + 10, at + 75, head + 2 * UNIT), fill=SKIN)
    for eye in (at - 30, at + 30):
        draw.ellipse((eye - 8, head + 80, eye + 8, head + 96), fill=HAIR)
    draw.arc((at - 36, head + 90, at + 36, head + 150), 20, 160, fill=HAIR, width=6)
