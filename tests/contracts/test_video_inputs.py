"""What phones, browsers and messengers record comes out upright, even, and as long as it was."""

from pathlib import Path

import pytest

from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import Mode
from tests import media_factory
from tests.contracts import video_tools

VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
AV1 = ("-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
H263 = ("-c:v", "h263", "-s", "176x144", "-r", "15")
KINDS = {
    "h264-mp4": ("clip.mp4", (*video_tools.H264, *video_tools.AAC), Container.MP4),
    "h264-mov": ("clip.mov", (*video_tools.H264, *video_tools.AAC), Container.QUICKTIME),
    "h264-mkv": ("clip.mkv", (*video_tools.H264, *video_tools.AAC), Container.MATROSKA),
    "h264-3gp": ("clip.3gp", (*video_tools.H264, *video_tools.AAC), Container.THREE_GP),
    "h263-3gp": ("clip.3gp", (*H263, "-c:a", "aac"), Container.THREE_GP),
    "hevc-mov": ("clip.mov", (*HEVC, "-tag:v", "hvc1", *video_tools.AAC), Container.QUICKTIME),
    "vp9-webm": ("clip.webm", (*VP9, "-c:a", "libopus"), Container.WEBM),
    "vp8-mkv": ("clip.mkv", ("-c:v", "libvpx", "-c:a", "libvorbis"), Container.MATROSKA),
    "av1-mp4": ("clip.mp4", (*AV1, *video_tools.AAC), Container.MP4),
}
MOVING = ("-f", "lavfi", "-i", "testsrc2=s=176x144:r=30:d=1.5", *video_tools.tone(-20))


@pytest.mark.parametrize(("name", "codecs", "container"), KINDS.values(), ids=KINDS)
def test_every_kind_of_file_becomes_the_one_rendition(
    tmp_path: Path, name: str, codecs: tuple[str, ...], container: Container
) -> None:
    media_factory.ffmpeg(*MOVING, *codecs, "-t", "1.5", str(tmp_path / name))

    original, _, made = video_tools.all_of(tmp_path / name, tmp_path / "made")

    assert original.container is container
    measured = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert (measured.video_codec, measured.coded) == ("h264", PixelSize(176, 144))
    assert measured.pacing.is_steady
    assert measured.pacing.starts_s == 0
    assert measured.fps == pytest.approx(30, abs=0.05)
    assert measured.duration_s == pytest.approx(1.5, abs=0.07)
    assert measured.audio
    assert (measured.audio.codec, measured.audio.profile) == ("aac", "LC")
    assert (measured.audio.rate_hz, measured.audio.channels) == (48_000, 1)
    assert measured.audio.starts_s == pytest.approx(0, abs=0.01)


def test_a_variable_rate_becomes_constant_and_no_longer(tmp_path: Path) -> None:
    # Half of its length at thirty frames a second, half at five, as in a dark room.
    uneven = "select='if(lt(t,1),1,not(mod(n,6)))'"
    source = tmp_path / "uneven.mp4"
    pictures = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=2")
    media_factory.ffmpeg(
        *pictures, "-vf", uneven, "-fps_mode", "vfr", *video_tools.H264, str(source)
    )

    original, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert not original.pacing.is_steady
    assert plan.mode is Mode.TRANSCODE
    measured = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert measured.pacing.is_steady
    assert measured.fps == pytest.approx(30, abs=0.01)
    assert measured.duration_s == pytest.approx(original.duration_s, abs=0.05)


def test_sixty_frames_of_4k_become_thirty_of_720p(tmp_path: Path) -> None:
    source = tmp_path / "large.mp4"
    pictures = ("-f", "lavfi", "-i", "smptebars=s=3840x2160:r=60:d=1")
    media_factory.ffmpeg(*pictures, *video_tools.H264, str(source))

    original, _, made = video_tools.all_of(source, tmp_path / "made")

    assert original.fps == pytest.approx(60)
    measured = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert (measured.fps, measured.coded) == (pytest.approx(30), PixelSize(1280, 720))
    assert measured.duration_s == pytest.approx(1.0, abs=0.04)


def test_what_an_edit_list_hides_is_not_shown(tmp_path: Path) -> None:
    whole, source = tmp_path / "whole.mp4", tmp_path / "edited.mp4"
    dark = "drawbox=c=black:t=fill:enable='lt(t,1)'"
    pictures = ("-f", "lavfi", "-i", f"testsrc2=s=160x120:r=30:d=3,{dark}")
    media_factory.ffmpeg(*pictures, *video_tools.H264, "-g", "300", str(whole))
    # Cut without encoding: the first second stays in the file, behind an edit list.
    media_factory.ffmpeg("-ss", "1.2", "-i", str(whole), "-c", "copy", str(source))

    original, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert original.pacing.starts_s < 0
    assert plan.mode is Mode.TRANSCODE
    video = video_tools.path_of(made, "video")
    assert media_factory.videos().measure(video).duration_s == pytest.approx(1.8, abs=0.05)
    assert max(video_tools.frame_of(video, 0).tobytes()) > 200


def test_a_recording_that_gives_no_length_is_taken_whole(tmp_path: Path) -> None:
    source = media_factory.webm_without_duration(tmp_path / "browser.webm")

    original, _, made = video_tools.all_of(source, tmp_path / "made")

    assert original.declared_s is None
    video = media_factory.videos().measure(video_tools.path_of(made, "video"))
    assert video.duration_s == pytest.approx(2.0, abs=0.05)


def test_a_rate_that_the_recorder_chose_low_is_not_raised(tmp_path: Path) -> None:
    source = tmp_path / "low.mp4"
    pictures = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=4,noise=alls=20:allf=t")
    low = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    media_factory.ffmpeg(*pictures, *low, "-b:v", "400k", "-maxrate", "400k", "-bufsize", "400k",
                         str(source))  # fmt: skip

    _, _, made = video_tools.all_of(source, tmp_path / "made")

    assert video_tools.path_of(made, "video").stat().st_size <= 1.05 * source.stat().st_size
