"""Made photos and videos, heavy as a phone's, each with bytes of its own.

One of each is made; the others are copies that differ in a part which no reader looks at, since the
same bytes twice would be a finding.
"""

import io
import subprocess
from itertools import count
from pathlib import Path

from PIL import Image

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from infra.bench.phone import File

MIB = 1024 * 1024
PHOTO_PX, SMALL_PHOTO_PX = (4000, 3000), (400, 300)
VIDEO_PX, SMALL_VIDEO_PX = (1080, 1920), (180, 320)
VIDEO_S, SMALL_VIDEO_S = 4, 2
GRAIN = 28.0
TONE = ("-f", "lavfi", "-i", "sine=f=330:r=44100")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


class Studio:
    """Makes files; no two are alike."""

    def __init__(self, folder: Path) -> None:
        self._number = count(1)
        self._photo = _photo(PHOTO_PX)
        self._small_photo = _photo(SMALL_PHOTO_PX)
        self._video = _video(folder / "video.mp4", VIDEO_PX, VIDEO_S)
        self._small_video = _video(folder / "small.mp4", SMALL_VIDEO_PX, SMALL_VIDEO_S)

    def photo(self, *, is_small: bool = False) -> File:
        """Return a photo of 12 megapixels, or a tiny one."""
        base = self._small_photo if is_small else self._photo
        data = _with_comment(base, next(self._number))
        return File(kind="photo", content_type="image/jpeg", data=data)

    def video(self, *, is_small: bool = False, padding_bytes: int = 0) -> File:
        """Return a video in full HD, or a tiny one; padding makes it travel as a long one does."""
        base = self._small_video if is_small else self._video
        data = base + _empty_box(next(self._number), padding_bytes)
        return File(kind="video", content_type="video/mp4", data=data)


def _photo(size: tuple[int, int]) -> bytes:
    """Return a JPEG with smooth parts and grain, about as heavy as a camera's."""
    width, height = size
    shade = Image.linear_gradient("L").resize(size)
    grain = Image.effect_noise((width // 2, height // 2), GRAIN).resize(size)
    image = Image.merge("RGB", (shade, grain, Image.blend(shade, grain, 0.4)))
    made = io.BytesIO()
    image.save(made, "JPEG", quality=90)
    return made.getvalue()


def _with_comment(jpeg: bytes, number: int) -> bytes:
    """Put a comment segment right after the JPEG's first marker."""
    text = f"made {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + jpeg[2:]


def _video(path: Path, size: tuple[int, int], seconds: int) -> bytes:
    """Return a clip in which every frame differs, with grain and sound."""
    source = f"testsrc2=size={size[0]}x{size[1]}:rate=30,noise=alls=10:allf=t"
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    pictures = ("-f", "lavfi", "-i", source)
    limits = ("-maxrate", "12M", "-bufsize", "12M", "-t", str(seconds))
    subprocess.run([*command, *pictures, *TONE, *CODECS, *limits, str(path)], check=True)
    return path.read_bytes()


def _empty_box(number: int, padding_bytes: int) -> bytes:
    """Return an MP4 box that says of itself that it is to be skipped."""
    content = number.to_bytes(8, "big") + bytes(padding_bytes)
    return (len(content) + 8).to_bytes(4, "big") + b"free" + content
