"""The panels of the review screen: what is looked at, and what is known about it."""

import io
import json
import re
import time
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Locator, Page, Route, expect

from tests import telling_media
from tests.browser.conftest import sign_in
from tests.browser.visits import Visits, film, jpeg, picture

DESK = {"width": 1440, "height": 900}
HOSTILE = '<img src=x onerror="document.title=1">\u202eevil\u202c 👩🏽‍🌾 <b>bold</b>'
FAR_AWAY = {"lat": 29.99, "lon": 78.1642, "accuracy_m": 15}
FILM_S = 25.0
WITHIN_S = 60


@pytest.fixture(scope="module")
def visits(stack) -> Iterator[Visits]:
    made = Visits(stack)
    yield made
    made.http.close()


@pytest.fixture(scope="module")
def filmed(visits, tmp_path_factory) -> str:
    """One visit with a film and a photo, for the tests that change nothing of it."""
    film_file = film(tmp_path_factory.mktemp("film"), seconds=FILM_S)
    return visits.made(("video", film_file), ("photo", jpeg()), person=3)


@pytest.fixture(scope="module")
def doubtful(visits) -> str:
    """A visit with another's photo, mirrored and turned, far from its booth."""
    twice = picture()
    visits.made(("photo", jpeg(twice)), person=1)
    turned = twice.transpose(Image.Transpose.FLIP_LEFT_RIGHT).rotate(90, expand=True)
    exif = telling_media.exif()
    exif[0x0112] = 1
    return visits.made(("photo", jpeg(turned, exif)), person=2, location=FAR_AWAY)


@pytest.fixture(scope="module")
def session(browser, stack) -> str:
    """A script that makes a tab remember a moderator who signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{stack.api}/console")
    sign_in(page, stack, "moderator")
    kept = page.evaluate("JSON.stringify({ ...sessionStorage })")
    context.close()
    return f"if (location.protocol !== 'about:') Object.assign(sessionStorage, {kept})"


@pytest.fixture
def open_item(new_page, stack, session):
    """Opens an item in a browser of its own; `before` sees the page before anything is asked."""

    def opened(visit_id: str, before=lambda _: None, language: str = "en") -> Page:
        page = new_page(language, viewport=DESK)
        page.add_init_script(session)
        before(page)
        page.goto(f"{stack.api}/console#item/{visit_id}")
        expect(page.locator(".side-parts")).to_be_visible()
        return page

    return opened


def film_value(page: Page, name: str):
    return page.locator(".film video").evaluate(f"film => film.{name}")


def until(page: Page, words: str) -> None:
    """Wait until an expression is true; the page's policy lets no text be evaluated by itself."""
    end = time.monotonic() + WITHIN_S
    while not page.evaluate(words):
        assert time.monotonic() < end, f"it never came true: {words}"
        page.wait_for_timeout(50)


def film_reaches(page: Page, words: str) -> None:
    until(page, f"(() => {{ const film = document.querySelector('video'); return {words}; }})()")


def finding(page: Page, check: str) -> Locator:
    """The finding of a check, opened."""
    found = page.locator(f'.finding[data-check="{check}"]')
    found.locator("summary").click()
    return found


def test_a_photo_is_enlarged_moved_and_turned_by_keyboard(open_item, doubtful):
    page = open_item(doubtful)
    photo = page.locator(".frame.photo")
    expect(photo.locator("img")).to_be_visible()
    before = photo.locator("img").bounding_box()

    photo.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    enlarged = photo.locator("img").bounding_box()
    page.keyboard.press("ArrowLeft")
    moved = photo.locator("img").bounding_box()
    page.keyboard.press("]")

    assert enlarged["width"] > 1.5 * before["width"]
    assert moved["x"] > enlarged["x"]
    expect(photo).to_have_attribute("data-turn", "90")
    turned = photo.locator("img").bounding_box()
    assert turned["width"] / turned["height"] == pytest.approx(
        before["height"] / before["width"], rel=0.02
    )
    page.keyboard.press("0")
    assert photo.get_attribute("data-zoom") == "1.00"
    expect(page.locator("dialog[open]")).to_have_count(0)  # none of these keys decided anything


def test_a_film_is_muted_and_its_controls_are_keys(open_item, filmed):
    page = open_item(filmed)
    film_reaches(page, "film.readyState > 1")
    assert film_value(page, "muted") is True

    page.locator(".frame.film").focus()
    page.keyboard.press("ArrowRight")
    assert film_value(page, "currentTime") == pytest.approx(5, abs=0.2)
    page.keyboard.press(">")
    page.keyboard.press("m")
    assert (film_value(page, "playbackRate"), film_value(page, "muted")) == (1.25, False)
    page.keyboard.press(" ")
    film_reaches(page, "!film.paused && film.currentTime > 6.3")
    page.keyboard.press(" ")

    assert film_value(page, "paused") is True
    assert page.evaluate("performance.getEntriesByName('sampark:frame').length") >= 1


def test_only_what_played_counts_as_seen(open_item, filmed):
    def listen(page: Page) -> None:
        told = "window.told = []; addEventListener('sampark:seen', (one) => told.push(one.detail))"
        page.add_init_script(told)

    page = open_item(filmed, listen)
    film_reaches(page, "film.readyState > 1")

    page.locator(".frame.film").focus()
    page.keyboard.press("ArrowRight")  # jumped over, not looked at
    page.locator("[role=tab]").nth(1).click()
    until(page, "document.querySelector('.photo img')?.complete")
    assert page.evaluate("told") == []
    page.locator("[role=tab]").first.click()
    expect(page.locator(".frame.film")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('sampark:play'))")

    until(page, "told.length > 0")
    assert page.evaluate("told") == [filmed]


def test_a_covered_photo_is_seen_once_somebody_looks_on_purpose(open_item, doubtful):
    def cover(page: Page) -> None:
        listen = (
            "window.told = []; addEventListener('sampark:seen', (one) => told.push(one.detail));"
        )
        kept = "JSON.stringify({ blur: true })"
        page.add_init_script(f"{listen} localStorage['sampark.console.settings'] = {kept}")

    page = open_item(doubtful, cover)
    photo = page.locator(".frame.photo")
    until(page, "document.querySelector('.photo img')?.complete")
    expect(photo).to_have_class(re.compile("covered"))
    assert page.evaluate("told") == []

    photo.focus()

    expect(photo).not_to_have_class(re.compile("covered"))
    assert page.evaluate("told") == [doubtful]


def test_what_was_typed_is_a_captions_track_of_the_film(open_item, visits, tmp_path):
    visit_id = visits.made(("video", film(tmp_path)), person=4)
    page = open_item(visits.held(visit_id))
    page.click(".panel-transcript summary")

    page.fill("#transcript-text", "अब गैस है। <b>धुआँ</b> नहीं होता!")
    page.click(".transcript button[type=submit]")
    expect(page.locator(".transcript [role=status]")).to_be_visible()
    page.locator(".film-words select").select_option("hi")

    expect(page.locator(".film-typed")).to_contain_text("not timed")
    cues = "[...document.querySelector('video').textTracks[0].cues ?? []]"
    until(page, f"{cues}.length === 2")
    said = page.evaluate(f"{cues}.map((one) => one.getCueAsHTML().textContent)")
    assert said == ["अब गैस है।", "<b>धुआँ</b> नहीं होता!"]
    ends = page.evaluate(f"{cues}.map((one) => one.endTime)")
    assert ends[-1] == pytest.approx(film_value(page, "duration"), abs=0.1)
    assert visits.item(visit_id)["transcript"]["hi"].startswith("अब गैस है।")


def test_a_film_whose_address_ended_goes_on_at_the_same_second(open_item, filmed):
    """The first address gives a part of the film and is refused then, as one that expired."""
    first: list[str] = []
    refused: list[str] = []

    def lend(route: Route) -> None:
        address = route.request.url
        first.append(address)
        if address != first[0]:
            route.continue_()
            return
        start = int(re.match(r"bytes=(\d+)", route.request.headers.get("range", "bytes=0-"))[1])
        if start:
            refused.append(address)
            route.fulfill(status=403)
            return
        whole = route.fetch(headers={**route.request.headers, "range": "bytes=0-"}).body()
        part = whole[: len(whole) * 6 // 10]
        said = {"Content-Range": f"bytes 0-{len(part) - 1}/{len(whole)}", "Accept-Ranges": "bytes"}
        route.fulfill(status=206, body=part, headers={**said, "Content-Type": "video/mp4"})

    page = open_item(filmed, lambda page: page.route(re.compile(r"-video\.mp4"), lend))
    film_reaches(page, "film.readyState > 1")

    page.locator(".film video").evaluate(
        "film => { film.currentTime = 13; film.play().catch(() => {}); }"
    )

    is_renewed = f"film.currentSrc !== {json.dumps(first[0])} && film.readyState > 1"
    film_reaches(page, f"{is_renewed} && film.currentTime >= 13 && !film.error")
    assert refused
    assert first[-1] != first[0]
    expect(page.locator(".film .stage-empty")).to_have_count(0)


def test_a_photo_that_cannot_be_read_says_so_and_can_be_asked_for_again(open_item, doubtful):
    is_open = []

    def refuse(route: Route) -> None:
        if is_open:
            route.continue_()
        else:
            route.fulfill(status=403)

    page = open_item(doubtful, lambda page: page.route(re.compile(r"-display\.jpg"), refuse))

    expect(page.locator(".stage-empty")).to_contain_text("did not open")
    is_open.append(True)
    page.click(".stage-empty button")

    until(page, "document.querySelector('.photo img')?.naturalWidth > 0")


def test_names_are_masked_until_a_reason_is_given_and_that_is_written_down(
    open_item, visits, doubtful
):
    item = visits.item(doubtful)
    person = item["beneficiary_id"]
    page = open_item(doubtful)
    panel = page.locator(".panel-person")
    expect(panel).to_contain_text("…")
    masked = panel.inner_text()

    panel.locator("[data-reveal]").click()
    panel.get_by_role("button", name="Show", exact=True).click()
    assert panel.inner_text().splitlines()[:3] == masked.splitlines()[:3]  # no reason, no names
    panel.locator("input[value=complaint]").check()
    panel.get_by_role("button", name="Show", exact=True).click()

    expect(panel.locator(".reveal-noted")).to_contain_text("written down")
    trail = visits.read("moderator", f"/v1/audit/{person}")["items"]
    looks = [one["facts"]["reason"] for one in trail if one["action"] == "details_revealed"]
    assert looks == ["complaint"]
    assert "…" not in panel.locator("dd").first.inner_text()


def test_a_copy_is_shown_beside_ours_and_can_be_laid_alike(open_item, doubtful):
    page = open_item(doubtful)
    page.locator(".panel-findings").wait_for()
    page.evaluate("dispatchEvent(new CustomEvent('sampark:finding', { detail: 1 }))")
    focused = page.evaluate("document.activeElement.closest('.finding')?.dataset.outcome")
    assert focused in {"fail", "warn"}  # the worst comes first

    found = finding(page, "media.near_duplicate")
    expect(found.locator(".pair-side img")).to_have_count(2)
    expect(found.locator(".pair")).to_contain_text("lies here")
    found.get_by_role("button", name="Enlarge side by side").click()
    sides = page.locator("dialog[open] .pair-picture")
    as_it_lies = unlike(*looks_of(sides))
    page.get_by_role("button", name="Lay it like ours").click()

    assert unlike(*looks_of(sides)) < 12 < as_it_lies
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def looks_of(sides: Locator) -> list[Image.Image]:
    sides.locator("img").evaluate_all("all => Promise.all(all.map((one) => one.decode()))")
    shots = [Image.open(io.BytesIO(one.screenshot())) for one in sides.all()]
    return [shot.convert("RGB").resize((60, 60)) for shot in shots]


def unlike(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_a_match_outside_ones_areas_is_said_plainly(open_item, visits, doubtful):
    named = next(
        f for f in visits.item(doubtful)["findings"] if f["check"] == "media.near_duplicate"
    )
    theirs = named["evidence"]["matching_visit_ids"] + named["evidence"]["matching_media_ids"]
    away = re.compile(rf"/v1/(testimonials|media)/({'|'.join(theirs)})$")
    page = open_item(
        doubtful, lambda page: page.route(away, lambda route: route.fulfill(status=404, body="{}"))
    )

    found = finding(page, "media.near_duplicate")

    expect(found.locator(".pair-none")).to_contain_text("outside your areas")


def test_the_map_and_the_line_of_time_say_in_words_what_they_draw(open_item, doubtful):
    page = open_item(doubtful)

    place = finding(page, "place.near_booth")
    words = place.locator("figcaption").inner_text()
    assert re.search(r"at least 4\.9 km from the middle of Booth 101.* within 3 km", words)
    said_by = place.locator("svg.map").get_attribute("aria-describedby")
    assert page.locator(f"#{said_by}").inner_text() == words
    expect(place.locator(".map-distance")).to_have_count(1)
    time = finding(page, "time.captured_at_visit")
    steps = time.locator("svg.time-line").get_attribute("aria-describedby")
    expect(page.locator(f"#{steps} li").first).to_contain_text("The visit began")
    last = page.locator(f"#{steps} li").count()
    expect(time.locator(".time-mark").last).to_contain_text(re.compile(rf"\b{last}$"))
    page.locator(".capture button").click()

    expect(place.locator(".map-capture")).to_have_count(1)
    expect(time.locator(f"#{steps} li").first).to_contain_text("by the file's own word")
    expect(place.locator("figcaption")).to_contain_text("itself names this place")


@pytest.fixture
def captioned(open_item, visits) -> Page:
    """An item in hand, on channels that take 80 characters and name who speaks."""

    def short(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for each in body["items"]:
            each |= {"caption_limit": 80, "edition": {**each["edition"], "lower_third": True}}
        route.fulfill(response=answer, json=body)

    visit_id = visits.held(visits.made(("photo", jpeg()), person=5, shown_name="Sita Devi"))
    page = open_item(visit_id, lambda page: page.route("**/v1/channels", short))
    page.click(".preview > summary")
    return page


def test_captions_longer_than_a_channel_takes_are_said_in_words(captioned):
    page, channel = captioned, captioned.locator(".of-channel").first
    expect(page.locator(".post-picture [data-band=third]")).to_contain_text("Sita Devi")

    channel.get_by_role("checkbox").check()
    own = channel.locator("textarea[lang=en]")
    own.fill("a" * 81)

    expect(channel.locator(".room-over")).to_contain_text("English: 1 characters too many")
    page.click("[data-action=approve]:not([aria-disabled])")
    expect(page.locator("dialog[open]")).to_contain_text("1 characters too many")
    page.keyboard.press("Escape")
    own.fill("Gas at home 👩🏽‍🌾")
    expect(channel.locator(".room-over")).to_be_empty()
    expect(page.locator(".post-words")).to_contain_text("Gas at home 👩🏽‍🌾")


def test_hostile_captions_stay_text_and_too_many_letters_are_counted(captioned):
    page = captioned

    page.fill("#caption-en", HOSTILE)
    expect(page.locator(".post-words")).to_contain_text(HOSTILE)
    page.fill("#caption-hi", "x" * 10_000)

    expect(page.locator("#caption-hi-left")).to_contain_text("9,000 characters too many")
    assert page.title() != "1"
    assert page.locator(".side-parts b, .side-parts img[src=x]").count() == 0
