"""The registry's page of webhooks, in a real browser against the embedded stack."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chalicelib.domain.signed_deliveries import Trouble
from chalicelib.domain.webhooks import DeliveryState, EventType
from chalicelib.services.delivering import UNWANTED
from tests.browser.conftest import sign_in
from tests.browser.test_registry import DESK, PHONE, Office
from tests.entry.test_words import words_of

BARE_KEY = re.compile(
    r"\b(?:webhooks|secret|rotate|deliver(?:ies|y_state)|try_reason|off_reason|event|verify"
    r"|registry)\.(?!md\b)[a-z_.]+[a-z]\b"
)


class Receiver(HTTPServer):
    """An operator's own system: it keeps the headers of what it is told, and answers `status`."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Told)
        self.told: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/events"


class Told(BaseHTTPRequestHandler):
    """One message."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def office(stack) -> Iterator[Office]:
    made = Office(stack)
    yield made
    made.http.close()


@pytest.fixture
def webhook(office, receiver) -> Iterator[str]:
    """A webhook of the receiver's, gone afterwards: a campaign has few."""
    webhook_id = office.post("admin", "/v1/webhooks", {"url": receiver.url})["webhook_id"]
    yield webhook_id
    office.call("admin", "DELETE", f"/v1/webhooks/{webhook_id}").raise_for_status()


@pytest.fixture
def open_page(new_page: Callable[..., Page], stack) -> Callable[..., Page]:
    """Opens an address of the registry as somebody, in a language and size."""

    def opened(address="webhooks", role="admin", language="en", size=DESK) -> Page:
        page = new_page(language, viewport=size)
        page.goto(f"{stack.api}/registry#{address}")
        sign_in(page, stack, role)
        return page

    return opened


def test_webhooks_are_an_admins_business(open_page):
    page = open_page(role="convener")

    expect(page.locator("main .tab").first).to_be_visible()
    expect(page.locator("main .tab[href='#webhooks']")).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-view", "progress")


def test_a_webhook_is_made_and_its_secret_is_shown_once(open_page, office, receiver):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#new-webhook")
    page.fill("#webhook-url", receiver.url)
    page.uncheck("#webhook-all")
    page.click("#webhook-go")
    expect(page.locator(".banner-bad")).to_contain_text("Choose one event at least")
    page.check("[value='publication.posted']")

    page.click("#webhook-go")

    secret = page.locator("#webhook-secret")
    expect(secret).to_have_text(re.compile("^whsec_"))
    text = secret.inner_text()
    page.click("#copy-secret")
    expect(page.locator(".secret-panel [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.click("#secret-kept")
    expect(secret).to_have_count(0)
    page.reload()
    expect(page.locator("h1")).to_have_text(receiver.url)
    expect(secret).to_have_count(0)
    webhook_id = page.url.rpartition("/")[2]
    kept = office.read("admin", f"/v1/webhooks/{webhook_id}")
    assert (kept["url"], kept["types"]) == (receiver.url, ["publication.posted"])
    office.call("admin", "DELETE", f"/v1/webhooks/{webhook_id}").raise_for_status()


def test_an_address_that_we_must_not_call_is_refused_at_its_field(open_page):
    page = open_page("webhooks/new")
    page.fill("#webhook-url", "https://10.0.0.1/events")

    page.click("#webhook-go")

    expect(page.locator("#webhook-url")).to_be_focused()
    expect(page.locator(".fault, .form-trouble .banner-bad")).not_to_be_empty()


def test_a_test_message_arrives_and_is_sent_again_with_the_same_id(open_page, webhook, receiver):
    page = open_page(f"webhooks/{webhook}")
    page.click("[data-do=test]")
    own = page.locator(".delivery")
    expect(own.locator(".chip")).to_have_text("delivered")
    own.locator("summary").click()
    expect(own.locator(".tries")).to_contain_text("taken (204)")
    own.locator("summary").click()

    own.locator("[data-do=replay]").click()

    expect(own.locator("summary")).to_contain_text("Tries (2)")
    assert len({each["webhook-id"] for each in receiver.told}) == 1
    assert len(receiver.told) >= 2


def test_a_receiver_that_wants_no_more_is_switched_off_and_on_again(open_page, webhook, receiver):
    receiver.status = 410
    page = open_page(f"webhooks/{webhook}")
    page.click("[data-do=test]")
    expect(page.locator(".webhook-about")).to_contain_text("the receiver answered 410")
    expect(page.locator("[data-do=test]")).to_have_count(0)

    page.click("[data-do=on]")
    page.click("[data-confirm=on]")

    expect(page.locator(".webhook-about .chip")).to_have_text("on")
    expect(page.locator("[data-do=test]")).to_be_visible()


def test_a_secret_is_rotated_and_messages_carry_both_signatures(open_page, webhook, receiver):
    page = open_page(f"webhooks/{webhook}")
    page.click("[data-do=rotate]")
    expect(page.locator("dialog")).to_contain_text("If it leaked, rotate twice.")
    page.click("[data-confirm=rotate]")
    expect(page.locator("#webhook-secret")).to_have_text(re.compile("^whsec_"))
    expect(page.locator("#copy-secret")).to_be_focused()

    page.click("[data-do=test]")

    expect(page.locator(".delivery .chip")).to_have_text("delivered")
    assert len(receiver.told[-1]["webhook-signature"].split(" ")) == 2


def test_a_webhook_is_changed_switched_off_and_removed(open_page, office, receiver):
    webhook_id = office.post("admin", "/v1/webhooks", {"url": receiver.url})["webhook_id"]
    page = open_page(f"webhooks/{webhook_id}/change")
    page.fill("#webhook-url", f"{receiver.url}/new")
    page.click("#webhook-go")
    expect(page.locator("h1")).to_have_text(f"{receiver.url}/new")
    page.click("[data-do=off]")
    expect(page.locator("dialog")).to_contain_text("never told it")
    page.click("[data-confirm=off]")
    expect(page.locator(".webhook-about")).to_contain_text("An admin switched it off.")

    page.click("[data-do=remove]")
    page.click("[data-confirm=remove]")

    expect(page.locator("#new-webhook")).to_be_visible()
    expect(page.locator(f"[data-webhook='{webhook_id}']")).to_have_count(0)
    assert office.call("admin", "GET", f"/v1/webhooks/{webhook_id}").status_code == 404


def test_the_page_has_words_for_every_code():
    known = words_of("registry")["en"]
    families = {"event": EventType, "delivery_state": DeliveryState, "try_reason": Trouble}

    wanted = {f"{name}.{code.value}" for name, codes in families.items() for code in codes}

    assert (wanted | {f"off_reason.{UNWANTED}"}) - known.keys() == set()


@pytest.mark.parametrize(("language", "size"), [("hi", PHONE), ("en", DESK)])
def test_every_page_of_webhooks_has_words_and_fits(open_page, webhook, language, size):
    page = open_page(language=language, size=size)

    for address in (
        "webhooks",
        f"webhooks/{webhook}",
        f"webhooks/{webhook}/change",
        "webhooks/new",
    ):
        page.goto(f"{page.url.partition('#')[0]}#{address}")
        expect(page.locator("main h1")).not_to_be_empty()
        expect(page.locator(".loading")).to_have_count(0)
        page.locator("main summary").evaluate_all("all => all.forEach(one => one.click())")
        page.locator(".example").evaluate_all("all => all.forEach(one => one.remove())")
        assert BARE_KEY.findall(page.locator("main").inner_text()) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
