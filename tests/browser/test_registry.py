"""The page of those who steer an area, in a real browser against the whole embedded stack.

The tests of this page share one stack, so each makes what it looks for, and finds it by its id.
"""

import io
import json
import os
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from chalicelib.domain.audit import Head, next_entry
from chalicelib.entry.models.audits import audit_entry_view
from tests.browser.conftest import file_of, sign_in
from tests.builders import NOON

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
COUNTED_WITHIN_S = 60
IMPORTED_WITHIN_MS = 60_000
SECTIONS = (
    "progress", "throughput", "channels", "freezes", "imports", "calls", "held", "workshops",
    "patterns", "agreement", "audit",
)  # fmt: skip
# A key of words.json that found no words shows as itself, such as "held.admit".
BARE_KEY = re.compile(
    r"\b(?:registry|progress|count|level|flag|figures|kind|imports|columns?|needed|calls|unmatched"
    r"|held(?:_\w+)?|workshops|plan|wall|shell|download|person|map|decided|throughput|channels"
    r"|audit(?:_\w+)?|fact|actor|code)\.[a-z_.]+[a-z]\b"
)


def new_id() -> str:
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def instant(ago: timedelta = timedelta()) -> str:
    return (datetime.fromtimestamp(time.time(), UTC) - ago).isoformat(timespec="seconds")


def today() -> date:
    return datetime.fromtimestamp(time.time(), UTC).date()


class Office:
    """Everybody around the page, as far as its tests need them."""

    def __init__(self, stack) -> None:
        self.http = httpx.Client(base_url=stack.api, timeout=30)
        self.stack = stack
        self.area_id = self.read("convener", "/v1/me")["scopes"][0]["area_id"]

    def call(self, role: str, method: str, path: str, **more) -> httpx.Response:
        token = self.stack.users[role]["token"]
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **more)

    def read(self, role: str, path: str) -> Any:
        return self.call(role, "GET", path).raise_for_status().json()

    def post(self, role: str, path: str, body: dict[str, Any]) -> Any:
        return self.call(role, "POST", path, json=body).raise_for_status().json()

    def booth(self, role: str = "worker") -> str:
        return self.read(role, "/v1/me")["scopes"][0]["area_id"]

    def people(self, role: str = "worker") -> list[dict[str, Any]]:
        booth = self.booth(role)
        return self.read(role, f"/v1/worklist?booth={booth}&language=en")["items"]

    def visit(self, place: int, by: str = "worker", **more) -> str:
        """Report a visit to one person of the first booth, whoever reports it; return its id."""
        visit_id = new_id()
        data = {
            "visit_id": visit_id, "beneficiary_id": self.people()[place]["beneficiary_id"],
            "booth_id": self.booth(), "outcome": "met", "started_at": instant(), **more,
        }  # fmt: skip
        change = {"change_id": new_id(), "type": "visit.recorded", "at": instant(), "data": data}
        self.post(by, "/v1/sync", {"device_id": new_id(), "changes": [change]})
        return visit_id

    def held(self, place: int) -> str:
        """Have a report refused that waits for the convener; return its id."""
        before = {item["held_id"] for item in self.read("convener", "/v1/held")["items"]}
        self.visit(place, by="worker_elsewhere")
        after = {item["held_id"] for item in self.read("convener", "/v1/held")["items"]}
        return (after - before).pop()

    def held_ids(self) -> set[str]:
        return {item["held_id"] for item in self.read("convener", "/v1/held")["items"]}

    def missed_call(self) -> str:
        """Have a number ring that is on no roll; return the call's id."""
        mapping = {"id": "id", "from": "from", "at": "at"}
        asked = {"provider": "generic", "name": "Test line", "mapping": mapping}
        hook = self.post("admin", "/v1/hooks", asked)
        call_id = new_id()
        told = {"id": call_id, "from": "+919812345678", "at": instant()}
        self.http.post(hook["path"], json=told).raise_for_status()
        return call_id

    def workshop(self, title: str, **more) -> str:
        body = {
            "area_id": self.area_id, "titles": {"en": title}, "place": "Community hall",
            "starts_at": instant(timedelta(days=-2)), **more,
        }  # fmt: skip
        return self.post("convener", "/v1/workshops", body)["workshop_id"]

    def begin(self, days_ago: int) -> None:
        """Let the campaign have begun some days ago, in the whole state."""
        path = f"/v1/campaigns/{self.stack.info['campaign_id']}"
        known = self.call("admin", "GET", path)
        state = self.read("admin", "/v1/me")["scopes"][0]["area_id"]
        first, last = today() - timedelta(days=days_ago), today() + timedelta(days=1)
        days = [{"area_id": state, "first_on": str(first), "last_on": str(last)}]
        body, match = {**known.json(), "days": days}, {"If-Match": known.headers["ETag"]}
        self.call("admin", "PUT", path, json=body, headers=match).raise_for_status()

    def visited(self, area_id: str) -> int:
        return self.read("convener", f"/v1/progress/{area_id}")["counts"].get("visited", 0)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + COUNTED_WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.3)


@pytest.fixture(scope="module")
def office(stack) -> Iterator[Office]:
    made = Office(stack)
    yield made
    made.http.close()


@pytest.fixture
def open_page(new_page, stack):
    """Opens a section in a language and size."""

    def opened(section="progress", role="convener", language="en", size=DESK) -> Page:
        page = new_page(language, viewport=size, accept_downloads=True)
        page.goto(f"{stack.api}/registry#{section}")
        sign_in(page, stack, role)
        return page

    return opened


@pytest.fixture
def table_page(new_page, stack) -> Page:
    """The page before anybody signs in: enough to try its modules."""
    page = new_page()
    page.goto(f"{stack.api}/registry")
    expect(page.locator(".sign-in")).to_be_visible()
    return page


def figure(page: Page, area_id: str, name: str):
    return page.locator(f"[data-figure='{area_id}:{name}']").first


def visited_when_seen_again(page: Page, office: Office) -> int:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return int(figure(page, office.area_id, "visited").inner_text())


def shown_areas(page: Page) -> list[str]:
    return page.locator(".below-table tbody tr").evaluate_all(
        "all => all.map(one => one.dataset.area)"
    )


def go_down_to_the_first_mandal(page: Page) -> None:
    for level in ("district", "mandal"):
        page.locator(".below-table tbody a").first.click()
        expect(page.locator(".level")).to_have_text(level)


def test_a_worker_is_told_whom_the_page_is_for(open_page):
    page = open_page(role="worker")

    expect(page.locator("h1")).to_have_text("This page is for those who steer an area")
    expect(page.locator(".tabs")).to_have_count(0)


def test_her_own_area_comes_first_with_its_counts_and_those_below(open_page, office):
    page = open_page()

    expect(page.locator("h1")).to_contain_text("Haridwar")
    expect(figure(page, office.area_id, "planned")).to_have_text("60")
    expect(page.locator(".below-table tbody tr")).to_have_count(2)
    expect(page.locator(".area-only")).to_have_text("Haridwar")


def test_who_steers_several_areas_picks_one(open_page, office):
    other = office.read("convener", f"/v1/areas/{office.area_id}")["children"][1]
    page = open_page("workshops")
    scope = {**other, "role": "in_charge"}

    def add_it(route) -> None:
        me = route.fetch().json()
        route.fulfill(json={**me, "scopes": [*me["scopes"], scope]})

    page.route("**/v1/me", add_it)
    page.reload()
    page.select_option("#area-choice", other["area_id"])
    page.click("a.tab[href='#progress']")

    expect(page.locator("h1")).to_contain_text("East Terai")
    expect(page.locator(".above")).to_have_count(0)
    expect(page.locator("#area-choice")).to_have_value(other["area_id"])


def test_a_press_goes_down_and_the_path_leads_back_up(open_page):
    page = open_page()

    go_down_to_the_first_mandal(page)

    expect(page.locator(".above a")).to_have_text(["Haridwar", "Ganga Tat"])
    expect(page.locator(".below-table tbody tr")).to_have_count(2)
    page.reload()
    expect(page.locator("h1")).to_contain_text("Jwalapur")
    expect(page.locator(".above a")).to_have_text(["Haridwar", "Ganga Tat"])
    page.locator(".above a").first.click()
    expect(page.locator("h1")).to_contain_text("Haridwar")
    expect(page.locator(".above")).to_have_count(0)


def test_a_booth_left_out_is_marked_in_words(open_page, office):
    office.visit(0)
    until(lambda: office.visited(office.area_id) > 0)
    office.begin(days_ago=2)
    page = open_page()

    go_down_to_the_first_mandal(page)

    expect(page.locator(".silent-note")).to_have_text("No visit after the first day in 1 of 2.")
    silent = page.locator(".below-table tbody tr", has_text="Booth 102")
    expect(silent.locator(".chip")).to_have_text("No visit after the first day")
    expect(page.locator(".below-table .chip")).to_have_count(1)
    office.begin(days_ago=0)


def test_the_areas_are_sorted_by_share_both_ways(open_page, office):
    office.visit(1)
    until(lambda: office.visited(office.area_id) > 0)
    page = open_page()
    expect(page.locator(".below-table")).to_be_visible()

    page.click("#sort-share")
    rising = shown_areas(page)
    expect(page.locator("th.column-share[aria-sort=ascending]")).to_be_visible()
    expect(page.locator("#sort-share")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("th.column-share[aria-sort=descending]")).to_be_visible()
    assert shown_areas(page) == rising[::-1]


def test_a_new_count_changes_its_number_and_nothing_else(open_page, office):
    page = open_page()
    shown = figure(page, office.area_id, "visited")
    expect(shown).to_be_visible()
    before = int(shown.inner_text())
    page.evaluate("document.querySelectorAll('.registry *').forEach(one => { one.kept = true; })")
    page.locator(".below-table tbody a").first.focus()

    office.visit(2)
    until(lambda: visited_when_seen_again(page, office) > before)

    # A first visit of a day adds that day to those that can be picked.
    new = "[...document.querySelectorAll('.registry *:not(option)')].filter(one => !one.kept)"
    assert page.evaluate(f"{new}.map(one => one.outerHTML)") == []
    expect(page.locator(".below-table tbody a").first).to_be_focused()


def test_the_page_asks_again_by_itself_while_it_is_seen(open_page):
    page = open_page()
    expect(page.locator(".overview")).to_be_visible()

    with page.expect_request(re.compile(r"/v1/progress/[^.]+$"), timeout=20_000):
        pass


def test_one_day_is_picked_and_stands_in_the_address(open_page, office):
    office.visit(3, started_at=instant())
    until(lambda: office.visited(office.area_id) > 0)
    page = open_page()
    day = page.locator("#day-choice option").nth(1).get_attribute("value")

    page.select_option("#day-choice", day)

    expect(page.locator("#day-choice")).to_have_value(day)
    assert page.url.endswith(f"#progress/{office.area_id}/{day}")
    counts = office.read("convener", f"/v1/progress/{office.area_id}?day={day}")["counts"]
    expect(figure(page, office.area_id, "visited")).to_have_text(str(counts["visited"]))
    # The counts are of that day, so a column for today would say nothing.
    expect(page.locator(".below-table thead th")).to_have_count(10)


def test_the_counts_come_as_csv_in_her_language(open_page):
    page = open_page(language="hi")
    page.select_option("#download-by", "day")

    with page.expect_download() as begun:
        page.click("[data-download=csv]")

    assert begun.value.suggested_filename.endswith(".csv")
    text = Path(begun.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    assert "दिन" in text.splitlines()[0]


def test_the_workbook_comes_from_the_store_without_her_token(open_page, stack):
    page = open_page()
    expect(page.locator("[data-download=xlsx]")).to_be_visible()
    asked = []

    def note(request) -> None:
        asked.append(request)

    page.context.on("request", note)

    with page.expect_download() as begun:
        page.click("[data-download=xlsx]")

    with zipfile.ZipFile(io.BytesIO(Path(begun.value.path()).read_bytes())) as book:
        assert "xl/workbook.xml" in book.namelist()
    at_the_store = [
        one for one in asked if ".xlsx?" in one.url and not one.url.startswith(stack.api)
    ]
    assert at_the_store
    assert all("authorization" not in one.all_headers() for one in at_the_store)


def send(page: Page, kind: str, text: str, name: str = "list.csv"):
    """Send a file through the form; return the row of its import once it has ended."""
    expect(page.locator(".loading")).to_have_count(0)
    page.check(f"[name=kind][value={kind}]")
    payload = {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    page.set_input_files("#import-file", payload)
    with page.expect_response(re.compile("/v1/imports$")) as answered:
        page.click(".send-go button")
    row = page.locator(f"[data-import='{answered.value.json()['import_id']}']")
    expect(row).to_have_attribute(
        "data-state", re.compile("done|failed"), timeout=IMPORTED_WITHIN_MS
    )
    return row


def test_areas_and_people_come_in_through_the_page(open_page):
    page = open_page("imports")

    areas = send(page, "areas", "code,parent_code,level,name_en\nD-9,,district,Hill Side\n"
                                "B-901,D-9,booth,Booth 901\n")  # fmt: skip
    people = send(page, "beneficiaries", "बूथ कोड,क्रम संख्या,नाम अंग्रेज़ी में,मोबाइल नंबर\n"
                                         "B-901,1,Asha Rawat,9811112222\n")  # fmt: skip

    expect(areas).to_contain_text("2 of 2 rows taken, 2 of them said something new.")
    expect(people).to_contain_text("1 of 1 rows taken, 1 of them said something new.")
    page.click("a.tab[href='#progress']")
    page.locator(".below-table a", has_text="Hill Side").click()
    expect(page.locator("h1")).to_contain_text("Hill Side")
    expect(page.locator(".below-table tbody th")).to_contain_text("Booth 901")


def test_rows_that_are_not_taken_are_told_and_listed(open_page):
    page = open_page("imports")

    row = send(page, "areas", "code,level,name_en\nD-8,district,Fine\n,district,No code\n")

    expect(row).to_contain_text("1 of 2 rows taken")
    expect(row).to_contain_text("1 not taken")
    with page.expect_download() as begun:
        row.locator(".import-errors button").click()
    assert "missing" in Path(begun.value.path()).read_text(encoding="utf-8")


def test_a_file_that_is_no_table_says_why_in_her_language(open_page):
    page = open_page("imports", language="hi")

    row = send(page, "areas", "%PDF-1.7 nothing like a table", "scan.csv")

    expect(row).to_have_attribute("data-state", "failed")
    expect(row.locator(".import-reason")).to_have_text(re.compile("[\u0900-\u097f]"))


def test_a_chosen_file_outlasts_a_change_of_language(open_page):
    page = open_page("imports")
    page.set_input_files("#import-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"})

    page.click("button:has-text('हिन्दी')")

    expect(page.locator("#send-title")).to_contain_text("फ़ाइल")
    assert page.evaluate("document.querySelector('#import-file').files.length") == 1


def test_an_empty_file_is_noticed_before_it_is_sent(open_page):
    page = open_page("imports")
    expect(page.locator(".columns button")).to_be_visible()
    page.set_input_files("#import-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b""})
    asked = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)

    page.click(".send-go button")

    expect(page.locator(".send-trouble .banner-bad")).to_contain_text("This file is empty")
    assert asked == []


def test_columns_of_an_older_release_are_said_to_be_outdated(open_page):
    page = open_page("progress")
    newer = '<script type="module" src="assets/0123456789abcdef/withdraw/withdraw.js"></script>'
    page.route("**/withdraw", lambda route: route.fulfill(body=newer, content_type="text/html"))
    page.route("**/columns.json", lambda route: route.fulfill(status=404, body="{}"))

    page.evaluate("location.hash = '#imports'")

    expect(page.locator(".send-trouble")).to_contain_text("newer version of this page")


@pytest.mark.parametrize(("language", "header"), [("en", "Booth code"), ("hi", "बूथ कोड")])
def test_the_columns_are_explained_and_come_as_an_empty_sheet(open_page, language, header):
    page = open_page("imports", language=language)
    page.check("[name=kind][value=beneficiaries]")
    page.click(".columns summary")

    expect(page.locator(".columns tbody tr").first).to_contain_text(header)
    with page.expect_download() as begun:
        page.click(".columns .template")

    assert begun.value.suggested_filename == "beneficiaries.csv"
    text = Path(begun.value.path()).read_bytes().decode("utf-8")
    assert text.startswith(f"\ufeff{header},")
    assert text.count("\n") == 1


def test_a_call_is_given_to_the_visit_that_she_names(open_page, office):
    visit_id = office.visit(4, call={"dialled_at": instant()})
    call_id = office.missed_call()
    page = open_page("calls")
    row = page.locator(f"[data-call='{call_id}']")

    expect(row).to_contain_text("XXXXXX5678")
    expect(row).to_contain_text("This number is on no roll.")
    row.locator("summary").click()
    likely = row.locator(f"[data-visit='{visit_id}']")
    expect(likely).to_contain_text(office.people()[4]["names"]["en"])
    expect(likely).to_contain_text(re.compile(r"[\d.]+ min from the call"))
    likely.locator("button").click()

    expect(row).to_contain_text("Matched to the visit")
    calls = office.read("convener", "/v1/calls?limit=20")["items"]
    assert call_id not in {call["call_id"] for call in calls}


def test_a_held_report_is_admitted_after_a_question(open_page, office):
    held_id = office.held(5)
    page = open_page("held")
    row = page.locator(f"[data-held='{held_id}']")

    expect(row).to_contain_text("The worker does not belong to this booth")
    expect(row).to_contain_text(office.people()[5]["names"]["en"])
    row.locator("[data-decide=admit]").click()
    page.keyboard.press("Escape")
    assert held_id in office.held_ids()
    row.locator("[data-decide=admit]").click()
    page.click("[data-confirm=admit]")

    expect(row).to_have_attribute("data-done", "admitted")
    assert held_id not in office.held_ids()


def test_a_held_report_is_dismissed_for_good(open_page, office):
    held_id = office.held(6)
    page = open_page("held")
    row = page.locator(f"[data-held='{held_id}']")

    row.locator("[data-decide=dismiss]").click()
    expect(page.locator("dialog[open]")).to_contain_text("This cannot be undone")
    page.click("[data-confirm=dismiss]")

    expect(row).to_have_attribute("data-done", "dismissed")
    assert held_id not in office.held_ids()


def test_what_a_colleague_decided_meanwhile_is_said(open_page, office):
    held_id = office.held(7)
    page = open_page("held")
    row = page.locator(f"[data-held='{held_id}']")
    expect(row).to_be_visible()
    office.post("admin", f"/v1/held/{held_id}/dismiss", {})

    row.locator("[data-decide=admit]").click()
    page.click("[data-confirm=admit]")

    expect(row.locator(".banner-bad")).to_contain_text("Somebody else decided meanwhile")


def test_a_workshop_is_planned_for_an_area_below(open_page):
    page = open_page("workshops")
    page.click("#plan-workshop")
    page.click("dialog .primary")
    assert page.locator("#plan-starts_at").evaluate("one => one.matches(':invalid')")

    page.fill("#plan-starts_at", f"{today() + timedelta(days=3)}T10:30")
    page.fill("#plan-place", "School hall")
    page.click("dialog .primary")
    expect(page.locator("dialog .banner-bad")).to_contain_text("at least one language")
    page.fill("#plan-title_en", "Doorstep basics")
    page.fill("#plan-capacity", "40")
    page.locator(".picker select").first.select_option(label="Ganga Tat")
    page.locator(".picker select").nth(1).select_option(label="Kankhal")
    page.click("dialog .primary")

    row = page.locator(".workshop", has_text="Doorstep basics")
    expect(row).to_contain_text("School hall")
    expect(row).to_contain_text("Kankhal")
    expect(row).to_contain_text("came, of 40")


def test_a_late_workshop_is_marked_until_it_was_held(open_page, office):
    last_day = today() - timedelta(days=2)
    workshop_id = office.workshop("Overdue", finish_by=str(last_day))
    page = open_page("workshops")
    row = page.locator(f"[data-workshop='{workshop_id}']")

    expect(row.locator(".chip.warn")).to_have_text("late")
    row.locator("[data-do=held]").click()

    expect(row.locator(".chip.good")).to_have_text("held")
    expect(row.locator(".chip.warn")).to_have_count(0)
    assert office.read("convener", f"/v1/workshops/{workshop_id}")["held_at"] is not None


def test_the_code_fills_the_screen_and_is_renewed_before_it_ends(open_page, office):
    workshop_id = office.workshop("Code on the wall")
    page = open_page("workshops")
    path = re.compile(f"/v1/workshops/{workshop_id}/code")
    show = page.locator(f"[data-workshop='{workshop_id}'] [data-do=code]")
    expect(show).to_be_visible()
    page.clock.install()

    with page.expect_request(path):
        show.click()
    picture = page.locator(".wall-picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    expect(page.locator(".wall-text")).to_have_text(re.compile("^[A-Z2-7]{16}$"))
    with page.expect_request(path):
        page.clock.fast_forward(301_000)
    page.click(".wall button")

    expect(page.locator("dialog")).to_have_count(0)


def test_the_other_language_keeps_the_section(open_page):
    page = open_page("workshops")

    page.click(".switch-part[lang=hi]")

    expect(page.locator("h1")).to_have_text("कार्यशालाएँ")
    assert page.url.endswith("#workshops")


def test_a_service_that_does_not_answer_is_said_and_asked_again(open_page):
    page = open_page("workshops")
    page.route("**/v1/held*", lambda route: route.abort())

    page.click("a.tab[href='#held']")

    expect(page.locator(".banner-bad")).to_contain_text("Check your network")
    page.unroute("**/v1/held*")
    page.click(".banner-bad button")
    expect(page.locator(".banner-bad")).to_have_count(0)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_section_has_words_and_fits_its_screen(open_page, office, language, size):
    office.missed_call()
    office.held(8)
    office.workshop("Fits")
    page = open_page(language=language, size=size)

    for section in SECTIONS:
        page.goto(f"{page.url.partition('#')[0]}#{section}")
        expect(page.locator(".tab[aria-current]")).to_have_attribute("href", f"#{section}")
        expect(page.locator(".loading")).to_have_count(0)
        assert BARE_KEY.findall(page.locator("body").inner_text()) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        small = """[...document.querySelectorAll("main button, main .tab, main select, summary")]
          .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
          .map((node) => node.textContent)"""
        assert page.evaluate(small) == []

    assert page.locator("html").get_attribute("lang") == language


def test_a_mandals_workers_are_shown_with_their_day(open_page, office):
    office.visit(3)
    booth = office.read("convener", f"/v1/areas/{office.booth()}")
    mandal = office.read("convener", f"/v1/areas/{booth['parent_id']}")
    district = mandal["parent_id"]
    page = open_page("patterns")

    page.locator(".picker select").first.select_option(district)
    page.locator(".picker select").nth(1).select_option(booth["parent_id"])
    page.click("#show-patterns")

    worker = office.stack.users["worker"]["user_id"]
    row = page.locator(f"[data-worker='{worker}']")
    expect(row).to_contain_text("met people at")
    expect(row.locator(".chip").first).to_be_visible()


def test_an_area_that_lies_too_high_for_workers_days_says_what_to_choose(open_page):
    page = open_page("patterns")

    page.click("#show-patterns")

    expect(page.locator(".banner-bad")).to_contain_text("Choose a mandal or a booth")


# What numbers look like once people have decided for some days.
DECIDED = {"approve": 40, "reject": 5, "undone": 2}
THROUGHPUT = {
    "as_of": "2026-11-14T12:00:00Z", "waiting": 12, "oldest_since": "2026-11-14T11:00:00Z",
    "is_oldest_sure": True, "desks": 1, "is_whole": True,
    "days": [
        {"day": f"2026-11-{day}", "counts": DECIDED, "decided": 45 + day, "people": 2,
         "looked_s": 600}
        for day in (11, 14)
    ],
}  # fmt: skip
MODERATOR = {
    "user_id": "m-1", "name": "=cmd()", "decided": 45, "counts": DECIDED, "undone": 2,
    "seconds_per_item": 12.5,
    "agreement": {"checked": 9, "agreed": 8, "share": 0.8889, "kappa": None},
}  # fmt: skip
REVIEWERS = {"until": "2026-11-13", "people": [MODERATOR], "desks": 1, "is_whole": True}


def answer_with(page: Page, throughput: dict[str, Any]) -> None:
    page.unroute("**/v1/throughput/*")
    page.route("**/v1/throughput/*", lambda route: route.fulfill(json=throughput))
    page.route("**/v1/reviewers/*", lambda route: route.fulfill(json=REVIEWERS))


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as begun:
        page.click(button)
    return begun.value.suggested_filename, Path(begun.value.path()).read_bytes()


def ask_again(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_map_has_a_box_for_each_area_and_leads_down(open_page, office):
    below = office.read("convener", f"/v1/progress/{office.area_id}")["children"]
    planned = {child["area_id"]: child["planned"] for child in below if child["planned"]}
    page = open_page()
    boxes = page.locator("a.cell")
    expect(boxes).to_have_count(len(planned))

    def area(box) -> float:
        return box["width"] * box["height"]

    sizes = {box.get_attribute("data-cell"): area(box.bounding_box()) for box in boxes.all()}
    each = [sizes[area_id] / planned[area_id] for area_id in planned]
    assert each == pytest.approx([each[0]] * len(each), rel=0.05)
    expect(boxes.first.locator("title")).to_have_text(re.compile(r"[\d.]+% of \d+ people visited"))
    boxes.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".level")).to_have_text("district")
    page.click("[data-picture=bars]")
    expect(page.locator(".bars a")).to_have_count(2)
    page.reload()
    expect(page.locator(".bars a")).to_have_count(2)
    expect(page.locator("[data-picture=bars]")).to_have_attribute("aria-pressed", "true")
    page.locator(".bars a").first.click()
    expect(page.locator(".level")).to_have_text("mandal")


def test_boxes_are_as_large_as_their_weights_and_fill_the_whole(open_page):
    page = open_page()
    weights = [600, 1, 40, 300, 5, 40, 1000]

    places = page.evaluate(
        """async ([address, weights]) => (await import(address)).squarified(
          weights, { x: 0, y: 0, width: 800, height: 300 })""",
        [file_of(page, "registry/treemap.js"), weights],
    )

    scale = 800 * 300 / sum(weights)
    assert [one["width"] * one["height"] for one in places] == pytest.approx(
        [weight * scale for weight in weights]
    )
    for index, one in enumerate(places):
        assert 0 <= one["x"] <= 800.001 - one["width"]
        assert 0 <= one["y"] <= 300.001 - one["height"]
        for other in places[:index]:
            apart_x = max(one["x"], other["x"]) + 0.001 >= min(
                one["x"] + one["width"], other["x"] + other["width"]
            )
            apart_y = max(one["y"], other["y"]) + 0.001 >= min(
                one["y"] + one["height"], other["y"] + other["height"]
            )
            assert apart_x or apart_y


def test_throughput_shows_days_and_moderators_and_changes_in_place(open_page):
    page = open_page("progress")
    answer_with(page, THROUGHPUT)
    page.click("a.tab[href='#throughput']")
    days = page.locator(".data-table").first
    expect(days.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".overview dd").first).to_have_text("12")
    # A gap is seen: three days without any stand between the two.
    expect(page.locator(".day-bar")).to_have_count(4)
    people = page.locator(".data-table").nth(1)
    expect(people.locator("tbody tr")).to_contain_text("12.5")
    expect(people.locator("tbody tr")).to_contain_text("88.9%")
    page.locator(".data-table").first.locator("xpath=..").focus()
    page.evaluate("document.querySelectorAll('.registry *').forEach(one => { one.kept = true; })")

    answer_with(page, {**THROUGHPUT, "waiting": 13})
    ask_again(page)

    expect(page.locator(".overview dd").first).to_have_text("13")
    assert page.evaluate("[...document.querySelectorAll('.registry *')].every(one => one.kept)")
    assert page.evaluate("document.activeElement.className") == "table-frame"


def test_an_area_below_its_desk_says_where_decisions_are_counted(open_page, office):
    booth = office.read("convener", f"/v1/areas/{office.booth()}")
    page = open_page("throughput")
    page.locator(".picker select").first.select_option(index=1)

    expect(page.locator(".throughput .banner-note")).to_contain_text("a whole review desk")
    assert booth["level"] == "booth"


def test_a_table_is_saved_as_csv_that_runs_nothing_and_as_a_workbook(open_page):
    page = open_page("progress")
    answer_with(page, THROUGHPUT)
    page.click("a.tab[href='#throughput']")
    people = "section[data-section=people]"

    name, csv = saved(page, f"{people} [data-download=csv]")
    assert name == "Moderators Haridwar.csv"
    text = csv.decode("utf-8")
    assert text.startswith("\ufeffName,Decided,Approved,")
    assert text.splitlines()[1] == "'=cmd(),45,40,5,0,0,2,12.5,9,0.8889,"
    name, book = saved(page, f"{people} [data-download=xlsx]")
    assert name == "Moderators Haridwar.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet.title == "Moderators Haridwar"
    assert [cell.value for cell in sheet[1]][:2] == ["Name", "Decided"]
    row = [cell.value for cell in sheet[2]]
    assert row == ["=cmd()", 45, 40, 5, 0, 0, 2, 12.5, 9, 0.8889, None]
    assert (sheet["A2"].data_type, sheet["B2"].data_type) == ("s", "n")


def test_a_cell_of_csv_is_quoted_and_no_formula(table_page):
    lines = {
        "=1+1": "'=1+1", "+91 98": "'+91 98", "-5": "-5", "@x": "'@x", "-5;=1": "'-5;=1",
        "\t=1": "'\t=1", "\r=1": '"\'\r=1"', 'say "a", b': '"say ""a"", b"',
        "two\nlines": '"two\nlines"',
    }  # fmt: skip
    cells = [*lines, -2.5, None, True]

    told = table_page.evaluate(
        "async ([address, cells]) => (await import(address)).csvOf({header: ['h'], rows: [cells]})",
        [file_of(table_page, "shared/tables.js"), cells],
    )

    assert told == f"\ufeffh\r\n{','.join([*lines.values(), '-2.5', '', 'true'])}\r\n"


def test_a_workbook_takes_any_text(table_page):
    letter = "सीता \U0001f600"
    cells = ["<b>&\"'", "\x00\x0bgone", letter, "x" * 40_000, "  kept  ", 1e300, False, "\ud800"]
    packed = table_page.evaluate(
        """async ([tables, packer, cells]) => {
          const { workbookOf } = await import(tables);
          const { strToU8, zipSync } = await import(packer);
          const files = workbookOf("a/b: [c]?", { header: cells.map(String), rows: [cells] });
          const all = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
          return [...zipSync(Object.fromEntries(all))];
        }""",
        [file_of(table_page, "shared/tables.js"), file_of(table_page, "vendor/fflate.js"), cells],
    )

    sheet = openpyxl.load_workbook(io.BytesIO(bytes(packed))).active
    shown = [cell.value for cell in sheet[2]]
    assert shown == ["<b>&\"'", "gone", letter, "x" * 32_767, "  kept  ", 1e300, False, ""]
    assert sheet.title == "a b   c"


def a_chain(office: Office, place: int) -> str:
    """Have somebody's number revealed twice; return her id: two entries are in her chain."""
    person = office.people()[place]["beneficiary_id"]
    for reason in ("call_back", "complaint"):
        asked = {"field": "phone", "reason": reason}
        office.post("convener", f"/v1/beneficiaries/{person}/reveal", asked)
    return person


def test_a_chain_is_found_by_its_id_and_recomputed_in_the_browser(open_page, office):
    person = a_chain(office, 9)
    page = open_page("audit")
    page.fill("#audit-id", person)
    page.keyboard.press("Enter")

    expect(page.locator(".chain-entry")).to_have_count(2)
    expect(page.locator(".chain-entry").first).to_contain_text("Number revealed")
    expect(page.locator(".chain-entry").first).to_contain_text("reason: to call back")
    expect(page.locator("[data-by=service]")).to_have_attribute("data-intact", "true")
    page.click("#audit-verify")
    expect(page.locator("[data-by=browser]")).to_have_attribute("data-intact", "true")
    assert page.url.endswith(f"#audit/{person}")


def test_a_chain_that_was_tampered_with_breaks_where_it_was_whatever_the_service_says(
    open_page, office
):
    person = a_chain(office, 8)
    page = open_page()
    spoilt = {
        "an actor": (lambda items: items[1].update(actor="somebody-else"), 2),
        "a fact": (lambda items: items[0]["facts"].update(reason="other"), 1),
        "cut off": (lambda items: items.pop(), 2),
        "in another order": (lambda items: items.reverse(), 1),
    }

    whole = office.read("convener", f"/v1/audit/{person}")
    answers: list[Any] = []
    page.route("**/v1/audit/*", lambda route: route.fulfill(json=answers[-1]))
    for spoil, at in spoilt.values():
        answers.append(deepcopy(whole))
        spoil(answers[-1]["items"])
        page.evaluate(f"location.hash = '#audit/{person}'")
        page.click("#audit-verify")

        expect(page.locator("[data-by=service]")).to_have_attribute("data-intact", "true")
        expect(page.locator("[data-by=browser]")).to_contain_text(f"breaks at entry {at}")
        page.evaluate("location.hash = '#audit'")
        expect(page.locator("#audit-verify")).to_have_count(0)


def test_the_browser_hashes_an_entry_as_the_service_does(table_page):
    facts = {"note": 'ü "é" \\ सीता \U0001f600 \u2028\n\x01', "b": True, "a": None, "n": -3}
    facts |= {"\U0001f600": 1, "\uff5e": 2}
    for at in (NOON, NOON.replace(microsecond=120_000)):
        entry = next_entry(Head(), subject_id="s-1", at=at, actor="me", action="did", facts=facts)
        shown = json.loads(audit_entry_view(entry).model_dump_json())

        told = table_page.evaluate(
            "async ([address, entry]) => (await import(address)).hashOf('s-1', entry)",
            [file_of(table_page, "registry/chain.js"), shown],
        )

        assert told == entry.hash


def test_a_list_that_is_asked_again_keeps_the_rows_that_say_the_same(open_page, office):
    first = office.workshop("Stays")
    page = open_page("workshops")
    row = page.locator(f"[data-workshop='{first}']")
    expect(row).to_be_visible()
    row.locator("[data-do=code]").focus()
    page.evaluate("document.querySelectorAll('.list > li').forEach(one => { one.kept = true; })")
    second = office.workshop("Comes")

    ask_again(page)

    expect(page.locator(f"[data-workshop='{second}']")).to_be_visible()
    assert row.evaluate("one => one.kept === true")
    expect(row.locator("[data-do=code]")).to_be_focused()


def test_who_is_in_charge_of_a_part_sees_no_sections_that_would_refuse_her(open_page):
    page = open_page("progress")

    def lower(route) -> None:
        me = route.fetch().json()
        scopes = [{**scope, "role": "in_charge"} for scope in me["scopes"]]
        route.fulfill(json={**me, "roles": ["in_charge"], "scopes": scopes})

    page.route("**/v1/me", lower)
    page.goto(f"{page.url.partition('#')[0]}#throughput")
    page.reload()

    expect(page.locator(".tab[aria-current]")).to_have_attribute("href", "#progress")
    assert "#audit" not in page.locator(".tab").evaluate_all("all => all.map(one => one.hash)")
