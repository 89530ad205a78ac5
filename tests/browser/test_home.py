"""The home page in a real browser: the journey step by step, and the ways to the other pages."""

import re

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
STEPS = ["visit", "upload", "compress", "verify", "review", "publish", "withdraw"]
# A key of words.json that found no words shows as itself, such as "visit.what".
BARE_KEY = re.compile(r"\b(?:home|link|shell|" + "|".join(STEPS) + r")\.[a-z0-9_.]+[a-z0-9]\b")


@pytest.fixture
def open_page(new_page, stack):
    """Opens a page in a language and size; calls to `cut` come to nothing."""

    def opened(path="/", language="en", size=DESK, cut=None) -> Page:
        page = new_page(language, viewport=size)
        if cut:
            page.route(cut, lambda route: route.abort())
        page.goto(f"{stack.api}{path}")
        return page

    return opened


def step(page: Page, name: str):
    return page.locator(f"#step-{name}")


def opened_steps(page: Page) -> list[str]:
    found = page.locator(".about:visible").evaluate_all("all => all.map(one => one.id)")
    return [name.removeprefix("about-") for name in found]


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_newcomer_sees_what_it_is_and_that_it_is_up(open_page):
    page = open_page()

    expect(page.locator("h1")).to_contain_text("consent at every step")
    expect(page.locator(".live[data-state=up]")).to_contain_text("The service is running")
    assert opened_steps(page) == ["visit"]


def test_a_service_that_is_down_is_said_to_be_down(open_page):
    page = open_page(cut="**/v1/health")

    expect(page.locator(".live[data-state=down]")).to_contain_text("does not answer")
    expect(page.locator(".step")).to_have_count(len(STEPS))


@pytest.mark.parametrize("name", STEPS)
def test_a_step_opens_its_explanation_alone(open_page, name):
    page = open_page()

    step(page, name).click()

    about = page.locator(f"#about-{name}")
    expect(about).to_be_visible()
    expect(about.locator(".faults li")).to_have_count(2)
    assert about.locator(".chips code").count() > 0
    assert opened_steps(page) == [name]
    expect(step(page, name)).to_have_attribute("aria-expanded", "true")
    assert page.url.endswith(f"#{name}")


def test_a_step_can_be_linked_to(open_page):
    page = open_page("/#publish")

    expect(page.locator("#about-publish")).to_be_visible()
    assert opened_steps(page) == ["publish"]


def test_the_journey_can_be_walked_with_its_own_button(open_page):
    page = open_page()

    expect(page.locator("#about-visit")).to_be_visible()
    for _ in STEPS[1:]:
        page.locator(".about:visible .about-next button").click()

    assert opened_steps(page) == [STEPS[-1]]
    expect(page.locator(".about:visible .about-next")).to_have_count(0)


def test_the_keyboard_walks_the_row_and_opens_a_step(open_page):
    page = open_page()

    step(page, "visit").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(step(page, "compress")).to_be_focused()
    assert opened_steps(page) == ["compress"]
    page.keyboard.press("Tab")
    expect(page.locator("#about-compress a").first).to_be_focused()


def test_the_other_language_keeps_the_open_step_and_the_focus(open_page):
    page = open_page("/#review")

    page.locator(".switch-part[lang=hi]").click()

    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("h1")).to_contain_text("सहमति")
    expect(page.locator(".switch-part[lang=hi]")).to_be_focused()
    assert opened_steps(page) == ["review"]


def test_every_link_leads_to_a_page_and_a_place_on_it(open_page, stack):
    page = open_page()
    page.locator(".page-card").first.wait_for()
    goals = page.locator("main a").evaluate_all("all => [...new Set(all.map(one => one.href))]")

    assert len(goals) > len(STEPS)
    for goal in goals:
        assert page.request.get(goal).status == 200, goal
        place = goal.partition("#")[2]
        if place:
            there = open_page(goal.removeprefix(stack.api))
            expect(there.locator(f"[id='{place}']")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_step_has_words_and_fits_its_screen(open_page, language, size):
    page = open_page(language=language, size=size)

    for name in STEPS:
        step(page, name).click()
        assert BARE_KEY.findall(page.locator("body").inner_text()) == []
        assert fits(page)

    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("path", ["/console/", "/field/", "/registry/"])
def test_a_slash_at_the_end_still_opens_the_page(open_page, stack, path):
    page = open_page(path)

    expect(page.locator("#sign-in-username")).to_be_visible()
    assert page.url == f"{stack.api}{path.removesuffix('/')}"


@pytest.mark.parametrize("path", ["/docs", "/problems/stale-version"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_api_are_styled_and_fit_their_screen(open_page, path, size):
    page = open_page(path, size=size)

    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    assert page.locator("pre").first.evaluate("one => getComputedStyle(one).overflowX") == "auto"
    assert fits(page)


def test_a_phone_reads_the_folded_answers_without_sideways_scroll(open_page):
    page = open_page("/docs", size=PHONE)

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")

    assert page.locator("details[open] table").count() > 0
    assert fits(page)
