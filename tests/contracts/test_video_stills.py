"""The poster shows something and is sharp; preview and waveform show the whole clip at a glance."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from chalicelib.adapters.media.frames import Shown, shown
from chalicelib.adapters.media.looks import look_of
from chalicelib.domain.likeness import ALIKE, filed, nearest
from chalicelib.domain.media_measures import Made, PixelSize
from chalicelib.domain.signals import CLIPPED, LOUDNESS, PEAK, SILENCE
from tests import media_factory
from tests.contracts import video_tools

SIZE = PixelSize(96, 64)
THUMB = PixelSize(48, 32)
SHARP = Image.effect_noise((96, 64), 80).convert("RGB")
BLURRED = SHARP.filter(ImageFilter.GaussianBlur(3))
GREY = Image.new("RGB", (96, 64), (128, 128, 128))
BLACK = Image.new("RGB", (96, 64))
BURNT = Image.eval(SHARP, lambda value: min(255, 230 + value // 8))


def raw(frames: list[Image.Image], path: Path) -> Path:
    """Frames as ffmpeg writes them for the chooser."""
    for number, frame in enumerate(frames):
        frame.save(path.with_suffix(f".{number}.png"))
    pattern = str(path.with_suffix(".%d.png"))
    plain = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    media_factory.ffmpeg("-i", pattern, "-vf", plain, "-f", "rawvideo", str(path))
    return path


def seen(frames: list[Image.Image], folder: Path) -> Shown:
    found = shown(raw(frames, folder / "frames.yuv"), SIZE, THUMB, folder)
    assert found
    return found


def poster_of(folder: Path) -> Image.Image:
    with Image.open(folder / "poster.jpg") as image:
        return image.convert("RGB")


def distance(one: Image.Image, other: Image.Image) -> float:
    pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (one.width * one.height)


@pytest.mark.parametrize("others", [[BLURRED], [BLACK, GREY], [BURNT], [BLACK, BLURRED, BURNT]])
def test_the_poster_is_the_sharp_frame_that_shows_something(
    tmp_path: Path, others: list[Image.Image]
) -> None:
    seen([*others, SHARP, *others], tmp_path)

    assert distance(poster_of(tmp_path), SHARP) < 12


def test_a_poster_has_the_colours_of_its_frame(tmp_path: Path) -> None:
    picture = media_factory.picture(96, 64)

    seen([picture], tmp_path)

    assert media_factory.corners(tmp_path / "poster.jpg") == media_factory.UPRIGHT
    for place in ((10, 8), (86, 8), (10, 56), (86, 56), (48, 32)):
        there, here = poster_of(tmp_path).getpixel(place), picture.getpixel(place)
        assert isinstance(there, tuple)
        assert isinstance(here, tuple)
        assert all(abs(one - other) <= 8 for one, other in zip(there, here, strict=True))


def test_thumb_placeholder_and_looks_are_of_what_is_seen(tmp_path: Path) -> None:
    found = seen([BLACK, SHARP, media_factory.picture(96, 64)], tmp_path)

    with Image.open(tmp_path / "thumb.jpg") as thumb:
        assert thumb.size == (THUMB.width, THUMB.height)
    assert len(found.placeholder) > 20
    # A black frame has no look, and none comes twice.
    assert len(found.looks) == 2
    poster = filed(look_of(poster_of(tmp_path)))
    assert nearest(found.looks, poster)[0] <= ALIKE
    assert found.signals["brightness"] > 0.2


@pytest.mark.parametrize("frame", [BLACK, GREY], ids=["black", "grey"])
def test_a_clip_that_shows_nothing_is_blank_and_has_a_poster_all_the_same(
    tmp_path: Path, frame: Image.Image
) -> None:
    found = seen([frame, frame], tmp_path)

    assert found.is_blank
    assert found.looks == ()
    assert (tmp_path / "poster.jpg").exists()


def test_no_frame_is_no_poster(tmp_path: Path) -> None:
    (tmp_path / "frames.yuv").write_bytes(b"less than a frame")

    assert shown(tmp_path / "frames.yuv", SIZE, THUMB, tmp_path) is None


@pytest.mark.parametrize("size", [(2, 2), (320, 2), (2, 64)], ids=str)
def test_the_smallest_frames_have_a_poster(tmp_path: Path, size: tuple[int, int]) -> None:
    frames = raw([SHARP.resize(size)], tmp_path / "frames.yuv")

    found = shown(frames, PixelSize(*size), PixelSize(*size), tmp_path)

    assert found
    assert poster_of(tmp_path).size == size


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    source = media_factory.clip(
        folder / "dark.mov", rotation=90, size=(720, 960), filters="fade=in:st=0.4:d=0.1"
    )
    return video_tools.all_of(source, folder / "made")[2]


def test_every_file_is_described_truly(made: Made) -> None:
    sizes = {file.role.value: (file.width, file.height) for file in made.files}

    assert sizes == {
        "video": (720, 960),
        "poster": (720, 960),
        "thumb": (240, 320),
        "preview": (480, 640),
        "waveform": (640, 96),
    }
    types = {file.role.value: file.content_type for file in made.files}
    assert types["preview"] == "video/mp4"
    assert types["waveform"] == "image/png"
    for role in ("poster", "thumb", "waveform"):
        with Image.open(video_tools.path_of(made, role)) as image:
            assert image.size == sizes[role]
            assert not image.getexif()
    for file in made.files:
        assert file.size_bytes == file.path.stat().st_size


def test_the_poster_is_not_the_black_beginning(made: Made) -> None:
    assert media_factory.corners(video_tools.path_of(made, "poster")) == media_factory.UPRIGHT


def test_the_preview_is_a_silent_loop_of_frames_over_the_whole_clip(made: Made) -> None:
    text = media_factory.described(video_tools.path_of(made, "preview"))

    assert re.search(r"Video: h264 \(High\).* yuv420p\(.*480x640.* 8 fps", text)
    assert "Audio" not in text
    assert re.search(r"frame= +24 ", text)
    assert re.search(r"Duration: 00:00:03\.00", text)
    # It begins in the dark, like the clip.
    assert max(video_tools.frame_of(video_tools.path_of(made, "preview"), 0).tobytes()) < 40
    assert max(video_tools.frame_of(video_tools.path_of(made, "preview"), 2).tobytes()) > 200


def test_the_waveform_is_drawn_where_the_sound_is_on_a_transparent_ground(tmp_path: Path) -> None:
    source = tmp_path / "half.mp4"
    half = "aevalsrc='0.5*sin(2764*t)*between(t,0,1)':d=2:s=48000"
    pictures = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=30:d=2")
    codecs = (*video_tools.H264, *video_tools.AAC)
    media_factory.ffmpeg(*pictures, "-f", "lavfi", "-i", half, *codecs, str(source))

    _, _, made = video_tools.all_of(source, tmp_path / "made")

    with Image.open(video_tools.path_of(made, "waveform")) as image:
        drawn = image.convert("RGBA").getchannel("A")
    # The loud half is drawn above the middle line, the silent one is not.
    assert drawn.crop((40, 20, 280, 40)).getextrema()[1] == 255
    assert drawn.crop((360, 20, 640, 40)).getextrema()[1] == 0
    assert drawn.getpixel((320, 2)) == 0


def test_what_was_heard_is_told_with_what_was_seen(made: Made) -> None:
    assert {LOUDNESS, PEAK, SILENCE, CLIPPED, "brightness"} <= set(made.signals)
    assert made.signals[SILENCE] == 0
    assert made.signals[CLIPPED] == 0
