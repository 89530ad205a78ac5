"""ffmpeg runs in a box: it reads one file, sees no environment, and never outlives its job."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.adapters.media.ffmpeg import executable_copy, find_ffmpeg, guarded_input, run
from chalicelib.adapters.media.probe import LISTING
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.errors import Fault
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import plan_video
from tests import media_factory


def ffmpegs_of_this_process() -> list[str]:
    """Child processes of ours that are ffmpeg, zombies included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # It ended while we looked.
        if int(rest.split()[1]) == os.getpid() and name.startswith("ffmpeg"):
            found.append(name)
    return found


@pytest.mark.parametrize("container", [Container.MP4, Container.WEBM])
@pytest.mark.parametrize("attack", [media_factory.playlist, media_factory.concat_script])
def test_ffmpeg_itself_reads_no_other_file_for_a_playlist(
    tmp_path: Path, attack: Callable[[Path, Path], Path], container: Container
) -> None:
    source = attack(tmp_path / "video.mp4", tmp_path / "canary.txt")

    ended = run(find_ffmpeg(), (*guarded_input(source, container), *LISTING), deadline_s=30)

    assert ended.return_code != 0
    assert ended.output == ""
    assert media_factory.CANARY not in ended.messages
    assert "canary.txt" not in ended.messages


def test_the_guards_refuse_a_playlist_that_ffmpeg_would_follow(tmp_path: Path) -> None:
    source = media_factory.playlist(tmp_path / "video.m3u8", tmp_path / "canary.txt")
    guarded = list(guarded_input(source, Container.MP4))
    at = guarded.index("-f")
    del guarded[at : at + 2]

    ended = run(find_ffmpeg(), (*guarded, *LISTING), deadline_s=30)

    assert ended.return_code != 0
    assert "whitelist" in ended.messages
    assert "canary.txt" not in ended.messages


def test_a_job_past_its_deadline_is_a_fault_and_leaves_no_process(
    tmp_path: Path,
) -> None:
    source = tmp_path / "long.mp4"
    media_factory.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=20", "-c:v", "mpeg4", str(source))
    )
    plan = plan_video(FfmpegVideoCompressor(find_ffmpeg()).measure(source))

    with pytest.raises(Fault):
        FfmpegVideoCompressor(find_ffmpeg(), deadline_s=0.2).carry_out(plan, source, tmp_path)

    assert ffmpegs_of_this_process() == []


def test_a_rejected_job_leaves_no_process(tmp_path: Path) -> None:
    whole = media_factory.moving_clip(tmp_path / "w.mp4", extra=("-movflags", "+faststart"))
    source = media_factory.cut(whole, tmp_path / "cut.mp4", 0.5)

    with pytest.raises(MediaRejected):
        media_factory.rendition_of(source, tmp_path / "made")

    assert ffmpegs_of_this_process() == []


def test_ffmpeg_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FFREPORT", "file=report.log:level=32")

    ended = run(find_ffmpeg(), ("-version",), deadline_s=30)

    assert ended.return_code == 0
    assert "Report written" not in ended.messages
    assert "report.log" not in ended.messages


def test_a_job_past_its_deadline_is_killed_before_it_ends_by_itself(tmp_path: Path) -> None:
    program, finished = tmp_path / "program", tmp_path / "finished"
    program.write_text(f"#!/bin/sh\n/bin/sleep 8\necho > {finished}\n")
    program.chmod(0o755)

    with pytest.raises(Fault):
        run(program, (), deadline_s=0.2)

    assert not finished.exists()


@pytest.mark.parametrize(
    "trouble", ["kill -9 $$", "echo 'No space left on device' >&2; exit 1"], ids=["killed", "full"]
)
def test_the_machines_troubles_are_faults_and_no_rejections(tmp_path: Path, trouble: str) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{trouble}\n")
    program.chmod(0o755)

    with pytest.raises(Fault):
        run(program, (), deadline_s=30)


def test_a_run_that_was_told_to_end_is_a_fault_and_not_a_verdict_on_the_file(
    tmp_path: Path,
) -> None:
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\n{find_ffmpeg()} "$@" &\n/bin/sleep 1\nkill -TERM $!\nwait $!\n')
    program.chmod(0o755)
    clip = ("-re", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=5:d=3", "-f", "null", "-")

    with pytest.raises(Fault):
        run(program, clip, deadline_s=60)


def planted_program(path: Path) -> Path:
    """A small program that may not be executed; its size names the folder of its copy."""
    path.write_bytes(Path("/bin/true").read_bytes() + os.urandom(1) * (os.getpid() % 4096))
    path.chmod(0o644)
    return path


def test_a_program_that_lost_its_executable_bit_is_copied_and_runs(tmp_path: Path) -> None:
    program = planted_program(tmp_path / "program")

    copy = executable_copy(program)

    try:
        assert subprocess.run([copy], check=True).returncode == 0  # noqa: S603 - a copy of `true`
        assert executable_copy(program) == copy
        assert copy.parent.stat().st_mode & 0o077 == 0
    finally:
        shutil.rmtree(copy.parent)


def test_a_copy_is_never_run_from_a_folder_that_others_may_write(tmp_path: Path) -> None:
    program = planted_program(tmp_path / "program")
    size = program.stat().st_size
    folder = Path(tempfile.gettempdir()) / f"sampark-ffmpeg-{os.getuid()}-{size}"
    folder.mkdir()

    try:
        folder.chmod(0o777)
        with pytest.raises(Fault):
            executable_copy(program)
    finally:
        shutil.rmtree(folder)
