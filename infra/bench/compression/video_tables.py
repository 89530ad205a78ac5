"""What became of each video, and how CPU and memory grow with its length."""

import tempfile
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from chalicelib.domain.media_measures import Role
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.video_plans import Mode
from infra.bench.compression import made_videos
from infra.bench.compression.video_ours import Engine, Worked, engine
from infra.bench.compression.video_quality import frames, vmaf

SECONDS: Final = (3, 10, 30, 90)
QUICK_SECONDS: Final = (1, 2)
# Of this much of each file the quality is told.
COMPARED_S: Final = 4
COLUMNS: Final = (
    *("kB", "made kB", "share", "VMAF", "poster kB", "preview kB", "seconds", "CPU s", "peak MB"),
)
ENDINGS: Final = frozenset({".mp4", ".mov", ".webm", ".mkv", ".3gp"})
KILO: Final = 1000

Point = tuple[float, float, float]


def growth(quick: bool = False) -> list[Point]:
    """Return (seconds, CPU seconds, peak MB) of making everything of a clip of 720p."""
    with tempfile.TemporaryDirectory(prefix="sampark-bench-") as name, engine() as ours:
        folder = Path(name)
        clip = made_videos.small_clip(folder, 2 if quick else 10)
        return [_grown(ours, clip, seconds) for seconds in (QUICK_SECONDS if quick else SECONDS)]


def _grown(ours: Engine, clip: Path, seconds: int) -> Point:
    source = made_videos.repeated(clip, seconds)
    work = ours.works(source, clip.parent)
    source.unlink()
    return seconds, work.cpu_s, work.peak_mb


def files(corpus: Path | None, quick: bool = False) -> Table:
    """Return, video by video, bytes before and after, and the quality of what was encoded."""
    shown = Table(title="Videos, file by file", title_justify="left", box=SIMPLE_HEAD)
    shown.add_column("video", no_wrap=True)
    shown.add_column("how", no_wrap=True)
    for name in COLUMNS:
        shown.add_column(name, justify="right", no_wrap=True)
    with tempfile.TemporaryDirectory(prefix="sampark-bench-") as name, engine() as ours:
        folder = Path(name)
        real = sorted(corpus.iterdir()) if corpus else []
        real = [path for path in real if path.suffix.lower() in ENDINGS]
        for source in (
            made_videos.phone_clip(folder, 2 if quick else 5),
            *real[: 1 if quick else 99],
        ):
            shown.add_row(source.name, *_row(ours, source, folder))
    return shown


def _row(ours: Engine, source: Path, folder: Path) -> tuple[str, ...]:
    try:
        work = ours.works(source, folder)
    except MediaRejected as refusal:
        return (f"rejected: {refusal.reason.value}",)
    sizes = {file.role: file.size_bytes for file in work.made.files}
    before, after = source.stat().st_size, sizes[Role.VIDEO]
    return (
        work.plan.mode.value,
        f"{before / KILO:.0f}",
        f"{after / KILO:.0f}",
        f"{after / before:.2f}",
        _quality(work, source, folder),
        f"{sizes[Role.POSTER] / KILO:.0f}",
        f"{sizes[Role.PREVIEW] / KILO:.0f}",
        f"{work.plan.duration_s:.1f}",
        f"{work.cpu_s:.2f}",
        f"{work.peak_mb:.0f}",
    )


def _quality(work: Worked, source: Path, folder: Path) -> str:
    """VMAF against the frames that were encoded; what was taken over lost nothing."""
    if work.plan.mode is Mode.REMUX:
        return "same"
    video = next(file.path for file in work.made.files if file.role is Role.VIDEO)
    true = frames(work.plan, source, folder / "true.y4m", COMPARED_S)
    score = vmaf(video, true)
    true.unlink()
    return f"{score:.1f}"
