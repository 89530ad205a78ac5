"""The calendar of freezes, in a real browser against the whole embedded stack.

Each test makes the freezes that it looks for, and has those lifted that would hold up the others.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import signing_in
from tests.browser.test_registry import DESK, PHONE, Office, ask_again, saved

BARE_KEY = re.compile(
    r"\b(?:freezes?|freeze_kind|freeze_state|lift|calendar|stop|publication|registry|plan|picker)"
    r"\.[a-z_.]+[a-z]\b"
)
SMALL = """[...document.querySelectorAll("main button, main .button, main select")]
  .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
  .map((node) => node.textContent)"""
INDIA = timedelta(hours=5, minutes=30)


def later(**more: float) -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC) + timedelta(**more)


class Freezes(Office):
    """Everybody around the page, and the freezes that its tests put up."""

    def below(self, place: int) -> dict[str, Any]:
        """One of the districts."""
        return self.read("convener", f"/v1/areas/{self.area_id}")["children"][place]

    def freeze(self, reason: str, **more: Any) -> str:
        body = {"area_id": self.area_id, "kind": "incident", "reason": reason}
        until = later(days=1).isoformat()
        return self.post("convener", "/v1/freezes", {**body, "until": until, **more})["freeze_id"]

    def lift(self, freeze_id: str, *roles: str) -> None:
        for role in roles or ("convener", "admin"):
            self.call(role, "POST", f"/v1/freezes/{freeze_id}/lift").raise_for_status()


@pytest.fixture(scope="module")
def office(stack) -> Iterator[Freezes]:
    made = Freezes(stack)
    yield made
    made.http.close()


@pytest.fixture
def open_page(new_page: Callable[..., Page], stack) -> Callable[..., Page]:
    """Opens an address of the registry as somebody, in a language and size."""

    def opened(address="freezes", role="convener", language="en", size=DESK, **more) -> Page:
        page = new_page(language, viewport=size, accept_downloads=True, **more)
        page.context.add_init_script(script=signing_in(stack.users[role]))
        page.goto(f"{stack.api}/registry#{address}")
        expect(page.locator("main h1")).to_be_visible()
        return page

    return opened


def row(page: Page, freeze_id: str):
    return page.locator(f"[data-freeze='{freeze_id}']")


def bar(page: Page, freeze_id: str):
    return page.locator(f"[data-bar='{freeze_id}']").first


def test_a_freeze_is_put_up_by_the_campaigns_clock_wherever_the_reader_is(open_page, office):
    page = open_page(timezone_id="America/New_York")
    expect(page.locator("main")).to_contain_text("by the campaign's clock: UTC+5:30")
    begins, ends = later(days=3, seconds=-later().second), later(days=5, seconds=-later().second)
    page.click("#new-freeze")
    page.locator("dialog .picker select").first.select_option(label="Ganga Tat")
    page.fill("#freeze-from", (begins + INDIA).strftime("%Y-%m-%dT%H:%M"))
    page.fill("#freeze-until", (ends + INDIA).strftime("%Y-%m-%dT%H:%M"))
    page.fill("#freeze-reason", "Two days before the poll")
    page.click("dialog .primary")

    expect(page.locator("h1")).to_have_text("Silence period · Ganga Tat")
    kept = office.read("convener", f"/v1/freezes/{page.url.rpartition('/')[2]}")
    assert datetime.fromisoformat(kept["from"]) == begins
    assert datetime.fromisoformat(kept["until"]) == ends
    assert (kept["area_id"], kept["channel_id"]) == (office.below(0)["area_id"], None)
    told = re.compile((begins + INDIA).strftime("%-d %b, %-I:%M [ap]m"))
    expect(page.locator("main .pairs").first).to_contain_text(told)


def test_what_the_service_refuses_is_said_at_its_field(open_page):
    page = open_page()
    page.click("#new-freeze")
    page.fill("#freeze-until", "2020-01-01T10:00")
    page.fill("#freeze-reason", "Too late")
    page.click("dialog .primary")

    fault = page.locator("dialog [data-field=until] .fault")
    expect(fault).to_have_text("A freeze ends after it begins, and later than now")
    expect(page.locator("#freeze-until")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#new-freeze")).to_be_focused()


def test_two_people_lift_and_each_sees_what_is_hers_to_do(open_page, office):
    freeze_id = office.freeze("To be lifted")
    first, second = open_page(f"freezes/{freeze_id}"), open_page(f"freezes/{freeze_id}", "admin")
    first.click("[data-do=ask-lift]")
    expect(first.locator("dialog")).to_contain_text("Nothing changes yet")
    first.click("[data-confirm=lift]")

    expect(first.locator(".lifting")).to_contain_text("Waiting for a second person")
    expect(first.locator("[data-do]")).to_have_count(0)
    ask_again(second)
    expect(second.locator("[data-do=ask-lift]")).to_have_count(0)
    second.click("[data-do=lift]")
    expect(second.locator("dialog")).to_contain_text("you are the second")
    second.click("[data-confirm=lift]")
    expect(second.locator(".lifting .banner-good")).to_contain_text("Lifted: person")
    ask_again(first)
    expect(first.locator(".lifting .banner-good")).to_contain_text("Lifted: you asked")


def test_who_meant_to_be_the_first_does_not_lift_as_the_second(open_page, office):
    freeze_id = office.freeze("Asked meanwhile")
    page = open_page(f"freezes/{freeze_id}")
    page.click("[data-do=ask-lift]")
    office.lift(freeze_id, "admin")

    page.click("[data-confirm=lift]")

    expect(page.locator("dialog .banner-warn")).to_contain_text("Somebody has asked meanwhile")
    assert office.read("convener", f"/v1/freezes/{freeze_id}")["state"] == "lift_asked"
    office.lift(freeze_id, "convener")


def test_what_could_not_be_recalled_is_listed_with_its_posts(open_page, office):
    freeze_id = office.freeze("Some were out")
    out = {
        "testimonial_id": "0190a1b2-0000-7000-8000-00000000beef", "channel_id": "c-1",
        "state": "posting", "permalink": None, "since": later(minutes=-2).isoformat(),
    }  # fmt: skip
    posted = {**out, "channel_id": "c-2", "state": "posted", "permalink": "https://example.org/p/1"}
    page = open_page("audit")

    def change(route) -> None:
        answer = route.fetch()
        told = {"held": 41, "not_recalled": [out, posted], "swept_at": later().isoformat()}
        route.fulfill(response=answer, json={**answer.json(), **told})

    page.route(f"**/v1/freezes/{freeze_id}", change)
    page.evaluate(f"location.hash = '#freezes/{freeze_id}'")

    expect(page.locator("main .figures dd").first).to_have_text("41")
    expect(page.locator(".data-table tbody tr")).to_have_count(2)
    expect(page.locator(".data-table a[href='https://example.org/p/1']")).to_have_text(
        "See the post"
    )
    expect(page.locator(".data-table tbody tr").first).to_contain_text("being posted")
    office.lift(freeze_id)


def test_the_calendar_has_a_bar_per_freeze_and_leads_to_it_by_keyboard(open_page, office):
    soon = {"from": later(days=2).isoformat(), "until": later(days=40).isoformat()}
    freeze_id = office.freeze("Long", kind="code_of_conduct", **soon)
    page = open_page()
    expect(page.locator(".month")).to_have_count(2)
    expect(page.locator(".is-today")).to_have_count(1)
    # Over several weeks, and reached once.
    links = page.locator(f".calendar a[href='#freezes/{freeze_id}']")
    assert links.evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") <= 2
    assert links.count() > 2
    expect(bar(page, freeze_id)).to_contain_text("Code of conduct · Haridwar")
    expect(row(page, freeze_id)).to_contain_text("to come")

    first = page.locator(".month h2").first.inner_text()
    page.click("#calendar-later")
    expect(page.locator(".month h2").first).not_to_have_text(first)
    expect(page.locator("#calendar-later")).to_be_focused()
    page.click("#calendar-today")
    expect(page.locator(".month h2").first).to_have_text(first)
    bar(page, freeze_id).focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Code of conduct · Haridwar")
    office.lift(freeze_id)


def test_a_freeze_that_comes_is_shown_in_place(open_page, office):
    first = office.freeze("Stays")
    page = open_page()
    row(page, first).locator("a").focus()
    page.evaluate("document.querySelectorAll('.freeze').forEach(one => { one.kept = true; })")
    second = office.freeze("Comes")

    ask_again(page)

    expect(row(page, second)).to_be_visible()
    expect(bar(page, second)).to_be_visible()
    expect(row(page, first).locator("a")).to_be_focused()
    assert row(page, first).evaluate("one => one.kept === true")
    for freeze_id in (first, second):
        office.lift(freeze_id)
    ask_again(page)
    expect(page.locator(f"[aria-labelledby=freezes-over] [data-freeze='{second}']")).to_be_visible()
    expect(bar(page, second)).to_have_class(re.compile("is-done"))


def test_one_area_shows_what_lies_around_it_and_inside_it(open_page, office):
    around = office.freeze("Around")
    inside = office.freeze("Inside", area_id=office.below(0)["area_id"])
    beside = office.freeze("Beside", area_id=office.below(1)["area_id"])
    page = open_page()
    expect(row(page, beside)).to_be_visible()

    page.locator(".freeze-filter select").first.select_option(label="Ganga Tat")

    expect(row(page, beside)).to_have_count(0)
    expect(row(page, around)).to_be_visible()
    expect(row(page, inside)).to_be_visible()
    expect(bar(page, beside)).to_have_count(0)
    _, text = saved(page, "[data-download=csv]")
    lines = text.decode("utf-8-sig").splitlines()
    assert any(",Inside," in line for line in lines)
    assert not any(",Beside," in line for line in lines)
    for freeze_id in (around, inside, beside):
        office.lift(freeze_id)


def test_a_declared_blackout_is_shown_and_has_nothing_to_lift(open_page, office):
    path = f"/v1/campaigns/{office.stack.info['campaign_id']}"
    known = office.call("admin", "GET", path)
    blackout = {
        "area_id": office.area_id, "from_at": later(days=1).isoformat(), "reason": "Declared",
        "until_at": later(days=2).isoformat(),
    }  # fmt: skip
    match = {"If-Match": known.headers["ETag"]}
    body = {**known.json(), "blackouts": [blackout]}
    office.call("admin", "PUT", path, json=body, headers=match).raise_for_status()
    page = open_page()

    own = page.locator(".freeze[data-kind=blackout]")
    expect(own).to_contain_text("Declared blackout · Haridwar")
    expect(own.locator("a, button")).to_have_count(0)
    expect(page.locator("span.bar-span[data-kind=blackout]").first).to_be_visible()


def test_who_is_in_charge_of_a_part_sees_the_calendar_and_puts_nothing_up(open_page, office):
    freeze_id = office.freeze("Seen")
    page = open_page("audit")

    def lower(route) -> None:
        me = route.fetch().json()
        scopes = [{**scope, "role": "in_charge"} for scope in me["scopes"]]
        route.fulfill(json={**me, "roles": ["in_charge"], "scopes": scopes})

    page.route("**/v1/me", lower)
    page.evaluate("location.hash = '#freezes'")
    page.reload()

    expect(row(page, freeze_id)).to_be_visible()
    expect(page.locator("#new-freeze, [data-stop]")).to_have_count(0)
    office.lift(freeze_id)


def test_a_service_that_does_not_answer_is_said(open_page):
    page = open_page("audit")
    page.route("**/v1/freezes?*", lambda route: route.abort())

    page.click("a.tab[href='#freezes']")

    expect(page.locator(".banner-bad")).to_contain_text("Check your network")
    page.unroute("**/v1/freezes?*")
    ask_again(page)
    expect(page.locator(".calendar")).to_be_visible()
    expect(page.locator(".banner-bad")).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), [("hi", PHONE), ("en", PHONE), ("hi", DESK)])
def test_the_calendar_and_a_freeze_have_words_and_fit_the_screen(open_page, office, language, size):
    freeze_id = office.freeze("अनपेक्षित घटना")
    office.lift(freeze_id, "convener")
    page = open_page(language=language, size=size)

    for address in ("freezes", f"freezes/{freeze_id}"):
        page.goto(f"{page.url.partition('#')[0]}#{address}")
        expect(page.locator("main h1")).not_to_be_empty()
        expect(page.locator(".loading")).to_have_count(0)
        assert BARE_KEY.findall(page.locator("body").inner_text()) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate(SMALL) == []
    office.lift(freeze_id, "admin")
