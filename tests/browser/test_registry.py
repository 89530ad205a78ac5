"""The page of those who steer an area, in a real browser against the whole embedded stack.

The tests of this page share one stack, so each makes what it looks for, and finds it by its id.
"""

import io
import os
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
COUNTED_WITHIN_S = 60
IMPORTED_WITHIN_MS = 60_000
SECTIONS = ("progress", "imports", "calls", "held", "workshops", "patterns", "agreement")
# A key of words.json that found no words shows as itself, such as "held.admit".
BARE_KEY = re.compile(
    r"\b(?:registry|progress|count|level|flag|figures|kind|imports|columns?|needed|calls|unmatched"
    r"|held(?:_\w+)?|workshops|plan|wall|shell|download|person)\.[a-z_.]+[a-z]\b"
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
