"""Whichever way the phone was held, and whatever kind of file says so: the copy stands upright."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from tests import media_factory, photo_factory
from tests.contracts.photo_tools import made_from

Save = Callable[[Image.Image, Path, bytes], object]


def _saved_as(kind: str) -> Save:
    return lambda stored, path, exif: stored.save(path, kind, exif=exif)


# HEIC and AVIF turn by properties of their own, which the libraries write for the EXIF they get.
WAYS: dict[str, Save] = {
    "jpeg": _saved_as("JPEG"),
    "png": _saved_as("PNG"),
    "png-told-last": lambda stored, path, exif: photo_factory.png(path, stored, exif=exif),
    "webp": _saved_as("WEBP"),
    "heic": _saved_as("HEIF"),
    "avif": _saved_as("AVIF"),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("save", WAYS.values(), ids=WAYS)
def test_every_orientation_comes_out_upright(
    photos: PillowPhotoCompressor, tmp_path: Path, save: Save, orientation: int
) -> None:
    upright = media_factory.picture(96, 128)
    step = media_factory.STORED.get(orientation)
    stored = upright.transpose(step) if step is not None else upright
    save(stored, tmp_path / "photo", media_factory.telling_exif(orientation).tobytes())

    made = made_from(photos, tmp_path / "photo", tmp_path / "made")

    for file in made.values():
        assert media_factory.corners(file.path) == media_factory.UPRIGHT
        assert (file.width, file.height) == (96, 128)


def test_a_png_is_measured_without_being_decoded(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    turned = media_factory.telling_exif(8).tobytes()
    whole = photo_factory.png(tmp_path / "a.png", media_factory.picture(96, 128), exif=turned)
    data = bytearray(whole.read_bytes())
    pixels = data.index(b"IDAT") + 4
    data[pixels : pixels + 20] = bytes(20)
    whole.write_bytes(bytes(data))

    assert photos.measure(whole).orientation == 8
