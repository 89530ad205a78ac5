"""What a package must satisfy before it may be deployed; each check raises PackageRefused.

The checks look at the built artefact, never at the sources: what they see is what Lambda gets.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

# Lambda unpacks a function and its layers into at most this many bytes.
LAMBDA_CEILING: Final = 262_144_000
# What we allow ourselves: the rest is room for a dependency to grow by before anybody must act.
UNZIPPED_BUDGET: Final = 240_000_000
# Lambda's own runtime brings these; a second copy would cost 21 MB and shadow its fixes.
RUNTIME_PACKAGES: Final = ("boto3", "botocore", "s3transfer")
# What those need in turn, and so is there as well.
RUNTIME_HELPERS: Final = ("dateutil", "jmespath", "six", "urllib3")
BINARY_FOLDER: Final = "imageio_ffmpeg/binaries/ffmpeg"
# A fresh interpreter must start even on a machine that is busy with other tests.
PROCESS_SECONDS: Final = 120


class PackageRefused(Exception):
    """The package could not be deployed or would not run; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes of the package as it travels and as Lambda unpacks it."""

    zipped: int
    unzipped: int


def is_binary(name: str) -> bool:
    """Whether an entry of the package is a program to be started."""
    return name.startswith(BINARY_FOLDER)


def functions(template: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of every function in a template."""
    return [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Serverless::Function"
    ]


def handlers(template: dict[str, Any]) -> list[str]:
    """The handler strings of every function in a template."""
    return sorted(each["Handler"] for each in functions(template))


def sizes(package: Path, unpacked: Path) -> Sizes:
    """The package's sizes, when they are within the budget."""
    unzipped = sum(path.stat().st_size for path in unpacked.rglob("*") if path.is_file())
    if unzipped > UNZIPPED_BUDGET:
        raise PackageRefused(
            f"{unzipped:,} bytes unzipped; our budget is {UNZIPPED_BUDGET:,} of Lambda's"
            f" {LAMBDA_CEILING:,}"
        )
    return Sizes(zipped=package.stat().st_size, unzipped=unzipped)


def runtime_is_not_packaged(unpacked: Path) -> None:
    """Refuse a copy of what Lambda brings itself."""
    doubled = [name for name in RUNTIME_PACKAGES if (unpacked / name).exists()]
    if doubled:
        raise PackageRefused(f"Lambda brings these itself: {', '.join(doubled)}")


_RESOLVE: Final = """
import importlib, sys
module, _, name = sys.argv[1].rpartition(".")
assert callable(getattr(importlib.import_module(module), name))
"""


def handlers_resolve(names: list[str], unpacked: Path) -> None:
    """Refuse a handler string that Lambda could not find: each starts in a process of its own."""
    for name in names:
        done = _python(_RESOLVE, name, unpacked=unpacked)
        if done.returncode:
            raise PackageRefused(f"{name} does not resolve: {done.stderr[-1500:]}")


_ENCODE: Final = """
import subprocess
from chalicelib.adapters.media.ffmpeg import find_ffmpeg
command = [str(find_ffmpeg()), "-v", "error", "-f", "lavfi", "-i", "testsrc2=d=0.2:s=64x64"]
subprocess.run([*command, "-c:v", "libx264", "-f", "null", "-"], check=True)
"""


def ffmpeg_runs(unpacked: Path) -> None:
    """Refuse a package whose ffmpeg cannot encode from where Lambda unpacks it."""
    done = _python(_ENCODE, unpacked=unpacked)
    if done.returncode:
        raise PackageRefused(f"The packaged ffmpeg does not run: {done.stderr[-1500:]}")


def template_is_clean(template: Path) -> None:
    """Refuse a template that cfn-lint complains about."""
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    done = subprocess.run(
        [linter, str(template)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_SECONDS,
    )
    if done.returncode:
        raise PackageRefused(done.stdout[-4000:])


def _python(code: str, *arguments: str, unpacked: Path) -> subprocess.CompletedProcess[str]:
    """Run code as Lambda would: in the package's folder, without this machine's libraries.

    `-S` leaves site-packages out; only what Lambda brings itself is put back behind the package.
    """
    with tempfile.TemporaryDirectory() as runtime:
        _link_runtime(Path(runtime))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": runtime,
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_REGION": "ap-south-1",
        }
        return subprocess.run(
            [sys.executable, "-S", "-c", code, *arguments],
            cwd=unpacked,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PROCESS_SECONDS,
        )


def _link_runtime(folder: Path) -> None:
    for name in (*RUNTIME_PACKAGES, *RUNTIME_HELPERS):
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise PackageRefused(f"{name} is not installed here, so the package cannot be tried")
        origin = Path(spec.origin)
        here = origin.parent if origin.name == "__init__.py" else origin
        (folder / here.name).symlink_to(here)
