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
from pathlib import Path
from typing import Any

import pytest

from infra.local.places import free_port

ROOT = Path(__file__).parents[1]
SHARED = "package"
START_WITHIN_S = 90
STOP_WITHIN_S = 60


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests stay together; the group that takes longest begins first."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    items.sort(key=lambda item: _group_of(item) != SHARED)


def _group_of(item: pytest.Item) -> str:
    is_whole = item.path.parent.name == "end_to_end"
    needs_package = any(hasattr(item.module, name) for name in ("packaged", "packaged_template"))
    return SHARED if is_whole or needs_package else item.path.name


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
