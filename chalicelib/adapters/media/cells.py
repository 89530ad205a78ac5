"""Starts and ends the sandbox's cells, and talks with them: a line for a line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chalicelib.domain.errors import Fault

CELL: Final = (
    "import sys; sys.path[:] = {path!r}; from chalicelib.adapters.media import cell; cell.main()"
)


def started(warm: Sequence[str]) -> subprocess.Popen[str]:
    """Start a cell with our import path and nothing else of ours."""
    cell = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, "-I", "-c", CELL.format(path=_import_path())],
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    if not asked(cell, json.dumps(list(warm))):
        end(cell)
        raise Fault("The sandbox did not start")
    return cell


def _import_path() -> list[str]:
    return [str(Path(entry or ".").resolve()) for entry in sys.path]


def asked(cell: subprocess.Popen[str], line: str) -> str:
    """Send one line and return the one that answers; nothing when the cell is gone."""
    assert cell.stdin is not None  # noqa: S101  opened as pipes
    assert cell.stdout is not None  # noqa: S101
    try:
        cell.stdin.write(line + "\n")
        cell.stdin.flush()
        return cell.stdout.readline()
    except BrokenPipeError:
        return ""


def end(cell: subprocess.Popen[str]) -> None:
    """End a cell: its closed input makes it end its child first."""
    for pipe in (cell.stdin, cell.stdout):
        try:
            assert pipe is not None  # noqa: S101
            pipe.close()
        except BrokenPipeError:
            continue
    try:
        cell.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(cell.pid, signal.SIGKILL)
        cell.wait()
