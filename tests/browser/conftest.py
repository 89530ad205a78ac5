"""A stack of its own for each page: its tests visit the demo booth's few people."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import Stack, start_stack, stop_stack

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


# Not for the session: while Playwright runs, no other test could have an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of one page; each opens a context of its own in it."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "The page tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the tests of one page."""
    process, found = start_stack(tmp_path_factory.mktemp("stack") / "local")
    yield found
    assert stop_stack(process) == 0
