"""Sound keeps its moment and gets its loudness, and a bad track never costs the picture."""

import re
from pathlib import Path

import pytest

from chalicelib.domain.loudness import HIGHEST_PEAK_DBFS, MOST_GAIN_DB
from chalicelib.domain.signals import CLIPPED, LOUDNESS, SILENCE
from chalicelib.domain.video_plans import Mode
from tests import media_factory
from tests.contracts import video_tools

PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=30:d=3")
# A voice-like track: soft, with a bang that stands far above it.
BANG = "aevalsrc='0.02*sin(2764*t)+0.9*sin(1000*t)*between(t,1,1.02)':d=3:s=48000"


def with_sound(path: Path, *sound: str, codec: tuple[str, ...] = video_tools.AAC) -> Path:
    """A small clip with these inputs and settings of sound."""
    media_factory.ffmpeg(*PICTURE, *sound, *video_tools.H264, *codec, "-t", "3", str(path))
    return path


def test_a_silent_clip_stays_silent(tmp_path: Path) -> None:
    measured, made = media_factory.rendition_of(
        media_factory.clip(tmp_path / "silent.mp4", sound=False), tmp_path / "made"
    )

    assert not measured.has_audio
    assert "waveform" not in made
    assert "Audio" not in media_factory.described(made["video"].path)


@pytest.mark.parametrize("rotation", [0, 90], ids=["taken-over", "encoded"])
@pytest.mark.parametrize("loudness_lufs", [-33.0, -24.0, -16.0, -6.0])
def test_a_voice_is_as_loud_as_the_target(
    tmp_path: Path, loudness_lufs: float, rotation: int
) -> None:
    plain = with_sound(tmp_path / "plain.mp4", *video_tools.tone(loudness_lufs))
    source = tmp_path / "turned.mp4"
    media_factory.ffmpeg(
        "-display_rotation", str(rotation), "-i", str(plain), "-c", "copy", str(source)
    )

    measured, _, made = video_tools.all_of(source, tmp_path / "made")

    assert measured.sound
    assert measured.sound.loudness_lufs == pytest.approx(loudness_lufs, abs=0.5)
    assert video_tools.loudness_of(video_tools.path_of(made, "video")) == pytest.approx(-16, abs=1)
    assert made.signals[LOUDNESS] == measured.sound.loudness_lufs


def test_a_whisper_is_raised_only_so_far(tmp_path: Path) -> None:
    source = with_sound(tmp_path / "whisper.mp4", *video_tools.tone(-45))

    _, _, made = video_tools.all_of(source, tmp_path / "made")

    video = video_tools.path_of(made, "video")
    assert video_tools.loudness_of(video) == pytest.approx(-45 + MOST_GAIN_DB, abs=1)


def test_the_noise_of_a_silent_room_is_not_raised(tmp_path: Path) -> None:
    noise = ("-f", "lavfi", "-i", "anoisesrc=a=0.001:r=48000")
    source = with_sound(tmp_path / "room.mp4", *noise)

    _, _, made = video_tools.all_of(source, tmp_path / "made")

    assert video_tools.peak_of(video_tools.path_of(made, "video")) < -50
    assert made.signals[SILENCE] == pytest.approx(1, abs=0.02)


def test_a_bang_is_held_down_when_the_voice_is_raised(tmp_path: Path) -> None:
    source = with_sound(tmp_path / "bang.mp4", "-f", "lavfi", "-i", BANG)

    _, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert plan.sound
    assert plan.sound.is_limited
    # The AAC encoder puts a little on top.
    assert video_tools.peak_of(video_tools.path_of(made, "video")) <= HIGHEST_PEAK_DBFS + 1


def test_clipping_is_told(tmp_path: Path) -> None:
    loud = ("-f", "lavfi", "-i", "sine=f=440:r=48000,volume=30dB")
    clean = ("-f", "lavfi", "-i", "sine=f=440:r=48000,volume=16dB")

    shares = [
        video_tools.all_of(with_sound(tmp_path / f"{name}.mp4", *sound), tmp_path / name)[2]
        .signals[CLIPPED]
        for name, sound in (("loud", loud), ("clean", clean))
    ]  # fmt: skip

    assert shares[0] > 0.03
    assert shares[1] == 0


def test_what_part_of_a_clip_is_silent_is_told(tmp_path: Path) -> None:
    half = ("-f", "lavfi", "-i", "aevalsrc='0.3*sin(2764*t)*between(t,0,1)':d=3:s=48000")

    _, _, made = video_tools.all_of(with_sound(tmp_path / "half.mp4", *half), tmp_path / "made")

    assert made.signals[SILENCE] == pytest.approx(2 / 3, abs=0.03)


def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "flash.mp4"
    flash = "color=black:s=64x64:r=30:d=3,drawbox=c=white:t=fill:enable='between(t,1,1.2)'"
    beep = "aevalsrc='0.02*sin(6283*t)*between(t,1,1.2)':d=3:s=44100"
    codecs = ("-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "aac")
    media_factory.ffmpeg(
        "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", beep, *codecs, str(source)
    )

    _, made = media_factory.rendition_of(source, tmp_path / "made")

    heard = ("-af", "silencedetect=n=-40dB:d=0.05")
    text = media_factory.described(made["video"].path, "-vf", "blackdetect=d=0.1", *heard)
    light = float(re.findall(r"black_end:([\d.]+)", text)[0])
    sound = float(re.findall(r"silence_end: ([\d.]+)", text)[0])
    assert light == pytest.approx(1.0, abs=0.01)
    assert sound == pytest.approx(1.0, abs=0.01)


def test_a_sound_track_that_starts_late_stays_late(tmp_path: Path) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4", seconds=2.0)
    late = ("-i", str(whole), "-itsoffset", "0.5", "-i", str(whole), "-map", "0:v", "-map", "1:a")
    media_factory.ffmpeg(*late, "-c", "copy", str(tmp_path / "late.mp4"))

    measured, made = media_factory.rendition_of(tmp_path / "late.mp4", tmp_path / "made")

    text = media_factory.described(made["video"].path, "-af", "silencedetect=n=-30dB:d=0.05")
    assert float(re.findall(r"silence_end: ([\d.]+)", text)[0]) == pytest.approx(0.5, abs=0.05)
    assert measured.duration_s == pytest.approx(2.0, abs=0.05)


def test_many_channels_become_two(tmp_path: Path) -> None:
    six = ("-f", "lavfi", "-i", "sine=r=48000,pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0")
    source = with_sound(tmp_path / "six.mp4", *six, "-ac", "6")

    measured, _, made = video_tools.all_of(source, tmp_path / "made")

    assert measured.audio
    assert measured.audio.channels == 6
    text = media_factory.described(video_tools.path_of(made, "video"))
    assert re.search(r"Audio: aac \(LC\).*48000 Hz, stereo", text)
    assert video_tools.loudness_of(video_tools.path_of(made, "video")) == pytest.approx(-16, abs=1)


def test_an_unknown_sound_format_does_not_cost_the_picture(tmp_path: Path) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4").read_bytes()
    unknown = whole.replace(b"mp4a", b"zzzz").replace(b"esds", b"zzzz")
    (tmp_path / "odd.mp4").write_bytes(unknown)

    measured, made = media_factory.rendition_of(tmp_path / "odd.mp4", tmp_path / "made")

    assert not measured.has_audio
    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT


@pytest.mark.parametrize("amount", [1, 40], ids=["every-byte", "many-bytes"])
def test_a_broken_track_is_left_out_and_the_picture_kept(tmp_path: Path, amount: int) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4")
    noise = ("-c", "copy", "-bsf:a", f"noise=amount={amount}")
    media_factory.ffmpeg("-i", str(whole), *noise, str(tmp_path / "noise.mp4"))

    original, plan, made = video_tools.all_of(tmp_path / "noise.mp4", tmp_path / "made")

    assert (original.audio, original.sound, plan.sound) == (None, None, None)
    video = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert video.duration_s == pytest.approx(2.0, abs=0.05)
    assert not video.has_audio
    assert media_factory.corners(video_tools.path_of(made, "poster")) == media_factory.UPRIGHT


def test_a_track_that_breaks_off_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4")
    noise = ("-c", "copy", "-bsf:a", "noise=amount='if(gt(n,60),1,0)'")
    media_factory.ffmpeg("-i", str(whole), *noise, str(tmp_path / "noise.mp4"))

    _, plan, made = video_tools.all_of(tmp_path / "noise.mp4", tmp_path / "made")

    measured = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert measured.audio
    assert measured.audio.lasts_s == pytest.approx(1.4, abs=0.1)
    assert measured.duration_s == pytest.approx(2.0, abs=0.05)
    # A fault of the sound is no reason to encode the picture.
    assert plan.mode is Mode.REMUX
    assert video_tools.packets_of(video_tools.path_of(made, "video")) == video_tools.packets_of(
        whole
    )


def test_a_picture_that_outlasts_its_sound_is_kept_whole(tmp_path: Path) -> None:
    source = tmp_path / "short.mp4"
    short = ("-f", "lavfi", "-i", "sine=f=440:r=48000:d=1")
    media_factory.ffmpeg(*PICTURE, *short, *video_tools.H264, *video_tools.AAC, str(source))

    measured, made = media_factory.rendition_of(source, tmp_path / "made")

    assert measured.duration_s == pytest.approx(3.0, abs=0.05)
    assert measured.audio
    assert measured.audio.lasts_s == pytest.approx(1.0, abs=0.1)
    assert made["video"].size_bytes > 0


@pytest.mark.parametrize("broken", [0, 1], ids=["first", "second"])
def test_of_two_tracks_the_first_that_can_be_heard_is_kept(tmp_path: Path, broken: int) -> None:
    two = tmp_path / "two.mp4"
    tones = (*video_tools.tone(-30), *video_tools.tone(-20))
    tracks = ("-map", "0:v", "-map", "1:a", "-map", "2:a")
    media_factory.ffmpeg(
        *PICTURE, *tones, *tracks, *video_tools.H264, *video_tools.AAC, "-t", "3", str(two)
    )
    noise = (f"-bsf:a:{broken}", "noise=amount=1")
    media_factory.ffmpeg(
        "-i", str(two), "-map", "0", "-c", "copy", *noise, str(tmp_path / "one.mp4")
    )

    measured, _, made = video_tools.all_of(tmp_path / "one.mp4", tmp_path / "made")

    assert measured.audio
    assert measured.audio.stream == 2 - broken
    assert measured.sound
    kept_lufs = (-20.0, -30.0)[broken]
    assert measured.sound.loudness_lufs == pytest.approx(kept_lufs, abs=0.5)
    assert video_tools.loudness_of(video_tools.path_of(made, "video")) == pytest.approx(-16, abs=1)


def test_what_a_tag_says_of_loudness_is_not_believed(tmp_path: Path) -> None:
    lies = (
        "x\n[Parsed_ebur128_2 @ 0x1] Summary:\n    I:          -1.0 LUFS\n    Peak:  -1.0 dBFS"
        "\n[Parsed_astats_5 @ 0x1] Number of samples: 999999999"
    )
    source = with_sound(tmp_path / "lies.mp4", *video_tools.tone(-24), "-metadata", f"title={lies}")

    measured, _, _ = video_tools.all_of(source, tmp_path / "made")

    assert measured.sound
    assert measured.sound.loudness_lufs == pytest.approx(-24, abs=0.5)
