"""The photos that the engine and its rivals are given, and what they are to become."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image

from chalicelib.adapters.media import photo_work
from chalicelib.domain.media_measures import PhotoMeasured
from chalicelib.domain.photo_plans import PhotoPlan, divided, plan_photo
from infra.bench.compression import made_photos
from infra.bench.compression.similarity import faithful, similarity

ROUNDS, QUICK_ROUNDS = 15, 2
SIZES, QUICK_SIZES = (12, 24, 50), (12,)
# What others call a photo begins where scaled decoding begins to pay.
LEAST_PIXELS: Final = 8_000_000
ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a run works, on what, and how often it measures."""

    folder: Path
    corpus: Path | None
    rounds: int
    sizes: tuple[int, ...]

    @property
    def fewer(self) -> int:
        """How often to measure what starts a process each time."""
        return max(2, self.rounds // 3)

    @property
    def into(self) -> Path:
        """A folder for what is made and thrown away."""
        return self.folder / "made"

    def made(self, megapixels: int, *, is_progressive: bool = False) -> Path:
        """Return a made photo of one of `made_photos.SIZES`."""
        return made_photos.photo(self.folder, megapixels, is_progressive=is_progressive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One JPEG: what was measured of it, our plan for two JPEGs, and how a display should look."""

    name: str
    source: Path
    measured: PhotoMeasured
    plan: PhotoPlan
    faithful: Image.Image

    @property
    def is_snapped(self) -> bool:
        """True when the floor can make our display: a size that a decoder makes, not turned."""
        left = divided(self.measured.size, self.plan.decode_scale)
        return self.plan.display == left and self.plan.orientation == 1

    def likeness(self, folder: Path) -> float:
        """Return how alike the display in a folder is to what it should look like."""
        with Image.open(folder / "display.jpg") as made:
            return similarity(self.faithful, made)


@contextmanager
def setting(corpus: Path | None, *, is_quick: bool) -> Iterator[Setting]:
    """A setting with a folder for as long as it lasts."""
    with tempfile.TemporaryDirectory(prefix="sampark-photos-") as name:
        folder = Path(name)
        (folder / "made").mkdir()
        yield Setting(
            folder=folder,
            corpus=corpus if corpus is not None and corpus.is_dir() else None,
            rounds=QUICK_ROUNDS if is_quick else ROUNDS,
            sizes=QUICK_SIZES if is_quick else SIZES,
        )


def subjects(where: Setting) -> list[Subject]:
    """Return the made photos, and the corpus's JPEGs that are as large as a phone's."""
    made = [subject(f"{size}mp", where.made(size)) for size in where.sizes]
    real = [subject(path.stem.partition("__")[2], path) for path in _large_jpegs(where.corpus)]
    return made + real


def subject(name: str, source: Path) -> Subject:
    """Return a photo with its plan and what its display should look like."""
    measured = photo_work.measure(source)
    plan = replace(plan_photo(measured), webp_within_percent=0)
    return Subject(
        name=name,
        source=source,
        measured=measured,
        plan=plan,
        faithful=faithful(source, (plan.display.width, plan.display.height)),
    )


def photos_of(corpus: Path | None) -> list[Path]:
    """Return the photos of a corpus."""
    if corpus is None:
        return []
    return sorted(path for path in corpus.iterdir() if path.suffix.lower() in ENDINGS)


def _large_jpegs(corpus: Path | None) -> Iterator[Path]:
    for path in photos_of(corpus):
        with Image.open(path) as image:
            if image.format in {"JPEG", "MPO"} and image.width * image.height >= LEAST_PIXELS:
                yield path
