"""What every test may ask for: one embedded stack for the whole session.

`make test` shares the tests among two processes. Those of one file stay together, and so do all
that share what is dear to make: the built package, its deployment, and the session's stack.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from infra.local.places import free_port

ROOT = Path(__file__).parents[1]
SHARED = "package"
START_WITHIN_S = 90
STOP_WITHIN_S = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the group that takes longest."""
    items.sort(key=lambda item: group_of(item.nodeid) != SHARED)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand whole groups to the processes."""
    return ByGroup(config, log)


class ByGroup(LoadScopeScheduling):
    """Gives a group to one process, in the order in which the groups were met."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return which tests a test stays together with: those of its file, or all of SHARED."""
    file = nodeid.partition("::")[0]
    return SHARED if _shares(file) else file


@cache
def _shares(file: str) -> bool:
    return "/end_to_end/" in file or "deployed import packaged" in (ROOT / file).read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running embedded stack, as an outside client sees it."""

    api: str
    users: dict[str, dict[str, str]]
    info: dict[str, Any]
    folder: Path


def start_stack(folder: Path, **more: str) -> tuple[subprocess.Popen[bytes], Stack]:
    """Start `make run`'s program in `folder` on free ports; return it and where it is.

    A decision can be taken back for a second only, unless told otherwise: no test waits longer.
    """
    ports = {name: str(free_port()) for name in ("PORT", "AWS_PORT", "PRACTICE_PORT")}
    said_to = folder.parent / f"{folder.name}.out"
    with said_to.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env={**os.environ, **ports, "LOCAL_DIR": str(folder), "UNDO_SECONDS": "1", **more},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    info = folder / "sampark.json"
    end = time.monotonic() + START_WITHIN_S
    while not info.exists():
        said = said_to.read_text()
        assert process.poll() is None, f"the stack ended early: {said}"
        assert time.monotonic() < end, f"the stack did not come up: {said}"
        time.sleep(0.1)
    found = json.loads(info.read_text())
    return process, Stack(api=found["api"], users=found["users"], info=found, folder=folder)


def stop_stack(process: subprocess.Popen[bytes]) -> int:
    """Stop it as Ctrl-C does and return its exit code."""
    process.send_signal(signal.SIGINT)
    return process.wait(STOP_WITHIN_S)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the session; a test takes a beneficiary of its own."""
    process, found = start_stack(tmp_path_factory.mktemp("stack") / "local")
    yield found
    assert stop_stack(process) == 0
