"""`python -m infra.media.composing [FILE]`: what a lower third costs, in CPU seconds, three ways.

Our composer, ffmpeg's own overlay with the same encoder, and moviepy as it is usually written, on
the same rendition in one run. Without a FILE, ten seconds of a moving picture are made.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.composer import MoviepyComposer
from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.overlays import lower_third
from chalicelib.adapters.media.sandbox import Sandbox
from chalicelib.domain.edition_plans import plan_edition
from chalicelib.domain.editions import EditionPlan, LowerThird, Style
from chalicelib.domain.video_plans import VIDEO_CRF, VIDEO_PRESET, VIDEO_X264

WORDS: Final = LowerThird(
    language="hi", name="श्रीमती लक्ष्मी त्रिपाठी", place="क्षेत्रपुर", scheme="PM Awas Yojana"
)
ENCODER: Final = ("-c:v", "libx264", "-preset", VIDEO_PRESET, "-crf", str(VIDEO_CRF), "-c:a", "aac")
USUAL: Final = """
import sys
from moviepy import CompositeVideoClip, ImageClip, VideoFileClip
film, words, left, top, into, preset, crf = sys.argv[1:]
with VideoFileClip(film) as clip:
    over = ImageClip(words).with_duration(clip.duration).with_position((int(left), int(top)))
    with CompositeVideoClip([clip, over]) as both:
        both.write_videofile(into, codec="libx264", preset=preset, audio_codec="aac",
                             ffmpeg_params=["-crf", crf], logger=None)
"""


def main(arguments: list[str]) -> None:
    """Print one line for each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = Path(arguments[0]) if arguments else _moving(folder / "moving.mp4")
        plan = _plan(film)
        drawn = lower_third(WORDS, plan.size)
        drawn.image.save(folder / "words.png")
        at = (str(drawn.left), str(drawn.top))
        ways: dict[str, Callable[[], object]] = {
            "composer": lambda: _composed(plan, film, folder),
            "ffmpeg overlay": lambda: _overlaid(film, folder, at),
            "moviepy as usual": lambda: _usual(film, folder, at),
        }
        took = {way: _cpu_s(work) for way, work in ways.items()}
    for way, cpu_s in took.items():
        print(f"{way:<18}{cpu_s:6.2f} s CPU  {cpu_s / took['ffmpeg overlay']:.2f}x")


def _plan(film: Path) -> EditionPlan:
    sandbox = Sandbox()
    clip = MoviepyComposer(find_ffmpeg(), sandbox).measure(film)
    sandbox.close()
    style = Style(has_lower_third=True)
    return plan_edition(clip, style, lower_third=WORDS, opening=None, closing=None)


def _cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of the processes that the work starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _composed(plan: EditionPlan, film: Path, folder: Path) -> None:
    sandbox = Sandbox()
    MoviepyComposer(find_ffmpeg(), sandbox).compose(plan, [film], folder)
    sandbox.close()


def _overlaid(film: Path, folder: Path, at: tuple[str, str]) -> None:
    graph = f"[0:v][1:v]overlay={at[0]}:{at[1]},format=yuv420p"
    inputs = ("-i", str(film), "-i", str(folder / "words.png"), "-filter_complex", graph)
    _ffmpeg(*inputs, *ENCODER, "-x264-params", VIDEO_X264, str(folder / "overlaid.mp4"))


def _usual(film: Path, folder: Path, at: tuple[str, str]) -> None:
    into = folder / "usual.mp4"
    paths = (str(film), str(folder / "words.png"), *at, str(into))
    subprocess.run([sys.executable, "-c", USUAL, *paths, VIDEO_PRESET, str(VIDEO_CRF)], check=True)


def _moving(film: Path) -> Path:
    """A picture in which everything moves a little, as in a hand, and some noise."""
    picture = "testsrc2=s=760x1320:r=30,noise=alls=8:allf=t,crop=720:1280:20+15*sin(t):20+15*cos(t)"
    sound = ("-f", "lavfi", "-i", "sine=f=440:r=48000")
    _ffmpeg("-f", "lavfi", "-i", picture, *sound, "-t", "10", *ENCODER, str(film))
    return film


def _ffmpeg(*arguments: str) -> None:
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    subprocess.run([*command, *arguments], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
