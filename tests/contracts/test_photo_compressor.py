"""Photos come out upright, small, in plain colours, and made of nothing but pixels."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from chalicelib.adapters.media import photo_work
from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.media_measures import MadeFile, PixelSize, Role
from chalicelib.domain.sniffing import Container
from infra.bench.compression.similarity import faithful, similarity
from tests import media_factory, photo_factory
from tests.contracts.photo_tools import CORPUS_PHOTOS, made_from

# JFIF header, tables, frame and scan: what a picture needs to be decoded, and nothing that tells.
PICTURE_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD, 0xDA}
# A WebP of pixels alone has no more than this.
PICTURE_CHUNKS = {b"VP8 "}
KINDS = {"image/jpeg": "JPEG", "image/webp": "WEBP"}


def segments(path: Path) -> set[int]:
    """The markers of a JPEG up to its first scan."""
    data, at, found = path.read_bytes(), 2, set()
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


def chunks(path: Path) -> set[bytes]:
    """The names of a WebP's chunks."""
    data, at, found = path.read_bytes(), 12, set()
    while at < len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        found.add(data[at : at + 4])
        at += 8 + length + length % 2
    return found


def assert_made_of_pixels_alone(file: MadeFile) -> None:
    data = file.path.read_bytes()
    assert not any(secret.encode() in data for secret in media_factory.SECRETS)
    if file.content_type == "image/webp":
        assert chunks(file.path) <= PICTURE_CHUNKS
        return
    assert segments(file.path) <= PICTURE_SEGMENTS
    assert data.count(b"\xff\xd8\xff") == 1, "a second picture is embedded"
    assert data.endswith(b"\xff\xd9")


def assert_described_truly(file: MadeFile) -> None:
    data = file.path.read_bytes()
    with Image.open(file.path) as image:
        assert (image.format, image.mode) == (KINDS[file.content_type], "RGB")
        assert image.size == (file.width, file.height)
    assert file.size_bytes == len(data)
    assert file.sha256_hex == sha256(data).hexdigest()


def test_a_large_turned_photo_is_upright_at_display_and_thumb_size(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    source = media_factory.jpeg(tmp_path / "big.jpg", orientation=6, size=(3024, 4032))

    made = made_from(photos, source, tmp_path / "made")

    assert (made[Role.DISPLAY].width, made[Role.DISPLAY].height) == (1512, 2016)
    assert (made[Role.THUMB].width, made[Role.THUMB].height) == (240, 320)
    assert media_factory.corners(made[Role.DISPLAY].path) == media_factory.UPRIGHT


def test_a_small_photo_is_never_scaled_up(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "small.jpg", size=(90, 120))

    made = made_from(photos, source, tmp_path / "made")

    assert {(file.width, file.height) for file in made.values()} == {(90, 120)}


def test_place_name_profile_comment_and_preview_are_left_behind(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    source = media_factory.jpeg(tmp_path / "telling.jpg", orientation=6)
    original = source.read_bytes()
    assert all(
        mark in original for mark in (b"Exif", b"Secretnamewali", b"ICC_PROFILE", b"xmpmeta")
    )

    made = made_from(photos, source, tmp_path / "made")

    assert Role.THUMB_WEBP in made
    for file in made.values():
        assert_made_of_pixels_alone(file)
        assert_described_truly(file)


def test_a_comment_is_left_behind_where_no_profile_is_converted(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    source = tmp_path / "comment.jpg"
    media_factory.picture().save(source, comment=media_factory.PERSON)

    for file in made_from(photos, source, tmp_path / "made").values():
        assert_made_of_pixels_alone(file)


def _save_mpo(path: Path) -> None:
    second = Image.new("RGB", (480, 640), "white")
    media_factory.picture().save(path, "MPO", save_all=True, append_images=[second])


def _save_as(kind: str, mode: str = "RGB", **how: object) -> Callable[[Path], None]:
    exif = media_factory.telling_exif().tobytes()
    return lambda path: media_factory.picture().convert(mode).save(path, kind, exif=exif, **how)


def _save_by(make: Callable[..., Path], **how: object) -> Callable[[Path], None]:
    return lambda path: make(path, media_factory.picture(), **how) and None


SAVED: dict[str, tuple[Callable[[Path], None], Container]] = {
    "jpeg-baseline": (_save_as("JPEG"), Container.JPEG),
    "jpeg-progressive": (_save_as("JPEG", progressive=True), Container.JPEG),
    "jpeg-with-half-the-chroma": (_save_as("JPEG", subsampling="4:2:2"), Container.JPEG),
    "jpeg-cmyk-of-adobe": (_save_by(photo_factory.adobe_cmyk), Container.JPEG),
    "jpeg-cmyk-plain": (_save_by(photo_factory.plain_cmyk), Container.JPEG),
    "jpeg-ycck": (_save_by(photo_factory.adobe_ycck), Container.JPEG),
    "jpeg-with-second-picture": (_save_mpo, Container.JPEG),
    "jpeg-ultra-hdr": (_save_by(photo_factory.gain_map), Container.JPEG),
    "png": (_save_as("PNG"), Container.PNG),
    "png-with-palette": (_save_as("PNG", "P"), Container.PNG),
    "png-with-alpha": (_save_as("PNG", "RGBA"), Container.PNG),
    "png-of-16-bits": (_save_by(photo_factory.png, depth=16), Container.PNG),
    "png-interlaced": (_save_by(photo_factory.png, is_interlaced=True), Container.PNG),
    "webp": (_save_as("WEBP"), Container.WEBP),
    "webp-lossless": (_save_as("WEBP", "RGBA", lossless=True), Container.WEBP),
    "avif": (_save_as("AVIF"), Container.AVIF),
    "heic": (_save_as("HEIF"), Container.HEIF),
}


@pytest.mark.parametrize(("save", "container"), SAVED.values(), ids=SAVED)
def test_every_accepted_kind_becomes_the_same_jpeg(
    photos: PillowPhotoCompressor,
    tmp_path: Path,
    save: Callable[[Path], None],
    container: Container,
) -> None:
    source = tmp_path / "photo"
    save(source)

    made = made_from(photos, source, tmp_path / "made")

    assert photos.measure(source).container is container
    for file in made.values():
        assert media_factory.corners(file.path) == media_factory.UPRIGHT
        assert_made_of_pixels_alone(file)


# Pillow warns and reads on; only this run turns warnings into errors.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0garbage", b"Exif\0\0"]
)
def test_damaged_exif_does_not_cost_the_photo(
    photos: PillowPhotoCompressor, tmp_path: Path, exif: bytes
) -> None:
    media_factory.picture().save(tmp_path / "damaged.jpg", exif=exif)

    measured = photos.measure(tmp_path / "damaged.jpg")

    assert measured.orientation == 1
    assert measured.size == PixelSize(480, 640)


@pytest.mark.parametrize("source", CORPUS_PHOTOS, ids=lambda path: path.name)
def test_a_real_photo_becomes_a_faithful_bare_copy(
    photos: PillowPhotoCompressor, tmp_path: Path, source: Path
) -> None:
    made = made_from(photos, source, tmp_path / "made")

    display = made[Role.DISPLAY]
    expected = faithful(source, (display.width, display.height))
    with Image.open(display.path) as copy:
        assert similarity(expected, copy) >= 0.95
        # A wide-gamut original differs a little from its sRGB copy; a turned or torn one, a lot.
        apart = ImageChops.difference(expected, copy).resize((64, 64), Image.Resampling.BOX)
    assert max(ImageStat.Stat(apart).mean) < 12
    for file in made.values():
        assert_made_of_pixels_alone(file)
        assert_described_truly(file)


@pytest.mark.parametrize("quality", [30, 50, 75, 92])
def test_a_jpegs_own_quality_is_read_from_its_tables(tmp_path: Path, quality: int) -> None:
    source = tmp_path / "photo.jpg"
    media_factory.picture().save(source, "JPEG", quality=quality)

    assert photo_work.measure(source).quality == quality


def test_a_forwarded_photo_hardly_grows(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(source, "JPEG", quality=65)

    made = made_from(photos, source, tmp_path / "made")

    assert made[Role.DISPLAY].size_bytes <= 1.05 * source.stat().st_size
