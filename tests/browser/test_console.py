"""The moderators' console, driven in a real browser against the whole embedded stack.

The tests of this page share one stack, so a test decides whatever item it is handed and asks the
service about that one; it only makes sure first that something waits.
"""

import base64
import hashlib
import io
import os
import re
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import telling_media
from tests.browser.conftest import fill_in, sign_in

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
READY_WITHIN_S = 60
# A key of words.json that found no words shows as itself, such as "review.back".
BARE_KEY = re.compile(r"\b[a-z_]+\.[a-z_]+[a-z]\b")


def new_id() -> str:
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def instant() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")


class Field:
    """A phone in the field, as far as the console's tests need one."""

    def __init__(self, stack) -> None:
        self.http = httpx.Client(base_url=stack.api, timeout=30)
        self.stack = stack

    def call(self, role, method, path, headers=None, **more):
        signed = {"Authorization": f"Bearer {self.stack.users[role]['token']}", **(headers or {})}
        return self.http.request(method, path, headers=signed, **more)

    def read(self, role, path):
        return self.call(role, "GET", path).raise_for_status().json()

    def visit_with_photo(self, content: bytes | None = None) -> str:
        """Record a visit with consent and one photo; return the visit's id once it waits."""
        return self.visits_with_photos(content or photo())[0]

    def visits_with_photos(self, *contents: bytes) -> list[str]:
        """Record a visit for each photo; return their ids once all of them wait."""
        made = [self._visit() for _ in contents]
        for visit_id, content in zip(made, contents, strict=True):
            self._upload(visit_id, content)
        deadline = time.monotonic() + READY_WITHIN_S
        for visit_id in made:
            while self.state_or_nothing(visit_id) != "pending_review":
                assert time.monotonic() < deadline, "the testimonial never came to the queue"
                time.sleep(0.1)
        return made

    def state_or_nothing(self, visit_id: str) -> str | None:
        found = self.call("moderator", "GET", f"/v1/testimonials/{visit_id}")
        return None if found.status_code == 404 else found.raise_for_status().json()["state"]

    def state_of(self, testimonial_id: str) -> str:
        return self.read("moderator", f"/v1/testimonials/{testimonial_id}")["state"]

    def _visit(self) -> str:
        booth_id = self.read("worker", "/v1/me")["scopes"][0]["area_id"]
        sheet = self.read("worker", f"/v1/worklist?booth={booth_id}&language=hi")
        visit_id, person = new_id(), sheet["items"][0]["beneficiary_id"]
        notice = {name: sheet["notice"][name] for name in ("notice_id", "version", "language")}
        whose = {"visit_id": visit_id, "beneficiary_id": person}
        visit = {**whose, "booth_id": booth_id, "outcome": "met", "started_at": instant()}
        purposes = ["record", "photo", "video", "publish"]
        consent = {**whose, "consent_id": new_id(), "purposes": purposes, "method": "signature"}
        changes = [("visit.recorded", visit), ("consent.given", {**consent, "notice": notice})]
        body = {"device_id": new_id(), "changes": [change(*one) for one in changes]}
        answer = self.call("worker", "POST", "/v1/sync", json=body).raise_for_status().json()
        assert [item["result"] for item in answer["items"]] == ["accepted", "accepted"]
        return visit_id

    def _upload(self, visit_id: str, content: bytes) -> None:
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        body = {
            "visit_id": visit_id, "kind": "photo", "content_type": "image/jpeg",
            "size_bytes": len(content), "sha256": digest,
        }  # fmt: skip
        grant = self.call("worker", "POST", "/v1/uploads", json=body).raise_for_status().json()
        files = {"file": ("photo.jpg", content, "image/jpeg")}
        httpx.post(grant["url"], data=grant["fields"], files=files, timeout=30).raise_for_status()


def change(kind: str, data: dict) -> dict:
    return {"change_id": new_id(), "type": kind, "at": instant(), "data": data}


def photo(exif: Image.Exif | None = None) -> bytes:
    """A small photo that no other visit has."""
    picture = Image.frombytes("RGB", (16, 12), os.urandom(16 * 12 * 3)).resize((1200, 900))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=80, exif=exif or Image.Exif())
    return held.getvalue()


@pytest.fixture(scope="module")
def field(stack) -> Iterator[Field]:
    made = Field(stack)
    yield made
    made.http.close()


@pytest.fixture
def open_console(new_page, stack):
    """Opens the console in a language and size."""

    def opened(role=None, language="en", size=DESK) -> Page:
        page = new_page(language, viewport=size)
        page.goto(f"{stack.api}/console")
        if role:
            sign_in(page, stack, role)
        return page

    return opened


def take(page: Page) -> str:
    """Take the next item; return its id once its buttons are awake."""
    page.click(".take")
    expect(page.locator("[data-action=approve]:not([aria-disabled])")).to_be_visible()
    return item_on(page)


def item_on(page: Page) -> str:
    return page.url.partition("#item/")[2]


def leaves(page: Page, testimonial_id: str) -> None:
    """Wait until the page shows another item or the queue."""
    page.wait_for_url(lambda url: testimonial_id not in url)


def becomes(field: Field, testimonial_id: str, *states: str) -> None:
    """Wait until the service says so: the page draws the next item before it has the answer."""
    end = time.monotonic() + READY_WITHIN_S
    while field.state_of(testimonial_id) not in states:
        assert time.monotonic() < end, f"never {states}: {field.state_of(testimonial_id)}"
        time.sleep(0.1)


APPROVED = ("approved", "publishing", "published")


def test_a_wrong_password_is_answered_with_what_to_do(open_console, stack):
    page = open_console()

    fill_in(page, stack.users["moderator"]["username"], "not-the-password")

    expect(page.locator(".banner-bad")).to_contain_text("Check both and try again")


def test_a_worker_is_told_that_the_page_is_for_moderators(open_console):
    page = open_console("worker")

    expect(page.locator("h1")).to_have_text("This page is for moderators")
    expect(page.locator(".take")).to_have_count(0)


def test_a_convener_reads_the_queue_and_takes_nothing(open_console, field):
    field.visit_with_photo()

    page = open_console("convener")

    expect(page.locator(".list li").first).to_be_visible()
    expect(page.locator(".take")).to_have_count(0)


def test_the_queue_shows_area_waiting_time_verdict_and_the_count_shown(open_console, field):
    field.visit_with_photo()

    page = open_console("moderator")

    row = page.locator(".row-link").first
    expect(row.locator("strong")).not_to_be_empty()
    expect(row.locator(".row-wait")).not_to_be_empty()
    expect(row.locator(".row-verdict .chip").first).not_to_be_empty()
    shown = page.locator(".row-link").count()
    expect(page.locator(".tab[aria-current] .count")).to_have_text(re.compile(rf"^{shown}\+?$"))


def test_an_item_shows_its_photo_findings_consent_and_time_left(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")

    take(page)

    picture = page.locator(".stage img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    expect(page.locator(".lock-left")).to_have_text(re.compile(r"Yours for (10:00|9:\d\d)"))
    expect(page.locator(".panel-consent")).to_contain_text("Signature")
    page.locator(".finding summary").first.click()
    expect(page.locator(".finding").first).to_contain_text("Rule")


def test_where_and_when_it_was_taken_is_shown_when_asked_for_and_written_down(
    open_console, field, stack
):
    exif = telling_media.exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    visit_id = field.visit_with_photo(photo(exif))
    page = open_console("moderator")

    page.goto(f"{stack.api}/console#item/{visit_id}")
    panel = page.locator(".panel-capture")
    expect(panel).to_contain_text("Each look is written down")
    assert "25.43" not in page.content()
    panel.get_by_role("button").click()

    expect(panel).to_contain_text("25.43581, 81.84631 (± 12 m)")
    expect(panel).to_contain_text("samsung SM-A155F")
    expect(panel).to_contain_text("2024")
    item = field.read("moderator", f"/v1/testimonials/{visit_id}")
    trail = field.read("moderator", f"/v1/audit/{item['beneficiary_id']}")["items"]
    read = [one["facts"]["media_id"] for one in trail if one["action"] == "capture_revealed"]
    assert read.count(item["media"][0]) == 1


def test_findings_come_worst_first(open_console, field, stack):
    twice = photo()
    field.visit_with_photo(twice)
    visit_id = field.visit_with_photo(twice)
    page = open_console("moderator")

    page.goto(f"{stack.api}/console#item/{visit_id}")

    expect(page.locator(".finding").first).to_be_visible()
    for group in ("unknown", "pass"):  # these are drawn once somebody asks
        page.click(f"[data-quiet={group}] > summary")
        expect(page.locator(f"[data-quiet={group}] .finding").first).to_be_visible()
    order = ["fail", "warn", "unknown", "pass"]
    shown = page.locator(".finding").evaluate_all("all => all.map(one => one.dataset.outcome)")
    assert (shown[0], shown[-1]) == ("warn", "pass")
    assert shown == sorted(shown, key=order.index)


def test_the_key_a_approves_and_goes_on(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.keyboard.press("a")
    leaves(page, testimonial_id)

    becomes(field, testimonial_id, *APPROVED)


def test_what_a_machine_altered_is_ticked_beside_the_approval(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)
    expect(page.locator(".panel-consent")).to_contain_text("no name")

    page.check("[name=ai_altered]")
    page.keyboard.press("a")  # the tick has the focus, and the key approves all the same
    leaves(page, testimonial_id)

    expect(page.locator(".last")).to_contain_text("a second person decides too")
    assert field.read("moderator", f"/v1/testimonials/{testimonial_id}")["ai_altered"] is True
    page.goto(f"{page.url.partition('#')[0]}#item/{testimonial_id}")
    expect(page.locator(".review-chips")).to_contain_text("Altered by AI")


def test_a_caption_written_here_goes_with_the_approval(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.fill("#caption-en", "Gas at home since April")
    page.click("[data-action=approve]")
    leaves(page, testimonial_id)

    becomes(field, testimonial_id, *APPROVED)
    kept = field.read("moderator", f"/v1/testimonials/{testimonial_id}")["captions"]
    assert kept["en"] == "Gas at home since April"


def test_keys_typed_into_a_caption_decide_nothing(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.locator("#caption-en").press_sequentially("airesun?")

    expect(page.locator("#caption-en")).to_have_value(re.compile("airesun\\?$"))
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert item_on(page) == testimonial_id
    assert field.state_of(testimonial_id) == "pending_review"


def test_a_rejection_waits_for_its_reason(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.keyboard.press("r")
    page.click("[data-confirm=reject]")
    expect(page.locator("dialog[open]")).to_be_visible()
    assert field.state_of(testimonial_id) == "pending_review"
    page.check("input[value=unclear_media]")
    page.click("[data-confirm=reject]")
    leaves(page, testimonial_id)

    becomes(field, testimonial_id, "rejected")


def test_each_reason_has_the_policys_words_beside_it(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    take(page)

    page.keyboard.press("r")

    choices = page.locator("dialog[open] .reason")
    expect(choices).to_have_count(8)
    for choice in choices.all():
        described = choice.locator("input").get_attribute("aria-describedby")
        assert len(page.locator(f"#{described}").inner_text()) > 30


def test_has_issues_sends_the_item_back(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.keyboard.press("i")
    page.check("input[value=private_data_visible]")
    page.click("[data-confirm=has_issues]")
    leaves(page, testimonial_id)

    becomes(field, testimonial_id, "has_issues")


def test_an_item_that_is_left_waits_for_others_again(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.get_by_role("link", name="Queue").click()
    expect(page.locator(".take")).to_be_visible()

    page.wait_for_function(
        "id => fetch(`v1/testimonials/${id}`, {headers: {Authorization: 'Bearer ' +"
        " JSON.parse(sessionStorage['sampark.session']).access_token}})"
        ".then(r => r.json()).then(one => one.lock === null)",
        arg=testimonial_id,
    )
    assert field.state_of(testimonial_id) == "pending_review"


def test_a_changed_item_is_not_decided_and_what_was_typed_stays(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)
    page.fill("#caption-en", "Kept over a reload")
    # Another window that renews the claim makes another version.
    version = field.read("moderator", f"/v1/testimonials/{testimonial_id}")["version"]
    seen = {"items": [{"testimonial_id": testimonial_id, "version": version}]}
    field.call("moderator", "POST", "/v1/reviews/renew", json=seen).raise_for_status()

    page.click("[data-action=approve]")

    refused = page.locator(f"[data-refused='{testimonial_id}']")
    expect(refused).to_contain_text("This item changed while you looked")
    assert field.state_of(testimonial_id) == "pending_review"
    if testimonial_id not in page.url:
        refused.get_by_role("button", name="Open it again").click()
    expect(page.locator(f"[data-testimonial='{testimonial_id}']")).to_be_visible()
    expect(page.locator("#caption-en")).to_have_value("Kept over a reload")


def test_an_item_with_a_colleague_can_be_read_and_not_decided(open_console, field, stack):
    field.visit_with_photo()
    taken = field.call("moderator_2", "POST", "/v1/reviews/claim", json={}).raise_for_status()
    testimonial_id = taken.json()["testimonial_id"]
    page = open_console("moderator")

    page.goto(f"{stack.api}/console#item/{testimonial_id}")

    expect(page.locator(".banner-note")).to_contain_text("A colleague has this item")
    expect(page.locator(".stage-cell").first).to_be_visible()
    expect(page.locator(".actions")).to_have_count(0)
    body = {"testimonial_id": testimonial_id}
    field.call("moderator_2", "POST", "/v1/reviews/release", json=body).raise_for_status()


def test_an_unknown_item_gets_a_sentence(open_console, stack):
    page = open_console("moderator")

    page.goto(f"{stack.api}/console#item/{new_id()}")

    expect(page.locator(".banner-bad")).to_contain_text("There is no such item")


def test_an_approved_item_shows_its_posts_and_an_intact_chain(open_console, field, stack):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)
    page.keyboard.press("a")
    leaves(page, testimonial_id)
    becomes(field, testimonial_id, *APPROVED)

    page.goto(f"{stack.api}/console#item/{testimonial_id}")
    expect(page.locator(".panel-publications")).to_be_visible()
    page.click(".panel-audit summary")

    expect(page.locator("[data-intact=true]")).to_be_visible()
    expect(page.locator(".panel-audit li").first).not_to_be_empty()


def test_single_keys_can_be_switched_off(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    testimonial_id = take(page)

    page.keyboard.press("?")
    page.uncheck("dialog[open] [name=keys]")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("r")

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert item_on(page) == testimonial_id


def test_what_is_covered_by_her_wish_is_approved_only_once_she_looked(open_console, field):
    field.visit_with_photo()
    page = open_console("moderator")
    page.click("[data-window=preferences]")
    page.check("dialog[open] [name=blur]")
    page.keyboard.press("Escape")
    page.reload()  # what she likes is kept in this browser

    page.click(".take")
    expect(page.locator(".why-not")).to_contain_text("Look at the photo before you approve")
    page.keyboard.press("a")
    page.hover(".stage-cell .covered")

    expect(page.locator("[data-action=approve]:not([aria-disabled])")).to_be_visible()
    expect(page.locator(".why-not")).to_have_count(0)
    assert field.state_of(item_on(page)) == "pending_review"


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_view_has_words_and_fits_its_screen(open_console, field, language, size):
    field.visit_with_photo()
    page = open_console("moderator", language=language, size=size)
    texts = []

    for view in (lambda: None, lambda: take(page), lambda: page.keyboard.press("r")):
        view()
        texts.append(page.locator("body").inner_text())
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    assert page.locator("html").get_attribute("lang") == language
    assert [key for text in texts for key in BARE_KEY.findall(text)] == []


def test_a_window_that_does_not_come_says_why_and_closes(open_console):
    page = open_console("moderator")
    page.context.set_offline(True)

    page.click("[data-window=preferences]")

    expect(page.locator("dialog[open]")).to_contain_text("could not be reached")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_window_of_an_older_release_says_to_load_the_page_again(open_console):
    page = open_console("moderator")
    newer = '<script type="module" src="assets/0123456789abcdef/withdraw/withdraw.js"></script>'
    page.route("**/withdraw", lambda route: route.fulfill(body=newer, content_type="text/html"))
    page.route("**/preferences.js", lambda route: route.fulfill(status=404, body="{}"))

    page.click("[data-window=preferences]")

    expect(page.locator("dialog[open]")).to_contain_text("newer version of this page")
