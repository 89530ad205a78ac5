"""How the photo engine compares: CPU and memory against the floor, usual code and two libraries.

Every ratio is ours through theirs, so that a ceiling says how good is good enough. What is paired
runs in turns in one run. Inputs are made photos of 12, 24 and 50 megapixels and the large JPEGs of
the corpus. A ratio that names no input is the median of those that follow it and name one. How
alike each file is to its original, and how CPU and memory grow, is in `photo_tables`.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from chalicelib.adapters.media import photo_work
from infra.bench.compression import made_photos, ours, rivals
from infra.bench.compression.ours_alone import two_jpegs
from infra.bench.compression.pairs import Pair, cpu_s, paired
from infra.bench.compression.photo_tables import calibration, files, growth
from infra.bench.compression.subjects import Setting, Subject, setting, subjects
from infra.bench.report import BenchFailed, Figure

__all__ = ["calibration", "figures", "files", "growth"]

# Where a rival's quality may lie at which its display is as alike to the original as ours.
LEAST_QUALITY, MOST_QUALITY = 66, 96
ALIKE: Final = 0.002
OVERHEAD_PX: Final = (64, 48)
LARGEST: Final = 50

Figures = dict[str, Figure]


def figures(corpus: Path | None, quick: bool = False) -> Figures:
    """Return the photo figures; `quick` takes one size and few rounds, to see that all runs."""
    with setting(corpus, is_quick=quick) as where, ours.engine() as engine:
        given = subjects(where)
        return {
            **_against_floor(where, given, engine),
            **_against_usual(where),
            **_against("pyvips", rivals.pyvips, where, given),
            **_against("sharp", rivals.sharp, where, given),
            **_peaks(where, engine),
            **_overhead(where, engine),
        }


def _against_floor(where: Setting, given: list[Subject], engine: ours.Engine) -> Figures:
    found = {one.name: _floor_pairs(where, one, engine) for one in given if one.is_snapped}
    bare = {name: pair.ratio for name, (pair, _) in found.items()}
    whole = {name: pair.ratio for name, (_, pair) in found.items()}
    return {
        **_ratios("photo_vs_floor_cpu", bare, must=1.25, aim=1.10),
        **_ratios("photo_everything_vs_floor_cpu", whole),
        "photo_cpu_12mp": Figure(value=1000 * found["12mp"][0].ours, unit="ms"),
        "photo_everything_cpu_12mp": Figure(value=1000 * found["12mp"][1].ours, unit="ms"),
        "photo_floor_cpu_12mp": Figure(value=1000 * found["12mp"][0].theirs, unit="ms"),
    }


def _floor_pairs(where: Setting, one: Subject, engine: ours.Engine) -> tuple[Pair, Pair]:
    _, thumb = photo_work.pictures(one.plan, one.source)
    floor = rivals.Floor(one.plan, np.ascontiguousarray(thumb))

    def at_floor() -> float:
        return cpu_s(lambda: floor.make(one.source, where.into))

    bare = paired(lambda: _two_jpegs(where, one), at_floor, where.rounds)
    return bare, paired(lambda: engine.cpu_s(one.source, where.into), at_floor, where.rounds)


def _two_jpegs(where: Setting, one: Subject) -> float:
    return cpu_s(lambda: two_jpegs(one.source, where.into))


def _against_usual(where: Setting) -> Figures:
    """Compare with what most programs do, each in a process of its own that ends with its photo."""
    cpu, memory = {}, {}
    for size in where.sizes:
        for source in (where.made(size), made_photos.turned(where.made(size))):
            cpu[source.stem] = paired(*_alone(where, source, lambda used: used.cpu_s), where.fewer)
            memory[source.stem] = paired(*_alone(where, source, lambda used: used.peak_mb), 1)
    return {
        **_ratios("photo_vs_usual_cpu", _only_ratios(cpu), must=0.25, aim=1 / 6),
        **_ratios("photo_vs_usual_memory", _only_ratios(memory), must=0.5),
        **_each("photo_usual_mb", {name: one.theirs for name, one in memory.items()}, "MB"),
        **_each("photo_mb", {name: one.ours for name, one in memory.items()}, "MB"),
    }


def _alone(
    where: Setting, source: Path, taken: Callable[[ours.Used], float]
) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return our two JPEGs of a photo and the usual code's, of the same size and quality."""
    plan = two_jpegs(source, where.into)
    named = (str(source), str(where.into))
    how = (str(plan.display.long_side), str(plan.quality), str(plan.thumb_quality))
    return (
        lambda: taken(ours.alone(ours.OURS, *named)),
        lambda: taken(ours.alone(ours.USUAL, *named, *how)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A rival at the quality at which its display is as alike to the original as ours."""

    quality: int
    likeness: float
    ours: float
    pair: Pair


def _against(
    name: str,
    rival: Callable[[], AbstractContextManager[rivals.Worker]],
    where: Setting,
    given: list[Subject],
) -> Figures:
    with rival() as worker:
        found = {one.name: _matched(where, one, worker) for one in given}
    ratios = {of: match.pair.ratio for of, match in found.items()}
    return {
        **_ratios(f"photo_vs_{name}_cpu", ratios, must=1.0, aim=0.7),
        **_each(f"photo_{name}_ssim", {of: one.likeness for of, one in found.items()}, "SSIM"),
        **_each("photo_ssim", {of: one.ours for of, one in found.items()}, "SSIM"),
    }


def _matched(where: Setting, one: Subject, worker: rivals.Worker) -> Match:
    """Find the rival's quality, then run both in turns. Raise BenchFailed where there is none."""
    _two_jpegs(where, one)
    wanted = one.likeness(where.into)

    def theirs(quality: int) -> float:
        has_icc = one.measured.has_icc
        return worker.cpu_s(one.plan, one.source, where.into, quality, has_icc=has_icc)

    def likeness(quality: int) -> float:
        theirs(quality)
        return one.likeness(where.into)

    quality, found = _as_alike(likeness, wanted)
    if abs(found - wanted) > ALIKE:
        raise BenchFailed(f"No quality of a rival is as alike to the original as ours: {one.name}")
    pair = paired(lambda: _two_jpegs(where, one), lambda: theirs(quality), where.rounds)
    return Match(quality=quality, likeness=found, ours=wanted, pair=pair)


def _as_alike(likeness: Callable[[int], float], wanted: float) -> tuple[int, float]:
    """Return the quality whose likeness is nearest to what is wanted, and that likeness."""
    tried = {quality: likeness(quality) for quality in (LEAST_QUALITY, MOST_QUALITY)}
    low, high = tried
    while high - low > 1:
        middle = (low + high) // 2
        tried[middle] = likeness(middle)
        low, high = (middle, high) if tried[middle] < wanted else (low, middle)
    return min(tried.items(), key=lambda one: abs(one[1] - wanted))


def _peaks(where: Setting, engine: ours.Engine) -> Figures:
    """What the child of a 50 MP photo has at most, with everything that it makes."""
    if LARGEST not in where.sizes:
        return {}
    _, _, baseline = engine.everything(where.made(LARGEST), where.into)
    progressive = where.made(LARGEST, is_progressive=True)
    _, _, coded_twice = engine.everything(progressive, where.into)
    bare = engine.without_webp(where.made(LARGEST), where.into)
    return {
        "photo_50mp_peak_mb": Figure(value=baseline.peak_mb, unit="MB", must=60, aim=40),
        "photo_50mp_without_webp_peak_mb": Figure(value=bare.peak_mb, unit="MB"),
        "photo_50mp_progressive_peak_mb": Figure(value=coded_twice.peak_mb, unit="MB"),
    }


def _overhead(where: Setting, engine: ours.Engine) -> Figures:
    """What a child costs by itself: everything for a photo of no size, which has two."""
    tiny = where.folder / "tiny.jpg"
    made_photos.scene(OVERHEAD_PX).save(tiny)
    alone = paired(
        lambda: engine.cpu_s(tiny, where.into),
        lambda: cpu_s(lambda: ours.all_here(tiny, where.into)),
        where.rounds * 4,
    )
    return {"photo_child_cpu": Figure(value=1000 * (alone.ours - alone.theirs) / 2, unit="ms")}


def _ratios(
    name: str, values: Mapping[str, float], must: float | None = None, aim: float | None = None
) -> Figures:
    """Return the median of a ratio over its inputs, with its ceilings, and then each of them."""
    middle = Figure(value=median(values.values()), unit="times", must=must, aim=aim)
    return {name: middle, **_each(name, values, "times")}


def _only_ratios(pairs: Mapping[str, Pair]) -> dict[str, float]:
    return {of: pair.ratio for of, pair in pairs.items()}


def _each(name: str, values: Mapping[str, float], unit: str) -> Figures:
    """Return a figure of each input, to be watched."""
    return {f"{name} ({of})": Figure(value=value, unit=unit) for of, value in values.items()}
