"""What a viewer would have seen is what the copy shows, whatever the file's own colours are."""

from pathlib import Path

import pytest
from PIL import Image, ImageCms

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.media_measures import Role
from tests import media_factory, photo_factory
from tests.contracts.photo_tools import CORPUS_PHOTOS, made_from

Matrix = tuple[tuple[float, float, float], ...]
# From linear light of a colour space to that of sRGB, both under D65 (CSS Color 4, section 17).
P3_TO_SRGB: Matrix = (
    (1.22494, -0.22494, 0.0),
    (-0.042057, 1.042057, 0.0),
    (-0.019638, -0.078636, 1.098274),
)
ADOBE_TO_SRGB: Matrix = ((1.39836, -0.39836, 0.0), (0.0, 1.0, 0.0), (0.0, -0.042931, 1.042931))
COLOURS = [(180, 120, 90), (90, 140, 80), (80, 90, 160), (128, 128, 128), (230, 220, 210)]


def middle(path: Path) -> tuple[int, ...]:
    with Image.open(path) as image:
        value = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(value, tuple)
    return value


def to_light(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


def to_level(light: float) -> int:
    light = min(1.0, max(0.0, light))
    curved = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * curved)


def shown(colour: tuple[int, ...], matrix: Matrix, gamma: float | None) -> tuple[int, ...]:
    """The sRGB levels of a colour in another space, by the published formulas."""
    light = [(v / 255) ** gamma if gamma else to_light(v / 255) for v in colour]
    return tuple(to_level(sum(a * b for a, b in zip(row, light, strict=True))) for row in matrix)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("colour", COLOURS, ids=str)
def test_display_p3_is_shown_in_srgb(
    photos: PillowPhotoCompressor, tmp_path: Path, colour: tuple[int, int, int], kind: str
) -> None:
    icc = photo_factory.profile(photo_factory.DISPLAY_P3)
    Image.new("RGB", (64, 64), colour).save(tmp_path / "p3", kind, icc_profile=icc, quality=95)

    display = made_from(photos, tmp_path / "p3", tmp_path / "made")[Role.DISPLAY]

    expected = shown(colour, P3_TO_SRGB, None)
    assert all(abs(a - b) <= 4 for a, b in zip(middle(display.path), expected, strict=True))


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize(("number", "matrix"), [(12, P3_TO_SRGB), (1, None)], ids=["p3", "srgb"])
def test_a_colour_space_that_is_only_named_is_known(
    photos: PillowPhotoCompressor, tmp_path: Path, kind: str, number: int, matrix: Matrix | None
) -> None:
    source, colour = tmp_path / "photo", (180, 120, 90)
    named = {} if kind == "AVIF" else {"color_primaries": 1, "matrix_coefficients": 6}
    Image.new("RGB", (64, 64), colour).save(source, kind, quality=95, **named)
    data = source.read_bytes()
    at = data.index(b"nclx") + 4
    source.write_bytes(data[:at] + number.to_bytes(2, "big") + data[at + 2 :])

    display = made_from(photos, source, tmp_path / "made")[Role.DISPLAY]

    expected = shown(colour, matrix, None) if matrix else colour
    assert all(abs(a - b) <= 4 for a, b in zip(middle(display.path), expected, strict=True))


@pytest.mark.parametrize("colour", COLOURS, ids=str)
def test_adobe_rgb_is_shown_in_srgb(
    photos: PillowPhotoCompressor, tmp_path: Path, colour: tuple[int, int, int]
) -> None:
    icc = photo_factory.profile(photo_factory.ADOBE_RGB, gamma=2.2)
    Image.new("RGB", (64, 64), colour).save(tmp_path / "a.png", icc_profile=icc)

    display = made_from(photos, tmp_path / "a.png", tmp_path / "made")[Role.DISPLAY]

    expected = shown(colour, ADOBE_TO_SRGB, 2.2)
    assert all(abs(a - b) <= 4 for a, b in zip(middle(display.path), expected, strict=True))


def test_srgb_by_another_name_changes_nothing(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    media_factory.picture().save(tmp_path / "bare.png")
    media_factory.picture().save(tmp_path / "named.png", icc_profile=icc)

    bare = made_from(photos, tmp_path / "bare.png", tmp_path / "made")
    named = made_from(photos, tmp_path / "named.png", tmp_path / "named")

    assert {role: file.sha256_hex for role, file in bare.items()} == {
        role: file.sha256_hex for role, file in named.items()
    }


def test_colours_are_converted_through_the_photos_own_profile(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    red = Image.new("RGB", (64, 64), media_factory.CORNER_COLOURS["red"])
    red.save(tmp_path / "swapped.jpg", icc_profile=media_factory.swapped_profile(), quality=95)

    made = made_from(photos, tmp_path / "swapped.jpg", tmp_path / "made")

    assert media_factory.corners(made[Role.DISPLAY].path) == ("blue",) * 4


@pytest.mark.parametrize("profile", [b"no profile at all", media_factory.swapped_profile()[:200]])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_broken_or_foreign_profile_does_not_cost_the_photo(
    photos: PillowPhotoCompressor, tmp_path: Path, profile: bytes, mode: str
) -> None:
    picture = media_factory.picture().convert(mode)
    picture.save(tmp_path / "bare.jpg", quality=95)
    picture.save(tmp_path / "broken.jpg", icc_profile=profile, quality=95)

    bare = made_from(photos, tmp_path / "bare.jpg", tmp_path / "made")
    broken = made_from(photos, tmp_path / "broken.jpg", tmp_path / "broken")

    assert broken[Role.DISPLAY].sha256_hex == bare[Role.DISPLAY].sha256_hex


def test_a_profile_of_another_kind_of_picture_is_ignored(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    icc = media_factory.swapped_profile()
    media_factory.picture().convert("CMYK").save(tmp_path / "odd.jpg", icc_profile=icc)

    made = made_from(photos, tmp_path / "odd.jpg", tmp_path / "made")

    assert media_factory.corners(made[Role.DISPLAY].path) == media_factory.UPRIGHT


@pytest.mark.parametrize("level", [0, 64, 128, 255])
def test_sixteen_bit_grey_keeps_its_brightness(
    photos: PillowPhotoCompressor, tmp_path: Path, level: int
) -> None:
    Image.new("I;16", (64, 64), level * 257).save(tmp_path / "grey.png")

    made = made_from(photos, tmp_path / "grey.png", tmp_path / "made")

    assert all(abs(value - level) <= 2 for value in middle(made[Role.DISPLAY].path))


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_black_and_white_pictures_keep_their_brightness(
    photos: PillowPhotoCompressor, tmp_path: Path, mode: str
) -> None:
    Image.new("L", (64, 64), 255).convert(mode).save(tmp_path / "white.png")

    made = made_from(photos, tmp_path / "white.png", tmp_path / "made")

    assert min(middle(made[Role.DISPLAY].path)) >= 253


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("size", [(64, 64), (3300, 8)], ids=["small", "divided"])
def test_transparency_becomes_white(
    photos: PillowPhotoCompressor, tmp_path: Path, mode: str, size: tuple[int, int]
) -> None:
    Image.new(mode, size).save(tmp_path / "clear.png")

    made = made_from(photos, tmp_path / "clear.png", tmp_path / "made")

    assert min(middle(made[Role.DISPLAY].path)) >= 253


def test_a_colour_that_a_png_names_as_clear_becomes_white(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 64), (10, 20, 30)).save(tmp_path / "a.png", transparency=(10, 20, 30))

    made = made_from(photos, tmp_path / "a.png", tmp_path / "made")

    assert min(middle(made[Role.DISPLAY].path)) >= 253


@pytest.mark.parametrize(
    "source", [path for path in CORPUS_PHOTOS if "pug" in path.name], ids=lambda path: path.name
)
def test_a_profile_of_apples_moves_colours_as_the_published_formulas_do(
    photos: PillowPhotoCompressor, tmp_path: Path, source: Path
) -> None:
    with Image.open(source) as phones:
        icc = phones.info["icc_profile"]
    Image.new("RGB", (64, 64), (200, 120, 60)).save(tmp_path / "a.png", icc_profile=icc)

    display = made_from(photos, tmp_path / "a.png", tmp_path / "made")[Role.DISPLAY]

    expected = shown((200, 120, 60), P3_TO_SRGB, None)
    assert all(abs(a - b) <= 4 for a, b in zip(middle(display.path), expected, strict=True))
