"""Made photos and videos, heavy as a phone's, each of something else: copies would be findings.

What they show is chance, spread over the whole picture, so that no two have a look in common.
"""

import io
import subprocess
from pathlib import Path
from random import Random

from PIL import Image

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from infra.bench.phone import File

MIB = 1024 * 1024
PHOTO_PX, SMALL_PHOTO_PX = (4000, 3000), (400, 300)
VIDEO_PX, SMALL_VIDEO_PX = (1080, 1920), (180, 320)
VIDEO_S, SMALL_VIDEO_S = 4, 2
GRAIN, GRAIN_SHARE = 28.0, 0.3
PATCHES = 12  # each way
BICUBIC = Image.Resampling.BICUBIC
TONE = ("-f", "lavfi", "-i", "sine=f=330:r=44100")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


class Studio:
    """Makes files; no two are alike."""

    def __init__(self, folder: Path) -> None:
        self._chance = Random(1)  # noqa: S311  made pictures, no secret
        self._folder = folder

    def photo(self, *, is_small: bool = False) -> File:
        """Return a photo of 12 megapixels, or a tiny one."""
        made = io.BytesIO()
        self._scene(SMALL_PHOTO_PX if is_small else PHOTO_PX).save(made, "JPEG", quality=90)
        return File(kind="photo", content_type="image/jpeg", data=made.getvalue())

    def video(self, *, is_small: bool = False, padding_bytes: int = 0) -> File:
        """Return a video in full HD, or a tiny one; padding makes it travel as a long one does."""
        size, seconds = (SMALL_VIDEO_PX, SMALL_VIDEO_S) if is_small else (VIDEO_PX, VIDEO_S)
        still = self._folder / "still.png"
        self._scene(size).save(still)
        data = _video(still, self._folder / "video.mp4", seconds) + _empty_box(padding_bytes)
        return File(kind="video", content_type="video/mp4", data=data)

    def _scene(self, size: tuple[int, int]) -> Image.Image:
        """Return smooth patches of chance colours with grain, about as heavy as a camera's."""
        width, height = size
        colours = self._chance.randbytes(3 * PATCHES**2)
        patches = Image.frombytes("RGB", (PATCHES, PATCHES), colours).resize(size, BICUBIC)
        grain = Image.effect_noise((width // 2, height // 2), GRAIN).resize(size)
        return Image.blend(patches, Image.merge("RGB", (grain, grain, grain)), GRAIN_SHARE)


def _video(still: Path, path: Path, seconds: int) -> bytes:
    """Return a clip of a still picture in which every frame differs by its grain, with sound."""
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    pictures = ("-loop", "1", "-framerate", "30", "-i", str(still))
    limits = ("-maxrate", "12M", "-bufsize", "12M", "-t", str(seconds))
    grain = ("-vf", "noise=alls=10:allf=t")
    subprocess.run([*command, *pictures, *TONE, *grain, *CODECS, *limits, str(path)], check=True)
    return path.read_bytes()


def _empty_box(size_bytes: int) -> bytes:
    """Return an MP4 box that says of itself that it is to be skipped."""
    return (size_bytes + 8).to_bytes(4, "big") + b"free" + bytes(size_bytes)
