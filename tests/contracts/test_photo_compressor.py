"""Photos come out upright, small, in plain colours, and made of nothing but pixels."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.media_measures import MadeFile, PixelSize
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.sniffing import Container
from tests import media_factory

CORPUS = Path(__file__).parents[2].parent / "shared/corpus"
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"}
CORPUS_PHOTOS = (
    sorted(path for path in CORPUS.iterdir() if path.suffix.lower() in PHOTO_ENDINGS)
    if CORPUS.is_dir()
    else []
)
# JFIF header, tables, frame and scan: what a picture needs to be decoded, and nothing that tells.
PICTURE_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD, 0xDA}


def made_from(source: Path, into: Path) -> dict[str, MadeFile]:
    photos = PillowPhotoCompressor()
    into.mkdir(exist_ok=True)
    made = photos.carry_out(plan_photo(photos.measure(source)), source, into)
    return {file.role.value: file for file in made.files}


def segments(path: Path) -> set[int]:
    """The markers of a JPEG up to its first scan."""
    data, at, found = path.read_bytes(), 2, set()
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


def assert_made_of_pixels_alone(file: MadeFile) -> None:
    data = file.path.read_bytes()
    assert segments(file.path) <= PICTURE_SEGMENTS
    assert data.count(b"\xff\xd8\xff") == 1, "a second picture is embedded"
    assert not any(secret.encode() in data for secret in media_factory.SECRETS)
    assert data.endswith(b"\xff\xd9")


def assert_described_truly(file: MadeFile) -> None:
    data = file.path.read_bytes()
    with Image.open(file.path) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert image.size == (file.width, file.height)
    assert file.content_type == "image/jpeg"
    assert file.size_bytes == len(data)
    assert file.sha256_hex == sha256(data).hexdigest()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(tmp_path: Path, orientation: int) -> None:
    source = media_factory.jpeg(tmp_path / "turned.jpg", orientation=orientation)

    made = made_from(source, tmp_path / "made")

    for file in made.values():
        assert media_factory.corners(file.path) == media_factory.UPRIGHT
        assert file.height > file.width


def test_a_large_turned_photo_is_upright_at_display_and_thumb_size(tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "big.jpg", orientation=6, size=(3024, 4032))

    made = made_from(source, tmp_path / "made")

    assert (made["display"].width, made["display"].height) == (1200, 1600)
    assert (made["thumb"].width, made["thumb"].height) == (240, 320)
    assert media_factory.corners(made["display"].path) == media_factory.UPRIGHT


def test_a_small_photo_is_never_scaled_up(tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "small.jpg", size=(90, 120))

    made = made_from(source, tmp_path / "made")

    assert {(file.width, file.height) for file in made.values()} == {(90, 120)}


def test_place_name_profile_comment_and_preview_are_left_behind(tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "telling.jpg", orientation=6)
    original = source.read_bytes()
    assert all(
        mark in original for mark in (b"Exif", b"Secretnamewali", b"ICC_PROFILE", b"xmpmeta")
    )

    made = made_from(source, tmp_path / "made")

    for file in made.values():
        assert_made_of_pixels_alone(file)
        assert_described_truly(file)


def test_a_comment_is_left_behind_where_no_profile_is_converted(tmp_path: Path) -> None:
    source = tmp_path / "comment.jpg"
    media_factory.picture().save(source, comment=media_factory.PERSON)

    for file in made_from(source, tmp_path / "made").values():
        assert_made_of_pixels_alone(file)


def test_both_copies_are_progressive(tmp_path: Path) -> None:
    for file in made_from(media_factory.jpeg(tmp_path / "a.jpg"), tmp_path / "made").values():
        assert 0xC2 in segments(file.path)


def _save_heic_turned(path: Path) -> None:
    stored = media_factory.picture().transpose(media_factory.STORED[6])
    stored.save(path, "HEIF", exif=media_factory.telling_exif(6).tobytes())


def _save_cmyk(path: Path) -> None:
    media_factory.picture().convert("CMYK").save(path, "JPEG")


def _save_mpo(path: Path) -> None:
    second = Image.new("RGB", (480, 640), "white")
    media_factory.picture().save(path, "MPO", save_all=True, append_images=[second])


def _save_as(kind: str, mode: str = "RGB") -> Callable[[Path], None]:
    return lambda path: (
        media_factory.picture()
        .convert(mode)
        .save(path, kind, exif=media_factory.telling_exif().tobytes())
    )


KINDS: dict[str, tuple[Callable[[Path], None], Container]] = {
    "png": (_save_as("PNG"), Container.PNG),
    "png-with-palette": (_save_as("PNG", "P"), Container.PNG),
    "png-with-alpha": (_save_as("PNG", "RGBA"), Container.PNG),
    "webp": (_save_as("WEBP"), Container.WEBP),
    "avif": (_save_as("AVIF"), Container.AVIF),
    "heic": (_save_as("HEIF"), Container.HEIF),
    "heic-turned": (_save_heic_turned, Container.HEIF),
    "jpeg-cmyk": (_save_cmyk, Container.JPEG),
    "jpeg-with-second-picture": (_save_mpo, Container.JPEG),
}


@pytest.mark.parametrize(("save", "container"), KINDS.values(), ids=KINDS)
def test_every_accepted_kind_becomes_the_same_jpeg(
    tmp_path: Path, save: Callable[[Path], None], container: Container
) -> None:
    source = tmp_path / "photo"
    save(source)

    made = made_from(source, tmp_path / "made")

    assert PillowPhotoCompressor().measure(source).container is container
    for file in made.values():
        assert media_factory.corners(file.path) == media_factory.UPRIGHT
        assert_made_of_pixels_alone(file)


def grey_at_middle(path: Path) -> int:
    with Image.open(path) as image:
        value = image.convert("L").getpixel((image.width // 2, image.height // 2))
    assert isinstance(value, int)
    return value


def test_sixteen_bit_grey_keeps_its_brightness(tmp_path: Path) -> None:
    Image.new("I;16", (64, 64), 128 * 257).save(tmp_path / "grey.png")

    made = made_from(tmp_path / "grey.png", tmp_path / "made")

    assert abs(grey_at_middle(made["display"].path) - 128) <= 2


@pytest.mark.parametrize("mode", ["1", "L"])
def test_black_and_white_pictures_keep_their_brightness(tmp_path: Path, mode: str) -> None:
    Image.new("L", (64, 64), 255).convert(mode).save(tmp_path / "white.png")

    made = made_from(tmp_path / "white.png", tmp_path / "made")

    assert grey_at_middle(made["display"].path) >= 253


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_becomes_white(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (64, 64)).save(tmp_path / "clear.png")

    made = made_from(tmp_path / "clear.png", tmp_path / "made")

    assert grey_at_middle(made["display"].path) >= 253


def test_colours_are_converted_through_the_photos_own_profile(tmp_path: Path) -> None:
    red = Image.new("RGB", (64, 64), media_factory.CORNER_COLOURS["red"])
    red.save(tmp_path / "swapped.jpg", icc_profile=media_factory.swapped_profile(), quality=95)

    made = made_from(tmp_path / "swapped.jpg", tmp_path / "made")

    assert media_factory.corners(made["display"].path) == ("blue",) * 4


@pytest.mark.parametrize("profile", [b"no profile at all", media_factory.swapped_profile()[:200]])
def test_a_broken_profile_does_not_cost_the_photo(tmp_path: Path, profile: bytes) -> None:
    media_factory.picture().save(tmp_path / "broken.jpg", icc_profile=profile)

    made = made_from(tmp_path / "broken.jpg", tmp_path / "made")

    assert media_factory.corners(made["display"].path) == media_factory.UPRIGHT
    assert_made_of_pixels_alone(made["display"])


# Pillow warns and reads on; only this run turns warnings into errors.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0garbage", b"Exif\0\0"]
)
def test_damaged_exif_does_not_cost_the_photo(tmp_path: Path, exif: bytes) -> None:
    media_factory.picture().save(tmp_path / "damaged.jpg", exif=exif)

    measured = PillowPhotoCompressor().measure(tmp_path / "damaged.jpg")

    assert measured.orientation == 1
    assert measured.size == PixelSize(480, 640)


@pytest.mark.parametrize("source", CORPUS_PHOTOS, ids=lambda path: path.name)
def test_a_real_photo_becomes_a_faithful_bare_copy(tmp_path: Path, source: Path) -> None:
    made = made_from(source, tmp_path / "made")

    with Image.open(source) as opened:
        expected = ImageOps.exif_transpose(opened).convert("RGB")
    display = made["display"]
    assert display.width / display.height == pytest.approx(
        expected.width / expected.height, rel=0.002
    )
    assert max(display.width, display.height) == min(1600, max(expected.size))
    # A wide-gamut original differs a little from its sRGB copy; a turned or torn one, a lot.
    small = expected.resize((64, 64), Image.Resampling.BOX)
    with Image.open(display.path) as copy:
        seen = copy.resize((64, 64), Image.Resampling.BOX)
    assert max(ImageStat.Stat(ImageChops.difference(small, seen)).mean) < 8
    for file in made.values():
        assert_made_of_pixels_alone(file)
        assert_described_truly(file)
