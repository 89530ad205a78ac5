"""What the video tests make and look at."""

import re
import subprocess
from pathlib import Path

from PIL import Image

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.domain.media_measures import Made, VideoMeasured
from chalicelib.domain.video_plans import VideoPlan, plan_video
from tests import media_factory

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-ar", "48000")
# A sine at an eighth of full scale is heard at -22 LUFS.
SINE_LUFS = -21.8


def tone(loudness_lufs: float = SINE_LUFS) -> tuple[str, ...]:
    """An endless input: a tone of that loudness in one channel."""
    gain = loudness_lufs - SINE_LUFS
    return ("-f", "lavfi", "-i", f"sine=f=440:r=48000,volume={gain}dB")


def fitting(
    path: Path,
    *,
    seconds: float = 3.0,
    loudness_lufs: float | None = -16.0,
    filters: str = "null",
    extra: tuple[str, ...] = (),
) -> Path:
    """A clip that already is what we would make of it: nothing of its picture must be encoded."""
    source = f"testsrc2=size=320x240:rate=30:duration={seconds},{filters}"
    sound = () if loudness_lufs is None else (*tone(loudness_lufs), *AAC)
    codec = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "30", "-pix_fmt", "yuv420p")
    media_factory.ffmpeg(
        *("-f", "lavfi", "-i", source, *sound, *codec, "-g", "15", "-t", str(seconds)),
        *(*media_factory.TELLING, *extra, str(path)),
    )
    return path


def all_of(source: Path, into: Path) -> tuple[VideoMeasured, VideoPlan, Made]:
    """What is measured, decided and made of a video."""
    into.mkdir(exist_ok=True)
    measured = media_factory.videos().measure(source)
    plan = plan_video(measured)
    return measured, plan, media_factory.videos().carry_out(plan, source, into)


def path_of(made: Made, role: str) -> Path:
    """Where the file of a role is."""
    return next(file.path for file in made.files if file.role.value == role)


def loudness_of(path: Path) -> float:
    """Integrated loudness in LUFS."""
    text = media_factory.described(path, "-vn", "-af", "ebur128=framelog=quiet")
    return float(re.findall(r"I: +(-?[\d.]+) LUFS", text)[-1])


def peak_of(path: Path) -> float:
    """The highest sample in dBFS."""
    text = media_factory.described(path, "-vn", "-af", "ebur128=framelog=quiet:peak=sample")
    return float(re.findall(r"Peak: +(-?[\d.]+) dBFS", text)[-1])


def packets_of(path: Path) -> list[tuple[str, str]]:
    """Size and checksum of every picture packet, with nothing but the picture in it."""
    bare = ("-bsf:v", "filter_units=pass_types=1|5", "-f", "framecrc", "-")
    command = [str(find_ffmpeg()), "-v", "error", "-i", str(path), "-map", "0:v", "-c", "copy"]
    listed = subprocess.run([*command, *bare], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own program and files
    rows = (line.split(",") for line in listed.split("\n") if line and line[0] != "#")
    return [(row[4].strip(), row[5].strip()) for row in rows]


def frame_of(path: Path, at_s: float = 0.5) -> Image.Image:
    """One frame of a video in RGB, its colours read as it says itself."""
    target = path.with_suffix(f".{at_s}.png")
    matrix = "bt709" if "bt709" in media_factory.described(path) else "bt601"
    read = f"scale=in_color_matrix={matrix}:flags=accurate_rnd+full_chroma_int,format=rgb24"
    media_factory.ffmpeg(
        "-ss", str(at_s), "-i", str(path), "-vf", read, "-frames:v", "1", str(target)
    )
    with Image.open(target) as image:
        return image.convert("RGB")
