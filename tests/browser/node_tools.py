"""npm packages for browser tests: installed by their lock file and made one file."""

import shutil
from pathlib import Path

import pytest

from infra import node


def installed(folder: Path, into: Path) -> Path:
    """Install exactly what the folder's lock file names, scripts left out; fail in one sentence."""
    shutil.copytree(folder, into)
    try:
        node.install(into)
    except node.NotInstalled as problem:
        pytest.fail(f"This test needs packages of npm's: {problem}", pytrace=False)
    return into


def bundled(folder: Path, entry: str) -> str:
    """Return an entry file with all that it imports as one script."""
    esbuild = folder / "node_modules" / "esbuild" / "bin" / "esbuild"
    done = node.run(esbuild, entry, "--bundle", "--format=iife", within=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout
