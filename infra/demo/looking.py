"""Looks at what a network was given: a picture of each file, as the contact sheet shows it."""

import subprocess
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

from infra.demo.watch import DemoFailed

AT_S = "1"  # into a clip: past the first frame, and captions stand there already
TALL = 9 / 16
NEARLY = 0.01  # a photo's window is whole pixels


def picture_of(path: Path, kind: str) -> Image.Image:
    """Return the photo, or a frame of the video; raise DemoFailed when it cannot be shown."""
    data = path.read_bytes() if kind == "photo" else _frame(path)
    try:
        with Image.open(BytesIO(data)) as opened:
            picture: Image.Image = opened.convert("RGB")
    except OSError:
        raise DemoFailed(f"What was posted as {kind} cannot be shown.") from None
    return picture


def _frame(path: Path) -> bytes:
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-ss", AT_S,
        "-i", str(path), "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).stdout


def is_vertical(picture: Image.Image) -> bool:
    """True for the shape of a phone held upright, nine to sixteen."""
    return abs(picture.width / picture.height - TALL) < NEARLY
