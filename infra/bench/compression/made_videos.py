"""Videos as phones take them, made on the fly: a scene held by an unsteady hand, with grain.

Pictures change in every pixel from frame to frame, as they do when somebody holds the phone. The
sound is a tone that swells, so that its loudness means something.
"""

import subprocess
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from infra.bench.compression.made_photos import scene

SCENE_PX: Final = (1300, 2200)
# Two slow waves and two quick ones, across and down, in shares of a margin of a tenth.
HAND: Final = (
    "crop=iw*0.8:ih*0.8:"
    "iw*0.1*(1+0.7*sin(t*1.3)+0.1*sin(t*11)):ih*0.1*(1+0.7*cos(t*1.1)+0.1*sin(t*9))"
)
GRAIN: Final = "noise=alls=7:allf=t"
TONE: Final = "aevalsrc='0.15*sin(1885*t)*(0.6+0.4*sin(3*t))':s=48000"
H264: Final = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")


def phone_clip(folder: Path, seconds: int) -> Path:
    """Return 1080 x 1920 at 30 frames and 16 Mbit/s, stored lying and turned by a tag."""
    path, lying = folder / f"phone-{seconds}.mov", folder / "lying.mov"
    if not path.exists():
        look = f"{HAND},scale=1080:1920,transpose=cclock,{GRAIN}"
        _filmed(lying, look, seconds, _rate("16M"), "30")
        _run("-display_rotation", "-90", "-i", str(lying), "-c", "copy", str(path))
        lying.unlink()
    return path


def large_clip(folder: Path, seconds: int) -> Path:
    """Return 3840 x 2160 at 60 frames and 50 Mbit/s."""
    path = folder / "large.mp4"
    look = f"transpose=clock,{HAND},scale=3840:2160,{GRAIN}"
    _filmed(path, look, seconds, _rate("50M"), "60")
    return path


def small_clip(folder: Path, seconds: int) -> Path:
    """Return 720 x 1280 at 30 frames and 6 Mbit/s: nothing to be scaled, but too heavy to keep."""
    path = folder / "small.mp4"
    _filmed(path, f"{HAND},scale=720:1280,{GRAIN}", seconds, _rate("6M"), "30")
    return path


def fitting_clip(folder: Path, seconds: int) -> Path:
    """Return what every channel takes as it is: 720 x 1280, 2 Mbit/s, AAC at -16 LUFS."""
    path = folder / "fitting.mp4"
    look = f"{HAND},scale=720:1280,noise=alls=3:allf=t"
    _filmed(path, look, seconds, ("-preset", "veryfast", *_rate("2M")[2:]), "30", gain_db=7.8)
    return path


def repeated(source: Path, seconds: int) -> Path:
    """Return a clip that is played again and again up to a length, without encoding it anew."""
    path = source.with_stem(f"{source.stem}-{seconds}")
    length = ("-t", str(seconds))
    _run("-stream_loop", "-1", "-i", str(source), "-c", "copy", *length, str(path))
    return path


def _rate(rate: str) -> tuple[str, ...]:
    bounds = ("-b:v", rate, "-maxrate", rate, "-bufsize", rate)
    return ("-preset", "ultrafast", *bounds, "-g", "30")


def _filmed(
    path: Path, look: str, seconds: int, how: tuple[str, ...], fps: str, gain_db: float = 0.0
) -> None:
    still = path.with_name("scene.png")
    if not still.exists():
        scene(SCENE_PX).save(still)
    moving = f"loop=loop=-1:size=1,setpts=N/{fps}/TB,fps={fps},{look}"
    sound = ("-f", "lavfi", "-i", f"{TONE},volume={gain_db}dB")
    _run("-i", str(still), *sound, "-vf", moving, *H264, *how, "-r", fps, "-t", str(seconds),
         str(path))  # fmt: skip


def _run(*arguments: str) -> None:
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y"]
    subprocess.run([*command, *arguments], check=True)
