"""Cards and phones in a real browser: a convener prints, a worker enrols, a lost phone is out.

Each test takes a booth of its own from the demo campaign, since a card changes its worker's
sign-in. What the pages claim is checked against the API.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests import media_factory
from tests.conftest import Stack
from tests.end_to_end.walk import Person, sent_by, wish

DESK = {"width": 1100, "height": 900}
SCREEN = {"width": 360, "height": 740}
PATIENCE_MS = 20_000
A4_HEIGHT_MM = 297 - 2 * 9  # less the margins of sheet.css
KIND_ENDS = {"hi": "नया कार्ड माँगें", "en": "ask your convener"}
Json = dict[str, Any]


@pytest.fixture
def device(browser: Browser) -> Iterator[Any]:
    """Makes devices with a memory of their own; a breach of a page's policy fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def is_fault(said: str) -> bool:
        return bool(re.search("Content Security Policy|Trusted|Uncaught", said))

    def made(size: Any, language: str = "hi", theme: str = "light") -> BrowserContext:
        context = browser.new_context(viewport=size, color_scheme=theme)
        context.set_default_timeout(PATIENCE_MS)
        remember = f"localStorage['sampark.language'] ??= '{language}'"
        context.add_init_script(f"if (location.protocol !== 'about:') {remember}")
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: faults.append(said.text) if is_fault(said.text) else 0)
        contexts.append(context)
        return context

    yield made
    for context in contexts:
        context.close()
    assert faults == []


def at_the_desk(device: Any, stack: Stack, language: str = "en") -> Page:
    page: Page = device(DESK, language).new_page()
    convener = stack.users["convener"]
    page.goto(f"{stack.api}/sheet")
    page.fill("[name=username]", convener["username"])
    page.fill("[name=password]", convener["password"])
    page.click("[type=submit]")
    page.wait_for_selector("#place-0")
    return page


def ask(stack: Stack, method: str, path: str, by: str = "convener", **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {stack.users[by]['token']}"}
    return httpx.request(method, f"{stack.api}{path}", headers=headers, timeout=20, **more)


def way_to(stack: Stack, booth_id: str) -> list[str]:
    """The ids of the areas from below the convener's own down to a booth."""
    way = [booth_id]
    top = ask(stack, "GET", "/v1/me").json()["scopes"][0]["area_id"]
    while (above := ask(stack, "GET", f"/v1/areas/{way[0]}").json()["parent_id"]) != top:
        way.insert(0, above)
    return way


def choose(page: Page, stack: Stack, booth_id: str) -> None:
    for area_id in way_to(stack, booth_id):
        option = page.locator(f"option[value='{area_id}']")
        option.wait_for(state="attached")
        page.locator("select", has=option).select_option(area_id)


def a_card(stack: Stack, booth: int) -> Json:
    """A fresh card for the worker of the nth booth, made without a page."""
    body = {"booth_id": stack.info["booths"][booth], "field_page": f"{stack.api}/field"}
    (card,) = ask(stack, "POST", "/v1/enrolments", json=body).json()["items"]
    found: Json = card
    return found


def enrolled(device: Any, card: Json) -> Page:
    page: Page = device(SCREEN).new_page()
    page.goto(card["url"])
    page.click("#enrol")
    page.wait_for_selector(".person")
    return page


def test_a_convener_prints_the_cards_of_a_booth(device: Any, stack: Stack):
    page = at_the_desk(device, stack)
    choose(page, stack, stack.info["booths"][1])
    page.wait_for_selector(".worker")

    with page.expect_response("**/v1/enrolments") as heard:
        page.click("#make")
    (card,) = heard.value.json()["items"]

    picture = page.locator(".worker-card img")
    expect(page.locator(".worker-card")).to_contain_text(card["name"])
    expect(page.locator(".worker-card [lang=hi] li")).to_have_count(3)
    expect(page.locator(".worker-card [lang=en] li")).to_have_count(3)
    source = picture.get_attribute("src") or ""
    assert base64.b64decode(source.partition(",")[2]).decode() == card["svg"]
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    assert card["url"].startswith(f"{stack.api}/field#enrol=")


def test_paper_shows_the_cards_alone_and_eight_fit_a_page(device: Any, stack: Stack):
    page = at_the_desk(device, stack)
    choose(page, stack, stack.info["booths"][1])
    page.click("#make")
    page.wait_for_selector(".worker-card")

    page.emulate_media(media="print")

    for tool in (".bar", ".sheet-top", "#make", "#print", ".worker"):
        expect(page.locator(tool).first).to_be_hidden()
    box = page.locator(".worker-card").bounding_box()
    assert box
    assert 4 * box["height"] * 25.4 / 96 <= A4_HEIGHT_MM
    assert page.locator(".worker-card").evaluate("one => one.scrollHeight <= one.clientHeight")


def test_strips_carry_codes_and_the_address_where_they_are_good(device: Any, stack: Stack):
    page = at_the_desk(device, stack)
    choose(page, stack, stack.info["booths"][1])

    page.click("#kind-leaflets")

    listed = ask(stack, "GET", f"/v1/leaflets?booth={stack.info['booths'][1]}").json()["items"]
    expect(page.locator(".strip")).to_have_count(len(listed))
    expect(page.locator(".strip-code").first).to_have_text(listed[0]["code"])
    expect(page.locator(".strip").first).to_contain_text("/withdraw")


def test_a_worker_enrols_her_phone_with_one_press(device: Any, stack: Stack):
    card = a_card(stack, 1)
    page: Page = device(SCREEN).new_page()
    page.goto(card["url"])
    expect(page.locator("h1")).to_have_text("यह फ़ोन आपका होगा")

    with page.expect_response("**/v1/enrolments/use") as heard:
        page.click("#enrol")
    page.wait_for_selector(".person")

    opened = heard.value.json()
    assert page.url == f"{stack.api}/field"
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
    assert opened["password"] not in kept
    assert card["token"] not in kept
    state = f"/v1/users?booth={stack.info['booths'][1]}"
    assert ask(stack, "GET", state).json()["items"][0]["enrolled"] is True


def test_her_sign_in_outlives_the_tab_and_the_code_is_not_in_its_history(device: Any, stack: Stack):
    page = enrolled(device, a_card(stack, 2))
    context = page.context
    page.go_back()
    assert "enrol" not in page.url
    page.close()

    again = context.new_page()
    again.goto(f"{stack.api}/field")
    again.wait_for_selector(".person")

    again.evaluate("localStorage['sampark.language'] = 'en'")
    again.reload()
    again.get_by_role("button", name="Sign out").click()
    again.wait_for_selector("[name=username]")
    assert again.evaluate("localStorage['sampark.session'] ?? null") is None


@pytest.mark.parametrize(("language", "said"), KIND_ENDS.items())
def test_a_code_that_was_used_ends_kindly(device: Any, stack: Stack, language: str, said: str):
    card = a_card(stack, 2)
    enrolled(device, card)
    page: Page = device(SCREEN, language).new_page()
    page.goto(card["url"])

    page.click("#enrol")

    expect(page.locator(".enrol")).to_contain_text(said)
    assert page.url == f"{stack.api}/field"
    page.get_by_role("button", name="English" if language == "hi" else "हिन्दी").click()
    expect(page.locator(".enrol")).not_to_contain_text(said)
    page.click("#enrol-other")
    page.wait_for_selector("[name=username]")


ODD = [
    "",
    "%",
    "%E0%A4%A",
    "A" * 3000,
    "<img src=x onerror=alert(1)>",
    "../../x?y=z#w",
    "\u202eABC",
]


@pytest.mark.parametrize("code", ODD, ids=lambda code: repr(code[:12]))
def test_a_code_of_odd_characters_ends_kindly_too(device: Any, stack: Stack, code: str):
    page: Page = device(SCREEN, "en").new_page()
    page.goto(f"{stack.api}/field#enrol={code}")

    page.click("#enrol")

    expect(page.locator("h1")).to_have_text("This card does not work any more")


def test_a_lost_answer_costs_her_nothing(device: Any, stack: Stack):
    page: Page = device(SCREEN, "en").new_page()
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/v1/enrolments/use", lose_the_first)
    page.goto(a_card(stack, 3)["url"])
    page.click("#enrol")
    expect(page.get_by_role("alert")).to_contain_text("the card is still good")

    page.click("#enrol")

    page.wait_for_selector(".person")
    assert json.loads(lost[0])["username"]


def test_a_second_card_read_in_the_same_tab_asks_again(device: Any, stack: Stack):
    page = enrolled(device, a_card(stack, 3))

    page.goto(a_card(stack, 4)["url"])
    page.click("#enrol")

    page.wait_for_selector("#enrol", state="detached")
    page.wait_for_selector(".person")


def test_a_lost_phone_is_out_at_once_and_its_unused_grant_is_dead(
    device: Any, stack: Stack, tmp_path: Path
):
    phone = enrolled(device, a_card(stack, 4))
    session = json.loads(phone.evaluate("localStorage['sampark.session']"))
    me = stack.users["convener"]
    convener = Person(api=stack.api, token=me["token"], user_id=me["user_id"])
    worker = Person(api=stack.api, token=session["access_token"], user_id="the phone's")
    (person, *_) = worker.get("/v1/worklist")["items"]
    visit_id, photo = worker.visit(person), media_factory.jpeg(tmp_path / "photo.jpg")
    kept = worker.send(visit_id, "photo", photo)
    other = media_factory.jpeg(tmp_path / "other.jpg", orientation=6)
    grant = worker.call("POST", "/v1/uploads", json=wish(visit_id, "photo", other)).json()

    desk = at_the_desk(device, stack)
    choose(desk, stack, stack.info["booths"][4])
    desk.click(".worker .danger")
    desk.click("#lost-yes")
    expect(desk.locator(".worker .chip")).to_contain_text("Signed out")

    assert worker.call("GET", "/v1/me").status_code == 401
    assert sent_by(grant, other.read_bytes()) == 204  # the store cannot know, and takes it
    late = convener.ended(grant["media_id"])
    assert (late["state"], late["reason"]) == ("rejected", "grant_revoked")
    assert late["reason_text"]["hi"]
    assert convener.ended(kept)["state"] == "ready"
    phone.reload()
    phone.wait_for_selector("[name=username]")


def test_the_phone_that_was_found_again_enrols_with_a_new_card(device: Any, stack: Stack):
    phone = enrolled(device, a_card(stack, 3))
    user_id = a_card(stack, 3)["user_id"]
    assert ask(stack, "POST", f"/v1/users/{user_id}/revoke").status_code == 200

    phone.goto(a_card(stack, 3)["url"])
    phone.click("#enrol")

    phone.wait_for_selector(".person")


def test_the_page_is_not_for_workers(device: Any, stack: Stack):
    page: Page = device(SCREEN, "en").new_page()
    worker = stack.users["worker"]
    page.goto(f"{stack.api}/sheet")
    page.fill("[name=username]", worker["username"])
    page.fill("[name=password]", worker["password"])
    page.click("[type=submit]")

    expect(page.locator("h1")).to_have_text("This page is for conveners")
