"""How many bytes our encoder needs for the same VMAF as x264's medium at CRF 23.

VMAF (Netflix, model 0.6.1) tells on a scale of 100 how like the original a viewer finds a video. It
is taken of every third frame, against the very frames that were encoded, so that the scaler and the
tone curve, which are alike for both, say nothing in it.
"""

import re
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Final

from chalicelib.adapters.media import renditions
from chalicelib.adapters.media.ffmpeg import find_ffmpeg, guarded_input
from chalicelib.domain.video_plans import VIDEO_CRF, VIDEO_PRESET, VIDEO_X264, VideoPlan
from infra.bench.compression.video_rivals import ffmpeg
from infra.bench.report import BenchFailed

CRFS: Final = (VIDEO_CRF - 3, VIDEO_CRF, VIDEO_CRF + 3)
LONGEST_S: Final = 3
# Raw frames do not say what their colours are; said of both alike, nothing is converted.
ALIKE: Final = "setparams=colorspace=bt709:range=tv,settb=AVTB,setpts=N"
VMAF: Final = "libvmaf=n_threads=2:n_subsample=3:shortest=1"
COMPARED: Final = f"[0:v]{ALIKE}[made];[1:v]{ALIKE}[true];[made][true]{VMAF}"
SCORE: Final = re.compile(r"VMAF score: ([\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One encoding."""

    size_bytes: int
    vmaf: float
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Our encoder and x264's medium CRF 23 on the same frames."""

    medium: Point
    ours: Point
    bytes_at_equal_vmaf: float


def compared(plan: VideoPlan, source: Path, folder: Path) -> Compared:
    """Encode the first seconds of a video both ways."""
    true = frames(plan, source, folder / "true.y4m", LONGEST_S)
    medium = _encoded(true, folder, ("-preset", "medium", "-crf", "23"))
    how = ("-preset", VIDEO_PRESET, "-x264-params", VIDEO_X264)
    points = [_encoded(true, folder, (*how, "-crf", str(crf))) for crf in CRFS]
    true.unlink()
    same = _bytes_at(medium.vmaf, points)
    return Compared(medium=medium, ours=points[1], bytes_at_equal_vmaf=same / medium.size_bytes)


def frames(plan: VideoPlan, source: Path, path: Path, most_s: float) -> Path:
    """Write the very frames that a plan has encoded."""
    reading = guarded_input(source, plan.container)
    graph = f"{renditions.video_graph(plan)}[video]"
    ffmpeg(*reading, "-filter_complex", graph, "-map", "[video]", "-t", str(most_s), str(path))
    return path


def vmaf(made: Path, true: Path) -> float:
    """Return the mean VMAF of a video against its true frames."""
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-i", str(made), "-i", str(true)]
    done = subprocess.run(
        [*command, "-lavfi", COMPARED, "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = SCORE.search(done.stderr)
    if found is None:
        raise BenchFailed("This ffmpeg has no VMAF")
    return float(found[1])


def _encoded(true: Path, folder: Path, how: tuple[str, ...]) -> Point:
    path = folder / "encoded.mp4"
    cpu_s = ffmpeg("-i", str(true), "-c:v", "libx264", "-threads", "3", *how, str(path))
    return Point(size_bytes=path.stat().st_size, vmaf=vmaf(path, true), cpu_s=cpu_s)


def _bytes_at(score: float, points: list[Point]) -> float:
    """Between two encodings, or on the line through the nearest two, the logarithm is straight."""
    ordered = sorted(points, key=lambda point: point.vmaf)
    low, high = next(
        (pair for pair in pairwise(ordered) if pair[1].vmaf >= score), (ordered[-2], ordered[-1])
    )
    width = high.vmaf - low.vmaf
    share = (score - low.vmaf) / width if width else 0.0
    return exp(log(low.size_bytes) + share * (log(high.size_bytes) - log(low.size_bytes)))
