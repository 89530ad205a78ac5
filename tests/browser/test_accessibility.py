"""axe looks at every page, light and dark, in Hindi and English, and finds nothing to object to.

axe comes into a page as a script of the browser's own before the page loads, so it needs nothing of
the page's policy to be relaxed. One stack serves all; each state of a page is reached once, then
looked at in both languages and both themes.
"""

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests import media_factory
from tests.browser.node_tools import installed
from tests.browser.test_enrolling import choose
from tests.browser.test_outgoing import DIGESTS, POSTS, telling
from tests.conftest import Stack
from tests.end_to_end.deployed import eventually
from tests.end_to_end.walk import Json, Person, new_id, people_of

HERE: Final = Path(__file__).parent / "axe"
DESK: Final = {"width": 1280, "height": 800}
PHONE: Final = {"width": 360, "height": 740}
LANGUAGES: Final = ("hi", "en")
# Everything that axe knows and is sure of, and one rule of WCAG 2.2 that it leaves out by itself.
# A theme changes colours alone, so the second one is looked at for those.
EVERYTHING: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS: Final = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
THEMES: Final = {"light": EVERYTHING, "dark": COLOURS}
LOOK: Final = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 160)}`));
}"""
# The API's page has hundreds of cards, all made by the same few functions.
THREE_OF_EACH: Final = """() => {
  for (const more of document.querySelectorAll("article:nth-of-type(n+4)")) more.remove();
  for (const fold of document.querySelectorAll("details")) fold.open = true;
}"""
NAMELESS: Final = """main => {
  const picture = document.createElement("img");
  picture.src = "favicon";
  main.append(picture);
}"""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The published axe."""
    folder = installed(HERE, tmp_path_factory.mktemp("node") / "axe")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def open_page(new_page: Callable[..., Page], stack: Stack, axe: str) -> Callable[..., Page]:
    """Opens a page in Hindi, as somebody who is signed in or as nobody."""

    def opened(path: str, role: str | None = None, size: Any = DESK) -> Page:
        page = new_page("hi", viewport=size, reduced_motion="reduce")
        page.context.add_init_script(script=axe)
        if role:
            page.context.add_init_script(script=signing_in(stack.users[role]))
        page.goto(f"{stack.api}{path}")
        return page

    return opened


def signing_in(user: dict[str, str]) -> str:
    """What the browser remembers of somebody who has just signed in."""
    later_ms = round(time.time() * 1000) + 3_000_000
    kept = {
        "username": user["username"], "access_token": user["token"], "refresh_token": None,
        "expires_at_ms": later_ms,
    }  # fmt: skip
    value = json.dumps(json.dumps(kept))
    return f"if (location.protocol !== 'about:') sessionStorage['sampark.session'] ??= {value}"


def drawn(page: Page) -> None:
    """Wait until a page shows what it is about, and nothing of it is still on its way."""
    expect(page.locator("main :is(h1, h2)").first).to_be_visible()
    expect(page.locator(".loading, [aria-busy=true]")).to_have_count(0)


def violations(page: Page) -> list[str]:
    """What axe finds on a page as it stands, in each theme and in each language that it has."""
    found = []
    for language in LANGUAGES:
        switch = page.locator(f".switch-part[lang={language}]")
        if switch.count():
            switch.click()
            expect(page.locator("html")).to_have_attribute("lang", language)
            drawn(page)
        elif language == "hi":  # the API's own pages are in English alone
            continue
        for theme, options in THEMES.items():
            page.emulate_media(color_scheme=theme)
            found += [f"{language}, {theme}: {each}" for each in page.evaluate(LOOK, options)]
    return found


@pytest.fixture(scope="module")
def worker(stack: Stack) -> Person:
    return people_of(stack)["worker"]


@pytest.fixture(scope="module")
def testimonial_id(stack: Stack, worker: Person, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A visit with a photo and a video that waits for review."""
    folder = tmp_path_factory.mktemp("media")
    visit_id = worker.visit(worker.get("/v1/worklist")["items"][0])
    worker.send(visit_id, "video", media_factory.clip(folder / "clip.mp4"))
    worker.send(visit_id, "photo", made_photo(folder / "photo.jpg"))
    moderator = people_of(stack)["moderator"]

    def look() -> Json | None:
        answer = moderator.call("GET", f"/v1/testimonials/{visit_id}")
        is_waiting = answer.is_success and answer.json()["state"] == "pending_review"
        return answer.json() if is_waiting else None

    eventually(look, within_s=60, what="a testimonial to wait for review")
    return visit_id


def made_photo(path: Path) -> Path:
    held = io.BytesIO()
    media_factory.picture(1200, 900).save(held, "JPEG", quality=85)
    path.write_bytes(held.getvalue())
    return path


def test_axe_would_find_what_is_wrong(open_page):
    page = open_page("/withdraw")
    drawn(page)
    page.locator("main").evaluate(NAMELESS)

    found = page.evaluate(LOOK, EVERYTHING)
    assert [each.partition(":")[0] for each in found] == ["image-alt"]


@pytest.mark.parametrize("path", ["/", "/problems/stale-version", "/withdraw"])
def test_a_page_that_needs_no_sign_in(open_page, path):
    page = open_page(path)
    drawn(page)

    assert violations(page) == []


def test_the_api_on_a_page_with_its_folds_open(open_page):
    page = open_page("/docs")
    drawn(page)
    page.evaluate(THREE_OF_EACH)

    assert violations(page) == []


@pytest.mark.parametrize("path", ["/console", "/field"])
def test_a_page_that_asks_who_is_there(open_page, path):
    page = open_page(path)
    drawn(page)

    assert violations(page) == []


def test_a_page_that_is_not_for_her(open_page):
    page = open_page("/console", "worker")
    expect(page.locator("body[data-view=not-for-you]")).to_be_visible()

    assert violations(page) == []


def test_what_is_held_of_somebody_who_has_a_leaflet(open_page, worker):
    booth = worker.get("/v1/worklist")["booth"]["area_id"]
    code = worker.get(f"/v1/leaflets?booth={booth}")["items"][0]["code"]
    page = open_page("/withdraw", size=PHONE)
    page.locator("input").first.fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("main input")).to_have_count(0)
    drawn(page)

    assert violations(page) == []


def test_the_field_page_with_its_people_and_one_of_them(open_page):
    page = open_page("/field", "worker", PHONE)
    expect(page.locator(".person").first).to_be_visible()

    on_the_list = violations(page)
    page.locator(".person").first.click()
    drawn(page)
    expect(page.locator(".person")).to_have_count(0)

    assert on_the_list == []
    assert violations(page) == []


@pytest.mark.usefixtures("testimonial_id")
def test_the_registry_with_each_of_its_sections(open_page):
    page = open_page("/registry", "convener")
    expect(page.locator("main .tab").first).to_be_visible()
    sections = page.locator("main .tab").evaluate_all("all => all.map(one => one.hash)")
    found = []

    for section in sections:
        page.locator(f"main .tab[href='{section}']").click()
        expect(page.locator(f"body[data-view={section[1:]}]")).to_be_visible()
        drawn(page)
        found += [f"{section}: {each}" for each in violations(page)]

    assert len(sections) >= len(("progress", "imports", "calls", "held", "workshops"))
    assert found == []


def frozen_channel(stack: Stack) -> tuple[str, str]:
    """Set a channel up that has to be connected, and freeze it in two weeks; return their ids."""
    admin, channel_id = people_of(stack)["admin"], new_id()
    account = {"name": "Our page", "kind": "facebook", "account": "104857600123"}
    admin.call("PUT", f"/v1/channels/{channel_id}", json=account).raise_for_status()
    begins = datetime.fromtimestamp(time.time(), UTC) + timedelta(days=14)
    freeze = {
        "area_id": admin.get("/v1/me")["scopes"][0]["area_id"], "kind": "silence",
        "from": begins.isoformat(), "until": (begins + timedelta(days=2)).isoformat(),
        "reason": "Two days before the poll", "channel_id": channel_id,
    }  # fmt: skip
    kept = admin.call("POST", "/v1/freezes", json=freeze).raise_for_status().json()
    return channel_id, str(kept["freeze_id"])


def test_a_channel_its_forms_and_a_freeze(open_page, stack):
    channel_id, freeze_id = frozen_channel(stack)
    page = open_page("/registry", "admin")
    own, found = f"#channels/{channel_id}", []

    for place in (own, f"{own}/change", f"{own}/connect", "#freezes", f"#freezes/{freeze_id}"):
        page.goto(f"{page.url.partition('#')[0]}{place}")
        expect(page.locator("main h1")).not_to_be_empty()
        drawn(page)
        found += [f"{place}: {each}" for each in violations(page)]
    page.goto(f"{page.url.partition('#')[0]}#channels")
    page.locator("[data-stop=all]").click()
    expect(page.locator("dialog #stop-reason")).to_be_visible()
    found += page.evaluate(LOOK, EVERYTHING)

    assert found == []


def test_posts_with_their_proof_and_the_digest(open_page):
    page = open_page("/registry", "convener")
    telling(page, POSTS)
    page.route("**/v1/digests/*", lambda route: route.fulfill(json={"items": DIGESTS}))
    found = {}

    for section, part in (("outgoing", ".outgoing"), ("progress", ".digest")):
        page.evaluate(f"location.hash = '#{section}'; document.body.dataset.view = ''")
        page.reload()
        expect(page.locator(part).first).to_be_visible()
        page.locator(f"{part} summary").evaluate_all("all => all.forEach(one => one.click())")
        found[section] = violations(page)

    assert found == {"outgoing": [], "progress": []}


def test_a_webhook_with_its_secret_and_what_was_sent(open_page):
    page = open_page("/registry#webhooks/new", "admin")
    page.fill("#webhook-url", "http://127.0.0.1:9/events")
    page.uncheck("#webhook-all")
    of_the_form = violations(page)
    page.fill("#webhook-url", "http://127.0.0.1:9/events")
    page.click("#webhook-go")
    page.click("[data-do=test]")
    page.locator(".delivery summary").click()

    of_the_webhook = violations(page)
    page.click("a.back")
    page.locator(".verifying summary").click()

    assert of_the_form == []
    assert of_the_webhook == []
    assert violations(page) == []


def test_the_sheets_of_a_booth(open_page, stack):
    page = open_page("/sheet", "convener")
    choose(page, stack, stack.info["booths"][0])
    found = {}

    for kind in ("workers", "leaflets"):
        page.locator(f"#kind-{kind}").click()
        drawn(page)
        found[kind] = violations(page)

    assert found == {"workers": [], "leaflets": []}


def test_the_story_of_one_testimonial_and_the_choice_of_one(open_page, testimonial_id):
    choice = open_page("/explain", "moderator")
    drawn(choice)
    story = open_page(f"/explain?id={testimonial_id}", "moderator")
    expect(story.locator(".step").first).to_be_visible()

    assert violations(choice) == []
    assert violations(story) == []


def test_the_console_with_its_queue_and_an_item_under_review(open_page, testimonial_id):
    page = open_page("/console", "moderator")
    expect(page.locator("body[data-view=queue]")).to_be_visible()
    drawn(page)

    in_the_queue = violations(page)
    page.goto(f"{page.url.partition('#')[0]}#item/{testimonial_id}")
    expect(page.locator("body[data-view=item] main h1").first).to_be_visible()
    drawn(page)

    assert in_the_queue == []
    assert violations(page) == []
