"""The stack that a demo runs on: the one of `make run` when that is up, else an own one."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.demo.watch import StackGone, Watch
from infra.local.places import ROOT, Places, free_port

UP_WITHIN_S = 90
STOP_WITHIN_S = 60
PORTS = ("PORT", "AWS_PORT", "PRACTICE_PORT")
LOGS = ("sampark.log", "aws.log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running stack: what its information file says, and whether the demo started it."""

    info: dict[str, Any]
    watch: Watch
    is_own: bool

    @property
    def api(self) -> str:
        """The API's address."""
        return str(self.info["api"])


@contextmanager
def stack(at: Places, logs: Path, say: Callable[[str], None]) -> Iterator[Stack]:
    """Lend a running stack and `say` which; one that was started for this is removed again.

    The logs of an own stack stay in `logs`. Raises StackGone when it does not start.
    """
    info = answering(at.info)
    if info is not None:
        say(f"`make run` is up at {info['api']} and is used; its data stays.")
        yield Stack(info=info, watch=Watch(nothing_to_check), is_own=False)
        return
    say(f"No `make run` is up in {at.folder}: starting an own stack; its logs go to {logs}.")
    with (
        tempfile.TemporaryDirectory(prefix="sampark-demo-", ignore_cleanup_errors=True) as made,
        _own(Path(made), logs) as own,
    ):
        yield own


def nothing_to_check() -> None:
    """A stack of somebody else is known to be gone when it does not answer."""


def answering(path: Path) -> dict[str, Any] | None:
    """Return what a running stack says of itself; None for none, or for one that was killed."""
    try:
        info: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        answer = httpx.get(f"{info['api']}/v1/health", timeout=5, trust_env=False)
    except (OSError, ValueError, KeyError, TypeError, httpx.HTTPError, httpx.InvalidURL):
        return None
    return info if answer.status_code == httpx.codes.OK else None


@contextmanager
def _own(folder: Path, logs: Path) -> Iterator[Stack]:
    said = logs / "stack.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env={**os.environ, **_ports(), "LOCAL_DIR": str(folder), "FRESH": "0"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours: the channel is closed before the stack stops
        )

    def require_alive() -> None:
        if process.poll() is not None:
            raise StackGone(f"The embedded stack stopped by itself; its log is {said}.")

    watch = Watch(require_alive)
    try:
        yield Stack(info=_await(folder / "sampark.json", watch), watch=watch, is_own=True)
    finally:
        _stop(process)
        for name in LOGS:
            if (folder / name).exists():
                shutil.copy(folder / name, logs / name)


def _ports() -> dict[str, str]:
    return {name: str(free_port()) for name in PORTS}


def _await(path: Path, watch: Watch) -> dict[str, Any]:
    return watch.until("Starting the embedded stack", lambda: answering(path), UP_WITHIN_S)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
