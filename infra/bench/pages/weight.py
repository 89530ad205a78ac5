"""What a page weighs on its first visit: all that comes over the line, photos and films aside.

It is weighed until nothing comes any more: the console's first item is on the screen then, the next
one is fetched behind it, and so is what the page brings for keys that may be pressed.
The embedded gateway squeezes text as API Gateway does, so a body's length here is its length there.
Headers are counted apart: over HTTP/2, as CloudFront speaks it, those of one file are like those of
the next and weigh next to nothing.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect

from infra.bench.pages.chromium import visitor
from infra.bench.report import BenchFailed, Figure

KB: Final = 1000
LOOK_MS: Final = 50
QUIET_MS: Final = 1000
MOST_LOOKS: Final = 300
Json = dict[str, Any]


@dataclass(kw_only=True)  # no slots: Playwright keeps a mark of its own on who listens
class Scales:
    """Weighs what one origin answers; `bodies` and `wholes` are bytes by request."""

    origin: str
    paths: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    wholes: dict[str, int] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)

    def asked(self, event: Json) -> None:
        """Note that something is asked for, of us or of the store."""
        self.under_way.add(event["requestId"])

    def failed(self, event: Json) -> None:
        """Note that nothing more comes of it."""
        self.under_way.discard(event["requestId"])

    def answered(self, event: Json) -> None:
        """Note an answer, unless the browser had it already."""
        answer = event["response"]
        is_ours = str(answer["url"]).startswith(f"{self.origin}/")
        if is_ours and not answer.get("fromDiskCache"):
            lengths = {name.lower(): value for name, value in answer["headers"].items()}
            self.bodies[event["requestId"]] = int(lengths.get("content-length", 0))
            self.paths[event["requestId"]] = str(answer["url"]).removeprefix(self.origin)

    def ended(self, event: Json) -> None:
        """Note what an answer of ours weighed with its headers."""
        self.under_way.discard(event["requestId"])
        if event["requestId"] in self.bodies:
            self.wholes[event["requestId"]] = round(event["encodedDataLength"])

    def weight(self, like: str = "") -> int:
        """Return the bytes of all bodies, or of those whose path the pattern is found in."""
        return sum(size for one, size in self.bodies.items() if re.search(like, self.paths[one]))


def measure(chromium: Browser, info: Json) -> dict[str, Figure]:
    """Return the weights: the console with an item on the screen, and the pages of others."""
    api = str(info["api"])
    console = weighed(chromium, api, "/console", info["users"]["moderator"])
    headers = sum(console.wholes.values()) - console.weight()
    parts = {"scripts": r"\.js$", "words": r"\.json$", "styles": r"\.css$", "answers": "^/v1/"}
    return {
        "console_weight_kb": Figure(
            value=console.weight() / KB, unit="kB gzipped, no media", must=120
        ),
        **{
            f"console_{name}_kb": Figure(value=console.weight(like) / KB, unit="kB of it")
            for name, like in parts.items()
        },
        "console_headers_kb": Figure(value=headers / KB, unit="kB of headers over HTTP/1.1"),
        "console_requests": Figure(value=len(console.bodies), unit="requests, no media"),
        **{
            f"{name}_weight_kb": Figure(
                value=weighed(chromium, api, path).weight() / KB, unit="kB gzipped, no media"
            )
            for name, path in (("home", "/"), ("field", "/field"), ("withdraw", "/withdraw"))
        },
    }


def weighed(chromium: Browser, api: str, path: str, user: Json | None = None) -> Scales:
    """Return what a first visit weighed; somebody who is signed in goes on to her first item."""
    scales = Scales(origin=api)
    with visitor(chromium, user) as page:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.requestWillBeSent", scales.asked)
        line.on("Network.responseReceived", scales.answered)
        line.on("Network.loadingFinished", scales.ended)
        line.on("Network.loadingFailed", scales.failed)
        page.goto(api + path)
        expect(page.locator("main :is(h1, h2)").first).to_be_visible()
        _until_quiet(page, scales)
        if user:
            page.keyboard.press("n")
            expect(page.locator("[data-testimonial] h1").first).to_be_visible()
            _until_quiet(page, scales)
    return scales


def _until_quiet(page: Page, scales: Scales) -> None:
    """Wait until nothing has been under way for a while; the browser's own word for it is said
    once, when the page has loaded."""
    quiet_ms = 0
    for _ in range(MOST_LOOKS):
        page.wait_for_timeout(LOOK_MS)
        quiet_ms = 0 if scales.under_way else quiet_ms + LOOK_MS
        if quiet_ms >= QUIET_MS:
            return
    raise BenchFailed("The page goes on asking for something.")
