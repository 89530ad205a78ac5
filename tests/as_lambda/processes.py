"""Runs a handler as Lambda does: a fresh process, its module alone, events one after the other."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.app import Chalice

ROOT = Path(__file__).parents[2]
WITHIN_S = 60
# Lambda's own bootstrap in small: resolve the handler, hand it events, write down what it answers.
BOOTSTRAP = """
import importlib, json, sys
from types import SimpleNamespace
handler, wanted, answers_to = sys.argv[1:]
module, _, name = handler.rpartition(".")
call = getattr(importlib.import_module(module), name)
context = SimpleNamespace(function_name=name, memory_limit_in_mb=512, aws_request_id="r-1",
    invoked_function_arn="arn", get_remaining_time_in_millis=lambda: 900000)
answers = [call(event, context) for event in json.load(sys.stdin)]
modules = sorted(name for name in wanted.split(",") if name in sys.modules)
with open(answers_to, "w") as file:
    json.dump({"answers": answers, "modules": modules}, file)
"""
APPLICATION = "app"
HEAVY = ("PIL", "numpy", "moviepy", "pillow_heif", "imageio_ffmpeg", "ministack", "rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a handler answered, what it wrote, and which of the watched modules were loaded."""

    answers: list[Any]
    modules: frozenset[str]
    output: str


def handlers_of(app: Chalice) -> dict[str, str]:
    """Every function's handler by its name, from the app's own registration."""
    registered: Sequence[Any] = (
        *app.event_sources, *app.pure_lambda_functions, *app.builtin_auth_handlers
    )  # fmt: skip
    return {each.name: each.handler_string for each in registered}


def run(handler: str, *events: Mapping[str, Any], settings: Mapping[str, str], into: Path) -> Ran:
    """Let a handler answer events in a process of its own; fails when the process does."""
    done = start(handler, *events, settings=settings, into=into)
    assert done.returncode == 0, done.stderr
    said = json.loads((into / "answers.json").read_text())
    output = done.stdout + done.stderr
    return Ran(answers=said["answers"], modules=frozenset(said["modules"]), output=output)


def start(
    handler: str, *events: Mapping[str, Any], settings: Mapping[str, str], into: Path
) -> subprocess.CompletedProcess[str]:
    """Run the process and return it, however it ended. It sees no setting but the given ones."""
    watched = ",".join((APPLICATION, *HEAVY))
    return subprocess.run(
        [sys.executable, "-c", BOOTSTRAP, handler, watched, str(into / "answers.json")],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **settings},
        input=json.dumps(events),
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
