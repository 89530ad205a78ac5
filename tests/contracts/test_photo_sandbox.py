"""No photo hurts us, one photo does not wait for another, and what a child says is checked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.media.photos import LIMITS, PillowPhotoCompressor
from chalicelib.adapters.media.sandbox import MIB, Sandbox
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import Made, MadeFile, Role
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.rejections import MediaRejected, RejectReason
from infra.bench.compression.made_photos import scene
from tests import media_factory
from tests.contracts.photo_tools import all_made, made_from


class LyingSandbox(Sandbox):
    """Answers as a child would that a photo has taken over."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = MadeFile(
            role=Role.DISPLAY, path=path, content_type="image/jpeg", width=1, height=1,
            size_bytes=1, sha256_hex="0" * 64,
        )  # fmt: skip

    def call(self, *_: object) -> Made:  # type: ignore[override]  # whatever is asked
        """Return a file of somebody else's as one of ours."""
        return Made(files=(self._file,))


def too_heavy(compressor: PillowPhotoCompressor, source: Path, into: Path) -> RejectReason:
    with pytest.raises(MediaRejected) as caught:
        all_made(compressor, source, into)
    return caught.value.reason


def test_a_file_that_the_child_did_not_make_is_never_taken(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    photo, into = media_factory.jpeg(tmp_path / "photo.jpg"), tmp_path / "made"
    into.mkdir()
    (into / "display.jpg").symlink_to(photo)
    plan = plan_photo(photos.measure(photo))

    for path in (photo, into / ".." / "photo.jpg", into / "display.jpg"):
        with pytest.raises(Fault, match="not its own"):
            PillowPhotoCompressor(LyingSandbox(path)).carry_out(plan, photo, into)


def test_a_photo_that_needs_more_memory_than_its_bounds_is_rejected(tmp_path: Path) -> None:
    Image.new("RGB", (6000, 4000)).save(tmp_path / "flat.png", compress_level=1)
    compressor = PillowPhotoCompressor(limits=replace(LIMITS, memory_bytes=128 * MIB))

    reason = too_heavy(compressor, tmp_path / "flat.png", tmp_path / "made")

    compressor.close()
    assert reason is RejectReason.TOO_HEAVY


def test_a_copy_that_grows_beyond_its_bounds_is_rejected(tmp_path: Path) -> None:
    scene((600, 400)).save(tmp_path / "photo.jpg")
    compressor = PillowPhotoCompressor(limits=replace(LIMITS, file_bytes=4096))

    reason = too_heavy(compressor, tmp_path / "photo.jpg", tmp_path / "made")

    compressor.close()
    assert reason is RejectReason.TOO_HEAVY


def test_a_photo_over_which_its_decoder_falls_is_rejected(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    telling = media_factory.telling_exif().tobytes()
    media_factory.picture(96, 128).save(tmp_path / "a.heic", "HEIF", exif=telling)
    whole = (tmp_path / "a.heic").read_bytes()
    # An item whose kind is no text: pillow-heif 1.0.0 ends its process.
    (tmp_path / "a.heic").write_bytes(whole.replace(b"Exif\0", b"\xffxif\0", 1))

    with pytest.raises(MediaRejected) as caught:
        photos.measure(tmp_path / "a.heic")

    assert caught.value.reason is RejectReason.UNREADABLE
    assert photos.measure(media_factory.jpeg(tmp_path / "next.jpg")).orientation == 1


def test_photos_that_come_at_once_do_not_mix(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    sources = [tmp_path / f"{number}.jpg" for number in range(6)]
    for number, source in enumerate(sources):
        scene((320, 240), seed=number).save(source)

    def hashes(source: Path) -> set[str]:
        made = made_from(photos, source, source.with_suffix(""))
        return {file.sha256_hex for file in made.values()}

    with ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(hashes, sources))

    assert at_once == [hashes(source) for source in sources]
    assert len(set.union(*at_once)) == sum(map(len, at_once))


def test_a_photo_that_grows_while_it_is_read_is_made_or_rejected(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    source = media_factory.jpeg(tmp_path / "photo.jpg")
    plan = plan_photo(photos.measure(source))
    with source.open("ab") as file:
        file.write(b"more of it" * 1000)
    (tmp_path / "made").mkdir()

    made = photos.carry_out(plan, source, tmp_path / "made")

    display = next(file for file in made.files if file.role is Role.DISPLAY)
    assert media_factory.corners(display.path) == media_factory.UPRIGHT


def test_the_original_is_left_as_it_was(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "photo.jpg")
    before = source.read_bytes()

    all_made(photos, source, tmp_path / "made")

    assert source.read_bytes() == before


def test_nothing_but_the_made_files_is_left(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    made = all_made(photos, media_factory.jpeg(tmp_path / "photo.jpg"), tmp_path / "made")

    assert {file.path for file in made.files} == set((tmp_path / "made").resolve().iterdir())


def test_a_webp_is_kept_only_where_it_is_as_much_smaller_as_was_planned(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    scene((640, 480)).save(tmp_path / "photo.jpg", quality=95)
    plan = plan_photo(photos.measure(tmp_path / "photo.jpg"))

    found = {}
    for percent in (0, 1, 60, 90, 1000):
        into = tmp_path / str(percent)
        into.mkdir()
        chosen = replace(plan, webp_within_percent=percent)
        made = photos.carry_out(chosen, tmp_path / "photo.jpg", into)
        found[percent] = {file.role: file.size_bytes for file in made.files}

    assert found[0] == found[1] == {role: found[0][role] for role in (Role.DISPLAY, Role.THUMB)}
    assert set(found[1000]) == {Role.DISPLAY, Role.DISPLAY_WEBP, Role.THUMB, Role.THUMB_WEBP}
    pairs = ((Role.DISPLAY_WEBP, Role.DISPLAY), (Role.THUMB_WEBP, Role.THUMB))
    for percent in (60, 90):
        kept = {webp for webp, jpeg in pairs if found[1000][webp] * 100 <= percent * found[0][jpeg]}
        assert set(found[percent]) - set(found[0]) == kept


def test_a_photo_has_a_placeholder_a_look_and_signals(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    scene((640, 480)).save(tmp_path / "photo.jpg")

    made = all_made(photos, tmp_path / "photo.jpg", tmp_path / "made")

    assert len(made.placeholder) == 28
    assert made.looks
    assert made.signals


def test_a_photo_that_shows_nothing_has_no_look(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    Image.new("RGB", (640, 480), (90, 90, 90)).save(tmp_path / "flat.jpg")

    made = all_made(photos, tmp_path / "flat.jpg", tmp_path / "made")

    assert made.looks == ()
    assert made.placeholder.startswith("L")
