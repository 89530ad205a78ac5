"""What a process loads before its first event: the light half of the house, and no settings."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEDIA = ("PIL", "pillow_heif", "numpy", "moviepy", "imageio_ffmpeg", "c2pa")
DEVELOPMENT = ("ministack", "rich", "pytest", "hypothesis", "playwright", "infra", "tests")
# Heavy enough to be worth waiting for: they load with the first request that needs them.
LATER = ("boto3", "httpx", "jwt", "phonenumbers")
ENTRY = sorted(path.stem for path in (ROOT / "chalicelib" / "entry").glob("[a-z]*.py"))


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh process without any setting has after a statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(  # noqa: S603  our own statement
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def api() -> set[str]:
    return loaded_by("import app")


@pytest.mark.parametrize("library", MEDIA)
def test_the_api_starts_without_media_libraries(api: set[str], library: str):
    assert "chalicelib" in api
    assert library not in api


@pytest.mark.parametrize("library", DEVELOPMENT)
def test_the_api_starts_without_what_only_development_has(api: set[str], library: str):
    assert library not in api


@pytest.mark.parametrize("library", LATER)
def test_the_api_starts_without_what_only_some_requests_need(api: set[str], library: str):
    assert library not in api


@pytest.mark.parametrize("module", ENTRY)
def test_an_entry_module_loads_alone_without_settings_and_without_media(module: str):
    loaded = loaded_by(f"import chalicelib.entry.{module}")

    assert loaded.isdisjoint({*MEDIA, *DEVELOPMENT, "app"})


def test_the_wiring_loads_no_adapter_before_it_is_asked_for_one():
    assert loaded_by("import chalicelib.wiring").isdisjoint({*MEDIA, *LATER})


def test_what_composes_leaves_moviepy_to_its_child():
    loaded = loaded_by("import chalicelib.adapters.media.composer")

    assert loaded.isdisjoint({"moviepy", "numpy", "imageio"})


def test_these_tests_would_notice_a_media_library():
    assert "PIL" in loaded_by("import chalicelib.adapters.media.photos")
