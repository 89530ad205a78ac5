"""Photos that are cut, that are two things at once, or that claim to be huge."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.media_measures import Role
from chalicelib.domain.rejections import MediaRejected, RejectReason
from infra.bench.compression.made_photos import scene
from tests import media_factory
from tests.contracts.photo_tools import all_made, made_from

KINDS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF", "avif": "AVIF"}
CANARY = media_factory.CANARY.encode()


def refusal(photos: PillowPhotoCompressor, source: Path, into: Path) -> RejectReason:
    with pytest.raises(MediaRejected) as caught:
        all_made(photos, source, into)
    assert list(into.iterdir()) == []
    return caught.value.reason


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("whole")
    picture = scene((320, 240))

    def saved(kind: str) -> Path:
        path = folder / kind
        if not path.exists():
            picture.save(path, KINDS[kind], quality=90)
        return path

    return saved


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_cut_at_any_tenth_is_never_published(
    photos: PillowPhotoCompressor, tmp_path: Path, whole: Callable[[str], Path], kind: str
) -> None:
    for tenth in range(1, 10):
        source = media_factory.cut(whole(kind), tmp_path / f"{tenth}", tenth / 10)

        assert refusal(photos, source, tmp_path / "made") is RejectReason.TRUNCATED


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_start_of_a_photo_is_an_empty_file(
    photos: PillowPhotoCompressor, tmp_path: Path, whole: Callable[[str], Path], kind: str
) -> None:
    source = media_factory.cut(whole(kind), tmp_path / "cut", 0)

    assert refusal(photos, source, tmp_path / "made") is RejectReason.EMPTY_FILE


def _html(photo: bytes) -> bytes:
    page = b"<html><script>fetch('/" + CANARY + b"')</script>"
    comment = b"\xff\xfe" + (len(page) + 2).to_bytes(2, "big") + page
    return photo[:2] + comment + photo[2:] + page


def _zip(photo: bytes) -> bytes:
    packed = BytesIO(photo)
    packed.seek(0, 2)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("run.sh", CANARY)
    return packed.getvalue()


def _second_photo(photo: bytes) -> bytes:
    return photo + photo + CANARY


@pytest.mark.parametrize("join", [_html, _zip, _second_photo])
def test_what_hides_in_a_photo_is_left_behind(
    photos: PillowPhotoCompressor, tmp_path: Path, join: Callable[[bytes], bytes]
) -> None:
    plain = media_factory.jpeg(tmp_path / "photo.jpg")
    (tmp_path / "both.jpg").write_bytes(join(plain.read_bytes()))

    made = made_from(photos, tmp_path / "both.jpg", tmp_path / "made")

    expected = made_from(photos, plain, tmp_path / "plain")
    assert made[Role.DISPLAY].sha256_hex == expected[Role.DISPLAY].sha256_hex
    for file in made.values():
        data = file.path.read_bytes()
        assert CANARY not in data
        assert b"<script" not in data
        assert not zipfile.is_zipfile(file.path)


def test_a_photo_behind_a_page_is_no_photo(photos: PillowPhotoCompressor, tmp_path: Path) -> None:
    plain = media_factory.jpeg(tmp_path / "photo.jpg")
    (tmp_path / "both.jpg").write_bytes(b"<html></html>" + plain.read_bytes())

    assert refusal(photos, tmp_path / "both.jpg", tmp_path / "made") is RejectReason.NOT_A_PHOTO


@pytest.mark.parametrize(("width", "height"), [(16_320, 12_240), (17_000, 100)])
def test_a_heic_that_claims_to_be_huge_is_refused_by_its_header(
    photos: PillowPhotoCompressor, tmp_path: Path, width: int, height: int
) -> None:
    small = BytesIO()
    media_factory.picture(96, 128).save(small, "HEIF")
    data = bytearray(small.getvalue())
    at = data.index(b"ispe") + 8
    data[at : at + 8] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    (tmp_path / "huge.heic").write_bytes(bytes(data))

    reason = refusal(photos, tmp_path / "huge.heic", tmp_path / "made")

    assert reason is RejectReason.TOO_MANY_PIXELS


def test_a_film_of_gifs_under_a_photos_name_is_no_photo(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    frames = [Image.new("P", (2, 2), color % 256) for color in range(10_000)]
    frames[0].save(tmp_path / "photo.jpg", "GIF", save_all=True, append_images=frames[1:])

    assert refusal(photos, tmp_path / "photo.jpg", tmp_path / "made") is RejectReason.NOT_A_PHOTO


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_is_taken(
    photos: PillowPhotoCompressor, tmp_path: Path, kind: str
) -> None:
    second = Image.new("RGB", (96, 128), "white")
    first = media_factory.picture(96, 128)
    first.save(tmp_path / "moving", kind, save_all=True, append_images=[second, second])

    made = made_from(photos, tmp_path / "moving", tmp_path / "made")

    assert media_factory.corners(made[Role.DISPLAY].path) == media_factory.UPRIGHT
