"""The public withdrawal page in a real browser: one code, what is held, and one big button.

Every test takes a person of the demo booth of its own. What the page claims is checked against the
API and the audit trail.
"""

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from chalicelib.adapters.system import UUIDv7
from tests.conftest import Stack

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
BARE_KEY = re.compile(r"\b(?:withdraw|purpose|shell)\.[a-z0-9_.]+[a-z0-9]\b")
UNKNOWN = "0000-0000-0000"
WORDS = "<b>It is me</b> \u202eolleh 👩🏽‍🌾"
TAKE_BACK = {"hi": "सब कुछ वापस लें", "en": "Take everything back"}
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
PURPOSES = ["record", "contact", "photo", "video", "publish"]
# Answers of the service: everything that can be held, and what taking it back says.
EVERYTHING = {
    "campaign_names": {"hi": "जन संपर्क", "en": "Public contact"},
    "purposes": [{"purpose": name, "since": "2026-11-14T12:00:00Z"} for name in PURPOSES],
    "photos": 2, "videos": 1, "withdrawn": False, "erase_on": None, "erase_after_days": 30,
    "is_erased": False, "may_ask_again": 2, "asked_again": 1, "rejected_again": 1,
    "posts": [
        {"channel": "Public page", "permalink": "https://net.example/post/1", "is_going": False},
        {"channel": "Short films", "permalink": None, "is_going": True},
    ],
}  # fmt: skip
TAKEN = {
    "withdrawn": True, "purposes_ended": PURPOSES, "posts_to_remove": 2, "erase_on": "2026-12-15",
}  # fmt: skip
new_id = UUIDv7()


@pytest.fixture
def open_page(new_page, stack):
    """Opens the page in a language, size and theme."""

    def opened(fragment="", language="en", size=PHONE, theme="light") -> Page:
        page = new_page(language, viewport=size, color_scheme=theme)
        page.goto(f"{stack.api}/withdraw{fragment}")
        page.locator("h1").wait_for()
        return page

    return opened


class Door:
    """The worker at the demo booth's doors."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._people = self._call("GET", "/v1/leaflets?booth=" + self._booth())["items"]

    def _booth(self) -> str:
        me = self._call("GET", "/v1/me")
        return str(me["roles"] and self._call("GET", "/v1/worklist")["booth"]["area_id"])

    def _call(self, method: str, path: str, **more: Any) -> Any:
        token = self._stack.users["worker"]["token"]
        answer = httpx.request(
            method, self._stack.api + path, headers={"Authorization": f"Bearer {token}"},
            timeout=30, **more,
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        return answer.json()

    def next_person(self) -> dict[str, str]:
        """Return a person whom no other test has met."""
        return self._people.pop()

    def who_agreed(self, *purposes: str) -> dict[str, str]:
        """Return a person who agreed to these purposes just now."""
        person = self.next_person()
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        worklist = self._call("GET", "/v1/worklist")
        visit, notice = new_id(), worklist["notice"]
        shown = {name: notice[name] for name in ("notice_id", "version", "language")}
        visited = {
            "visit_id": visit, "beneficiary_id": person["beneficiary_id"],
            "booth_id": worklist["booth"]["area_id"], "outcome": "met", "started_at": now,
        }  # fmt: skip
        agreed = {
            "consent_id": new_id(), "visit_id": visit, "method": "spoken", "notice": shown,
            "beneficiary_id": person["beneficiary_id"], "purposes": list(purposes),
        }  # fmt: skip
        changes = [
            {"change_id": new_id(), "type": "visit.recorded", "at": now, "data": visited},
            {"change_id": new_id(), "type": "consent.given", "at": now, "data": agreed},
        ]
        report = {"device_id": "device-1", "changes": changes}
        items = self._call("POST", "/v1/sync", json=report)["items"]
        assert [item["result"] for item in items] == ["accepted", "accepted"], items
        return person

    def stands(self, person: dict[str, str]) -> list[str]:
        """Return the purposes that the person's row of the worklist shows."""
        rows = self._call("GET", "/v1/worklist")["items"]
        of_hers = [row for row in rows if row["beneficiary_id"] == person["beneficiary_id"]]
        return list(of_hers[0]["purposes"])


@pytest.fixture(scope="module")
def door(stack) -> Door:
    return Door(stack)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def enter(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("button[type=submit]").click()


def test_a_code_shows_what_is_held_and_one_button_takes_all_of_it_back(open_page, door):
    person = door.who_agreed("record", "photo", "publish")
    page = open_page()

    enter(page, person["code"])
    expect(page.locator("h1")).to_have_text("This is held about you")
    expect(page.locator(".purposes li")).to_have_count(3)
    expect(page.locator(".purposes")).to_contain_text("Showing my experience to the public")
    assert person["name"] not in page.locator("body").inner_text()
    page.locator(".take-back").click()

    expect(page.locator("h1")).to_have_text("Your consent has been taken back")
    expect(page.locator(".banner-good")).to_contain_text("erased by")
    expect(page.locator("h1")).to_be_focused()
    assert door.stands(person) == []


def test_the_same_code_later_says_that_it_was_taken_back(open_page, door):
    person = door.who_agreed("record")
    page = open_page()
    enter(page, person["code"])
    page.locator(".take-back").click()
    page.get_by_role("button", name="See what is held now").click()

    expect(page.locator("h1")).to_have_text("You have taken your consent back")
    expect(page.locator(".take-back")).to_have_count(0)
    expect(page.locator(".banner-good")).to_contain_text("erased by")


def test_who_was_never_asked_can_take_back_too(open_page, door):
    page = open_page()

    enter(page, door.next_person()["code"])
    expect(page.locator(".facts")).to_contain_text("not agreed to anything yet")
    page.locator(".take-back").click()

    expect(page.locator("h1")).to_have_text("Your consent has been taken back")


def test_a_code_from_a_qr_is_looked_up_at_once_and_leaves_the_address(open_page, door, stack):
    person = door.who_agreed("record")

    page = open_page(f"#{person['code']}")

    expect(page.locator("h1")).to_have_text("This is held about you")
    assert page.url == f"{stack.api}/withdraw"
    assert page.evaluate("history.length") <= 2


def test_the_code_goes_in_no_address(open_page, door):
    person = door.next_person()
    page, asked = open_page(), []
    page.on("request", lambda request: asked.append(request.url))

    enter(page, person["code"])
    page.locator(".take-back").click()
    expect(page.locator("h1")).to_have_text("Your consent has been taken back")

    assert asked
    assert not any(person["code"] in url or "code=" in url for url in asked)


def test_the_code_is_grouped_as_it_is_typed_and_hindi_digits_are_fine(open_page, door):
    person = door.next_person()
    page = open_page()
    letters = person["code"].replace("-", "").lower().translate(DEVANAGARI)

    page.locator("#code").press_sequentially(letters[:5])
    assert page.locator("#code").input_value() == f"{person['code'][:4]}-{person['code'][5]}"
    page.locator("#code").press_sequentially(letters[5:])
    assert page.locator("#code").input_value() == person["code"]
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("This is held about you")


def test_a_letter_in_the_middle_is_corrected_where_it_stands(open_page):
    page = open_page()
    field = page.locator("#code")
    field.press_sequentially("ABCDEFGH")

    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "Backspace"):
        field.press(key)
    field.press("7")

    assert field.input_value() == "ABCD-7FGH"
    assert field.evaluate("one => one.selectionStart") == 6


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", UNKNOWN, "We do not find this code"),
        ("hi", UNKNOWN, "यह कोड नहीं मिला"),
        ("en", "ABCD-ABCD-ABCD", "not quite the code"),
        ("hi", "ABCD-ABCD-ABCD", "कोड नहीं लगता"),
        ("en", "ABCD", "has 12 letters and digits"),
        ("hi", "", "12 अक्षर और अंक"),
    ],
)
def test_a_wrong_code_is_said_kindly_and_can_be_corrected(open_page, language, code, said):
    page = open_page(language=language)

    enter(page, code)

    expect(page.locator("#code-trouble [role=alert]")).to_contain_text(said)
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    assert page.locator("#code").input_value() == code
    assert fits(page)


def test_too_many_wrong_codes_are_told_when_to_come_back(open_page):
    page = open_page()
    page.route(
        "**/v1/withdrawals/look",
        lambda route: route.fulfill(
            status=429, content_type="application/problem+json",
            body='{"type": "/problems/too-many-tries", "status": 429, "retry_after_s": 241}',
        ),
    )  # fmt: skip

    enter(page, UNKNOWN)

    expect(page.locator("[role=alert]")).to_contain_text("Try again in 5 minutes")


def test_without_a_network_nothing_is_lost(open_page, door):
    page = open_page()
    page.route("**/v1/withdrawals/look", lambda route: route.abort())
    code = door.next_person()["code"]

    enter(page, code)
    expect(page.locator("[role=alert]")).to_contain_text("could not be reached")
    page.unroute("**/v1/withdrawals/look")
    page.locator("button[type=submit]").click()

    expect(page.locator("h1")).to_have_text("This is held about you")


@pytest.mark.parametrize("permalink", ["https://net.example/post/1", "javascript:alert(1)"])
def test_a_post_is_a_link_only_when_it_is_an_address(open_page, permalink):
    page = open_page()
    posts = [{"channel": "Our page", "permalink": permalink, "is_going": True}]
    taken = {"withdrawn": True, "erase_on": "2026-12-15", "purposes": [], "posts": posts}
    held = {**EVERYTHING, **taken}
    page.route("**/v1/withdrawals/look", lambda route: route.fulfill(json=held))

    enter(page, UNKNOWN)

    expect(page.locator(".posts li")).to_contain_text("being removed")
    expect(page.locator(".posts a")).to_have_count(int(permalink.startswith("https")))
    expect(page.locator(".banner-good")).to_contain_text("15 December 2026")


def test_of_an_erased_person_nothing_is_held(open_page):
    page = open_page(language="hi")
    held = {**EVERYTHING, "purposes": [], "posts": [], "photos": 0, "videos": 0, "is_erased": True}
    page.route("**/v1/withdrawals/look", lambda route: route.fulfill(json=held))

    enter(page, UNKNOWN)

    expect(page.locator("h1")).to_have_text("आपके बारे में अब कुछ नहीं रखा है")


def test_she_asks_once_for_another_decision_in_her_own_words(open_page):
    page, said = open_page(), []
    rejected = {**EVERYTHING, "may_ask_again": 1, "asked_again": 0, "rejected_again": 0}
    asked = {**rejected, "may_ask_again": 0, "asked_again": 1}
    page.route(
        "**/v1/withdrawals/look", lambda route: route.fulfill(json=asked if said else rejected)
    )

    def answer(route) -> None:
        said.append(route.request.post_data_json)
        route.fulfill(json={"asked": 1})

    page.route("**/v1/appeals", answer)
    enter(page, UNKNOWN)
    page.locator("#ask-note").fill(WORDS)
    page.locator(".ask-again").click()

    expect(page.locator("#decisions-title")).to_be_focused()
    expect(page.locator(".banner-good")).to_contain_text("Somebody else will look at it")
    expect(page.locator(".ask-again, #ask-note")).to_have_count(0)
    expect(page.locator(".take-back")).to_be_visible()
    assert said == [{"code": UNKNOWN, "note": WORDS}]


def test_her_words_outlive_a_lost_network_and_the_other_language(open_page):
    page = open_page()
    page.route("**/v1/withdrawals/look", lambda route: route.fulfill(json=EVERYTHING))
    page.route("**/v1/appeals", lambda route: route.abort())
    enter(page, UNKNOWN)
    page.locator("#ask-note").fill(WORDS)

    page.locator(".ask-again").click()
    expect(page.locator("[role=alert]")).to_contain_text("could not be reached")
    page.locator(".switch-part[lang=hi]").click()

    expect(page.locator(".ask-again")).to_have_text("किसी और से फ़ैसला करवाएँ")
    assert page.locator("#ask-note").input_value() == WORDS


def test_where_nothing_was_rejected_no_decision_is_spoken_of(open_page, door):
    page = open_page()

    enter(page, door.who_agreed("record")["code"])

    expect(page.locator("h1")).to_have_text("This is held about you")
    expect(page.locator("#decisions-title")).to_have_count(0)


def test_the_other_language_keeps_what_was_typed_and_what_is_shown(open_page, door):
    person = door.who_agreed("record")
    page = open_page()
    page.locator("#code").fill(person["code"])

    page.locator(".switch-part[lang=hi]").click()
    assert page.locator("#code").input_value() == person["code"]
    page.locator("button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("आपके बारे में यह रखा है")
    page.locator(".switch-part[lang=en]").click()

    expect(page.locator("h1")).to_have_text("This is held about you")
    expect(page.locator(".switch-part[lang=en]")).to_be_focused()


def test_the_keyboard_alone_is_enough(open_page, door):
    person = door.who_agreed("record")
    page = open_page()

    page.locator("#code").focus()
    page.keyboard.type(person["code"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".take-back")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Your consent has been taken back")


def test_a_slash_at_the_end_still_opens_the_page(browser, stack):
    page = browser.new_page()

    page.goto(f"{stack.api}/withdraw/")
    expect(page.locator("#code")).to_be_visible()

    assert page.url == f"{stack.api}/withdraw"
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_view_has_words_and_fits_its_screen(open_page, language, size, theme):
    page = open_page(language=language, size=size, theme=theme)
    page.route("**/v1/withdrawals/look", lambda route: route.fulfill(json=EVERYTHING))
    page.route("**/v1/withdrawals", lambda route: route.fulfill(json=TAKEN))

    def is_in_order() -> bool:
        return fits(page) and BARE_KEY.findall(page.locator("body").inner_text()) == []

    assert is_in_order()
    enter(page, UNKNOWN)
    button = page.get_by_role("button", name=TAKE_BACK[language])
    expect(button).to_be_visible()
    assert button.bounding_box()["height"] >= 56
    expect(button).to_be_in_viewport(ratio=1)
    assert is_in_order()
    button.click()
    expect(page.locator(".banner-good")).to_be_visible()
    assert is_in_order()
    assert page.locator("html").get_attribute("lang") == language
