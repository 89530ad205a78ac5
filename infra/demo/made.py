"""Photos and videos for a demo without a folder: four good ones and one that must be refused.

They carry what phones add: a turned photo with a place in its EXIF, a portrait video that is stored
lying with a rotation tag, a video without sound.
"""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Literal

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

from infra.demo.files import MediaFile, media_file
from infra.demo.watch import DemoFailed

SKY, GRASS, WALL, ROOF = (150, 200, 240), (90, 150, 70), (240, 220, 180), (170, 70, 50)
SUN, INK = (250, 210, 70), (40, 40, 60)
ORIENTATION, GPS = 0x0112, 0x8825
TURN_CLOCKWISE = 6  # the EXIF word for: turn me by 90 degrees
# As a phone would: no program that changes films names itself in the file.
UNNAMED = ("-fflags", "+bitexact")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
TONE = ("-f", "lavfi", "-i", "sine=f=330:r=44100")


def make(folder: Path) -> list[MediaFile]:
    """Write the made media into `folder` and return them with how each must end."""
    folder.mkdir(parents=True, exist_ok=True)
    letter = _photo(folder / "1-the-new-tap.jpg", "The new tap", (2000, 1500))
    gate = _turned_photo(folder / "2-at-the-gate.jpg", "At the gate", (1200, 1600))
    cut = _cut(letter, folder / "3-cut-off.jpg")
    spoken = _portrait_video(folder / "1-her-words.mp4", "Her own words")
    silent = _video(folder / "2-the-street.mp4", "The street", (1280, 720))
    good = [_expect(path, "ready") for path in (letter, gate, spoken, silent)]
    return [*good, _expect(cut, "rejected")]


def _expect(path: Path, end: Literal["ready", "rejected"]) -> MediaFile:
    file = media_file(path)
    if file is None:
        raise DemoFailed(f"{path} could not be made.")
    return replace(file, expected=end)


def scene(text: str, size: tuple[int, int]) -> Image.Image:
    """Return a picture in which a person sees at once whether it is upright and whole."""
    width, height = size
    image = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(image)
    unit, ground = min(size) // 10, height * 7 // 10
    draw.rectangle((0, ground, width, height), fill=GRASS)
    draw.ellipse((width - 3 * unit, unit, width - unit, 3 * unit), fill=SUN)
    left, right, eaves = 2 * unit, 6 * unit, ground - 3 * unit
    draw.rectangle((left, eaves, right, ground), fill=WALL)
    draw.polygon([(left - unit // 2, eaves), (right + unit // 2, eaves),
                  ((left + right) // 2, eaves - 2 * unit)], fill=ROOF)  # fmt: skip
    draw.text((unit, ground + unit), text, fill=INK, font=ImageFont.load_default(unit))
    return image


def _photo(path: Path, text: str, size: tuple[int, int]) -> Path:
    scene(text, size).save(path, "JPEG", quality=92)
    return path


def _turned_photo(path: Path, text: str, size: tuple[int, int]) -> Path:
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_CLOCKWISE
    exif.get_ifd(GPS).update({1: "N", 2: (29.0, 56.0, 44.5), 3: "E", 4: (78.0, 9.0, 51.1)})
    lying = scene(text, size).transpose(Image.Transpose.ROTATE_90)
    lying.save(path, "JPEG", quality=92, exif=exif)
    return path


def _cut(whole: Path, path: Path) -> Path:
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    return path


def _video(path: Path, text: str, size: tuple[int, int], *sound: str, turn: int = 0) -> Path:
    """Write six seconds of a slow zoom; `turn` stores it turned by so many degrees."""
    still = path.with_suffix(".png")
    picture = scene(text, size).rotate(turn, expand=True)
    picture.save(still)
    middle = "x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'"
    zoom = f"zoompan=z='1+on/900':{middle}:d=1:fps=30:s={picture.width}x{picture.height}"
    _ffmpeg("-loop", "1", "-framerate", "30", "-i", str(still), *sound, "-vf", zoom, *CODECS,
            "-t", "6", *UNNAMED, str(path))  # fmt: skip
    still.unlink()
    return path


def _portrait_video(path: Path, text: str) -> Path:
    plain = _video(path.with_suffix(".mov"), text, (720, 1280), *TONE, turn=90)
    _ffmpeg("-display_rotation", "-90", "-i", str(plain), "-c", "copy", *UNNAMED, str(path))
    plain.unlink()
    return path


def _ffmpeg(*arguments: str) -> None:
    quiet = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *quiet, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoFailed(f"A video could not be made: {done.stderr.strip()[-200:]}")
