"""Builds what is deployed: `.build/<stage>/template.json` and `deployment.zip` beside it.

Chalice packages a copy that holds the application and nothing else, our resources and overlay are
merged over its template, and the result is checked before anybody can deploy it: its size, each
handler, the bundled ffmpeg, and cfn-lint. Run as `python -m infra.package STAGE`.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import yaml

from infra import checks, libraries
from infra.overlay import overlay

ROOT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = ROOT / ".build"
PYTHON_VERSION: Final = "3.11"
# What Lambda's Python 3.11 can load: it runs on a system with glibc 2.26.
PLATFORMS: Final = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(26, 16, -1)),
    "manylinux2014_x86_64",
)
# Every entry gets one time stamp, so that the same input gives the same bytes. It is the
# earliest that a zip can hold.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
EXECUTABLE: Final = 0o100755
READABLE: Final = 0o100644
# Parts of libraries that nothing of ours loads: their own tests, headers, stubs and compilers.
UNUSED: Final = re.compile(
    r"/(tests?|include|f2py|_pyinstaller)/|^(numpy|PIL|moviepy|imageio)/.*\.pyi$|__pycache__"
)
MERGED_SECTIONS: Final = ("Parameters", "Conditions", "Resources", "Outputs")


def build(stage: str, *, project: Path = ROOT, build_dir: Path = BUILD) -> Path:
    """Package the project and return the folder with `template.json` and `deployment.zip`.

    An unchanged project is not packaged again. Raises checks.PackageRefused when Chalice cannot
    package it, or when the libraries of its pages are missing.
    """
    try:
        libraries.require(project / libraries.VENDOR.relative_to(ROOT))
    except libraries.LibrariesMissing as why:
        raise checks.PackageRefused(str(why)) from None
    target = build_dir / stage
    target.mkdir(parents=True, exist_ok=True)
    with _only_one_builder(target):
        stamp = target / "inputs.sha256"
        fingerprint = _fingerprint(project)
        if not (stamp.exists() and stamp.read_text() == fingerprint):
            stamp.unlink(missing_ok=True)
            _build(target, project, build_dir)
            stamp.write_text(fingerprint)
    return target


def _build(target: Path, project: Path, build_dir: Path) -> None:
    work, out = target / "work", target / "out"
    _stage_copy(project, work)
    merged = target / "overlay.json"
    merged.write_text(json.dumps(_merged_overlay(), indent=1))
    _run_chalice(work, out, merged, _wheelhouse(project / "requirements.txt", build_dir))
    _tidy_zip(out / "deployment.zip", target / "deployment.zip")
    template = json.loads((out / "sam.json").read_text())
    (target / "template.json").write_text(json.dumps(_located(template), indent=1, sort_keys=True))
    shutil.rmtree(work)
    shutil.rmtree(out)


@contextmanager
def _only_one_builder(target: Path) -> Iterator[None]:
    """Let two test runs of one checkout share a build instead of spoiling it."""
    with (target / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint(project: Path) -> str:
    """A digest of everything that the package is made from, the tools' pins included."""
    digest = hashlib.sha256()
    for path in _inputs(project):
        digest.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs(project: Path) -> list[Path]:
    sources = [path for path in (project / "chalicelib").rglob("*") if path.is_file()]
    ours = [*(ROOT / ".chalice").glob("*.json"), *(ROOT / "infra").glob("*.*")]
    pins = [project / "app.py", project / "requirements.txt", ROOT / "requirements-dev.txt"]
    return sorted(path for path in [*sources, *ours, *pins] if path.suffix != ".pyc")


def check(target: Path) -> checks.Sizes:
    """Refuse a package that could not be deployed or would not run; return its sizes."""
    unpacked = target / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    with zipfile.ZipFile(target / "deployment.zip") as package:
        package.extractall(unpacked)
    template = json.loads((target / "template.json").read_text())
    sizes = checks.sizes(target / "deployment.zip", unpacked)
    checks.runtime_is_not_packaged(unpacked)
    checks.handlers_resolve(checks.handlers(template), unpacked)
    checks.ffmpeg_runs(unpacked)
    checks.template_is_clean(target / "template.json")
    return sizes


def _stage_copy(project: Path, work: Path) -> None:
    """Copy what belongs in the package, so that infra, tests and build output cannot slip in."""
    shutil.rmtree(work, ignore_errors=True)
    (work / ".chalice").mkdir(parents=True)
    for name in ("app.py", "requirements.txt"):
        shutil.copy2(project / name, work / name)
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    shutil.copytree(project / "chalicelib", work / "chalicelib", ignore=unwanted)
    for path in (ROOT / ".chalice").glob("*.json"):
        shutil.copy2(path, work / ".chalice" / path.name)


def _merged_overlay() -> dict[str, Any]:
    """Resources and function overlay as one template; Chalice merges a single file."""
    resources: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
    functions = overlay()
    for section in MERGED_SECTIONS:
        part = functions.get(section, {})
        both = set(resources.get(section, {})) & set(part)
        if both:
            raise checks.PackageRefused(f"{section} are defined twice: {sorted(both)}")
        resources[section] = {**resources.get(section, {}), **part}
    return resources


def _wheelhouse(requirements: Path, build_dir: Path) -> Path:
    """A folder with the wheels that Lambda can load, downloaded once per set of requirements."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    wheels = build_dir / "wheels" / digest
    if not wheels.exists():
        partial = wheels.with_name(f"{digest}.{os.getpid()}.partial")
        platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
        _run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:",
             "--implementation", "cp", "--python-version", PYTHON_VERSION, *platforms,
             "--dest", str(partial), "-r", str(requirements)],
            cwd=build_dir,
        )  # fmt: skip
        _publish(partial, wheels)
    return wheels


def _publish(partial: Path, wheels: Path) -> None:
    """Move a finished download in place; another process may have been faster with the same."""
    try:
        partial.rename(wheels)
    except OSError:
        shutil.rmtree(partial)


def _run_chalice(work: Path, out: Path, merged: Path, wheels: Path) -> None:
    """Let Chalice package the copy, offline, from the wheels at hand."""
    shutil.rmtree(out, ignore_errors=True)
    chalice = [sys.executable, "-c", "from chalice.cli import main; main()"]
    _run(
        [*chalice, "package", "--merge-template", str(merged), str(out)],
        cwd=work,
        # Chalice asks botocore for the names of services, which needs some region.
        settings={
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_DEFAULT_REGION": "ap-south-1",
        },
    )


def _run(command: Iterable[str], *, cwd: Path, settings: dict[str, str] | None = None) -> None:
    environment = {**os.environ, **(settings or {})}
    environment.pop("PIP_EXTRA_INDEX_URL", None)
    done = subprocess.run(
        list(command), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise checks.PackageRefused(f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def _tidy_zip(source: Path, target: Path) -> None:
    """Rewrite the zip in name order, without dates, and with the executable bit that it lost."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as tidy:
        for name in sorted(given.namelist()):
            if UNUSED.search(name) or name.endswith("/"):
                continue
            info = zipfile.ZipInfo(name, date_time=EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (EXECUTABLE if checks.is_binary(name) else READABLE) << 16
            tidy.writestr(info, given.read(name))


def _located(template: dict[str, Any]) -> dict[str, Any]:
    """The template with every function's code at the tidy zip beside it."""
    for function in checks.functions(template):
        function["CodeUri"] = "./deployment.zip"
    return template


def main() -> None:
    """Package and check one stage; print what came out."""
    stage = sys.argv[1] if len(sys.argv) > 1 else "dev"
    try:
        target = build(stage)
        sizes = check(target)
    except checks.PackageRefused as error:
        sys.exit(f"The package is refused: {error}")
    print(f"{target.relative_to(ROOT)}: template.json, deployment.zip")
    print(f"  zipped {sizes.zipped / 1e6:.1f} MB, unzipped {sizes.unzipped / 1e6:.1f} MB", end="")
    print(f" of {checks.UNZIPPED_BUDGET / 1e6:.0f} MB that we allow ourselves")


if __name__ == "__main__":
    main()
