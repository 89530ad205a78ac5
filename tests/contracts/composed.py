"""Small renditions to compose of, and what can be seen and heard in a composed film."""

import array
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PIL import Image

from chalicelib.adapters.media import composer
from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.renditions import BARE, MP4
from chalicelib.adapters.media.sound import SOUND_GRAPH
from chalicelib.domain.editions import EditionPlan
from tests import media_factory

HZ = 48_000
GREY = (150, 130, 110)
GREEN = (40, 140, 70)
COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


def rendition(
    path: Path,
    colour: tuple[int, int, int] = GREY,
    *,
    size: tuple[int, int] = (180, 320),
    seconds: float = 2.0,
    sound: str | None = "sin(2764*t)/8",
    filters: str = "null",
) -> Path:
    """A film as our renditions are: 30 frames a second, colours named, without an edit list."""
    heard = ("-f", "lavfi", "-i", f"aevalsrc='{sound}':s={HZ}") if sound else ()
    picture = "color=0x{:02x}{:02x}{:02x}".format(*colour)
    drawn = f"format=rgb24,{filters},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    media_factory.ffmpeg(
        *("-f", "lavfi", "-i", f"{picture}:s={size[0]}x{size[1]}:r=30", *heard),
        *("-vf", drawn, "-c:v", "libx264", "-preset", "ultrafast", *COLOURS),
        *(("-af", SOUND_GRAPH, "-c:a", "aac") if sound else ()),
        *("-t", str(seconds), *BARE, *MP4, str(path)),
    )
    return path


def photo(path: Path, size: tuple[int, int] = (480, 640)) -> Path:
    """A photo as our renditions are, of the known picture."""
    media_factory.picture(*size).save(path, "JPEG", quality=90)
    return path


def frame(film: Path, number: int) -> Image.Image:
    """One frame of a film."""
    picture = film.with_name(f"{film.stem}-{number}.png")
    only = f"select=eq(n\\,{number})"
    media_factory.ffmpeg("-i", str(film), "-vf", only, "-frames:v", "1", str(picture))
    with Image.open(picture) as opened:
        return opened.convert("RGB")


def sound(film: Path) -> Sequence[int]:
    """A film's sound, as one channel of samples."""
    command = [str(find_ffmpeg()), "-v", "error", "-i", str(film), "-map", "0:a", "-ac", "1"]
    raw = subprocess.run(  # noqa: S603 - our own program and files
        [*command, "-ar", str(HZ), "-f", "s16le", "-"], capture_output=True, check=True
    )
    return array.array("h", raw.stdout)


def children_left(plan: EditionPlan, sources: tuple[Path, ...], ffmpeg: Path) -> list[int]:
    """Compose in this process, whether it works or not; return its children, dead ones too."""
    made = Path("made")
    made.mkdir()
    with suppress(Exception):  # what it ends with is another test's claim
        composer.composed(plan, sources, ffmpeg, made.resolve())
    threads = Path(f"/proc/{os.getpid()}/task").iterdir()
    return [int(child) for one in threads for child in (one / "children").read_text().split()]
