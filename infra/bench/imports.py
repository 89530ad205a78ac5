"""What starting the API costs against starting an empty Python, and what it must not load.

Processor time is compared, not the clock's: the ratio holds on a busy machine too.
"""

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterable

from infra.bench.report import BenchFailed
from infra.local.places import ROOT

HEAVY = frozenset({"PIL", "numpy", "moviepy", "imageio_ffmpeg", "pillow_heif"})
REPEATS = 7
EMPTY = "pass"
API = "import app"
LOADED = "import sys, app; print(*sys.modules)"


def import_ratio() -> float:
    """Return the median of paired ratios: importing the API against doing nothing."""
    for code in (API, EMPTY):
        _cpu_s(code)  # the first run may have to compile
    return statistics.median(_cpu_s(API) / _cpu_s(EMPTY) for _ in range(REPEATS))


def _cpu_s(code: str) -> float:
    before = _children_s()
    _python(code)
    return _children_s() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", "")},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BenchFailed(f"The API could not be imported: {said[-1]}")
    return done.stdout


def heavy_at_start() -> frozenset[str]:
    """Return the media libraries that a process holds once it has imported the API."""
    return heavy_among(_python(LOADED).split())


def heavy_among(modules: Iterable[str]) -> frozenset[str]:
    """Return which of the media libraries are among loaded modules."""
    return HEAVY & {name.partition(".")[0] for name in modules}
