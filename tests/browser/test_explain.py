"""The page that tells one testimonial's story, in a real browser against the embedded stack."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from infra.explain import __main__ as command
from tests.browser.conftest import sign_in
from tests.browser.test_console import DESK, PHONE, READY_WITHIN_S, Field, photo

# A key of words.json that found no words shows as itself, such as "explain.print".
BARE_KEY = re.compile(
    r"\b(?:explain|fact|state|verdict|outcome|media_state|level)\.[a-z_.]+[a-z]\b"
)


@pytest.fixture(scope="module")
def field(stack) -> Iterator[Field]:
    made = Field(stack)
    yield made
    made.http.close()


@pytest.fixture(scope="module")
def copied(field) -> tuple[str, str]:
    """Two visits with the same photo; the second has another one too, and so two verdicts."""
    twice = photo()
    first = field.visit_with_photo(twice)
    second = field.visit_with_photo(twice)
    field._upload(second, photo())
    deadline = time.monotonic() + READY_WITHIN_S
    while len(field.read("moderator", f"/v1/testimonials/{second}/explain")["verdicts"]) < 2:
        assert time.monotonic() < deadline, "the second photo never led to another verdict"
        time.sleep(0.2)
    return first, second


@pytest.fixture
def open_page(new_page, stack):
    """Opens a page signed in."""

    def opened(path, language="en", size=DESK, role="moderator") -> Page:
        page = new_page(language, viewport=size)
        page.goto(f"{stack.api}{path}")
        sign_in(page, stack, role)
        return page

    return opened


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_story_shows_steps_findings_and_the_matching_picture(open_page, copied):
    first, second = copied

    page = open_page(f"/explain?id={second}")

    expect(page.locator(".step").first).to_contain_text("The visit began")
    expect(page.locator(".step-verdict")).to_have_count(2)
    same = page.locator(".finding[data-check='media.exact_duplicate']")
    expect(same).to_contain_text("What would change it")
    expect(same.locator(".two-pictures img")).to_have_count(2)
    expect(same.locator("figcaption a")).to_have_attribute("href", f"explain?id={first}")
    expect(page.locator(".versions thead th")).to_have_count(3)
    expect(page.locator("[data-intact=true]")).to_be_visible()
    expect(page.locator(".draws tbody tr")).to_have_count(4)


def test_a_story_is_told_by_masked_names_and_without_a_number(open_page, copied, field):
    page = open_page(f"/explain?id={copied[1]}")
    expect(page.locator(".story-who")).to_contain_text("…")

    item = field.read("moderator", f"/v1/testimonials/{copied[1]}")
    person = field.read("worker", f"/v1/beneficiaries/{item['beneficiary_id']}")
    shown = page.locator("body").inner_text()

    for name in person["names"].values():
        assert name not in shown
    assert item["beneficiary"]["phone"] not in shown


def test_a_finding_leads_to_the_story_of_the_other_visit(open_page, copied):
    page = open_page(f"/explain?id={copied[1]}")

    page.locator(".two-pictures figcaption a").first.click()

    expect(page).to_have_url(re.compile(copied[0]))
    expect(page.locator(".story-who")).to_contain_text(copied[0])


def test_what_passed_is_told_when_somebody_asks(open_page, copied):
    page = open_page(f"/explain?id={copied[1]}")
    passed = page.locator(".told-briefly[data-outcome=pass]")

    passed.locator("summary").click()

    expect(passed.locator("[data-check='consent.notice_known']")).to_contain_text("notice")


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_story_has_words_and_fits_its_screen(open_page, copied, language, size):
    page = open_page(f"/explain?id={copied[1]}", language, size)

    expect(page.locator(".part-draw")).to_be_visible()
    assert BARE_KEY.findall(page.locator("body").inner_text()) == []
    assert fits(page)


def test_a_story_is_printed_on_two_sheets_at_most(open_page, copied):
    page = open_page(f"/explain?id={copied[1]}", "hi")
    expect(page.locator(".two-pictures img")).to_have_count(2)

    paper = page.pdf(prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= 2


def test_an_id_that_is_not_there_is_said_to_be_so(open_page):
    page = open_page("/explain?id=nothing-here")

    expect(page.locator(".banner-bad")).to_contain_text("There is no such testimonial")


def test_a_worker_is_told_that_the_page_is_not_hers(open_page, copied):
    page = open_page(f"/explain?id={copied[1]}", role="worker")

    expect(page.locator("h1")).to_contain_text("for moderators and conveners")


def test_without_an_id_a_testimonial_can_be_chosen(open_page, copied):
    page = open_page("/explain")

    page.locator(".choice-link", has_text=copied[1]).click()

    expect(page.locator(".story-who")).to_contain_text(copied[1])


def test_the_console_leads_to_the_story(open_page, copied):
    page = open_page(f"/console#item/{copied[1]}")

    link = page.get_by_role("link", name="The whole story")

    expect(link).to_have_attribute("href", f"explain?id={copied[1]}")


def test_the_command_tells_the_story_and_offers_the_newest(copied, stack, monkeypatch, capsys):
    monkeypatch.setenv("LOCAL_DIR", str(stack.folder))
    monkeypatch.setenv("LANG", "hi")

    codes = [command.main([copied[1]]), command.main([]), command.main(["nothing-here"])]

    said = capsys.readouterr().out
    assert codes == [0, 0, 1]
    assert "भेंट शुरू हुई" in said
    assert said.count(copied[1]) >= 2
    assert "There is no testimonial nothing-here" in said
