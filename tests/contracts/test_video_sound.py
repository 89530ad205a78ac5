"""Sound keeps its moment, and a bad sound track never costs the picture."""

import re
from pathlib import Path

import pytest

from tests import media_factory


def test_a_silent_clip_stays_silent(tmp_path: Path) -> None:
    measured, made = media_factory.rendition_of(
        media_factory.clip(tmp_path / "silent.mp4", sound=False), tmp_path / "made"
    )

    assert not measured.has_audio
    assert "Audio" not in media_factory.described(made["video"].path)


def test_sound_stays_with_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "flash.mp4"
    flash = "color=black:s=64x64:r=30:d=3,drawbox=c=white:t=fill:enable='between(t,1,1.2)'"
    beep = "aevalsrc='0.8*sin(6283*t)*between(t,1,1.2)':d=3:s=48000"
    codecs = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
    media_factory.ffmpeg(
        "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", beep, *codecs, str(source)
    )

    _, made = media_factory.rendition_of(source, tmp_path / "made")

    heard = ("-af", "silencedetect=n=-30dB:d=0.05")
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


def test_an_unknown_sound_format_does_not_cost_the_picture(tmp_path: Path) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4").read_bytes()
    unknown = whole.replace(b"mp4a", b"zzzz").replace(b"esds", b"zzzz")
    (tmp_path / "odd.mp4").write_bytes(unknown)

    measured, made = media_factory.rendition_of(tmp_path / "odd.mp4", tmp_path / "made")

    assert not measured.has_audio
    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT


def test_undecodable_sound_does_not_cost_the_picture(tmp_path: Path) -> None:
    whole = media_factory.clip(tmp_path / "whole.mp4")
    noise = ("-c", "copy", "-bsf:a", "noise=amount=1")
    media_factory.ffmpeg("-i", str(whole), *noise, str(tmp_path / "noise.mp4"))

    measured, made = media_factory.rendition_of(tmp_path / "noise.mp4", tmp_path / "made")

    assert measured.duration_s == pytest.approx(2.0, abs=0.05)
    assert media_factory.corners(made["poster"].path) == media_factory.UPRIGHT
