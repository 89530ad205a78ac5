"""What became of each photo, which WebP is a JPEG's equal, and how CPU and memory grow."""

import io
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from PIL import Image
from rich.box import SIMPLE_HEAD
from rich.table import Table

from chalicelib.adapters.media import photo_work
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, Role
from chalicelib.domain.photo_plans import WEBP_WITHIN_PERCENT, plan_photo
from infra.bench.compression import made_photos, ours
from infra.bench.compression.similarity import faithful, similarity
from infra.bench.compression.subjects import Setting, photos_of, setting

MEGAPIXELS: Final = (1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50)
QUICK_MEGAPIXELS: Final = (1, 2)
GROWTH_ROUNDS: Final = 3
KILO: Final = 1000
COLUMNS: Final = (
    *("kB", "pixels", "display", "kB", "SSIM", "WebP kB", "SSIM", "thumb kB", "WebP kB"),
    *("CPU ms", "peak MB"),
)
WEBP_QUALITIES: Final = (86, 88, 90, 92)
THUMB_WEBP_QUALITIES: Final = (74, 77, 80, 83)

Point = tuple[float, float, float]


def growth(quick: bool = False) -> list[Point]:
    """Return (megapixels, CPU seconds, peak MB) of the children that make everything of a photo."""
    sizes = QUICK_MEGAPIXELS if quick else MEGAPIXELS
    with setting(None, is_quick=quick) as where, ours.engine() as engine:
        return [_grown(where, engine, megapixels) for megapixels in sizes]


def _grown(where: Setting, engine: ours.Engine, megapixels: float) -> Point:
    source = made_photos.sized(where.folder, megapixels)
    used = [engine.everything(source, where.into)[2] for _ in range(GROWTH_ROUNDS)]
    source.unlink()
    return megapixels, median(one.cpu_s for one in used), median(one.peak_mb for one in used)


def files(corpus: Path | None, quick: bool = False) -> Table:
    """Return, photo by photo, bytes before and after and how alike display and original are."""
    shown = Table(title="Photos, file by file", title_justify="left", box=SIMPLE_HEAD)
    shown.add_column("photo", no_wrap=True)
    for name in COLUMNS:
        shown.add_column(name, justify="right", no_wrap=True)
    with setting(corpus, is_quick=quick) as where, ours.engine() as engine:
        for source in _sources(where):
            shown.add_row(*_row(where, engine, source))
    return shown


def _sources(where: Setting) -> Iterator[Path]:
    for megapixels in where.sizes:
        yield where.made(megapixels)
        yield where.made(megapixels, is_progressive=True)
    yield from photos_of(where.corpus)


def _row(where: Setting, engine: ours.Engine, source: Path) -> tuple[str, ...]:
    measured, made, used = engine.everything(source, where.into)
    roles = {file.role: file for file in made.files}
    display, thumb = roles[Role.DISPLAY], roles[Role.THUMB]
    webp = roles.get(Role.DISPLAY_WEBP)
    wanted = faithful(source, (display.width, display.height))
    return (
        source.name.partition("__")[2] or source.name,
        _kilobytes(source.stat().st_size),
        _pixels(measured),
        f"{display.width}x{display.height}",
        _kilobytes(display.size_bytes),
        _alike(wanted, display),
        _kilobytes(webp.size_bytes) if webp else "",
        _alike(wanted, webp) if webp else "",
        _kilobytes(thumb.size_bytes),
        _size_of(made, Role.THUMB_WEBP),
        f"{KILO * used.cpu_s:.0f}",
        f"{used.peak_mb:.0f}",
    )


def _size_of(made: Made, role: Role) -> str:
    found = next((file.size_bytes for file in made.files if file.role is role), None)
    return _kilobytes(found) if found else ""


def _kilobytes(size_bytes: int) -> str:
    digits = 1 if size_bytes < 100 * KILO else 0
    return f"{size_bytes / KILO:,.{digits}f}"


def _pixels(measured: PhotoMeasured) -> str:
    return f"{measured.size.width}x{measured.size.height}"


def _alike(wanted: Image.Image, made: MadeFile) -> str:
    with Image.open(made.path) as image:
        return f"{similarity(wanted, image):.4f}"


def calibration(corpus: Path | None, quick: bool = False) -> Table:
    """Return how WebP qualities compare with the plan's JPEGs, over made photos and the corpus.

    "More alike" is the median of WebP's likeness to what was encoded less the JPEG's; the quality
    for the plan is the one at which that is nothing. "Bytes" is the median of WebP through JPEG.
    """
    shown = Table(title="Which WebP is the JPEG's equal", title_justify="left")
    for name in ("copy", "WebP quality", "more alike", "bytes", "kept"):
        shown.add_column(name, justify="right")
    with setting(corpus, is_quick=quick) as where:
        sources = [*map(where.made, where.sizes), *_different(photos_of(where.corpus))]
        pictures = [_both(source) for source in sources]
    plan_of = {Role.DISPLAY: WEBP_QUALITIES, Role.THUMB: THUMB_WEBP_QUALITIES}
    for number, (role, qualities) in enumerate(plan_of.items()):
        for quality in qualities:
            shown.add_row(role.value, *_calibrated([both[number] for both in pictures], quality))
    return shown


def _different(sources: list[Path]) -> list[Path]:
    """Return one of those that differ only by a number at the end: one picture, turned."""
    return list({path.stem.rstrip("0123456789"): path for path in sources}.values())


def _both(source: Path) -> tuple[tuple[Image.Image, int], tuple[Image.Image, int]]:
    """Return display and thumb of a photo, each with the plan's JPEG quality."""
    plan = plan_photo(photo_work.measure(source))
    display, thumb = photo_work.pictures(plan, source)
    return (display, plan.quality), (thumb, plan.thumb_quality)


def _calibrated(pictures: list[tuple[Image.Image, int]], quality: int) -> tuple[str, ...]:
    alike, size = [], []
    for picture, jpeg_quality in pictures:
        jpeg = _file(picture, "JPEG", quality=jpeg_quality)
        webp = _file(picture, "WEBP", quality=quality, method=photo_work.WEBP_METHOD)
        alike.append(_like(picture, webp) - _like(picture, jpeg))
        size.append(len(webp.getvalue()) / len(jpeg.getvalue()))
    kept = sum(100 * one <= WEBP_WITHIN_PERCENT for one in size)
    shares = (f"{median(alike):+.4f}", f"{100 * median(size):.0f} %", f"{kept} of {len(size)}")
    return str(quality), *shares


def _file(picture: Image.Image, kind: str, **how: int) -> io.BytesIO:
    made = io.BytesIO()
    picture.save(made, kind, **how)
    return made


def _like(picture: Image.Image, made: io.BytesIO) -> float:
    with Image.open(made) as image:
        return similarity(picture, image)
