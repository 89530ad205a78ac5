"""How the video engine compares: CPU and bytes against ffmpeg alone, moviepy and plain x264.

Every ratio is ours through theirs, so that a ceiling says how good is good enough. What is paired
runs in turns in one run; CPU is that of all children and of this process. Inputs are made clips as
phones take them (10 s of 1080p30 held upright at 16 Mbit/s, 4K60, a fitting minute of 720p) and,
for bytes and quality, the corpus.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from statistics import mean
from typing import Final

from chalicelib.domain.media_measures import Role
from infra.bench.compression import made_videos, video_rivals
from infra.bench.compression.pairs import paired
from infra.bench.compression.video_ours import Engine, Worked, engine
from infra.bench.compression.video_quality import compared
from infra.bench.compression.video_tables import files, growth
from infra.bench.report import Figure

__all__ = ["figures", "files", "growth"]

ENDINGS: Final = frozenset({".mp4", ".mov", ".webm", ".mkv", ".3gp"})
MILLI: Final = 1000
Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a run works and on what."""

    folder: Path
    into: Path
    corpus: tuple[Path, ...]
    is_quick: bool
    engine: Engine

    @property
    def rounds(self) -> int:
        """How often a pair runs."""
        return 1 if self.is_quick else 3

    def seconds(self, full: int) -> int:
        """How long a made clip is."""
        return 2 if self.is_quick else full

    def bounded(self, ratio: float, *, must: float, aim: float) -> Figure:
        """A ratio with its ceilings, unless the clips are so short that starting is most of it."""
        if self.is_quick:
            return Figure(value=ratio, unit="x")
        return Figure(value=ratio, unit="x", must=must, aim=aim)


@contextmanager
def setting(corpus: Path | None, *, is_quick: bool) -> Iterator[Setting]:
    """A folder and an engine for a while."""
    found = sorted(corpus.iterdir()) if corpus else []
    real = tuple(path for path in found if path.suffix.lower() in ENDINGS)
    with tempfile.TemporaryDirectory(prefix="sampark-bench-") as name, engine() as ours:
        into = Path(name) / "made"
        into.mkdir()
        yield Setting(
            folder=Path(name),
            into=into,
            corpus=real[:1] if is_quick else real,
            is_quick=is_quick,
            engine=ours,
        )


def figures(corpus: Path | None, quick: bool = False) -> Figures:
    """Return the video figures; `quick` takes short clips and one round, to see that all runs."""
    with setting(corpus, is_quick=quick) as where:
        return {
            **_against_the_mp4_alone(where),
            **_against_moviepy(where),
            **_of_the_corpus(where),
            **_fitting(where),
            **_large(where),
        }


def _against_the_mp4_alone(where: Setting) -> Figures:
    source = made_videos.phone_clip(where.folder, where.seconds(10))
    plan = where.engine.planned(source)
    pair = paired(
        lambda: where.engine.works(source, where.into).cpu_s,
        lambda: video_rivals.mp4_alone(plan, source, where.into),
        where.rounds,
    )
    peak_mb = where.engine.works(source, where.into).peak_mb
    return {
        "video_all_outputs_vs_mp4_alone_cpu": where.bounded(pair.ratio, must=1.10, aim=1.04),
        "video_cpu_10s_1080p30": Figure(value=pair.ours, unit="CPU s"),
        "video_peak_10s_1080p30": Figure(value=peak_mb, unit="MB"),
    }


def _against_moviepy(where: Setting) -> Figures:
    """The same job: video of even loudness, poster, thumb and loop; and the mp4 alone."""
    source = made_videos.phone_clip(where.folder, where.seconds(5))
    found = {}
    plan = where.engine.planned(source)
    for name, script, must, aim in (
        ("usual", video_rivals.USUAL, 3.5, 5),
        ("target_resolution", video_rivals.TARGET, 1.3, 1.5),
    ):
        ours = where.engine.works(source, where.into).cpu_s
        theirs = video_rivals.moviepy(script, source, where.into)
        found[f"video_vs_moviepy_{name}_cpu"] = Figure(
            value=ours / theirs, unit="x", must=1 / must, aim=1 / aim
        )
        alone = video_rivals.mp4_alone(plan, source, where.into)
        only = video_rivals.moviepy(script, source, where.into, alone=True)
        found[f"video_mp4_vs_moviepy_{name}_mp4_cpu"] = Figure(value=alone / only, unit="x")
    return found


def _of_the_corpus(where: Setting) -> Figures:
    """How many bytes the same quality takes, and how many files became larger than they were."""
    made = [(source, where.engine.works(source, where.into)) for source in where.corpus]
    phone = made_videos.phone_clip(where.folder, where.seconds(5))
    plans = [(phone, where.engine.planned(phone)), *((one, work.plan) for one, work in made)]
    points = [compared(plan, source, where.folder) for source, plan in plans]
    effort = _typical(point.ours.cpu_s / point.medium.cpu_s for point in points)
    grown = sum(_video_bytes(work) > source.stat().st_size for source, work in made)
    return {
        "video_bytes_at_equal_vmaf": Figure(
            value=_typical(point.bytes_at_equal_vmaf for point in points),
            unit="x",
            must=1.1,
            aim=0.9,
        ),
        "video_cpu_at_equal_vmaf": Figure(value=effort, unit="x", must=1.0),
        "video_vmaf": Figure(value=mean(point.ours.vmaf for point in points), unit="VMAF"),
        "video_vmaf_of_medium_23": Figure(
            value=mean(point.medium.vmaf for point in points), unit="VMAF"
        ),
        "video_files_that_grew": Figure(value=grown, unit="files", must=0),
    }


def _typical(ratios: Iterable[float]) -> float:
    """The geometric mean."""
    return exp(mean(log(ratio) for ratio in ratios))


def _video_bytes(work: Worked) -> int:
    return next(file.size_bytes for file in work.made.files if file.role is Role.VIDEO)


def _fitting(where: Setting) -> Figures:
    source = made_videos.fitting_clip(where.folder, where.seconds(60))
    encoded = where.engine.works(source, where.into, is_encoded=True).cpu_s
    pair = paired(lambda: where.engine.works(source, where.into).cpu_s, lambda: encoded, 3)
    return {
        "video_conformant_vs_transcode_cpu": where.bounded(pair.ratio, must=1 / 50, aim=1 / 100),
        "video_conformant_cpu_60s": Figure(value=MILLI * pair.ours, unit="ms"),
    }


def _large(where: Setting) -> Figures:
    seconds = where.seconds(3)
    work = where.engine.works(made_videos.large_clip(where.folder, seconds), where.into)
    return {
        "video_cpu_per_second_of_4k60": Figure(value=work.cpu_s / seconds, unit="CPU s"),
        "video_peak_4k60": Figure(value=work.peak_mb, unit="MB"),
    }
