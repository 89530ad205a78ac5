"""Chooses a video's poster among its still frames, and tells what can be seen; runs in a sandbox.

The frames are raw pixels that our own ffmpeg wrote one after another: brightness at full size, then
the two colour differences at half of it (4:2:0 in BT.709, video levels). The poster is the sharpest
that shows something: no black beginning, no thumb on the lens, no smear of a turn.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageFilter, ImageStat

from chalicelib.adapters.media.looks import look_of
from chalicelib.adapters.media.picture_signals import picture_signals
from chalicelib.adapters.media.pixels import thumb_of
from chalicelib.adapters.media.placeholders import blurhash
from chalicelib.domain.likeness import DIGITS
from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.photo_plans import DISPLAY_QUALITY, THUMB_QUALITY

POSTER_NAME: Final = "poster.jpg"
THUMB_NAME: Final = "thumb.jpg"
# From BT.709 at video levels to full RGB: brightness of 16-235, differences around 128.
SCALE, RED, GREEN_BLUE, GREEN_RED, BLUE = 255 / 219, 1.7927, -0.2132, -0.5329, 2.1124
ROWS: Final = ((0.0, RED), (GREEN_BLUE, GREEN_RED), (BLUE, 0.0))
TO_RGB: Final = tuple(
    value for blue, red in ROWS for value in (SCALE, blue, red, -16 * SCALE - 128 * (blue + red))
)
# How much every pixel differs from its four neighbours: the usual measure of focus.
EDGES: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
# Video levels from which on a pixel shows something, up to where it is burnt out.
DARKEST, BRIGHTEST = 33, 222
# A frame with less spread of brightness, or with fewer pixels that show something, is blank.
LEAST_SPREAD: Final = 5.0
LEAST_SHOWN: Final = 0.1
# In a smaller frame there is no edge to look for.
SMALLEST_PX: Final = 8
# Frames over the whole clip by which it is found again when somebody sends it a second time.
OVER_TIME: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a video shows. `is_blank` says that not even its best frame shows anything."""

    placeholder: str
    looks: tuple[str, ...]
    signals: dict[str, float]
    is_blank: bool


def shown(pictures: Path, size: PixelSize, thumb: PixelSize, into: Path) -> Shown | None:
    """Write poster.jpg and thumb.jpg into the folder `into`; None when there is no frame at all.

    `pictures` are frames of that size. The looks are the middle frame's, under which the clip is
    filed, then the poster's and those of frames over the clip.
    """
    frames = Frames(path=pictures, size=size)
    scores = [_score(frames.brightness(number)) for number in range(frames.count())]
    if not scores:
        return None
    best = max(range(len(scores)), key=scores.__getitem__)
    poster = frames.picture(best)
    small = thumb_of(poster, (thumb.width, thumb.height))
    poster.save(into / POSTER_NAME, "JPEG", quality=DISPLAY_QUALITY)
    small.save(into / THUMB_NAME, "JPEG", quality=THUMB_QUALITY)
    return Shown(
        placeholder=blurhash(small),
        looks=_looks(frames, _moments(len(scores), best)),
        signals=picture_signals(poster),
        is_blank=scores[best] == 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Raw frames in a file."""

    path: Path
    size: PixelSize

    def count(self) -> int:
        """Return how many whole ones there are."""
        return self.path.stat().st_size // self._bytes()

    def brightness(self, number: int) -> Image.Image:
        """Return one frame in grey, at video levels."""
        whole = (self.size.width, self.size.height)
        return Image.frombytes("L", whole, self._read(number, 0, whole[0] * whole[1]))

    def picture(self, number: int) -> Image.Image:
        """Return one frame in RGB."""
        half = (self.size.width // 2, self.size.height // 2)
        length, start = half[0] * half[1], self.size.width * self.size.height
        planes = [self.brightness(number)]
        for place in (start, start + length):
            plane = Image.frombytes("L", half, self._read(number, place, length))
            planes.append(plane.resize(planes[0].size, Image.Resampling.BILINEAR))
        return Image.merge("RGB", planes).convert("RGB", TO_RGB)

    def _bytes(self) -> int:
        return self.size.width * self.size.height * 3 // 2

    def _read(self, number: int, start: int, length: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(number * self._bytes() + start)
            return file.read(length)


def _score(frame: Image.Image) -> float:
    """How sharp a frame is, times how much of it is lit; 0 when it shows nothing.

    Half the size is fine enough to tell a sharp frame, and leaves the noise of the sensor out.
    """
    grey = frame.reduce(2)
    counts = grey.histogram()
    lit = sum(counts[DARKEST : BRIGHTEST + 1]) / sum(counts)
    if lit < LEAST_SHOWN or ImageStat.Stat(grey).stddev[0] < LEAST_SPREAD:
        return 0.0
    if min(grey.size) < SMALLEST_PX:
        return lit
    # The filter leaves the outermost pixels as they were.
    inside = grey.filter(EDGES).crop((1, 1, grey.width - 1, grey.height - 1))
    return float(ImageStat.Stat(inside).stddev[0]) * lit


def _moments(count: int, best: int) -> tuple[int, ...]:
    """The numbers of the frames by which a clip is found: its middle one, the poster, and others.

    The middle of a copy is the middle of the first. Which frame is the sharpest may be another one
    once a messenger has encoded the clip anew.
    """
    over_time = ((2 * place + 1) * count // (2 * OVER_TIME) for place in range(OVER_TIME))
    return tuple(dict.fromkeys((count // 2, best, *over_time)))


def _looks(frames: Frames, numbers: tuple[int, ...]) -> tuple[str, ...]:
    """The looks of these frames; all but the first are asked for in one way only."""
    first, *others = (look_of(frames.brightness(number)) for number in numbers)
    looks = dict.fromkeys((first, *(look[:DIGITS] for look in others)))
    return tuple(look for look in looks if look)
