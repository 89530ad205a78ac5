"""The files that phones, networks and attackers have been seen to send: each is made or rejected.

Nothing of them is a fault, so no message returns for ever, and nothing that they name is read.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.adapters.media.sandbox import Sandbox
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.media_measures import Made, Role
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.video_limits import MISSING_S
from chalicelib.domain.video_plans import plan_video
from tests import media_factory

CANARY = media_factory.CANARY
TENTHS = [tenth / 10 for tenth in range(10)]
WHOLE_S = 2.0
SMALL = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=2")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def photos() -> Iterator[PillowPhotoCompressor]:
    sandbox = Sandbox(warm=[PillowPhotoCompressor.__module__])
    yield PillowPhotoCompressor(sandbox)
    sandbox.close()


@pytest.fixture(scope="module")
def videos() -> Iterator[FfmpegVideoCompressor]:
    sandbox = Sandbox()
    yield FfmpegVideoCompressor(find_ffmpeg(), sandbox=sandbox, deadline_s=120)
    sandbox.close()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


Outcome = RejectReason | Made


def of_photo(photos: PillowPhotoCompressor, source: Path, into: Path) -> Outcome:
    try:
        return photos.carry_out(plan_photo(photos.measure(source)), source, into)
    except MediaRejected as refusal:
        return refusal.reason


def of_video(videos: FfmpegVideoCompressor, source: Path, into: Path) -> Outcome:
    try:
        return videos.carry_out(plan_video(videos.measure(source)), source, into)
    except MediaRejected as refusal:
        return refusal.reason


def holds(made: Made, text: bytes) -> bool:
    return any(text in file.path.read_bytes() for file in made.files)


# --- cut off ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", TENTHS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_cut_at_any_tenth_is_rejected(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path, kind: str, share: float
) -> None:
    pillow_heif.register_heif_opener()
    whole = tmp_path / "whole"
    Image.effect_noise((320, 240), 80).convert("RGB").save(whole, kind)
    source = media_factory.cut(whole, tmp_path / "cut", share)

    reason = of_photo(photos, source, into)

    assert reason in {
        RejectReason.EMPTY_FILE,
        RejectReason.NOT_A_PHOTO,
        RejectReason.TRUNCATED,
        RejectReason.UNREADABLE,
    }


@pytest.fixture(scope="module")
def fast_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fast") / "fast.mp4"
    media_factory.ffmpeg(*SMALL, *media_factory.TONE, *H264, "-c:a", "aac", "-t", "2",
                         "-movflags", "+faststart", str(path))  # fmt: skip
    return path


@pytest.mark.parametrize("share", TENTHS)
def test_a_video_cut_at_any_tenth_is_rejected_unless_only_its_last_moment_is_gone(
    videos: FfmpegVideoCompressor, fast_start: Path, tmp_path: Path, into: Path, share: float
) -> None:
    source = media_factory.cut(fast_start, tmp_path / "cut.mp4", share)

    ended = of_video(videos, source, into)

    if isinstance(ended, Made):
        (video,) = (file.path for file in ended.files if file.role is Role.VIDEO)
        assert videos.measure(video).duration_s >= WHOLE_S - MISSING_S
        return
    assert ended in {
        RejectReason.EMPTY_FILE,
        RejectReason.NOT_A_VIDEO,
        RejectReason.TRUNCATED,
        RejectReason.TOO_SHORT,
        RejectReason.UNREADABLE,
    }


# --- two formats in one file -----------------------------------------------------------------

PAGE = f"<html><script>{CANARY}</script></html>".encode()


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("canary.txt", CANARY)
    return data.getvalue()


@pytest.mark.parametrize("tail", [PAGE, _zip()], ids=["html", "zip"])
def test_what_hangs_on_behind_a_photo_does_not_travel_on(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path, tail: bytes
) -> None:
    source = media_factory.jpeg(tmp_path / "photo.jpg")
    source.write_bytes(source.read_bytes() + tail)

    made = of_photo(photos, source, into)

    assert isinstance(made, Made)
    assert not holds(made, CANARY.encode())
    assert not holds(made, b"PK\x03\x04")


def test_a_page_in_a_photos_comment_does_not_travel_on(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path
) -> None:
    source = tmp_path / "photo.jpg"
    media_factory.picture().save(source, "JPEG", comment=PAGE)

    made = of_photo(photos, source, into)

    assert isinstance(made, Made)
    assert not holds(made, CANARY.encode())


# --- other formats under a media's name ------------------------------------------------------


def _long_gif(path: Path) -> None:
    """Write a GIF of 10,000 frames of one pixel each."""
    frame = b"\x21\xf9\x04\0\1\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    head = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
    path.write_bytes(head + frame * 10_000 + b";")


def _with(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "svg": _with(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    "gif": lambda path: media_factory.picture().save(path, "GIF"),
    "gif of 10,000 frames": _long_gif,
    "tiff": lambda path: media_factory.picture().save(path, "TIFF"),
    "pdf": lambda path: media_factory.picture().save(path, "PDF"),
    "web page": _with(PAGE),
    "archive": _with(_zip()),
    "program": _with(b"\x7fELF" + bytes(4_000)),
}


@pytest.mark.parametrize("save", FOREIGN.values(), ids=FOREIGN)
def test_another_format_under_a_medias_name_is_no_media(
    photos: PillowPhotoCompressor,
    videos: FfmpegVideoCompressor,
    tmp_path: Path,
    into: Path,
    save: Callable[[Path], object],
) -> None:
    save(tmp_path / "media")

    assert of_photo(photos, tmp_path / "media", into) is RejectReason.NOT_A_PHOTO
    assert of_video(videos, tmp_path / "media", into) is RejectReason.NOT_A_VIDEO


# --- more than there is ----------------------------------------------------------------------


def test_a_heic_that_says_it_has_200_megapixels_is_refused_by_its_header(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path
) -> None:
    pillow_heif.register_heif_opener()
    source = tmp_path / "photo.heic"
    media_factory.picture(96, 64).save(source, "HEIF")
    data = source.read_bytes()
    true, claimed = struct.pack(">II", 96, 64), struct.pack(">II", 16_320, 12_240)
    assert b"ispe\0\0\0\0" + true in data
    source.write_bytes(data.replace(b"ispe\0\0\0\0" + true, b"ispe\0\0\0\0" + claimed))

    assert of_photo(photos, source, into) is RejectReason.TOO_MANY_PIXELS


def test_a_png_of_169_megapixels_in_one_bit_is_refused_by_its_header(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path
) -> None:
    media_factory.png_bomb(tmp_path / "bomb.png")

    assert of_photo(photos, tmp_path / "bomb.png", into) is RejectReason.TOO_MANY_PIXELS


def test_a_video_that_says_it_has_two_hours_is_rejected_and_quickly(
    videos: FfmpegVideoCompressor, fast_start: Path, tmp_path: Path, into: Path
) -> None:
    data = fast_start.read_bytes()
    at = data.index(b"mvhd") + 4
    scale = int.from_bytes(data[at + 12 : at + 16], "big")
    hours = (2 * 3600 * scale).to_bytes(4, "big")
    source = tmp_path / "long.mp4"
    source.write_bytes(data[: at + 16] + hours + data[at + 20 :])

    # What ffmpeg takes for the length decides; either way it is no fault and nothing is decoded
    # beyond what is there.
    ended = of_video(videos, source, into)

    assert ended is RejectReason.TRUNCATED or isinstance(ended, Made)


def test_three_hundred_frames_a_second_are_too_fast(
    videos: FfmpegVideoCompressor, tmp_path: Path, into: Path
) -> None:
    source = tmp_path / "fast.mp4"
    media_factory.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:r=300:d=2", *H264, str(source))

    assert of_video(videos, source, into) is RejectReason.TOO_FAST


def test_of_sixteen_sound_tracks_one_is_kept(
    videos: FfmpegVideoCompressor, tmp_path: Path, into: Path
) -> None:
    source = tmp_path / "tracks.mp4"
    tracks = [word for _ in range(16) for word in ("-map", "1:a")]
    media_factory.ffmpeg(*SMALL, *media_factory.TONE, "-map", "0:v", *tracks, *H264, "-c:a", "aac",
                         "-t", "2", str(source))  # fmt: skip

    made = of_video(videos, source, into)

    assert isinstance(made, Made)
    (video,) = (file.path for file in made.files if file.role is Role.VIDEO)
    assert media_factory.described(video).partition("Output #0")[0].count(": Audio:") == 1


# --- what a container may carry along --------------------------------------------------------


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


def test_an_attachment_does_not_travel_on(
    videos: FfmpegVideoCompressor, tmp_path: Path, into: Path, canary: Path
) -> None:
    source = tmp_path / "video.mkv"
    attached = ("-attach", str(canary), "-metadata:s:t", "mimetype=text/plain")
    media_factory.ffmpeg(*SMALL, *H264, *attached, str(source))
    assert CANARY.encode() in source.read_bytes()

    made = of_video(videos, source, into)

    assert isinstance(made, Made)
    assert not holds(made, CANARY.encode())


def test_a_subtitle_that_names_a_file_reads_none(
    videos: FfmpegVideoCompressor, tmp_path: Path, into: Path, canary: Path
) -> None:
    words = tmp_path / "words.srt"
    words.write_text(f"1\n00:00:00,000 --> 00:00:02,000\nfile://{canary}\n")
    source = tmp_path / "video.mkv"
    media_factory.ffmpeg(*SMALL, "-i", str(words), *H264, "-c:s", "srt", str(source))

    made = of_video(videos, source, into)

    assert isinstance(made, Made)
    assert not holds(made, CANARY.encode())
    assert not holds(made, b"canary.txt")


PLAYLISTS: dict[str, Callable[[Path], str]] = {
    "hls": lambda path: f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{path}\n#EXT-X-ENDLIST\n",
    "ffconcat": lambda path: f"ffconcat version 1.0\nfile '{path}'\n",
    "hls behind blank lines": lambda path: f"\n \n#EXTM3U\n#EXTINF:2,\nfile://{path}\n",
}


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "clip.webm", "photo.jpg"])
@pytest.mark.parametrize("text", PLAYLISTS.values(), ids=PLAYLISTS)
def test_a_playlist_under_any_name_is_refused_and_reads_nothing(
    photos: PillowPhotoCompressor,
    videos: FfmpegVideoCompressor,
    tmp_path: Path,
    into: Path,
    canary: Path,
    text: Callable[[Path], str],
    name: str,
) -> None:
    source = tmp_path / name
    source.write_text(text(canary))

    assert of_video(videos, source, into) is RejectReason.PLAYLIST
    assert of_photo(photos, source, into) is RejectReason.PLAYLIST
    assert list(into.iterdir()) == []


# --- while it is read ------------------------------------------------------------------------


def test_a_photo_that_grows_while_it_is_read_is_made_of_what_was_measured(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path
) -> None:
    source = media_factory.jpeg(tmp_path / "photo.jpg")
    plan = plan_photo(photos.measure(source))
    source.write_bytes(source.read_bytes() + PAGE * 1_000)

    made = photos.carry_out(plan, source, into)

    assert not holds(made, CANARY.encode())


def test_a_photo_that_became_another_one_is_made_as_planned_or_rejected(
    photos: PillowPhotoCompressor, tmp_path: Path, into: Path
) -> None:
    source = media_factory.jpeg(tmp_path / "photo.jpg")
    plan = plan_photo(photos.measure(source))
    media_factory.png_bomb(source)

    with pytest.raises(MediaRejected):
        photos.carry_out(plan, source, into)


def test_a_video_that_grows_while_it_is_read_is_made_of_what_was_measured(
    videos: FfmpegVideoCompressor, fast_start: Path, tmp_path: Path, into: Path
) -> None:
    source = tmp_path / "video.mp4"
    source.write_bytes(fast_start.read_bytes())
    plan = plan_video(videos.measure(source))
    source.write_bytes(source.read_bytes() + b"\0\0\0\x10free" + PAGE * 1_000)

    made = videos.carry_out(plan, source, into)

    assert not holds(made, CANARY.encode())
