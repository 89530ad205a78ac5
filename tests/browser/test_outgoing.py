"""The registry's pages of posts and takedowns, in a real browser against the embedded stack.

One testimonial is really posted and taken down; what takes a network's trouble to come about is put
into the service's answers on their way.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.domain.choice_words import told_choice
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.takedowns import TakedownKind, Tried
from tests.browser.conftest import file_of, sign_in
from tests.browser.test_registry import DESK, PHONE, ask_again, saved
from tests.browser.visits import Visits, jpeg
from tests.entry.test_words import words_of

BARE_KEY = re.compile(
    r"\b(?:outgoing(?:_group)?|post|chosen|takedown(?:_kind)?|proof|tried|clock|settle|order"
    r"|removed|digest|publication|count|registry|explain|rework|publications)\.[a-z_.]+[a-z]\b"
)
POSTED_WITHIN_S = 60
WORDS = {"hi": "अब नल घर में है।", "en": "Now the tap is in our house."}
CHOSEN = {
    "turn": "3", "lane": "d-1", "place": "2", "waiting": "14", "passed": "2", "strength": "0.917",
    "waited_s": "9000", "language": "hi", "share": "0.25",
}  # fmt: skip


def later(**ago: float) -> str:
    now = datetime.fromtimestamp(time.time(), UTC)
    return (now + timedelta(**ago)).isoformat(timespec="seconds")


def post(name: str, state: str, **more: Any) -> dict[str, Any]:
    """A publication as the service tells of one; `name` is its channel's."""
    return {
        "publication_id": f"p-{name}", "testimonial_id": f"t-{name}-abc123",
        "channel_id": f"c-{name}", "channel_name": name, "state": state,
        "permalink": None, "reason": None, "told": "",
        "reason_text": None, "attempts": 1, "content_version": 1, "slot_at": None, "due_at": None,
        "changed_at": later(hours=-2), "posted_at": None, "chosen": None, "takedown": None,
        "metrics": None, "needs_a_person": False, "version": 4, "area_id": "booth", **more,
    }  # fmt: skip


def going(**more: Any) -> dict[str, Any]:
    live = {"at": later(minutes=-9), "by": "system", "result": "still_live"}
    return {
        "kind": "order", "at": later(hours=-1), "deadline_at": later(minutes=42, seconds=30),
        "is_late": False, "reference": "DEO/17", "note": "", "tries": 2, "gone_at": None,
        "attempts": [{**live, "reason": "network_trouble", "link": "https://net.example/p/1"}],
        **more,
    }  # fmt: skip


LATE = going(deadline_at=later(hours=-1, minutes=-5), is_late=True)
GONE = going(gone_at=later(minutes=-1))
POSTS = (
    post("Failed", "failed", reason="media_refused", told="Invalid aspect ratio",
         reason_text={"hi": "फ़ोटो नहीं ली।", "en": "The network did not take the photo."}),
    post("Clock", "takedown_due", takedown=going(), permalink="https://net.example/p/1"),
    post("Late", "takedown_failed", takedown=LATE, needs_a_person=True),
    post("Unclear", "unconfirmed", needs_a_person=True),
    post("Held", "held"),
    post("Waits", "scheduled"),
    post("Slot", "scheduled", slot_at="2026-11-14T12:00:00Z", chosen=CHOSEN),
    post("Out", "posted", posted_at=later(hours=-3), permalink="https://net.example/p/2",
         metrics={"views": 1234, "reactions": 56, "comments": None, "shares": 0, "at": later()}),
    post("Gone", "taken_down", takedown=GONE),
    post("Cancelled", "cancelled"),
)  # fmt: skip


@pytest.fixture(scope="module")
def visits(stack) -> Iterator[Visits]:
    made = Visits(stack)
    yield made
    made.http.close()


@pytest.fixture
def open_page(new_page: Callable[..., Page], stack) -> Callable[..., Page]:
    """Opens a page as somebody, in a language and size; `posts` stand in for the service's."""

    def opened(
        address="registry#outgoing", role="convener", language="en", size=DESK, posts=None
    ) -> Page:  # fmt: skip
        page = new_page(language, viewport=size, accept_downloads=True)
        if posts is not None:
            telling(page, posts)
        page.goto(f"{stack.api}/{address}")
        sign_in(page, stack, role)
        return page

    return opened


def telling(page: Page, posts) -> None:
    """Let the service tell of these publications."""

    def tell(route: Route) -> None:
        asked = {
            name: value[0] for name, value in parse_qs(urlsplit(route.request.url).query).items()
        }
        states = asked["state"].split(",")
        wanted = [each for each in posts if each["state"] in states]
        found = [
            each
            for each in wanted
            if asked.get("channel", each["channel_id"]) == each["channel_id"]
        ]
        route.fulfill(json={"items": found, "next_cursor": None})

    page.unroute("**/v1/publications?*")
    page.route("**/v1/publications?*", tell)


def row(page: Page, name: str):
    return page.locator(f"[data-publication='p-{name}']")


def approved(visits: Visits, person: int) -> str:
    visit_id = visits.held(visits.made(("photo", jpeg()), person=person))
    tag = visits.call("moderator", "POST", "/v1/reviews/claim", json={"testimonial_id": visit_id})
    match = {"If-Match": tag.raise_for_status().headers["ETag"]}
    body = {"decision": "approve", "captions": WORDS}
    path = f"/v1/testimonials/{visit_id}"
    visits.call(
        "moderator", "POST", f"{path}/decision", json=body, headers=match
    ).raise_for_status()
    becomes(visits, visit_id, "posted")
    return visit_id


def becomes(visits: Visits, visit_id: str, state: str) -> None:
    end = time.monotonic() + POSTED_WITHIN_S
    path = f"/v1/testimonials/{visit_id}/publications"
    while [one["state"] for one in visits.read("moderator", path)["items"]] != [state]:
        assert time.monotonic() < end, f"its post never was {state}"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def posted(visits) -> str:
    return approved(visits, 0)


def test_what_needs_a_person_comes_first_and_says_what_to_do(open_page):
    page = open_page(posts=POSTS)

    names = page.locator("[data-group=attention] .outgoing strong")
    expect(names).to_have_text(["Late", "Clock", "Unclear", "Failed"])
    expect(row(page, "Late")).to_contain_text("late by 1 h")
    # The stand-in's clock runs from when this file was read.
    expect(row(page, "Clock")).to_contain_text(re.compile(r"\d+ min left"))
    expect(row(page, "Unclear")).to_contain_text("say here what you found")
    expect(row(page, "Failed")).to_contain_text("The network did not take the photo.")
    expect(row(page, "Failed").locator("q")).to_have_text("Invalid aspect ratio")
    expect(row(page, "Gone")).to_contain_text("gone in time")


def test_a_row_tells_slot_choice_link_and_what_the_network_counted(open_page):
    page = open_page(posts=POSTS)

    # The campaign's clock, not the reader's.
    expect(row(page, "Slot")).to_contain_text("goes out at 14 Nov, 5:30 pm")
    row(page, "Slot").locator("summary").click()
    expect(row(page, "Slot").locator(".post-why > p").first).to_have_text(told_choice(CHOSEN)["en"])
    out = row(page, "Out").locator(".post-facts")
    expect(out).to_contain_text("1,234")
    # What a network does not tell is no nought; a nought is.
    expect(out.locator("dt")).to_contain_text(["Posted", "Views", "Reactions", "Shares", "Counted"])
    expect(out.locator("a")).to_have_attribute("href", "https://net.example/p/2")
    story = row(page, "Out").locator("a[href^='explain']")
    expect(story).to_have_attribute("href", "explain?id=t-Out-abc123")


@pytest.mark.parametrize("language", ["hi", "en"])
def test_why_it_was_chosen_is_told_as_the_service_tells_it(open_page, language):
    changes = (
        {},
        {"place": "1", "passed": "0"},
        {"waiting": "1"},
        {"language": ""},
        {"language": "ta"},
    )
    all_chosen = [{}, *({**CHOSEN, **change} for change in changes)]
    page = open_page(posts=(), language=language)
    expect(page.locator("h1")).to_be_visible()

    told = page.evaluate(
        "async ([address, all]) => all.map((await import(address)).whyChosen)",
        [file_of(page, "posts/chosen.js"), all_chosen],
    )

    assert told == [told_choice(chosen)[language] for chosen in all_chosen]


def test_the_pages_have_words_for_every_code():
    known = words_of("posts")["en"].keys() | words_of("registry")["en"].keys()
    families = {"takedown_kind": TakedownKind, "tried": Tried, "publication": PublicationState}

    wanted = {f"{name}.{code.value}" for name, codes in families.items() for code in codes}

    assert wanted - known == set()


def test_the_proof_of_a_takedown_is_there_to_read(open_page):
    page = open_page(posts=POSTS)
    proof = row(page, "Clock").locator(".takedown")
    expect(proof).to_contain_text("DEO/17")

    proof.locator("summary").click()

    tries = proof.locator(".tries li")
    expect(tries).to_contain_text(["still there"])
    expect(tries).to_contain_text(["the network has trouble"])
    expect(tries.locator("a")).to_have_attribute("href", "https://net.example/p/1")
    expect(proof).to_contain_text("The first try and the last ones are kept.")


def test_a_state_and_a_channel_are_picked_and_the_address_follows(open_page):
    page = open_page("registry#outgoing/failed", posts=POSTS)
    expect(page.locator(".outgoing")).to_have_count(1)
    page.select_option("#outgoing-show", "attention")
    expect(page.locator(".outgoing")).to_have_count(4)
    assert page.url.endswith("#outgoing/attention")

    page.select_option("#outgoing-show", "")

    expect(page.locator(".outgoing")).to_have_count(len(POSTS))
    _, text = saved(page, "[data-download=csv]")
    lines = text.decode("utf-8-sig").splitlines()
    assert len(lines) == len(POSTS) + 1
    assert any("Invalid aspect ratio" in line and "failed" in line for line in lines)


def test_one_channel_alone_is_asked_for(open_page):
    page = open_page("registry#outgoing//c-Out", posts=POSTS)

    expect(page.locator(".outgoing strong")).to_have_text(["Out"])
    expect(page.locator("#outgoing-channel")).to_have_value("c-Out")


def answering(page: Page, path: str, answer: Any, status: int = 200) -> list[Any]:
    """Answer a write, and return what is sent, as it comes."""
    sent: list[Any] = []

    def tell(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=status, json=answer)

    page.route(f"**/v1/testimonials/**/{path}", tell)
    return sent


def test_somebody_says_that_an_unclear_post_is_there(open_page):
    page = open_page(posts=POSTS)
    link = "https://net.example/p/9"
    after = post("Unclear", "posted", permalink=link)
    sent = answering(page, "settle", after)
    row(page, "Unclear").locator("[data-do=there]").press("Enter")
    page.fill("#ask-link", link)
    page.fill("#ask-note", "Seen on the page")

    page.keyboard.press("Tab")
    page.click("[data-confirm=there]")

    expect(row(page, "Unclear").first).to_contain_text("Noted: it is there.")
    expect(row(page, "Unclear").first.locator("a[href='https://net.example/p/9']")).to_be_visible()
    expect(row(page, "Unclear").first.locator(".outgoing-head")).to_be_focused()
    assert sent == [{"outcome": "posted", "note": "Seen on the page", "permalink": link}]


def test_a_link_that_is_refused_is_said_at_its_field(open_page):
    page = open_page(posts=POSTS)
    fault = {"field": "permalink", "message": "Copy the post's own link, with https"}
    answering(page, "settle", {"type": "/problems/invalid-input", "errors": [fault]}, status=422)
    row(page, "Unclear").locator("[data-do=there]").click()
    page.fill("#ask-link", "http://net.example/p/9")

    page.click("[data-confirm=there]")

    expect(page.locator("[data-field=permalink] .fault")).to_have_text(fault["message"])
    expect(page.locator("#ask-link")).to_be_focused()


def test_somebody_says_that_it_is_not_there(open_page):
    page = open_page(posts=POSTS)
    after = post(
        "Unclear", "failed", reason="not_posted", reason_text={"hi": "x", "en": "no words"}
    )
    sent = answering(page, "settle", after)
    row(page, "Unclear").locator("[data-do=not-there]").click()
    expect(page.locator("dialog")).to_contain_text("It is not posted again by itself.")

    page.click("[data-confirm=not-there]")

    expect(row(page, "Unclear").first).to_contain_text("Somebody looked on the network")
    expect(row(page, "Unclear").first).not_to_contain_text("no words")
    assert sent == [{"outcome": "not_posted", "note": ""}]


def test_somebody_says_that_she_removed_it(open_page):
    page = open_page(posts=POSTS)
    hand = {
        "at": later(),
        "by": "u-123456",
        "result": "removed_by_hand",
        "reason": "Seen gone",
        "link": None,
    }
    after = post("Late", "taken_down", takedown=going(attempts=[hand], gone_at=later()))
    sent = answering(page, "removed", after)
    row(page, "Late").locator("[data-do=removed]").click()
    page.fill("#ask-note", "Seen gone")

    page.click("[data-confirm=removed]")

    own = row(page, "Late").first
    expect(own).to_contain_text("Noted: you removed it.")
    own.locator(".proof summary").click()
    expect(own.locator(".tries")).to_contain_text("removed by a person")
    assert sent == [{"note": "Seen gone"}]


def test_an_order_says_what_follows_before_it_is_given(open_page):
    page = open_page(posts=POSTS)
    page.route("**/v1/testimonials/t-Out-abc123/publications", lambda route: route.fulfill(
        json={"items": [POSTS[7], post("Other", "posted")], "next_cursor": None}))  # fmt: skip
    sent = answering(page, "takedown", {"items": [post("Out", "takedown_due", takedown=going())]})
    row(page, "Out").locator("[data-do=take-down]").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("nothing of it goes out again by itself")
    expect(page.locator("#ask-reference")).to_be_hidden()

    page.check("[name=kind][value=order]")
    page.fill("#ask-reference", "DEO/17")
    page.fill("#ask-received", "2026-11-14T10:00")
    expect(dialog).to_contain_text("It has to be gone by 14 Nov, 1:00 pm")
    page.check("[name=where][value=some]")
    expect(dialog.locator("[name=channel]")).to_have_count(2)
    expect(dialog).to_contain_text("On the other channels it stays.")
    page.click("[data-confirm=take-down]")

    expect(row(page, "Out").first).to_contain_text("It is being taken down.")
    assert sent == [{
        "kind": "order", "note": "", "reference": "DEO/17", "channel_ids": ["c-Out"],
        "received_at": "2026-11-14T04:30:00.000Z",
    }]  # fmt: skip


def test_a_post_that_is_out_is_taken_down_with_proof_and_told_on_its_page(
    open_page, visits, posted
):
    page = open_page("registry#outgoing/out")
    own = page.locator(f"[data-testimonial='{posted}']")
    expect(own.locator(".post-facts a")).to_be_visible()
    own.locator("[data-do=take-down]").click()
    page.check("[name=kind][value=order]")
    page.fill("#ask-reference", "DEO/17")

    page.click("[data-confirm=take-down]")

    expect(own.first).to_contain_text("It is being taken down.")
    becomes(visits, posted, "taken_down")
    story = open_page(f"explain?id={posted}", role="moderator")
    told = story.locator(".story-post")
    expect(told).to_contain_text("It was ordered down")
    expect(told).to_contain_text("gone in time")
    told.locator(".proof summary").click()
    expect(told.locator(".tries li").first).to_be_visible()
    assert BARE_KEY.findall(story.locator("body").inner_text()) == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_story_tells_every_state_of_a_post_in_words(open_page, posted, language):
    page = open_page("explain", role="moderator", language=language, size=PHONE)
    shown = {"items": list(POSTS), "next_cursor": None}
    page.route("**/v1/testimonials/*/publications", lambda route: route.fulfill(json=shown))
    expect(page.locator(".choices, .plain-page p").first).to_be_visible()

    page.goto(f"{page.url.partition('?')[0]}?id={posted}")

    expect(page.locator(".story-post")).to_have_count(len(POSTS))
    page.locator(".story-post summary").evaluate_all("all => all.forEach(one => one.click())")
    told = page.locator(".part-posts").inner_text()
    assert BARE_KEY.findall(told) == []
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", told)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_words_are_edited_after_the_approval_and_what_is_out_goes(open_page, visits):
    visit_id = approved(visits, 1)
    page = open_page(f"console#item/{visit_id}", role="moderator")
    expect(page.locator(".panel-publications .post a")).to_be_visible()
    page.click("[data-do=rework]")
    expect(page.locator(".rework")).to_contain_text("It has to be approved again")
    expect(page.locator(".rework")).to_contain_text("What is out of it is taken down.")
    page.fill("#caption-en", "Water comes to the house.")

    page.click("[data-confirm=rework]")

    expect(page.locator(".review-chips .chip").first).to_have_text("Waiting")
    expect(page.locator(".panel-publications .post")).to_contain_text("Words edited")
    becomes(visits, visit_id, "taken_down")
    item = visits.item(visit_id)
    assert (item["state"], item["captions"]["en"]) == (
        "pending_review",
        "Water comes to the house.",
    )
    assert BARE_KEY.findall(page.locator("body").inner_text()) == []


def test_what_has_changed_is_shown_when_it_is_asked_again(open_page):
    page = open_page(posts=POSTS)
    expect(row(page, "Waits")).to_contain_text("It waits for a slot")
    telling(page, [post("Waits", "posted", permalink="https://net.example/p/4")])

    ask_again(page)

    expect(page.locator("[data-group=out] [data-publication='p-Waits']")).to_be_visible()
    expect(page.locator(".outgoing")).to_have_count(1)


DIGESTS = [
    {
        "area_id": "a", "day": day, "made_at": later(hours=-2),
        "counts": {"visited": 31, "posted": 4}, "on_the_way": {"scheduled": 12},
        "for_people": {"unconfirmed": 2, "takedown_failed": 1}, "lost_channels": ["c-lost"],
    }
    for day in ("2026-11-25", "2026-11-24")
]  # fmt: skip


def test_the_first_page_has_the_digest_of_the_day_before(open_page):
    page = open_page("registry#audit", posts=POSTS)
    page.route("**/v1/digests/*", lambda route: route.fulfill(json={"items": DIGESTS}))

    page.click("a.tab[href='#progress']")

    card = page.locator(".digest")
    expect(card.locator("h2")).to_have_text("Digest of 25 Nov")
    expect(card).to_contain_text("31")
    expect(card.locator("a[href='#channels/c-lost']")).to_contain_text("has to be connected again")
    card.locator(".digest-month summary").click()
    expect(card.locator(".digest-month tbody tr")).to_have_count(2)
    card.locator("a[href='#outgoing/takedown_failed']").click()
    expect(page.locator(".outgoing strong")).to_have_text(["Late"])


@pytest.mark.parametrize(("language", "size"), [("hi", PHONE), ("en", DESK)])
def test_every_row_has_words_and_fits_its_screen(open_page, language, size):
    page = open_page(posts=POSTS, language=language, size=size)
    expect(page.locator(".outgoing")).to_have_count(len(POSTS))
    page.locator(".outgoing summary").evaluate_all("all => all.forEach(one => one.click())")

    assert BARE_KEY.findall(page.locator("body").inner_text()) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    row(page, "Out").locator("[data-do=take-down]").click()
    assert BARE_KEY.findall(page.locator("dialog").inner_text()) == []
    assert page.locator("dialog").evaluate("one => one.scrollWidth <= one.clientWidth")
