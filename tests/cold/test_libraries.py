"""The pages' libraries: brought as their lock file says, or nothing of ours starts without them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra import libraries, vendor
from tests.conftest import ROOT

SENTENCE = "The pages' libraries are missing. Bring them with: make vendor"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A copy of what was brought, to spoil."""
    return shutil.copytree(libraries.VENDOR, tmp_path / "vendor")


def test_what_is_here_is_what_the_lock_file_names():
    libraries.require()


def test_what_was_edited_by_hand_is_refused(brought: Path):
    module = brought / "preact.js"
    module.write_text(module.read_text() + "\n")

    with pytest.raises(libraries.LibrariesMissing, match="make vendor"):
        libraries.require(brought)


def test_what_another_lock_file_brought_is_refused(brought: Path, tmp_path: Path):
    newer = tmp_path / "package-lock.json"
    newer.write_text(libraries.LOCK.read_text().replace('"version": "', '"version": "9', 1))

    libraries.require(brought)
    with pytest.raises(libraries.LibrariesMissing, match="lock file"):
        libraries.require(brought, newer)


def test_what_was_never_finished_is_refused(brought: Path):
    (brought / libraries.STAMP).unlink()

    with pytest.raises(libraries.LibrariesMissing, match="missing"):
        libraries.require(brought)


def test_a_module_imports_others_by_address_and_names_no_map():
    text = "import{options as n}from\"preact\";export * from 'preact/hooks'\n//# sourceMappingURL=x"

    made = vendor.addressed(text)

    assert made == 'import{options as n}from"./preact.js";export * from "./hooks.js"\n'


def test_a_module_that_needs_what_we_do_not_bring_is_refused():
    with pytest.raises(KeyError, match="elsewhere"):
        vendor.addressed('import {x} from "elsewhere";')


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as somebody has it who forgot `make vendor`."""
    root = tmp_path_factory.mktemp("checkout")
    unwanted = shutil.ignore_patterns("vendor", "__pycache__", "node_modules")
    for name in ("chalicelib", "infra", ".chalice"):
        shutil.copytree(ROOT / name, root / name, ignore=unwanted)
    for name in ("app.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.mark.parametrize(
    "command",
    [["-m", "infra.local.run"], ["-m", "infra.package", "test"], ["-c", "import app"]],
    ids=["make run", "make package", "chalice package"],
)
def test_without_them_a_start_is_refused_in_one_sentence(checkout: Path, command: list[str]):
    settings = {"LOCAL_DIR": str(checkout / "local")}
    done = subprocess.run(  # noqa: S603  our own programs
        [sys.executable, *command], cwd=checkout, env=settings, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert SENTENCE in done.stdout + done.stderr
    assert not (checkout / "local").exists()
