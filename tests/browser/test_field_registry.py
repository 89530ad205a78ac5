"""What the field page does with the registry: corrections, calls, codes, guardians, workshops.

As in test_field.py, every test takes its person as it finds her, and what the page claims is
checked against the API.
"""

import json
import os
import re
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.conftest import Stack

SCREEN = {"width": 360, "height": 740}
PATIENCE_MS = 20_000
CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$")
GREEN_WITHIN_MS = 30_000
Json = dict[str, Any]


def new_id() -> str:
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def instant(later: timedelta = timedelta()) -> str:
    return (datetime.fromtimestamp(time.time(), UTC) + later).isoformat(timespec="seconds")


def today() -> date:
    return datetime.fromtimestamp(time.time(), UTC).date()


class Service:
    """The API beside the page, as anybody of the demo campaign."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.http = httpx.Client(base_url=stack.api, timeout=30)
        self.campaign = f"/v1/campaigns/{stack.info['campaign_id']}"

    def call(self, role: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.stack.users[role]['token']}",
            **more.pop("headers", {}),
        }
        answer = self.http.request(method, path, headers=headers, **more)
        return answer.raise_for_status()

    def read(self, role: str, path: str) -> Any:
        return self.call(role, "GET", path).json()

    def person(self, beneficiary_id: str) -> Json:
        record: Json = self.read("worker", f"/v1/beneficiaries/{beneficiary_id}")
        return record

    def report(self, kind: str, data: Json) -> Json:
        """Report one change from another phone of the worker's; return its answer."""
        change = {"change_id": new_id(), "type": kind, "at": instant(), "data": data}
        body = {"device_id": new_id(), "changes": [change], "sent_at": instant()}
        answer: Json = self.call("worker", "POST", "/v1/sync", json=body).json()["items"][0]
        return answer

    def correct(self, beneficiary_id: str, base_version: int, **fields: str) -> None:
        data = {"beneficiary_id": beneficiary_id, "base_version": base_version, "fields": fields}
        assert self.report("beneficiary.updated", data)["result"] == "accepted"

    def ring(self, number: str) -> None:
        """Let a number ring the campaign's."""
        mapping = {"id": "id", "from": "from", "at": "at"}
        asked = {"provider": "generic", "name": "Test line", "mapping": mapping}
        hook = self.call("admin", "POST", "/v1/hooks", json=asked).json()
        told = {"id": new_id(), "from": number, "at": instant()}
        self.http.post(hook["path"], json=told).raise_for_status()

    def workshop_code(self) -> tuple[str, str]:
        """Plan a workshop that begins soon; return its id and the code on its wall."""
        area = self.read("convener", "/v1/me")["scopes"][0]["area_id"]
        body = {
            "area_id": area, "titles": {"hi": "दरवाज़े पर बात", "en": "At the door"},
            "place": "Hall", "starts_at": instant(timedelta(minutes=30)),
        }  # fmt: skip
        workshop = self.call("convener", "POST", "/v1/workshops", json=body).json()["workshop_id"]
        return workshop, self.read("convener", f"/v1/workshops/{workshop}/code")["code"]

    def came(self, workshop_id: str) -> list[str]:
        items = self.read("convener", f"/v1/workshops/{workshop_id}/attendance")["items"]
        return [one["how"] for one in items]

    def set_days(self, days: list[Json]) -> list[Json]:
        """Give the campaign its days; return those it had."""
        known = self.call("admin", "GET", self.campaign)
        body, match = {**known.json(), "days": days}, {"If-Match": known.headers["ETag"]}
        self.call("admin", "PUT", self.campaign, json=body, headers=match)
        before: list[Json] = known.json()["days"]
        return before


@pytest.fixture(scope="module")
def service(stack: Stack) -> Iterator[Service]:
    made = Service(stack)
    yield made
    made.http.close()


@pytest.fixture
def closed(service: Service) -> Iterator[None]:
    """The campaign's days begin tomorrow, in the whole state."""
    state = service.read("admin", "/v1/me")["scopes"][0]["area_id"]
    first, last = today() + timedelta(days=3), today() + timedelta(days=5)
    before = service.set_days([{"area_id": state, "first_on": str(first), "last_on": str(last)}])
    yield
    service.set_days(before)


@pytest.fixture
def phone(browser) -> Iterator[BrowserContext]:
    """A phone with its own memory; a fault of the page or a breach of its policy is an error."""
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    bad = re.compile("Content Security Policy|Trusted|Uncaught")
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if bad.search(said.text) else None)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def page(phone: BrowserContext, stack: Stack) -> Page:
    opened = phone.new_page()
    opened.goto(f"{stack.api}/field")
    sign_in(opened, stack)
    opened.wait_for_selector(".person")
    return opened


def sign_in(page: Page, stack: Stack) -> None:
    worker = stack.users["worker"]
    page.fill("[name=username]", worker["username"])
    page.fill("[name=password]", worker["password"])
    page.click("[type=submit]")


def open_form(page: Page, nth: int) -> str:
    """Open the form of a new visit to the nth person; return her id."""
    page.locator("a.person").nth(nth).click()
    page.wait_for_selector("[name=outcome], #new-visit")
    if page.locator("#new-visit").count():
        page.click("#new-visit")
    page.wait_for_selector("[name=outcome]")
    return page.url.split("#person/")[1]


def agree(page: Page, *purposes: str, method: str = "spoken") -> None:
    page.check("[name=outcome][value=met]")
    for purpose in purposes:
        page.check(f"[name=purpose][value={purpose}]")
    page.check(f"[name=method][value={method}]")


def save(page: Page) -> None:
    page.click("#save-visit")
    page.wait_for_selector("#new-visit")


def all_sent(page: Page) -> None:
    page.wait_for_selector(".status[data-unsent='0']")


def sent_by(page: Page) -> list[Json]:
    """Collects what the page sends to sync."""
    seen: list[Json] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/v1/sync"):
            seen.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    return seen


def change_details(page: Page, **fields: str) -> None:
    page.click("#correct")
    for name, text in fields.items():
        page.fill(f"#details [name='{name}']", text)
    page.click("#save-details")
    page.wait_for_selector("#correct")


def test_a_wrong_clock_is_told_once_and_every_call_says_what_it_shows(page: Page) -> None:
    calls = sent_by(page)
    page.clock.set_system_time(datetime.fromtimestamp(time.time(), UTC) - timedelta(minutes=20))

    open_form(page, 0)
    page.check("[name=outcome][value=not_home]")
    page.click("#save-visit")
    notice = page.locator(".clock-notice")

    expect(notice).to_contain_text("20 मिनट")
    shown = datetime.fromisoformat(calls[0]["sent_at"])
    assert abs(shown.timestamp() + 1200 - time.time()) < 60
    notice.locator("button").click()
    expect(notice).to_have_count(0)
    open_form(page, 1)
    page.check("[name=outcome][value=not_home]")
    page.click("#save-visit")
    all_sent(page)
    expect(notice).to_have_count(0)


@pytest.mark.usefixtures("closed")
def test_a_visit_on_a_wrong_day_is_kept_for_the_convener_and_stands_once_admitted(
    page: Page, service: Service
) -> None:
    before = {one["held_id"] for one in service.read("convener", "/v1/held")["items"]}
    open_form(page, 2)
    agree(page, "record", "photo")
    save(page)

    expect(page.locator(".refusal.kept")).to_contain_text("संयोजक के पास रखी है")
    expect(page.locator("#main .warn-text").first).to_contain_text("दोबारा दर्ज न करें")
    expect(page.locator("#take-photo")).to_have_count(0)
    page.click(".refusal button")
    after = {one["held_id"] for one in service.read("convener", "/v1/held")["items"]}
    (held,) = after - before
    service.call("convener", "POST", f"/v1/held/{held}/admit")
    page.reload()

    expect(page.locator("#take-photo")).to_have_count(1)
    expect(page.locator(".refusal")).to_have_count(0)


def test_corrections_made_without_a_network_become_one_that_keeps_all(
    page: Page, phone: BrowserContext, service: Service
) -> None:
    calls = sent_by(page)
    person = open_form(page, 3)
    phone.set_offline(True)

    change_details(page, house="7", **{"name.en": "Maya Devi"})
    change_details(page, house="7-A", address="Near the well")
    expect(page.locator(".person-head")).to_contain_text("7-A, Near the well")
    expect(page.locator(".status")).to_have_attribute("data-unsent", "1")
    calls.clear()
    phone.set_offline(False)

    all_sent(page)
    (change,) = calls[-1]["changes"]
    wanted = {"house": "7-A", "name.en": "Maya Devi", "address": "Near the well"}
    assert change["data"]["fields"] == wanted
    record = service.person(person)
    assert record["names"]["en"] == "Maya Devi"
    assert record["details"]["house"] == "7-A"
    assert record["conflicts"] == []
    expect(page.locator(".person-head")).to_contain_text("7-A, Near the well")


def test_one_correction_after_another_is_no_conflict(page: Page, service: Service) -> None:
    person = open_form(page, 3)

    for house in ("21", "22", "23"):
        with page.expect_response(re.compile("/v1/worklist")):
            change_details(page, house=house)
        all_sent(page)

    assert service.person(person)["conflicts"] == []
    assert service.person(person)["details"]["house"] == "23"
    expect(page.locator(".refusal")).to_have_count(0)


def test_a_correction_that_disagrees_is_kept_beside_the_other_and_told(
    page: Page, service: Service
) -> None:
    person = open_form(page, 4)
    service.correct(person, service.person(person)["version"], house="9")

    change_details(page, house="10")

    expect(page.locator(".refusal.kept")).to_contain_text("दोनों बातें रखी हैं")
    expect(page.locator(".person-head .banner-note")).to_contain_text("मकान")
    assert [one["field"] for one in service.person(person)["conflicts"]] == ["house"]
    page.click(".refusal button")


@pytest.mark.parametrize(
    ("name", "text"), [("name.hi", ""), ("phone", "12345"), ("birth_year", "85")]
)
def test_a_detail_that_cannot_be_is_not_saved(page: Page, name: str, text: str) -> None:
    open_form(page, 0)
    page.click("#correct")

    page.fill(f"#details [name='{name}']", text)
    page.click("#save-details")

    expect(page.locator("#details .trouble")).not_to_be_empty()
    expect(page.locator(".status")).to_have_attribute("data-unsent", "0")


def test_a_missed_call_turns_the_visit_green_while_she_looks_on(
    page: Page, service: Service
) -> None:
    number = "+919876512345"
    person = open_form(page, 5)
    service.correct(person, service.person(person)["version"], phone=number)
    confirm = service.read("worker", service.campaign)["numbers"]["confirm"]
    agree(page, "record", method="missed_call")

    expect(page.locator("#ring")).to_have_attribute("href", f"tel:{confirm}")
    page.click(".call button")
    save(page)
    all_sent(page)
    expect(page.locator(".call-mark")).to_have_count(0)
    service.ring(number)

    expect(page.locator(".call-mark")).to_have_text("मिस्ड कॉल मिली", timeout=GREEN_WITHIN_MS)
    page.click(".back")
    row = page.locator(f"a.person[href='#person/{person}']")
    expect(row.locator(".call-mark")).to_be_visible()


def test_the_code_for_her_leaflet_is_shown_after_consent_and_again_later(
    page: Page, service: Service, stack: Stack
) -> None:
    person = open_form(page, 6)
    agree(page, "record")
    save(page)

    code = page.locator("#leaflet-code")
    expect(code).to_have_text(CODE)
    wanted = service.read("worker", f"/v1/beneficiaries/{person}/code")["code"]
    assert code.inner_text() == wanted
    where = f"{stack.api.partition('//')[2]}/withdraw"
    expect(page.locator(".address")).to_have_text(where)
    page.reload()
    page.click("#show-code")
    expect(code).to_have_text(wanted)


def test_the_code_waits_for_a_network(page: Page, phone: BrowserContext) -> None:
    open_form(page, 6)
    agree(page, "record")
    phone.set_offline(True)
    save(page)

    expect(page.locator(".banner-note")).to_contain_text("नेटवर्क")
    phone.set_offline(False)
    page.click("#show-code")

    expect(page.locator("#leaflet-code")).to_have_text(CODE)


def test_for_a_child_a_guardian_agrees_and_nothing_is_published(
    page: Page, service: Service
) -> None:
    calls = sent_by(page)
    person = open_form(page, 7)
    agree(page, "record", "publish")
    expect(page.locator("[name=guardian_name]")).not_to_be_visible()
    page.check("[name=is_minor]")
    page.fill("[name=household]", "House 12")

    page.click("#save-visit")
    expect(page.locator("form .trouble")).to_contain_text("अभिभावक")
    page.fill("[name=guardian_name]", "Sita Devi")
    page.fill("[name=guardian_relation]", "mother")
    save(page)
    all_sent(page)

    visit, consent = (change["data"] for change in calls[0]["changes"])
    assert visit["household"] == "House 12"
    assert consent["guardian"] == {"name": "Sita Devi", "relation": "mother"}
    assert "publish" not in service.person(person)["purposes"]
    expect(page.locator(".purposes .good-text")).to_have_count(1)


def test_who_is_shown_in_public_says_how_she_wants_to_be_named(page: Page) -> None:
    calls = sent_by(page)
    open_form(page, 9)
    agree(page, "record")
    expect(page.locator("[name=shown_name]")).not_to_be_visible()
    page.check("[name=purpose][value=publish]")
    page.fill("[name=shown_name]", " सुनीता देवी ")
    save(page)
    all_sent(page)

    _, consent = (change["data"] for change in calls[0]["changes"])
    assert consent["shown_name"] == "सुनीता देवी"


def test_a_name_is_not_sent_of_who_is_not_shown_in_public(page: Page) -> None:
    calls = sent_by(page)
    open_form(page, 9)
    agree(page, "record", "publish")
    page.fill("[name=shown_name]", "Sunita")
    page.uncheck("[name=purpose][value=publish]")
    save(page)
    all_sent(page)

    _, consent = (change["data"] for change in calls[0]["changes"])
    assert "shown_name" not in consent


def test_the_year_of_birth_says_who_may_be_a_child(page: Page, service: Service) -> None:
    person = open_form(page, 8)
    service.correct(person, service.person(person)["version"], birth_year=str(today().year - 18))
    page.reload()
    page.wait_for_selector("[name=outcome], #new-visit")
    if page.locator("#new-visit").count():
        page.click("#new-visit")
    agree(page, "record")

    expect(page.locator("[name=is_minor]")).to_be_checked()
    expect(page.locator("[name=is_minor]")).to_be_disabled()
    expect(page.locator("[name=guardian_name]")).to_be_visible()


def test_a_scanned_code_waits_for_the_sign_in_and_puts_her_on_the_list(
    phone: BrowserContext, stack: Stack, service: Service
) -> None:
    workshop, code = service.workshop_code()
    page = phone.new_page()

    page.goto(f"{stack.api}/field#attend={code}")
    sign_in(page, stack)

    expect(page.locator("#attended")).to_contain_text("दरवाज़े पर बात")
    assert service.came(workshop) == ["qr"]
    assert page.url.endswith("#attend")


def test_a_typed_code_counts_and_a_wrong_one_is_told(page: Page, service: Service) -> None:
    workshop, code = service.workshop_code()
    page.click("a[href='#attend']")

    page.fill("[name=code]", "ABCD EFGH")
    page.click("#attend")
    expect(page.locator(".banner-bad")).to_contain_text("कोड")
    page.fill("[name=code]", f" {code[:4].lower()} {code[4:]}")
    page.click("#attend")

    expect(page.locator("#attended")).to_be_visible()
    assert service.came(workshop) == ["qr"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_new_forms_fit_a_small_phone_and_a_thumb(page: Page, language: str) -> None:
    page.click(f"button[lang={language}]")
    open_form(page, 0)
    agree(page, "record", method="missed_call")
    if page.locator("[name=is_minor]").is_enabled():
        page.check("[name=is_minor]")
    fits(page)
    page.click("#correct")
    fits(page)
    page.goto(f"{page.url.partition('#')[0]}#attend")
    page.wait_for_selector("[name=code]")
    fits(page)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"]
    small = """[...document.querySelectorAll("button, a:not(.skip), input[type=text], .tick")]
      .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
      .map((node) => node.textContent)"""
    assert page.evaluate(small) == []
    bare = re.compile(r"\b(?:field|attend)\.[a-z_.]+[a-z]\b")
    assert bare.findall(page.locator("body").inner_text()) == []
