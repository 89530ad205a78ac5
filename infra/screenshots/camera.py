"""Takes the pictures with the system's Chromium and keeps them small."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from infra.bench.pages.chromium import signing_in
from infra.demo.watch import DemoFailed
from infra.screenshots.place import Campaign
from infra.screenshots.shots import WITHIN_MS, Look, Shot

DESK: Final[Any] = {"width": 1440, "height": 900}
PHONE: Final[Any] = {"width": 360, "height": 740}
LONGEST_PX: Final = 1800  # a long page is cut there
MOST_BYTES: Final = 150_000
QUALITIES: Final = (82, 70, 58, 46)
SETTLED_MS: Final = 400
BUSY: Final = ".loading, [aria-busy=true]"
LOADED: Final = """() =>
  [...document.images].every((one) => one.complete || one.loading === "lazy")"""
TALL: Final = "() => (scrollTo(0, 0), document.documentElement.scrollHeight)"
# What a page sends as it is closed passes by every route.
SILENT: Final = """{
  const ask = window.fetch;
  window.fetch = (to, how) => (how?.keepalive ? new Promise(() => {}) : ask(to, how));
}"""
HELD: Final = re.compile(r"/v1/reviews/(claim|release|skip)$")
NO_CONTENT: Final = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A browser before the pages of one stack; pictures go into `folder`."""

    browser: Browser
    campaign: Campaign
    folder: Path
    code: str

    def take(self, shot: Shot, look: Look) -> Path:
        """Take one picture and return its file; raise DemoFailed when it stays too heavy."""
        with self._page(shot, look) as page:
            names = {**self.campaign.visits, **self.campaign.others, "code": self.code}
            address = shot.path.format(**names)
            page.goto(self.campaign.stack.api + address)
            expect(page.locator(shot.ready).first).to_be_visible(timeout=WITHIN_MS)
            if shot.reach:
                shot.reach(page)
            _settle(page)
            if shot.area == "page":
                _show_whole(page)
            picture = _picture(page)
        return _kept(picture, self.folder / f"{shot.name}{look.ending}.webp")

    @contextmanager
    def _page(self, shot: Shot, look: Look) -> Iterator[Page]:
        context = self.browser.new_context(
            viewport=PHONE if look.is_phone else DESK, locale=f"{look.language}-IN",
            timezone_id="Asia/Kolkata", color_scheme="dark" if look.is_dark else "light",
            reduced_motion="reduce",
        )  # fmt: skip
        said = f"localStorage['sampark.language'] = '{look.language}'"
        context.add_init_script(f"if (location.protocol !== 'about:') {said}")
        if shot.role:
            user = self.campaign.stack.info["users"][shot.role]
            context.add_init_script(script=signing_in(user))
        # A page takes and gives back nothing: one picture would change what the next one shows.
        context.add_init_script(script=SILENT)
        context.route(HELD, lambda route: route.fulfill(status=NO_CONTENT))
        yield context.new_page()
        context.close()


def _settle(page: Page) -> None:
    """Wait until nothing is on its way any more, and point at nothing."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    expect(page.locator(BUSY)).to_have_count(0, timeout=WITHIN_MS)
    page.wait_for_function(LOADED)
    page.wait_for_timeout(SETTLED_MS)


def _show_whole(page: Page) -> None:
    """Make the screen as tall as the page, so that what sticks to its edges covers nothing."""
    size = page.viewport_size or DESK
    tall = max(size["height"], min(LONGEST_PX, int(page.evaluate(TALL))))
    page.set_viewport_size({"width": size["width"], "height": tall})
    _settle(page)


def _picture(page: Page) -> Image.Image:
    taken = page.screenshot(animations="disabled", caret="hide")
    return Image.open(io.BytesIO(taken)).convert("RGB")


def _kept(image: Image.Image, path: Path) -> Path:
    for quality in QUALITIES:
        image.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            return path
    raise DemoFailed(f"{path.name} stays heavier than {MOST_BYTES // 1000} kB.")
