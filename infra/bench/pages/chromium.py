"""The system's Chromium, as a person has it: signed in or not, with nothing kept from before."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from infra.bench.report import BenchFailed

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESK: Final[Any] = {"width": 1280, "height": 800}
SESSION: Final = "sampark.session"
SIGNED_IN_FOR_MS: Final = 3_000_000


def path() -> str:
    """Return where Chromium is; raise BenchFailed without one."""
    found = next((each for name in NAMES if (each := shutil.which(name))), None)
    if found is None:
        raise BenchFailed("The pages are measured in Chromium: apt-get install chromium")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a running browser."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path(), args=QUIET)
        yield chromium
        chromium.close()


@contextmanager
def visitor(chromium: Browser, user: dict[str, str] | None = None) -> Iterator[Page]:
    """Yield a page of somebody who comes for the first time, signed in as `user`."""
    context = chromium.new_context(viewport=DESK, locale="hi-IN")
    if user:
        context.add_init_script(script=signing_in(user))
    yield context.new_page()
    context.close()


def signing_in(user: dict[str, str]) -> str:
    """Return the script that makes a browser remember that somebody has just signed in."""
    kept = {
        "username": user["username"], "access_token": user["token"], "refresh_token": None,
        "expires_at_ms": round(time.time() * 1000) + SIGNED_IN_FOR_MS,
    }  # fmt: skip
    value = json.dumps(json.dumps(kept))
    return f"if (location.protocol !== 'about:') sessionStorage['{SESSION}'] ??= {value};"
