"""A moderator at her desk, measured by the marks that the console makes.

`sampark:claim` when it asks for an item and `sampark:frame` at its film's first frame;
`sampark:key` when she pressed the key of a decision and `sampark:drawn` when the next item was
painted. What is asked of the network is what the browser counts, headers included.
"""

import statistics
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PageFault

from infra.bench.pages.chromium import visitor
from infra.bench.report import BenchFailed, Figure

CLAIMS: Final = 15
DECISIONS: Final = 58  # half of the items have a film, half a photo alone (waiting.py)
LOOKS_MS: Final = 1000
WITHIN_MS: Final = 15_000
MAY_APPROVE: Final = "[data-action=approve]:not([aria-disabled=true])"
FILM: Final = ".stage-cell[data-kind=video]"
SPAN: Final = """([from, to]) => {
  const last = (name) => performance.getEntriesByName(name, "mark").at(-1)?.startTime ?? NaN;
  return last(to) - last(from);
}"""
MARKED: Final = """([name, count]) => new Promise((found, failed) => {
  const look = () => {
    if (performance.getEntriesByName(name, "mark").length >= count) found(true);
    else setTimeout(look, 10);
  };
  setTimeout(() => failed(new Error(`no ${name}`)), 15000);
  look();
})"""
COUNT: Final = 'name => performance.getEntriesByName(name, "mark").length'
Json = dict[str, Any]


def measure(chromium: Browser, info: Json) -> dict[str, Figure]:
    """Return how long she waits; raise BenchFailed when the console does not come so far."""
    try:
        claims = [_claim(chromium, info) for _ in range(CLAIMS)]
        decisions = _decisions(chromium, info)
    except (PageFault, AssertionError) as why:
        raise BenchFailed(f"The console stopped half-way: {str(why).splitlines()[0]}") from None
    return {
        "claim_to_first_frame_ms": Figure(
            value=statistics.median(claims), unit="ms, median", must=300
        ),
        "claim_to_first_frame_p90_ms": Figure(value=_p90(claims), unit="ms"),
        **_waits("key_to_next_item", [ms for ms, _ in decisions]),
        **_waits("key_to_next_film", [ms for ms, has_film in decisions if has_film]),
        **_waits("key_to_next_photo", [ms for ms, has_film in decisions if not has_film]),
    }


def _waits(name: str, values: list[float]) -> dict[str, Figure]:
    return {
        f"{name}_ms": Figure(value=statistics.median(values), unit="ms, median", must=50),
        f"{name}_p90_ms": Figure(value=_p90(values), unit="ms"),
    }


def _p90(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.9)]


def _at_the_queue(page: Page, info: Json) -> None:
    page.goto(str(info["console"]))
    expect(page.locator("body[data-view=queue] main h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")


def _claim(chromium: Browser, info: Json) -> float:
    """Return the time from asking for an item to the first frame of its film, in ms."""
    with visitor(chromium, info["users"]["moderator"]) as page:
        _at_the_queue(page, info)
        page.keyboard.press("n")
        page.evaluate(MARKED, ["sampark:frame", 1])
        return float(page.evaluate(SPAN, ["sampark:claim", "sampark:frame"]))


def _decisions(chromium: Browser, info: Json) -> list[tuple[float, bool]]:
    """Return the times from a decision's key to the next item on the screen, in ms, and whether
    that one has a film.

    She looks at each for a second once she may approve it; the item after it is fetched meanwhile.
    """
    found = []
    with visitor(chromium, info["users"]["moderator"]) as page:
        _at_the_queue(page, info)
        page.keyboard.press("n")
        page.evaluate(MARKED, ["sampark:drawn", 1])
        for _ in range(DECISIONS):
            drawn = page.evaluate(COUNT, "sampark:drawn")
            page.keyboard.press(" ")
            expect(page.locator(MAY_APPROVE)).to_be_visible(timeout=WITHIN_MS)
            page.wait_for_timeout(LOOKS_MS)
            page.keyboard.press("a")
            page.evaluate(MARKED, ["sampark:drawn", drawn + 1])
            waited = float(page.evaluate(SPAN, ["sampark:key", "sampark:drawn"]))
            found.append((waited, page.locator(FILM).count() > 0))
    return found
