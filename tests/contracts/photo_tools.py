"""One photo sandbox for every test that needs it, and what those tests look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.media_measures import Made, MadeFile, Role
from chalicelib.domain.photo_plans import plan_photo

CORPUS = Path(__file__).parents[2].parent / "shared/corpus"
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"}
CORPUS_PHOTOS = (
    sorted(path for path in CORPUS.iterdir() if path.suffix.lower() in PHOTO_ENDINGS)
    if CORPUS.is_dir()
    else []
)


@pytest.fixture(scope="session")
def photos() -> Iterator[PillowPhotoCompressor]:
    """Its processes end with the session."""
    compressor = PillowPhotoCompressor()
    yield compressor
    compressor.close()


def all_made(photos: PillowPhotoCompressor, source: Path, into: Path) -> Made:
    """What the engine makes of a photo when it is left to plan."""
    into.mkdir(exist_ok=True)
    return photos.carry_out(plan_photo(photos.measure(source)), source, into)


def made_from(photos: PillowPhotoCompressor, source: Path, into: Path) -> dict[Role, MadeFile]:
    """The same by role."""
    return {file.role: file for file in all_made(photos, source, into).files}
