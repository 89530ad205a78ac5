"""ffmpeg runs in a box: it reads one file, sees no environment, and never outlives its job."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.adapters.media.ffmpeg import executable_copy, find_ffmpeg, guarded_input
from chalicelib.adapters.media.probe import LISTING
from chalicelib.adapters.media.running import Job
from chalicelib.adapters.media.sandbox import MIB, Limits, Run, Sandbox
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import plan_video
from tests import media_factory
from tests.domain.video_samples import A_VIDEO

LIMITS = Limits(memory_bytes=1024 * MIB, cpu_s=30, file_bytes=16 * MIB, wall_s=30)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def ran(sandbox: Sandbox, *arguments: str, program: Path | None = None) -> Run:
    return Job(sandbox, program or find_ffmpeg(), deadline_s=30).run(LIMITS, arguments)


def written(path: Path, *lines: str) -> Path:
    """A program of a few lines that stands for ffmpeg."""
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return path


def assert_none_is_left(name: str) -> None:
    """Whoever was killed may take a moment to be gone."""
    patience = time.monotonic() + 10
    while programs_running(name) and time.monotonic() < patience:
        time.sleep(0.01)
    assert programs_running(name) == []


def programs_running(name: str) -> list[str]:
    """Processes of this machine whose program has that name, zombies left out."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            called, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # It ended while we looked.
        if called == name and not rest.startswith(" Z"):
            found.append(stat.parent.name)
    return found


@pytest.mark.parametrize("container", [Container.MP4, Container.WEBM])
@pytest.mark.parametrize("attack", [media_factory.playlist, media_factory.concat_script])
def test_ffmpeg_itself_reads_no_other_file_for_a_playlist(
    sandbox: Sandbox, tmp_path: Path, attack: Callable[[Path, Path], Path], container: Container
) -> None:
    source = attack(tmp_path / "video.mp4", tmp_path / "canary.txt")

    ended = ran(sandbox, *guarded_input(source, container), *LISTING)

    assert ended.return_code != 0
    assert ended.output == ""
    assert media_factory.CANARY not in ended.messages
    assert "canary.txt" not in ended.messages


def test_the_guards_refuse_a_playlist_that_ffmpeg_would_follow(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    source = media_factory.playlist(tmp_path / "video.m3u8", tmp_path / "canary.txt")
    guarded = list(guarded_input(source, Container.MP4))
    at = guarded.index("-f")
    del guarded[at : at + 2]

    ended = ran(sandbox, *guarded, *LISTING)

    assert ended.return_code != 0
    assert "whitelist" in ended.messages
    assert "canary.txt" not in ended.messages


def test_ffmpeg_sees_no_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FFREPORT", "file=report.log:level=32")

    ended = ran(sandbox, "-version")

    assert ended.return_code == 0
    assert "Report written" not in ended.messages
    assert "report.log" not in ended.messages


def test_ffmpeg_works_in_an_empty_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    program = written(tmp_path / "program", "/bin/ls -A", "/bin/pwd")

    ended = ran(sandbox, program=program)

    (folder,) = ended.output.split()
    assert not Path(folder).exists()


def test_a_rejected_job_leaves_no_process_and_no_frames(sandbox: Sandbox, tmp_path: Path) -> None:
    whole = media_factory.moving_clip(tmp_path / "w.mp4", extra=("-movflags", "+faststart"))
    source = media_factory.cut(whole, tmp_path / "cut.mp4", 0.5)

    program = tmp_path / f"ff{os.getpid()}"
    program.symlink_to(find_ffmpeg())
    engine = FfmpegVideoCompressor(program, sandbox)
    plan = plan_video(replace(A_VIDEO, coded=PixelSize(320, 240)))

    with pytest.raises(MediaRejected):
        engine.carry_out(plan, source, tmp_path)

    assert_none_is_left(program.name)
    assert not list(tmp_path.glob("*.yuv"))


class Watched(Sandbox):
    """Keeps how long each run was allowed to take."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed_s: list[float] = []

    def run(
        self,
        limits: Limits,
        program: Path,
        arguments: Sequence[str],
        *,
        settings: Mapping[str, str] | None = None,
    ) -> Run:
        self.allowed_s.append(limits.wall_s)
        return super().run(limits, program, arguments, settings=settings)


def carry_out(sandbox: Sandbox, program: Path, folder: Path, deadline_s: float) -> None:
    """Let a program in place of ffmpeg carry out the plan of a clip with sound."""
    source = media_factory.clip(folder / "source.mov", rotation=90, seconds=1.0)
    plan = plan_video(media_factory.videos().measure(source))
    FfmpegVideoCompressor(program, sandbox, deadline_s=deadline_s).carry_out(plan, source, folder)


def test_a_job_that_stands_still_is_a_fault_and_killed_with_all_it_started(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sleeper = shutil.copy("/bin/sleep", tmp_path / f"nap{os.getpid()}")
    program = written(tmp_path / "program", f"{sleeper} 60 &", f"{sleeper} 60")

    with pytest.raises(Fault):
        carry_out(sandbox, program, tmp_path, 0.5)

    assert_none_is_left(Path(sleeper).name)


def test_a_second_try_without_sound_must_end_when_the_first_had_to(tmp_path: Path) -> None:
    program = written(tmp_path / "program", "/bin/sleep 0.5; exit 1")
    watched = Watched()

    with pytest.raises(MediaRejected) as refused:
        carry_out(watched, program, tmp_path, 20)
    watched.close()

    assert refused.value.reason is RejectReason.UNREADABLE
    first_s, second_s = watched.allowed_s
    assert first_s <= 20
    assert second_s <= first_s - 0.5


def test_nothing_is_begun_when_time_is_up(sandbox: Sandbox, tmp_path: Path) -> None:
    program = written(tmp_path / "program", f"/bin/touch {tmp_path}/begun")

    with pytest.raises(Fault, match="deadline"):
        Job(sandbox, program, deadline_s=0).run(LIMITS, ())

    assert not (tmp_path / "begun").exists()


@pytest.mark.parametrize(
    ("trouble", "ended"),
    [
        ("echo 'No space left on device' >&2; exit 1", Fault),
        ("kill -TERM $$", Fault),
        ("kill -KILL $$", MediaRejected),
        ("echo 'x: Cannot allocate memory' >&2; exit 1", MediaRejected),
    ],
    ids=["full", "told-to-end", "killed-each-time", "memory"],
)
def test_the_machines_troubles_are_faults_and_the_files_are_rejections(
    sandbox: Sandbox, tmp_path: Path, trouble: str, ended: type[Exception]
) -> None:
    with pytest.raises(ended):
        ran(sandbox, program=written(tmp_path / "program", trouble))


def test_a_run_that_was_told_to_end_is_a_fault_and_not_a_verdict_on_the_file(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    program = written(
        tmp_path / "program",
        f'{find_ffmpeg()} "$@" &',
        "/bin/sleep 1",
        "kill -TERM $!",
        "wait $!",
    )
    clip = ("-re", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=5:d=3", "-f", "null", "-")

    with pytest.raises(Fault):
        ran(sandbox, *clip, program=program)


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
