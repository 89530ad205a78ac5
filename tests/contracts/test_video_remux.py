"""A clip that already conforms keeps its picture bit by bit, and loses all else that it carries."""

import re
from pathlib import Path

import pytest

from chalicelib.domain.video_plans import Mode
from tests import media_factory
from tests.contracts import video_tools
from tests.contracts.test_video_compressor import assert_is_the_rendition, assert_tells_nothing

FLASH = "color=black:s=64x64:r=30:d=3,drawbox=c=white:t=fill:enable='between(t,1,1.2)'"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video_tools.fitting(tmp_path_factory.mktemp("fitting") / "clip.mp4")


def test_its_picture_and_sound_are_the_same_packets(clip: Path, tmp_path: Path) -> None:
    _, plan, made = video_tools.all_of(clip, tmp_path / "made")

    assert plan.mode is Mode.REMUX
    assert plan.sound
    assert plan.sound.is_copied
    video = video_tools.path_of(made, "video")
    assert video_tools.packets_of(video) == video_tools.packets_of(clip)
    assert video_tools.loudness_of(video) == pytest.approx(-16, abs=0.5)


def test_it_tells_nothing_of_where_it_was_made(clip: Path, tmp_path: Path) -> None:
    assert media_factory.PLACE.encode() in clip.read_bytes()
    assert b"x264" in clip.read_bytes()

    _, _, made = video_tools.all_of(clip, tmp_path / "made")

    files = {file.role.value: file for file in made.files}
    assert_tells_nothing(files)
    assert_is_the_rendition(files)


def test_it_has_all_that_an_encoded_clip_has(clip: Path, tmp_path: Path) -> None:
    _, plan, made = video_tools.all_of(clip, tmp_path / "made")

    roles = [file.role.value for file in made.files]
    assert roles == ["video", "poster", "thumb", "preview", "waveform"]
    assert made.placeholder
    assert made.looks
    # Six frames stand by themselves, one in every half second.
    assert plan.stills.count == 6
    assert "6 fps" not in media_factory.described(video_tools.path_of(made, "video"))
    assert re.search(r" 2 fps", media_factory.described(video_tools.path_of(made, "preview")))


@pytest.mark.parametrize("loudness_lufs", [-30.0, -8.0], ids=["quiet", "loud"])
def test_only_its_sound_is_encoded_when_it_is_too_quiet_or_too_loud(
    tmp_path: Path, loudness_lufs: float
) -> None:
    source = video_tools.fitting(tmp_path / "clip.mp4", loudness_lufs=loudness_lufs)

    _, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert plan.mode is Mode.REMUX
    video = video_tools.path_of(made, "video")
    assert video_tools.packets_of(video) == video_tools.packets_of(source)
    assert video_tools.loudness_of(video) == pytest.approx(-16, abs=0.5)


def test_without_sound_it_stays_without(tmp_path: Path) -> None:
    source = video_tools.fitting(tmp_path / "silent.mp4", loudness_lufs=None)

    measured, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert (plan.mode, measured.audio, plan.sound) == (Mode.REMUX, None, None)
    assert "waveform" not in [file.role.value for file in made.files]


@pytest.mark.parametrize("gain_db", [-9.0, -20.0], ids=["copied", "encoded"])
def test_sound_stays_with_the_picture(tmp_path: Path, gain_db: float) -> None:
    source = tmp_path / "flash.mp4"
    beep = f"aevalsrc='sin(6283*t)*between(t,1,1.2)':d=3:s=48000,volume={gain_db}dB"
    media_factory.ffmpeg(
        *("-f", "lavfi", "-i", FLASH, "-f", "lavfi", "-i", beep),
        *("-c:v", "libx264", "-bf", "2", "-pix_fmt", "yuv420p", *video_tools.AAC, str(source)),
    )

    _, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert plan.sound
    assert (plan.mode, plan.sound.is_copied) == (Mode.REMUX, gain_db == -9)
    heard = ("-vf", "blackdetect=d=0.1", "-af", "silencedetect=n=-40dB:d=0.05")
    text = media_factory.described(video_tools.path_of(made, "video"), *heard)
    assert float(re.findall(r"black_end:([\d.]+)", text)[0]) == pytest.approx(1.0, abs=0.01)
    assert float(re.findall(r"silence_end: ([\d.]+)", text)[0]) == pytest.approx(1.0, abs=0.02)


def test_it_is_encoded_when_no_frame_that_stands_by_itself_shows_anything(tmp_path: Path) -> None:
    # Every half second begins black.
    source = video_tools.fitting(
        tmp_path / "blinking.mp4",
        filters="drawbox=c=black:t=fill:enable='lt(mod(t,0.5),0.1)'",
        extra=("-sc_threshold", "0"),
    )

    _, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert plan.mode is Mode.REMUX
    assert len(video_tools.packets_of(video_tools.path_of(made, "video"))) == 90
    assert video_tools.packets_of(video_tools.path_of(made, "video")) != video_tools.packets_of(
        source
    )
    assert made.signals["contrast"] > 0.1


def test_a_damaged_picture_is_not_taken_over(clip: Path, tmp_path: Path) -> None:
    source = tmp_path / "damaged.mp4"
    media_factory.ffmpeg(
        *("-i", str(clip), "-c", "copy", "-bsf:v", "noise=amount='if(eq(n,45),20,0)'", str(source))
    )

    _, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert plan.mode is Mode.REMUX
    video = video_tools.path_of(made, "video")
    assert "error" not in media_factory.described(video).lower()
    assert video_tools.packets_of(video) != video_tools.packets_of(source)
