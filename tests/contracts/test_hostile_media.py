"""Bad and hostile files end in MediaRejected with the right reason, and reach nothing else."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import Made
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.video_plans import plan_video
from tests import media_factory

Save = Callable[[Path], object]


def photo_refusal(photos: PillowPhotoCompressor, source: Path, into: Path) -> RejectReason:
    with pytest.raises(MediaRejected) as caught:
        photos.carry_out(plan_photo(photos.measure(source)), source, into)
    return caught.value.reason


def video_refusal(source: Path, into: Path) -> RejectReason:
    videos = media_factory.videos()
    with pytest.raises(MediaRejected) as caught:
        videos.carry_out(plan_video(videos.measure(source)), source, into)
    return caught.value.reason


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def whole_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return media_factory.moving_clip(tmp_path_factory.mktemp("whole") / "whole.mp4")


@pytest.fixture(scope="module")
def fast_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fast") / "fast.mp4"
    return media_factory.moving_clip(path, extra=("-movflags", "+faststart"))


def _gif(path: Path) -> None:
    media_factory.picture().save(path, "GIF")


def _cut_photo(kind: str, share: float = 0.6) -> Save:
    def save(path: Path) -> None:
        noise = Image.effect_noise((320, 240), 80).convert("RGB")
        whole = path.with_suffix(".whole")
        noise.save(whole, kind)
        media_factory.cut(whole, path, share)

    return save


def _bytes(data: bytes) -> Save:
    return lambda path: path.write_bytes(data)


BAD_PHOTOS: dict[str, tuple[Save, RejectReason]] = {
    "zero-bytes": (_bytes(b""), RejectReason.EMPTY_FILE),
    "renamed-program": (_bytes(b"MZ" + bytes(4000)), RejectReason.NOT_A_PHOTO),
    "renamed-gif": (_gif, RejectReason.NOT_A_PHOTO),
    "renamed-tiff": (_bytes(b"II*\0" + bytes(400)), RejectReason.NOT_A_PHOTO),
    "web-page": (_bytes(b"<html><script>"), RejectReason.NOT_A_PHOTO),
    "drawing-with-script": (_bytes(b"<svg onload='x'/>"), RejectReason.NOT_A_PHOTO),
    "playlist": (_bytes(b"#EXTM3U\nfile:///etc/hostname"), RejectReason.PLAYLIST),
    "decompression-bomb": (media_factory.png_bomb, RejectReason.TOO_MANY_PIXELS),
    "wide-bomb": (lambda path: media_factory.png_bomb(path, 8_000), RejectReason.TOO_MANY_PIXELS),
    "jpeg-magic-then-noise": (_bytes(b"\xff\xd8\xff\xe0" + b"7" * 900), RejectReason.TRUNCATED),
    "png-of-noise": (
        _bytes(b"\x89PNG\r\n\x1a\n" + b"7" * 900 + b"\0\0\0\0IEND\xaeB`\x82"),
        RejectReason.UNREADABLE,
    ),
    "webp-of-noise": (
        _bytes(b"RIFF" + (904).to_bytes(4, "little") + b"WEBP" + b"7" * 900),
        RejectReason.UNREADABLE,
    ),
    "heif-magic-then-noise": (
        _bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"7" * 900),
        RejectReason.TRUNCATED,
    ),
    "cut-jpeg": (_cut_photo("JPEG"), RejectReason.TRUNCATED),
    "cut-png": (_cut_photo("PNG"), RejectReason.TRUNCATED),
    "cut-webp": (_cut_photo("WEBP"), RejectReason.TRUNCATED),
    "cut-heic": (_cut_photo("HEIF"), RejectReason.TRUNCATED),
    "cut-avif": (_cut_photo("AVIF"), RejectReason.TRUNCATED),
    "jpeg-cut-in-its-header": (_cut_photo("JPEG", 0.01), RejectReason.TRUNCATED),
}


@pytest.mark.parametrize(("save", "reason"), BAD_PHOTOS.values(), ids=BAD_PHOTOS)
def test_a_bad_photo_is_rejected_for_its_reason(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path, save: Save, reason: RejectReason
) -> None:
    save(tmp_path / "photo.jpg")

    assert photo_refusal(photos, tmp_path / "photo.jpg", into) is reason
    assert list(into.iterdir()) == []


def test_a_bomb_is_refused_by_its_header_alone(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    bomb = media_factory.png_bomb(tmp_path / "bomb.png", 7_800)
    header_only = media_factory.cut(bomb, tmp_path / "header.png", 60 / bomb.stat().st_size)

    with pytest.raises(MediaRejected) as caught:
        photos.measure(header_only)

    assert caught.value.reason is RejectReason.TOO_MANY_PIXELS


def test_a_missing_file_is_a_fault_and_no_rejection(
    photos: PillowPhotoCompressor, tmp_path: Path
) -> None:
    with pytest.raises(Fault, match="ENOENT"):
        photos.measure(tmp_path / "absent.jpg")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_damaged_photo_is_either_made_or_rejected(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path, kind: str, seed: int
) -> None:
    source = tmp_path / "damaged"
    media_factory.picture(96, 128).save(source, kind, exif=media_factory.telling_exif().tobytes())
    source.write_bytes(damaged(source.read_bytes(), seed=seed, keep=16))

    ended = outcome(lambda: photos.carry_out(plan_photo(photos.measure(source)), source, into))

    assert isinstance(ended, RejectReason) or {"display", "thumb"} <= set(ended)


def outcome(make: Callable[[], Made]) -> RejectReason | list[str]:
    """The roles of what was made, or why nothing was; any other exception fails the test."""
    try:
        return [file.role.value for file in make().files]
    except MediaRejected as rejected:
        return rejected.reason


def damaged(data: bytes, *, seed: int, keep: int) -> bytes:
    """`data` with a few bytes changed at random behind the first `keep`."""
    dice, copy = random.Random(seed), bytearray(data)  # noqa: S311 - repeatable, not secret
    for _ in range(dice.randint(1, 24)):
        copy[dice.randrange(keep, len(copy))] = dice.randrange(256)
    return bytes(copy)


BAD_VIDEOS: dict[str, tuple[Save, RejectReason]] = {
    "zero-bytes": (_bytes(b""), RejectReason.EMPTY_FILE),
    "renamed-program": (_bytes(b"\x7fELF" + bytes(4000)), RejectReason.NOT_A_VIDEO),
    "renamed-photo": (media_factory.jpeg, RejectReason.NOT_A_VIDEO),
    "renamed-gif": (_gif, RejectReason.NOT_A_VIDEO),
    "brand-and-noise": (_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + b"7" * 900), RejectReason.TRUNCATED),
    "webm-magic-then-noise": (
        _bytes(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"7" * 900),
        RejectReason.UNREADABLE,
    ),
}


@pytest.mark.parametrize(("save", "reason"), BAD_VIDEOS.values(), ids=BAD_VIDEOS)
def test_a_bad_video_is_rejected_for_its_reason(
    tmp_path: Path, into: Path, save: Save, reason: RejectReason
) -> None:
    save(tmp_path / "video.mp4")

    assert video_refusal(tmp_path / "video.mp4", into) is reason
    assert list(into.iterdir()) == []


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_recording_without_its_index_is_cut_off(
    whole_video: Path, tmp_path: Path, into: Path, share: float
) -> None:
    source = media_factory.cut(whole_video, tmp_path / "cut.mp4", share)

    assert video_refusal(source, into) is RejectReason.TRUNCATED


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6])
def test_a_video_whose_pictures_end_early_is_cut_off(
    fast_start: Path, tmp_path: Path, into: Path, share: float
) -> None:
    source = media_factory.cut(fast_start, tmp_path / "cut.mp4", share)

    assert video_refusal(source, into) is RejectReason.TRUNCATED


def test_a_video_that_lost_its_last_moment_is_kept(
    fast_start: Path, tmp_path: Path, into: Path
) -> None:
    source = media_factory.cut(fast_start, tmp_path / "cut.mp4", 0.95)
    videos = media_factory.videos()

    made = videos.carry_out(plan_video(videos.measure(source)), source, into)

    assert {"video", "poster", "thumb"} <= {file.role.value for file in made.files}


def test_a_video_whose_second_half_is_blank_is_not_published_as_whole(
    fast_start: Path, tmp_path: Path, into: Path
) -> None:
    data = fast_start.read_bytes()
    half = len(data) // 2
    (tmp_path / "blank.mp4").write_bytes(data[:half] + bytes(len(data) - half))

    reason = video_refusal(tmp_path / "blank.mp4", into)

    assert reason in {RejectReason.TRUNCATED, RejectReason.UNREADABLE}


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_video_is_either_made_or_rejected(
    fast_start: Path, tmp_path: Path, into: Path, seed: int
) -> None:
    data = fast_start.read_bytes()
    # Every other seed aims at the index, where one byte can change every length and count.
    part = 3_000 if seed % 2 else len(data)
    source = tmp_path / "damaged.mp4"
    source.write_bytes(damaged(data[:part], seed=seed, keep=40) + data[part:])

    videos = media_factory.videos()
    ended = outcome(lambda: videos.carry_out(plan_video(videos.measure(source)), source, into))

    assert isinstance(ended, RejectReason) or {"video", "poster", "thumb"} <= set(ended)


@pytest.mark.parametrize("attack", [media_factory.playlist, media_factory.concat_script])
def test_a_playlist_named_mp4_is_refused_by_its_first_bytes(
    tmp_path: Path, into: Path, attack: Callable[[Path, Path], Path]
) -> None:
    source = attack(tmp_path / "video.mp4", tmp_path / "canary.txt")

    assert video_refusal(source, into) is RejectReason.PLAYLIST
    assert list(into.iterdir()) == []
