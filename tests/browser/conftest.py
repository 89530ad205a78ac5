"""A stack of its own for each page: its tests visit the demo booth's few people."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import Stack, start_stack, stop_stack

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# A busy machine takes its time; what never comes fails all the same.
expect.set_options(timeout=20_000)


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


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages with a memory of their own; any error of a script or policy fails the test.

    `language` is that of a first visit; the rest is what Playwright takes for a context.
    """
    contexts, errors = [], []

    def note(message) -> None:
        # A refused or cut call is logged by the browser itself; some tests are about those.
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def made(language: str = "en", **context_options) -> Page:
        context = browser.new_context(**context_options)
        contexts.append(context)
        remember = f"localStorage['sampark.language'] ??= '{language}'"
        context.add_init_script(f"if (location.protocol !== 'about:') {remember}")
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        return page

    yield made
    for context in contexts:
        context.close()
    assert errors == []


def fill_in(page: Page, username: str, password: str) -> None:
    """Fill the form of a page that asks who is there, and send it."""
    page.fill("#sign-in-username", username)
    page.fill("#sign-in-password", password)
    page.keyboard.press("Enter")


def sign_in(page: Page, stack: Stack, role: str) -> None:
    """Sign in on such a page, and wait until it knows who it is."""
    fill_in(page, stack.users[role]["username"], stack.users[role]["password"])
    expect(page.locator(".bar-person")).to_be_visible()


def file_of(page: Page, name: str) -> str:
    """The address of a file such as `field/sha256.js`, of the release that the page is of."""
    entry = page.locator("script[type=module]").first.evaluate("one => one.src")
    return str(entry).rsplit("/", 2)[0] + f"/{name}"
