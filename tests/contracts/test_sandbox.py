"""What the sandbox lets out: bounds hold, groups die, and nothing but plain data comes back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.domain.errors import Fault
from chalicelib.domain.rejections import MediaRejected, RejectReason
from tests.contracts import sandboxed

LIMITS = Limits(memory_bytes=1024 * MIB, cpu_s=20, file_bytes=10 * MIB, wall_s=20)
PYTHON = Path(sys.executable)


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox(warm=["tests.contracts.sandboxed"])
    yield made
    made.close()


def test_a_function_is_called_with_its_arguments_and_its_value_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.call(LIMITS, sandboxed.doubled, 4, Path("/a")) == sandboxed.Pair(
        number=8, path=Path("/a")
    )


def test_a_child_has_an_empty_folder_and_none_of_our_settings(sandbox: Sandbox) -> None:
    seen = sandbox.call(LIMITS, sandboxed.surroundings)

    assert seen.files == []
    assert not {"PATH", "HOME", "AWS_SECRET_ACCESS_KEY"} & set(seen.settings)


def test_a_refusal_in_the_child_is_a_refusal_here(sandbox: Sandbox) -> None:
    with pytest.raises(MediaRejected) as refused:
        sandbox.call(LIMITS, sandboxed.refusing)

    assert refused.value.reason is RejectReason.TRUNCATED


def test_a_fault_names_its_kind_and_place_but_not_what_the_library_said(sandbox: Sandbox) -> None:
    with pytest.raises(Fault) as fault:
        sandbox.call(LIMITS, sandboxed.failing)

    assert "ValueError" in str(fault.value)
    assert "sandboxed.py" in str(fault.value)
    assert sandboxed.SECRET not in str(fault.value)


@pytest.mark.parametrize(
    "greedy",
    [sandboxed.eat_memory, sandboxed.eat_cpu, sandboxed.eat_disk],
    ids=["memory", "cpu", "disk"],
)
def test_a_file_that_needs_more_than_its_bounds_is_rejected(sandbox: Sandbox, greedy) -> None:
    tight = Limits(memory_bytes=512 * MIB, cpu_s=1, file_bytes=MIB, wall_s=60)

    with pytest.raises(MediaRejected) as refused:
        sandbox.call(tight, greedy)

    assert refused.value.reason is RejectReason.TOO_HEAVY


def test_a_file_that_keeps_the_machine_busy_for_all_its_time_is_rejected(sandbox: Sandbox) -> None:
    tight = Limits(memory_bytes=512 * MIB, cpu_s=20, file_bytes=MIB, wall_s=1)

    def ended() -> Exception:
        with pytest.raises((MediaRejected, Fault)) as refused:
            sandbox.call(tight, sandboxed.eat_time)
        return refused.value

    # Where others keep the machine from it, the file is not to blame, and is begun again.
    ends = (ended() for _ in range(20))
    blamed = next(end for end in ends if isinstance(end, MediaRejected))
    assert blamed.reason is RejectReason.TOO_HEAVY


def test_a_file_that_used_up_its_cpu_is_not_begun_again(sandbox: Sandbox, tmp_path: Path) -> None:
    tight = Limits(memory_bytes=512 * MIB, cpu_s=1, file_bytes=MIB, wall_s=60)

    with pytest.raises(MediaRejected):
        sandbox.call(tight, sandboxed.eat_cpu_and_tell, tmp_path / "times")

    assert (tmp_path / "times").read_text().count("once more") == 1


def test_a_machine_that_stands_still_is_a_fault_and_no_fault_of_the_file(sandbox: Sandbox) -> None:
    with pytest.raises(Fault, match="deadline"):
        sandbox.call(Limits(memory_bytes=512 * MIB, cpu_s=20, file_bytes=MIB, wall_s=0.5),
                     sandboxed.sleep)  # fmt: skip


def test_a_full_disk_is_a_fault(sandbox: Sandbox) -> None:
    with pytest.raises(Fault, match="ENOSPC"):
        sandbox.call(LIMITS, sandboxed.find_the_disk_full)


def test_a_child_that_is_killed_each_time_is_rejected_and_once_is_begun_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(MediaRejected) as refused:
        sandbox.call(LIMITS, sandboxed.die)
    assert refused.value.reason is RejectReason.TOO_HEAVY

    assert sandbox.call(LIMITS, sandboxed.die_once, tmp_path / "mark") == "alive"


def test_whatever_a_child_started_ends_with_it(sandbox: Sandbox) -> None:
    number = sandbox.call(LIMITS, sandboxed.leave_a_child_behind)

    deadline = time.monotonic() + 10
    while _runs(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(number)


def _runs(number: int) -> bool:
    try:
        return "(" in (stat := Path(f"/proc/{number}/stat").read_text()) and ") Z" not in stat
    except OSError:
        return False


def test_a_program_runs_within_the_same_walls(sandbox: Sandbox) -> None:
    ended = sandbox.run(LIMITS, PYTHON, ["-c", "import os; print(os.listdir(), len(os.environ))"])

    assert ended.return_code == 0
    assert ended.output.startswith("[]")
    assert ended.cpu_s > 0
    assert ended.peak_bytes > MIB


def test_a_program_that_was_told_to_end_is_a_fault(sandbox: Sandbox) -> None:
    with pytest.raises(Fault):
        sandbox.run(LIMITS, PYTHON, ["-c", "import os, signal; os.kill(os.getpid(), 15)"])


def test_a_killed_cell_is_replaced(sandbox: Sandbox) -> None:
    assert sandbox.call(LIMITS, sandboxed.doubled, 1, Path("/")).number == 2
    for cell in sandbox._idle:
        os.killpg(cell.pid, signal.SIGKILL)

    assert sandbox.call(LIMITS, sandboxed.doubled, 2, Path("/")).number == 4


def test_a_cell_ends_with_the_process_that_started_it() -> None:
    script = (
        "from pathlib import Path\n"
        "from chalicelib.adapters.media.sandbox import Limits, Sandbox\n"
        "from tests.contracts import sandboxed\n"
        "import os, sys\n"
        "box = Sandbox()\n"
        "limits = Limits(memory_bytes=2**30, cpu_s=9, file_bytes=2**20, wall_s=60)\n"
        "box.call(limits, sandboxed.doubled, 1, Path('/'))\n"
        "print(box._idle[0].pid, flush=True)\n"
        "os._exit(0)\n"
    )
    root = Path(__file__).resolve().parent.parent.parent
    started = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )

    deadline = time.monotonic() + 10
    while _runs(int(started.stdout)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(int(started.stdout))


def test_a_run_that_ends_before_a_files_time_is_over_is_a_fault_of_ours() -> None:
    hurried = Sandbox(time_left_s=lambda: 0.5)

    with pytest.raises(Fault, match="deadline"):
        hurried.call(LIMITS, sandboxed.eat_time)
    hurried.close()


def test_a_run_without_time_starts_nothing() -> None:
    late = Sandbox(time_left_s=lambda: 0.0)

    with pytest.raises(Fault, match="no time left"):
        late.call(LIMITS, sandboxed.doubled, 1, Path("/"))
    assert late._idle == []
