"""What came back from the desk, on a worker's small phone: read, done again, asked about once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import media_factory
from tests.conftest import Stack

SCREEN = {"width": 360, "height": 740}
MEDIA_PATIENCE_MS = 60_000
BARE_KEY = re.compile(r"\bfield\.[a-z0-9_.]+[a-z0-9]\b")
HOSTILE = "<b>Face</b> is dark \u202egnp.exe 🌑"
ASK = {"hi": "किसी और से फ़ैसला करवाएँ", "en": "Ask for another decision"}
REASONS = (
    "unclear_media", "wrong_person", "consent_doubt", "unsafe_content", "private_data_visible",
    "duplicate", "promise_of_benefit", "other",
)  # fmt: skip
ASKED = {"by": "worker", "at": "2026-11-14T13:00:00Z", "note": HOSTILE}
# Every way in which something can stand, as the service tells it.
STANDINGS: dict[str, dict[str, Any]] = {
    "sent_back": {"state": "has_issues"},
    "rejected": {"state": "rejected", "may_ask_again": True},
    "asked": {"state": "pending_review", "appeal": ASKED},
    "final": {"state": "rejected", "appeal": {**ASKED, "by": "beneficiary", "note": None}},
    "accepted": {"state": "published", "appeal": ASKED},
}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Photos that differ, so that a new one is new evidence."""
    folder = tmp_path_factory.mktemp("picked")
    return iter([
        media_factory.jpeg(folder / "first.jpg", orientation=1),
        media_factory.jpeg(folder / "second.jpg", orientation=6),
    ])  # fmt: skip


@pytest.fixture
def open_field(new_page: Callable[..., Page], stack: Stack) -> Callable[..., Page]:
    """Opens the page, signed in as the worker, in a language and theme."""

    def opened(language: str = "en", theme: str = "light", handle: Any = None) -> Page:
        page = new_page(language, viewport=SCREEN, color_scheme=theme)
        if handle is not None:
            page.route("**/v1/returned*", handle)
        page.goto(f"{stack.api}/field")
        sign_in_small(page, stack)
        return page

    return opened


def sign_in_small(page: Page, stack: Stack) -> None:
    worker = stack.users["worker"]
    page.fill("[name=username]", worker["username"])
    page.fill("[name=password]", worker["password"])
    page.click("[type=submit]")
    page.wait_for_selector(".person")


def call(stack: Stack, who: str, method: str, path: str, **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {stack.users[who]['token']}", **more.pop("headers", {})}
    return httpx.request(method, stack.api + path, headers=headers, timeout=30, **more)


def claimed(stack: Stack, testimonial_id: str) -> dict[str, Any]:
    """Claim as the moderator until she holds this one; the others she leaves to others."""
    for _ in range(20):
        answer = call(stack, "moderator", "POST", "/v1/reviews/claim", json={})
        assert answer.status_code == 200, "it does not wait for review"
        held: dict[str, Any] = answer.json()
        if held["testimonial_id"] == testimonial_id:
            return held
        other = {"testimonial_id": held["testimonial_id"]}
        call(stack, "moderator", "POST", "/v1/reviews/skip", json=other)
    raise AssertionError("it was not handed out")


def decide(stack: Stack, held: dict[str, Any], **decision: Any) -> None:
    answer = call(
        stack, "moderator", "POST", f"/v1/testimonials/{held['testimonial_id']}/decision",
        json=decision, headers={"If-Match": f'"{held["version"]}"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


def state_of(stack: Stack, testimonial_id: str) -> dict[str, Any]:
    answer = call(stack, "moderator", "GET", f"/v1/testimonials/{testimonial_id}")
    found: dict[str, Any] = answer.json()
    return found


def waits_for_review(page: Page, stack: Stack, testimonial_id: str) -> None:
    for _ in range(60):
        if state_of(stack, testimonial_id).get("state") == "pending_review":
            return
        page.wait_for_timeout(500)
    raise AssertionError("it was not verified")


def visit(page: Page, nth: int) -> str:
    """Visit the nth person, who agrees to a photo that is shown; return her id."""
    page.locator("a.person").nth(nth).click()
    page.check("[name=outcome][value=met]")
    for purpose in ("record", "photo", "publish"):
        page.check(f"[name=purpose][value={purpose}]")
    page.check("[name=method][value=spoken]")
    page.click("#save-visit")
    page.wait_for_selector("#new-visit")
    return page.url.split("#person/")[1]


def take(page: Page, photo: Path, count: int) -> None:
    page.set_input_files("#take-photo", photo)
    ready = page.locator(".upload[data-state=ready]")
    expect(ready).to_have_count(count, timeout=MEDIA_PATIENCE_MS)


def visit_of(stack: Stack, person: str) -> str:
    rows = call(stack, "worker", "GET", "/v1/worklist").json()["items"]
    return str(next(row["visit_id"] for row in rows if row["beneficiary_id"] == person))


def card(page: Page) -> Locator:
    return page.locator(".returned")


def listed(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.api}/field#people")
    page.reload()
    page.wait_for_selector(".person")


def reads_why(page: Page, stack: Stack) -> None:
    listed(page, stack)
    expect(card(page)).to_have_attribute("data-standing", "sent_back")
    expect(card(page)).to_contain_text("The photo or video is not clear.")
    expect(card(page).locator(".said")).to_have_text(HOSTILE)
    assert card(page).locator(".said b").count() == 0
    card(page).get_by_role("link", name="Take the photo or video again").click()
    expect(page.locator("#visit-title")).to_be_visible()
    expect(card(page)).to_contain_text("Go there and take it again")


def asks_again(page: Page, stack: Stack) -> None:
    listed(page, stack)
    expect(card(page)).to_have_attribute("data-standing", "rejected")
    card(page).get_by_role("button", name=ASK["en"]).click()
    page.fill("#ask-note", "It is she. <i>Ask</i> her son.")
    page.click("#ask-yes")
    expect(card(page)).to_have_attribute("data-standing", "asked")
    expect(card(page)).to_be_focused()
    expect(card(page)).to_contain_text("Somebody else will look at it and decide.")
    expect(card(page)).to_contain_text("It is she. <i>Ask</i> her son.")
    expect(page.get_by_role("button", name=ASK["en"])).to_have_count(0)
    listed(page, stack)
    expect(card(page)).to_have_attribute("data-standing", "asked")


def test_the_way_from_the_desk_to_the_door_and_back_and_once_more_to_somebody_else(
    open_field: Callable[..., Page], stack: Stack, photos: Iterator[Path]
) -> None:
    page = open_field()
    person = visit(page, 2)
    take(page, next(photos), 1)
    visit_id = visit_of(stack, person)
    waits_for_review(page, stack, visit_id)

    held = claimed(stack, visit_id)
    decide(stack, held, decision="has_issues", reason_code="unclear_media", note=HOSTILE)
    reads_why(page, stack)

    # Taken again, it goes to the same moderator, who rejects it now.
    take(page, next(photos), 2)
    expect(card(page)).to_contain_text("The desk looks again")
    waits_for_review(page, stack, visit_id)
    again = call(stack, "moderator", "POST", "/v1/reviews/claim", json={}).json()
    assert again["testimonial_id"] == visit_id
    decide(stack, again, decision="reject", reason_code="wrong_person")

    asks_again(page, stack)
    item = state_of(stack, visit_id)
    assert (item["state"], item["appeal"]["by"]) == ("pending_review", "worker")


def told(stack: Stack, items: list[dict[str, Any]]) -> Callable[[Route], None]:
    """An answer of the service about some of her people."""
    people = call(stack, "worker", "GET", "/v1/worklist").json()["items"]
    usual = {"reason_code": "other", "note": None, "may_ask_again": False, "appeal": None}
    full = [
        {
            **usual, "at": f"2026-11-14T12:{59 - number:02}:00Z",
            "testimonial_id": f"0192a000-0000-7000-8000-00000000{number:04x}",
            "beneficiary_id": people[number % len(people)]["beneficiary_id"],
            "booth_id": people[0]["booth_id"], **item,
        }
        for number, item in enumerate(items)
    ]  # fmt: skip
    return lambda route: route.fulfill(json={"items": full, "next_cursor": None})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_everything_that_can_come_back_has_words_and_fits_her_phone(
    open_field: Callable[..., Page], stack: Stack, language: str, theme: str
) -> None:
    standing = [{**item, "note": HOSTILE} for item in STANDINGS.values()]
    reasons = [{"state": "has_issues", "reason_code": reason} for reason in REASONS]
    handle = told(stack, [*standing, *reasons])

    page = open_field(language, theme, handle)

    expect(card(page)).to_have_count(len(STANDINGS) + len(REASONS))
    shown = [one.get_attribute("data-standing") for one in card(page).all()]
    assert shown == ["sent_back"] * (1 + len(REASONS)) + list(STANDINGS)[1:]
    page.locator(".returned-all summary").click()
    assert BARE_KEY.findall(page.locator("body").inner_text()) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"]
    for one in card(page).locator("a.button, button").all():
        assert one.bounding_box()["height"] >= 44
    card(page).get_by_role("button", name=ASK[language]).click()
    expect(page.locator("dialog.asking")).to_be_visible()
    assert BARE_KEY.findall(page.locator("dialog").inner_text()) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"]


def test_what_she_has_read_is_put_away_until_something_else_is_decided(
    open_field: Callable[..., Page], stack: Stack
) -> None:
    page = open_field(handle=told(stack, [STANDINGS["rejected"], STANDINGS["sent_back"]]))
    away = page.get_by_role("button", name="I have read it")

    expect(away).to_have_count(1)
    away.click()
    expect(card(page)).to_have_count(1)
    page.reload()
    expect(card(page)).to_have_count(1)
    expect(card(page)).to_have_attribute("data-standing", "sent_back")

    page.unroute("**/v1/returned*")
    page.route("**/v1/returned*", told(stack, [STANDINGS["final"], STANDINGS["sent_back"]]))
    page.reload()
    expect(card(page)).to_have_count(2)


def test_without_a_network_what_came_back_can_be_read_and_asking_waits(
    open_field: Callable[..., Page], stack: Stack
) -> None:
    page = open_field(handle=told(stack, [STANDINGS["rejected"]]))
    expect(card(page)).to_have_count(1)

    page.route("**/v1/**", lambda route: route.abort())
    card(page).get_by_role("button", name=ASK["en"]).click()
    page.fill("#ask-note", "It is she")
    page.click("#ask-yes")

    expect(page.locator("dialog .trouble")).to_contain_text("There is no network")
    expect(page.locator("#ask-yes")).to_be_enabled()
    assert page.locator("#ask-note").input_value() == "It is she"
    page.get_by_role("button", name="Not now").click()
    page.reload()
    expect(card(page)).to_have_count(1)


def test_what_came_back_at_another_booth_is_one_touch_away(
    open_field: Callable[..., Page], stack: Stack
) -> None:
    def with_another_booth(route: Route) -> None:
        me = call(stack, "worker", "GET", "/v1/me").json()
        (booth,) = (scope for scope in me["scopes"] if scope["role"] == "worker")
        other = {**booth, "area_id": "elsewhere", "names": {"hi": "और", "en": "Booth 9"}}
        route.fulfill(json={**me, "scopes": [booth, other]})

    page = open_field()
    page.route("**/v1/me", with_another_booth)
    page.route("**/v1/returned*", told(stack, [{"state": "rejected", "booth_id": "elsewhere"}]))
    page.reload()
    page.get_by_role("button", name="Something came back at Booth 9 too").click()

    expect(page.locator("#booth")).to_have_value("elsewhere")
    expect(card(page)).to_contain_text("No longer on this list")


def test_what_cannot_be_asked_any_more_is_said_so(
    open_field: Callable[..., Page], stack: Stack
) -> None:
    page = open_field(handle=told(stack, [STANDINGS["rejected"]]))

    card(page).get_by_role("button", name=ASK["en"]).click()
    page.click("#ask-yes")

    expect(page.locator("dialog .trouble")).to_contain_text("cannot be done any more")


def test_what_came_back_is_forgotten_when_she_signs_out(
    open_field: Callable[..., Page], stack: Stack
) -> None:
    page = open_field(handle=told(stack, [STANDINGS["rejected"]]))
    expect(card(page)).to_have_count(1)

    page.locator(".bar-person button").click()
    page.wait_for_selector("[name=username]")
    page.unroute("**/v1/returned*")
    page.route("**/v1/returned*", lambda route: route.abort())
    sign_in_small(page, stack)

    expect(card(page)).to_have_count(0)
