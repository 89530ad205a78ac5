"""Videos come out upright, bounded, in sync, and without a word about where they were made."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.domain.media_measures import MadeFile, PixelSize, Transfer
from chalicelib.domain.sniffing import Container
from tests import media_factory

CORPUS = Path(__file__).parents[2].parent / "shared/corpus"
VIDEO_ENDINGS = {".mp4", ".mov", ".webm", ".mkv", ".3gp"}
CORPUS_VIDEOS = (
    sorted(path for path in CORPUS.iterdir() if path.suffix.lower() in VIDEO_ENDINGS)
    if CORPUS.is_dir()
    else []
)
# What a demuxer reports of any MP4, tags or not.
STRUCTURAL_TAGS = {
    "major_brand",
    "minor_version",
    "compatible_brands",
    "handler_name",
    "vendor_id",
    "encoder",
}


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portrait")
    return media_factory.clip(folder / "portrait.mov", rotation=90)


def tags(path: Path) -> set[str]:
    source = media_factory.described(path).partition("Stream mapping:")[0]
    return {
        line.split(" :")[0].strip() for line in source.split("\n") if re.match(r" +\w+ +:", line)
    }


def boxes(data: bytes) -> list[bytes]:
    """The names of all boxes on the way to the samples, in order."""
    at, names = 0, []
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        names.append(name)
        if name in {b"moov", b"trak", b"mdia", b"minf", b"udta"}:
            names += boxes(data[at + 8 : at + length])
        at += max(length, 8)
    return names


def assert_tells_nothing(made: dict[str, MadeFile]) -> None:
    for file in made.values():
        data = file.path.read_bytes()
        assert not any(secret.encode() in data for secret in media_factory.SECRETS)
        assert not any(
            mark in data for mark in (b"Exif\0", b"ISO6709", b"Lavf", b"x264", b"\xa9xyz")
        )
    assert tags(made["video"].path) <= STRUCTURAL_TAGS


def assert_is_the_rendition(made: dict[str, MadeFile]) -> None:
    video = made["video"]
    names = boxes(video.path.read_bytes())
    assert names.index(b"moov") < names.index(b"mdat")
    assert not {b"edts", b"loci", b"uuid", b"chpl"} & set(names)
    text = media_factory.described(video.path)
    found = re.search(r"Video: h264 \((?:High|Main|.*Baseline)\).* yuv420p.* ([\d.]+) fps", text)
    assert found
    assert 23.9 <= float(found[1]) <= 30.05
    assert "displaymatrix" not in text
    assert video.size_bytes <= 50_000_000


def test_a_rotated_clip_comes_out_upright(portrait: Path, tmp_path: Path) -> None:
    measured, made = media_factory.rendition_of(portrait, tmp_path / "made")

    assert (measured.coded, measured.rotation) == (PixelSize(240, 320), 0)
    for role in ("poster", "thumb"):
        assert media_factory.corners(made[role].path) == media_factory.UPRIGHT
    assert set(made) == {"video", "poster", "thumb", "preview", "waveform"}


@pytest.mark.parametrize("rotation", [0, 180, 270])
def test_every_other_turn_comes_out_upright(tmp_path: Path, rotation: int) -> None:
    source = media_factory.clip(tmp_path / "turned.mov", rotation=rotation, seconds=1.0)

    _, made = media_factory.rendition_of(source, tmp_path / "made")

    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT


def test_place_and_name_in_the_tags_are_left_behind(portrait: Path, tmp_path: Path) -> None:
    assert media_factory.PLACE.encode() in portrait.read_bytes()
    assert "com.apple.quicktime.location.ISO6709" in media_factory.described(portrait)

    _, made = media_factory.rendition_of(portrait, tmp_path / "made")

    assert_tells_nothing(made)
    assert_is_the_rendition(made)


def test_exiftool_finds_no_place_and_no_person(portrait: Path, tmp_path: Path) -> None:
    program = shutil.which("exiftool")
    assert program, "This test needs exiftool: apt-get install libimage-exiftool-perl"

    _, made = media_factory.rendition_of(portrait, tmp_path / "made")

    for file in made.values():
        command = [program, "-a", "-G1", "-s", "-ee", str(file.path)]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - installed program, our own files
        assert not re.search(r"GPS|Author|Artist|Comment|Software|Encoder|XMP|Location", found)


def test_poster_and_thumb_are_described_truly(portrait: Path, tmp_path: Path) -> None:
    _, made = media_factory.rendition_of(portrait, tmp_path / "made")

    for role in ("poster", "thumb"):
        with Image.open(made[role].path) as image:
            assert image.size == (made[role].width, made[role].height)
            assert not image.getexif()
            assert "comment" not in image.info
    assert (made["thumb"].width, made["thumb"].height) == (240, 320)
    assert made["video"].content_type == "video/mp4"


def test_duration_and_sound_are_kept(portrait: Path, tmp_path: Path) -> None:
    measured, _ = media_factory.rendition_of(portrait, tmp_path / "made")

    assert measured.duration_s == pytest.approx(2.0, abs=0.05)
    assert measured.has_audio
    assert measured.fps == pytest.approx(30, abs=0.01)


def test_wide_pixels_become_square(tmp_path: Path) -> None:
    wide = media_factory.clip(tmp_path / "wide.mp4", size=(320, 240), filters="setsar=4/3")

    measured, made = media_factory.rendition_of(wide, tmp_path / "made")

    assert measured.coded == PixelSize(426, 240)
    assert measured.sample_aspect == 1
    assert (made["poster"].width, made["poster"].height) == (426, 240)


def test_a_recording_without_a_duration_is_measured_by_its_packets(tmp_path: Path) -> None:
    source = media_factory.webm_without_duration(tmp_path / "browser.webm")
    original = media_factory.videos().measure(source)

    measured, _ = media_factory.rendition_of(source, tmp_path / "made")

    assert (original.container, original.declared_s) == (Container.WEBM, None)
    assert measured.duration_s == pytest.approx(original.duration_s, abs=0.05)


def test_hdr_is_tone_mapped_to_natural_colours(tmp_path: Path) -> None:
    source = tmp_path / "hlg.mp4"
    to_hlg = "zscale=tin=bt709:min=bt709:pin=bt709:t=arib-std-b67:m=bt2020nc:p=bt2020:npl=300"
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    still = tmp_path / "still.png"
    media_factory.picture(240, 320).save(still)
    media_factory.ffmpeg(
        *("-loop", "1", "-framerate", "30", "-i", str(still), "-t", "1.5"),
        *("-vf", f"format=yuv444p,{to_hlg},format=yuv420p10le", *codec, str(source)),
    )

    original = media_factory.videos().measure(source)
    measured, made = media_factory.rendition_of(source, tmp_path / "made")

    assert original.transfer is Transfer.HLG
    assert not measured.is_hdr
    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT


def test_the_poster_is_not_the_black_beginning(tmp_path: Path) -> None:
    dark = media_factory.clip(tmp_path / "dark.mp4", filters="fade=in:st=0.4:d=0.1")

    _, made = media_factory.rendition_of(dark, tmp_path / "made")

    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT


def test_text_in_a_tag_cannot_pose_as_a_measurement(tmp_path: Path) -> None:
    lies = (
        "x\n  Duration: 00:00:50.00, start\n  Stream #0:5: Audio: aac, 48000 Hz, stereo"
        "\x85  Stream #0:0: Video: h264, 9x9\n        displaymatrix: rotation of -90.00 degrees"
    )
    tagged = media_factory.clip(
        tmp_path / "lies.mp4", sound=False, extra=("-metadata", f"title={lies}")
    )

    measured = media_factory.videos().measure(tagged)

    assert (measured.declared_s, measured.rotation, measured.audio) == (2.0, 0, None)
    assert measured.coded == PixelSize(240, 320)


@pytest.mark.parametrize("source", CORPUS_VIDEOS, ids=lambda path: path.name)
def test_a_real_video_becomes_the_rendition(source: Path, tmp_path: Path) -> None:
    original = media_factory.videos().measure(source)

    measured, made = media_factory.rendition_of(source, tmp_path / "made")

    turned = original.rotation in {90, 270}
    upright = original.coded.turned() if turned else original.coded
    assert (measured.coded.width > measured.coded.height) == (upright.width > upright.height)
    assert measured.coded.long_side <= min(1280, upright.long_side)
    assert measured.duration_s == pytest.approx(original.duration_s, abs=0.05)
    assert measured.has_audio == original.has_audio
    assert not measured.is_hdr
    assert_is_the_rendition(made)
    assert_tells_nothing(made)
