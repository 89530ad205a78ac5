"""What can be wrong with a picture: made of good ones, to see which hints are given."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from chalicelib.domain.signals import Hint
from infra.bench.looks.pictures import lit, saved

NOISE: Final = 4  # grey levels
# A display's dot: three stripes of light, and a gap below.
DOT: Final = ((255, 40, 40), (40, 255, 40), (40, 40, 255))
GAP: Final = (30, 30, 30)
# A sensor has twice the pixels of the display picture on a side, and is drawn twice as fine again.
FINER: Final = 2


def grainy(image: Image.Image, quality: int = 85) -> Image.Image:
    """Return the picture with a sensor's noise, as a phone saves it."""
    noise = Image.effect_noise(image.size, NOISE).convert("RGB")
    return saved(ImageChops.add(image, noise, 1, -128), quality)


def screenshot(image: Image.Image, paper: int) -> Image.Image:
    """Return a screenshot of a talk with the picture in it, on light or dark paper."""
    width, height = image.size
    page = Image.new("RGB", image.size, (paper,) * 3)
    draw, ink = ImageDraw.Draw(page), (255 - paper,) * 3
    draw.text((width // 20, height // 150), "12:41", fill=ink, font_size=height / 50)
    page.paste(image.resize((width * 6 // 10, height * 4 // 10)), (width // 30, height // 10))
    for row in range(5):
        top = height * (62 + 7 * row) // 100
        box = (width * 3 // 10, top, width * 95 // 100, top + height // 20)
        draw.rounded_rectangle(box, height // 80, fill=(120, 170, 120))
        draw.text((box[0] + width // 50, top + height // 90), f"message {row}", fill=ink,
                  font_size=height / 40)  # fmt: skip
    return saved(page, 85)


def of_a_screen(image: Image.Image, pitch: float, degrees: float, blur: float) -> Image.Image:
    """Return a photo of a display that shows the picture.

    A dot is `pitch` of the sensor's pixels wide; the camera is held askew and blurs by `blur` of
    them. The sensor takes every pixel at a point, which is where the patterns come from.
    """
    size = (image.width * FINER**2, image.height * FINER**2)
    dots = _dots(size, pitch * FINER, degrees)
    shown = ImageChops.multiply(image.resize(size, Image.Resampling.BILINEAR), dots)
    seen = shown.filter(ImageFilter.BoxBlur(blur * FINER))
    sensor = seen.resize((size[0] // FINER, size[1] // FINER), Image.Resampling.NEAREST)
    photo = grainy(ImageEnhance.Brightness(sensor).enhance(3), 90)
    return saved(photo.reduce(FINER), 80)


def _dots(size: tuple[int, int], pitch: float, degrees: float) -> Image.Image:
    """Return the light of a display without a picture, turned, larger than it and cut to size."""
    width, height = (round(6 * side / pitch) for side in size)
    row = Image.new("RGB", (width, 3))
    for x in range(width):
        for y in range(3):
            row.putpixel((x, y), GAP if y == 2 else DOT[x % 3])  # noqa: PLR2004
    dots = Image.new("RGB", (width, height))
    for y in range(0, height, 3):
        dots.paste(row, (0, y))
    left, top = size[0] // 2, size[1] // 2
    wide = dots.resize((2 * size[0], 2 * size[1]), Image.Resampling.NEAREST).rotate(degrees)
    return wide.crop((left, top, left + size[0], top + size[1]))


def on_some_screen(image: Image.Image) -> Image.Image:
    """Return a photo of a display, of whatever make and from whatever distance, sharp or not."""
    chance = Random(image.resize((8, 8)).tobytes())  # noqa: S311  no secret
    pitch, degrees = chance.uniform(1.3, 4), chance.uniform(-5, 5)
    small = image.resize((image.width // 2, image.height // 2))
    return of_a_screen(small, pitch, degrees, chance.uniform(0.3, 1.2))


SPOILED: Final[Mapping[str, tuple[Callable[[Image.Image], Image.Image], Hint]]] = {
    "out of focus": (lambda image: grainy(image.filter(ImageFilter.GaussianBlur(8))), Hint.BLURRED),
    "at night": (lambda image: grainy(lit(image, 0.12)), Hint.DARK),
    "against the sun": (lambda image: grainy(lit(image, 9)), Hint.BURNT_OUT),
    "covered lens": (lambda image: grainy(Image.new("RGB", image.size, (8, 6, 6))), Hint.BLANK),
    "screenshot, light": (lambda image: screenshot(image, 245), Hint.SCREENSHOT),
    "screenshot, dark": (lambda image: screenshot(image, 18), Hint.SCREENSHOT),
    "photo of a screen": (on_some_screen, Hint.PHOTO_OF_A_SCREEN),
}
