"""The field worker's page against the whole embedded stack, as a cheap phone meets it.

Every test signs in on a screen of 360 px in Hindi and makes its own new visits, so the tests may
run in any order and on people who were visited before. What the page claims is checked against
the API.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    Route,
    ViewportSize,
    expect,
)

from chalicelib.domain.rejections import SENTENCES, RejectReason
from tests import media_factory
from tests.bad_line import bad_line
from tests.browser.conftest import file_of
from tests.large_files import grown

SCREEN: ViewportSize = {"width": 360, "height": 740}
PATIENCE_MS = 20_000
MEDIA_PATIENCE_MS = 90_000
PURPOSES = ("record", "contact", "photo", "video", "publish")
MIB = 1024 * 1024

Files = dict[str, Path]


class Stack(Protocol):
    """What these tests need of the running stack."""

    api: str
    users: dict[str, dict[str, str]]
    info: dict[str, Any]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A photo, a cut photo, a short video, and that video grown past the one-request limit."""
    folder = tmp_path_factory.mktemp("picked")
    photo = media_factory.jpeg(folder / "photo.jpg", orientation=6)
    clip = media_factory.clip(folder / "clip.mp4")
    cut = media_factory.cut(photo, folder / "cut.jpg", 0.5)
    big = grown(clip, folder / "big.mp4", 17 * MIB)
    return {"photo": photo, "clip": clip, "cut": cut, "big": big}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone with its own memory; a fault of the page or a breach of its policy is an error."""
    context = browser.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if _is_fault(said.text) else None)
    yield context
    context.close()
    assert faults == []


def _is_fault(said: str) -> bool:
    return bool(re.search("Content Security Policy|TrustedHTML|Uncaught", said))


@pytest.fixture
def page(phone: BrowserContext, stack: Stack) -> Page:
    return _signed_in(phone, stack)


def _signed_in(phone: BrowserContext, stack: Stack) -> Page:
    worker = stack.users["worker"]
    page = phone.new_page()
    page.goto(f"{stack.api}/field")
    page.fill("[name=username]", worker["username"])
    page.fill("[name=password]", worker["password"])
    page.click("[type=submit]")
    page.wait_for_selector(".person")
    return page


def _ask(stack: Stack, path: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {stack.users['worker']['token']}"}
    answer = httpx.get(f"{stack.api}{path}", headers=headers, timeout=PATIENCE_MS / 1000)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _worklist(page: Page, stack: Stack, language: str = "hi") -> dict[str, Any]:
    picker = page.locator("#booth")
    mine = [s for s in _ask(stack, "/v1/me")["scopes"] if s["role"] == "worker"]
    booth = picker.input_value() if picker.count() else mine[0]["area_id"]
    return _ask(stack, f"/v1/worklist?booth={booth}&language={language}")


def _open_person(page: Page, nth: int) -> str:
    """Open the form of a new visit to the nth person; returns the beneficiary's id."""
    page.locator("a.person").nth(nth).click()
    page.wait_for_selector("[name=outcome], #new-visit")
    if page.locator("#new-visit").count():
        page.click("#new-visit")
    page.wait_for_selector("[name=outcome]")
    return page.url.split("#person/")[1]


def _fill_in(page: Page, *purposes: str) -> None:
    page.check("[name=outcome][value=met]")
    for purpose in purposes:
        page.check(f"[name=purpose][value={purpose}]")
    if purposes:
        page.check("[name=method][value=spoken]")


def _visit(page: Page, nth: int, *purposes: str) -> str:
    person = _open_person(page, nth)
    _fill_in(page, *purposes)
    page.click("#save-visit")
    page.wait_for_selector("#new-visit")
    return person


def _all_sent(page: Page) -> None:
    page.wait_for_selector(".status[data-unsent='0']")


def _row(page: Page, stack: Stack, person: str) -> dict[str, Any]:
    items = _worklist(page, stack)["items"]
    return next(item for item in items if item["beneficiary_id"] == person)


def _upload(page: Page, state: str) -> Locator:
    page.wait_for_selector(f".upload[data-state={state}]", timeout=MEDIA_PATIENCE_MS)
    return page.locator(f".upload[data-state={state}]")


def _posted(page: Page, ending: str) -> list[dict[str, Any]]:
    """Collects the JSON bodies of POSTs whose address ends so."""
    seen: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith(ending):
            seen.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    return seen


def _breaking(times: int) -> Callable[[Route], None]:
    """A network that breaks the first `times` requests it sees."""
    left = [times]

    def handle(route: Route) -> None:
        left[0] -= 1
        if left[0] >= 0:
            route.abort("connectionreset")
        else:
            route.fallback()

    return handle


def test_nothing_is_agreed_to_for_her_and_a_sticker_needs_the_owner(page: Page) -> None:
    _open_person(page, 0)

    page.check("[name=outcome][value=met]")

    assert page.locator("[name=purpose]").count() == len(PURPOSES)
    assert page.locator("input[type=checkbox]:checked").count() == 0
    expect(page.locator("[name=sticker_placed]")).to_be_disabled()
    page.check("[name=owner_agreed]")
    page.check("[name=sticker_placed]")
    page.uncheck("[name=owner_agreed]")
    expect(page.locator("[name=sticker_placed]")).not_to_be_checked()


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_notice_is_shown_word_for_word_in_the_chosen_language(
    page: Page, stack: Stack, language: str
) -> None:
    notice = _worklist(page, stack, language)["notice"]
    _open_person(page, 0)
    page.check("[name=outcome][value=met]")

    page.click(f"button[lang={language}]")

    expect(page.locator(f"#notice[lang={language}]")).to_be_visible()
    assert page.locator("#notice").evaluate("node => node.textContent") == notice["text"]


def test_a_visit_and_its_consent_reach_the_service_in_one_call(page: Page, stack: Stack) -> None:
    calls = _posted(page, "/v1/sync")

    person = _visit(page, 0, "record", "photo")

    _all_sent(page)
    assert [[change["type"] for change in call["changes"]] for call in calls] == [
        ["visit.recorded", "consent.given"]
    ]
    data = calls[0]["changes"][1]["data"]
    assert (data["purposes"], data["method"]) == (["record", "photo"], "spoken")
    assert data["notice"]["language"] == "hi"
    assert _row(page, stack, person)["outcome"] == "met"


def test_only_what_was_agreed_to_opens_a_camera(page: Page) -> None:
    _visit(page, 1, "record", "photo")

    assert page.locator("#take-photo").get_attribute("capture") == "environment"
    assert page.locator("#take-video").count() == 0
    expect(page.locator(".media-kind button:has-text('वीडियो')")).to_be_disabled()


def test_consent_without_a_method_is_not_saved(page: Page) -> None:
    _open_person(page, 2)
    page.check("[name=outcome][value=met]")
    page.check("[name=purpose][value=photo]")

    page.click("#save-visit")

    expect(page.locator("form .trouble")).not_to_be_empty()
    assert page.locator("#new-visit").count() == 0


def test_a_photo_goes_out_and_comes_back_as_a_small_picture(page: Page, files: Files) -> None:
    _visit(page, 2, "record", "photo")

    page.set_input_files("#take-photo", files["photo"])

    picture = _upload(page, "ready").locator("img")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_big_video_goes_in_parts_and_a_broken_part_goes_again_alone(
    page: Page, files: Files
) -> None:
    _visit(page, 3, "record", "video")
    grants = _posted(page, "/v1/uploads")
    puts: list[str] = []
    page.on("request", lambda sent: puts.append(sent.url) if sent.method == "PUT" else None)
    page.route(re.compile("partNumber=2"), _breaking(1))

    page.set_input_files("#take-video", files["big"])

    _upload(page, "ready")
    numbers = [number for url in puts for number in re.findall(r"partNumber=(\d+)", url)]
    assert numbers == ["1", "2", "2", "3", "4"]
    assert len({grant["upload_id"] for grant in grants}) == 1


def test_a_grant_that_lapsed_during_a_call_is_renewed_before_anything_is_sent_in_vain(
    page: Page, files: Files
) -> None:
    def lapsed(route: Route) -> None:
        answer = route.fetch()
        now = answer.headers["date"]
        ended = parsedate_to_datetime(now).isoformat()
        route.fulfill(response=answer, json={**answer.json(), "expires_at": ended})

    _visit(page, 4, "record", "video")
    puts: list[str] = []
    page.on("request", lambda sent: puts.append(sent.url) if sent.method == "PUT" else None)
    page.route(re.compile("/v1/uploads$"), lapsed)
    renewals = _posted(page, "/parts")

    page.set_input_files("#take-video", files["big"])

    _upload(page, "ready")
    assert renewals == [{"numbers": [1, 2, 3, 4]}]
    assert len(puts) == 4


def test_three_times_without_a_network_cost_a_long_video_less_than_a_tenth_more(
    browser: Browser, stack: Stack, files: Files, tmp_path: Path
) -> None:
    long_bytes, part = 96 * MIB, 5 * MIB
    video = grown(files["clip"], tmp_path / "long.mp4", long_bytes)
    breaks = [round(share * part) for share in (2.5, 8.9, 14.4)]
    with bad_line(stack.info["aws_endpoint"], breaks) as line:
        proxy: Any = {"server": line.address, "bypass": "<-loopback>"}
        phone = browser.new_context(viewport=SCREEN, proxy=proxy)
        phone.set_default_timeout(PATIENCE_MS)
        page = _signed_in(phone, stack)
        _visit(page, 3, "record", "video")
        page.set_input_files("#take-video", video)
        for count in (1, 2, 3):
            line.wait_for_break(count, within_s=60, meanwhile=lambda: page.wait_for_timeout(5))
            phone.set_offline(True)
            page.wait_for_timeout(100)
            phone.set_offline(False)
        _upload(page, "ready")
        phone.close()

    assert line.broken == 3
    assert long_bytes < line.sent < 1.1 * long_bytes


def test_a_cut_photo_is_rejected_in_a_sentence_of_her_language(page: Page, files: Files) -> None:
    _visit(page, 4, "record", "photo")

    page.set_input_files("#take-photo", files["cut"])

    words = _upload(page, "rejected").inner_text()
    assert any(SENTENCES[reason]["hi"] in words for reason in RejectReason)


def test_a_visit_made_without_a_network_survives_a_closed_tab(
    page: Page, phone: BrowserContext, stack: Stack
) -> None:
    phone.set_offline(True)
    person = _visit(page, 5, "record")
    expect(page.locator(".status")).to_have_attribute("data-unsent", "2")
    page.close()

    phone.set_offline(False)
    again = _signed_in(phone, stack)

    _all_sent(again)
    again.goto(f"{stack.api}/field#person/{person}")
    again.wait_for_selector("#new-visit")
    assert _row(again, stack, person)["outcome"] == "met"


def test_a_picked_file_survives_a_closed_tab_and_goes_on_when_she_says(
    page: Page, phone: BrowserContext, stack: Stack, files: Files
) -> None:
    person = _visit(page, 6, "record", "photo")
    _all_sent(page)
    phone.set_offline(True)
    page.set_input_files("#take-photo", files["photo"])
    page.wait_for_selector(".status[data-uploads='1']")
    page.close()
    phone.set_offline(False)

    again = _signed_in(phone, stack)
    again.goto(f"{stack.api}/field#person/{person}")
    _upload(again, "waiting")
    again.click(".status button")

    _upload(again, "ready")
    expect(again.locator(".status")).to_have_attribute("data-uploads", "0")


def test_a_lost_answer_is_asked_for_again_without_a_second_visit(page: Page) -> None:
    calls = _posted(page, "/v1/sync")
    lost: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.fallback()
            return
        lost.append(route)
        route.fetch()
        route.abort("connectionreset")

    page.route("**/v1/sync", lose_the_first)

    _visit(page, 7, "record")

    _all_sent(page)
    ids = [[change["change_id"] for change in call["changes"]] for call in calls]
    assert ids[0] == ids[1]
    assert page.locator(".refusal").count() == 0


def test_a_refused_change_says_why_and_stops_no_other(page: Page) -> None:
    def spoil(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        body["changes"][0]["data"]["booth_id"] = "01890000-0000-7000-8000-00000000beef"
        route.continue_(post_data=json.dumps(body))

    page.route("**/v1/sync", spoil, times=1)

    _visit(page, 8, "record")

    refusal = page.locator(".refusal")
    refusal.wait_for()
    _all_sent(page)
    assert refusal.locator("p").count() == 2
    refusal.locator("button").click()
    expect(refusal).to_have_count(0)


def test_a_withdrawal_is_asked_about_once_and_closes_the_cameras(page: Page, stack: Stack) -> None:
    person = _visit(page, 9, *PURPOSES)
    _all_sent(page)

    page.click("#withdraw")
    page.click("dialog button:not(#withdraw-yes)")
    expect(page.locator("#take-photo")).to_have_count(1)
    page.click("#withdraw")
    page.click("#withdraw-yes")

    expect(page.locator("#take-photo, #take-video, #withdraw")).to_have_count(0)
    _all_sent(page)
    assert _row(page, stack, person)["missing"] == []


def test_consent_given_on_another_phone_can_be_taken_back_on_this_one(
    page: Page, browser: Browser, stack: Stack
) -> None:
    person = _visit(page, 7, "record", "video")
    _all_sent(page)
    other = browser.new_context(viewport=SCREEN)

    here = _signed_in(other, stack)
    here.goto(f"{stack.api}/field#person/{person}")
    expect(here.locator("#take-video")).to_have_count(1)
    here.click("#withdraw")
    here.click("#withdraw-yes")

    expect(here.locator("#take-video, #withdraw")).to_have_count(0)
    _all_sent(here)
    assert _row(here, stack, person)["missing"] == []
    assert _row(here, stack, person)["purposes"] == []
    other.close()


def test_a_half_filled_form_is_there_again_after_the_page_was_lost(page: Page) -> None:
    _open_person(page, 0)
    _fill_in(page, "photo")
    page.wait_for_selector("form[data-kept='3'][data-touches='3']")

    page.reload()
    page.wait_for_selector("[name=outcome], #new-visit")
    if page.locator("#new-visit").count():
        page.click("#new-visit")

    expect(page.locator("[name=purpose][value=photo]")).to_be_checked()
    expect(page.locator("[name=method][value=spoken]")).to_be_checked()


def test_people_are_found_by_a_name_in_either_script(page: Page, stack: Stack) -> None:
    items = _worklist(page, stack)["items"]
    wanted = items[3]

    for name in wanted["names"].values():
        page.fill("#search", name)
        found = page.locator(f"a.person[href='#person/{wanted['beneficiary_id']}']")
        expect(found).to_be_visible()
        page.fill("#search", "xyzzy")
        expect(page.locator("a.person")).to_have_count(0)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_nothing_is_wider_than_a_small_phone_or_too_small_for_a_thumb(
    page: Page, language: str
) -> None:
    page.click(f"button[lang={language}]")
    _open_person(page, 0)
    _fill_in(page, "photo")

    assert page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"]
    small = """[...document.querySelectorAll("button, a:not(.skip), select, .choice, .tick")]
      .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
      .map((node) => node.textContent)"""
    assert page.evaluate(small) == []


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 119, 5 * MIB + 3])
def test_the_hash_of_slices_is_the_hash_of_the_whole(page: Page, size: int) -> None:
    data = os.urandom(size)

    made = page.evaluate(
        """async ([address, text, step]) => {
          const { Sha256 } = await import(address);
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const hash = new Sha256();
          for (let at = 0; at < bytes.length; at += step) {
            hash.update(bytes.subarray(at, at + step));
          }
          return btoa(String.fromCharCode(...hash.digest()));
        }""",
        [file_of(page, "field/sha256.js"), base64.b64encode(data).decode(), max(1, size // 3 - 1)],
    )

    assert made == base64.b64encode(hashlib.sha256(data).digest()).decode()
