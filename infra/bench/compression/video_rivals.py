"""What the video engine is compared with: ffmpeg making the mp4 alone, moviepy, and plain x264."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

from chalicelib.adapters.media import renditions
from chalicelib.adapters.media.ffmpeg import find_ffmpeg, guarded_input
from chalicelib.adapters.media.running import SETTINGS
from chalicelib.adapters.media.sound import sound_graph
from chalicelib.domain.video_plans import VideoPlan
from infra.bench.report import BenchFailed

# The job as most programs with moviepy write it: video with even loudness, poster, thumb and a
# small loop. `{opened}` opens the clip at 720 x 1280. Imports do not count.
MOVIEPY: Final = """
import json, os, sys
from moviepy import VideoFileClip, afx
source, into, alone = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
before = os.times()
with {opened} as clip:
    if alone:
        clip.write_videofile(into + "/video.mp4", fps=30, logger=None)
    else:
        even = clip.with_effects([afx.AudioNormalize()])
        even.write_videofile(into + "/video.mp4", fps=30, logger=None)
        clip.save_frame(into + "/poster.jpg", t=clip.duration / 2)
        clip.resized(height=320).save_frame(into + "/thumb.jpg", t=clip.duration / 2)
        loop = clip.without_audio().resized(height=640)
        loop.write_videofile(into + "/preview.mp4", fps=8, logger=None)
after = os.times()
print(sum(after[:4]) - sum(before[:4]))
"""
USUAL: Final = MOVIEPY.replace("{opened}", "VideoFileClip(source).resized((720, 1280))")
TARGET: Final = MOVIEPY.replace("{opened}", "VideoFileClip(source, target_resolution=(720, 1280))")


def mp4_alone(plan: VideoPlan, source: Path, into: Path) -> float:
    """Make the video of a plan with its sound, and nothing else; return CPU seconds."""
    picture = renditions.video_graph(plan)
    graphs = ["-filter_complex", f"{picture}[video]"]
    if plan.sound:
        track = f"[0:{plan.sound.track.stream}]"
        graphs += ["-filter_complex", f"{track}{sound_graph(plan.sound)}[sound]"]
    return ffmpeg(
        *renditions.DECODING_THREADS,
        *guarded_input(source, plan.container),
        *graphs,
        *renditions.video_outputs(plan, into / "video.mp4"),
    )


def moviepy(script: str, source: Path, into: Path, *, alone: bool = False) -> float:
    """Do the same job with moviepy, or only its mp4; return CPU seconds, of its children too."""
    command = [sys.executable, "-c", script, str(source), str(into), json.dumps(alone)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchFailed(f"moviepy failed: {done.stderr.strip()[-300:]}")
    return float(done.stdout)


def ffmpeg(*arguments: str) -> float:
    """Run ffmpeg as the engine does, without its sandbox; return CPU seconds."""
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", *arguments]
    before = _of_children()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=SETTINGS)
    if done.returncode != 0:
        raise BenchFailed(f"ffmpeg failed: {done.stderr.strip()[-300:]}")
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
