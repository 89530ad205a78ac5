"""The registry's pages of channels, in a real browser against the whole embedded stack.

What takes days to come about, such as a long queue, is put into the service's answers on their way.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from chalicelib.domain.caption_limits import CAPTION_LIMITS, MOST_HASHTAGS, PER_LANGUAGE, length
from chalicelib.domain.caption_templates import FIELDS, MOST_TEMPLATE_CHARACTERS
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.post_words import TAGGED, Said, drafted, tag_of
from tests.browser.conftest import file_of
from tests.browser.test_accessibility import signing_in
from tests.browser.test_registry import DESK, PHONE, Office, ask_again, instant, new_id, saved

# A key of words.json that found no words shows as itself.
BARE_KEY = re.compile(
    r"\b(?:channels|drain|reconnect|network|standing|lanes|connect|stop|preview|template|cut|edition"
    r"|unit|duration|account_hint|address_hint|registry|plan)\.[a-z_.]+[a-z]\b"
)
SMALL = """[...document.querySelectorAll("main button, main .button, main select")]
  .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 30)
  .map((node) => node.textContent)"""
BOT = "123456:of-a-bot-that-nobody-has"


class Channels(Office):
    """Everybody around the page, and the channels that its tests make."""

    def channel(self, name: str, kind: str = "telegram", **more: Any) -> str:
        """Set a channel up; return its id."""
        accounts = {"telegram": "@sampark", "facebook": "104857600123"}
        channel_id = new_id()
        body = {"name": name, "kind": kind, "account": accounts.get(kind, ""), **more}
        self.call("admin", "PUT", f"/v1/channels/{channel_id}", json=body).raise_for_status()
        return channel_id

    def connected(self, name: str, **more: Any) -> str:
        channel_id = self.channel(name, **more)
        path = f"/v1/channels/{channel_id}/credential"
        self.call("admin", "PUT", path, json={"access_token": BOT}).raise_for_status()
        return channel_id

    def lost(self, name: str, **more: Any) -> str:
        channel_id = self.connected(name, **more)
        self.call("admin", "DELETE", f"/v1/channels/{channel_id}/credential").raise_for_status()
        return channel_id

    def lift(self, freeze_id: str) -> None:
        for role in ("convener", "admin"):
            self.call(role, "POST", f"/v1/freezes/{freeze_id}/lift").raise_for_status()


@pytest.fixture(scope="module")
def office(stack) -> Iterator[Channels]:
    made = Channels(stack)
    yield made
    made.http.close()


# A list shows twenty channels, so the tests share some.
@pytest.fixture(scope="module")
def fine(office) -> str:
    """A channel that can be posted to."""
    return office.connected("Fine")


@pytest.fixture(scope="module")
def lost(office) -> str:
    """A channel that has to be connected again."""
    return office.lost("खोया हुआ चैनल", kind="facebook")


@pytest.fixture
def open_page(new_page: Callable[..., Page], stack) -> Callable[..., Page]:
    """Opens an address of the registry as somebody, in a language and size."""

    def opened(address="channels", role="convener", language="en", size=DESK) -> Page:
        page = new_page(language, viewport=size, accept_downloads=True)
        page.context.add_init_script(script=signing_in(stack.users[role]))
        page.goto(f"{stack.api}/registry#{address}")
        expect(page.locator("main h1")).to_be_visible()
        return page

    return opened


def card(page: Page, channel_id: str):
    return page.locator(f"[data-channel='{channel_id}']")


def answering(page: Page, channel_id: str, **changed: Any) -> None:
    """Let the service say something else of a channel."""

    def change(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for item in body["items"]:
            if item["channel_id"] == channel_id:
                item["connection"] |= changed.get("connection", {})
                item.update({k: v for k, v in changed.items() if k != "connection"})
        route.fulfill(response=answer, json=body)

    page.unroute("**/v1/channels")
    page.route("**/v1/channels", change)


def later(**more: float) -> str:
    return instant(-timedelta(**more))


def test_a_channel_says_whether_it_is_connected_and_what_to_do(open_page, office, fine, lost):
    off = office.connected("Quiet one", enabled=False)
    page = open_page()

    expect(card(page, fine).locator(".chip")).to_have_text("Connected")
    expect(card(page, fine)).to_contain_text("Telegram · @sampark")
    expect(card(page, lost).locator(".chip")).to_have_text("Not connected")
    expect(card(page, lost)).to_contain_text("An admin connects it; until then its posts wait")
    expect(card(page, lost)).to_contain_text("not while disconnected")
    expect(card(page, off).locator(".chip").first).to_have_text("switched off")
    expect(card(page, off)).to_contain_text("not while switched off")
    # What only an admin may do is not offered to others.
    expect(page.locator("main a[href$=connect], #new-channel")).to_have_count(0)


def test_how_long_a_queue_takes_is_said_in_a_sentence(open_page, fine):
    page = open_page()
    waiting = {"is_whole": True, "obstacle": None, "slots_per_day": 30.0}
    queues = {
        "Nothing is waiting.": {"waiting": 0, "days_to_drain": 0},
        "all of it is out by": {"waiting": 3, "days_to_drain": 0.1},
        "The campaign ends on": {"waiting": 900, "days_to_drain": 30.0},
        "will never go out": {"waiting": 9, "days_to_drain": None, "obstacle": "needs_reconnect"},
        "at least 9": {"waiting": 9, "days_to_drain": 0.3, "is_whole": False},
    }

    for words, told in queues.items():
        answering(page, fine, **{**waiting, **told})
        ask_again(page)
        expect(card(page, fine)).to_contain_text(words)


def test_a_pause_and_the_networks_own_quota_are_told_and_change_in_place(open_page, fine):
    page = open_page()
    own = card(page, fine)
    expect(own.locator(".chip")).to_have_text("Connected")
    own.locator("[data-do=open]").focus()
    page.evaluate("document.querySelectorAll('main .button').forEach(one => { one.kept = true; })")
    quota = {"most": 25, "used": 12, "at": later(minutes=-1)}
    pause = {"paused_until": later(hours=1), "quota": quota}
    answering(page, fine, connection=pause, next_slot_at=later(hours=1))

    ask_again(page)

    expect(own.locator(".chip")).to_have_text("Resting")
    expect(own).to_contain_text("The network asked us to wait until")
    expect(own).to_contain_text(re.compile(r"12 of 25 used"))
    expect(own.locator("[data-do=open]")).to_be_focused()
    assert own.locator("[data-do=open]").evaluate("one => one.kept === true")


def test_an_account_that_was_lost_meanwhile_says_why(open_page, fine):
    page = open_page()
    expect(card(page, fine).locator(".chip")).to_have_text("Connected")
    lost = {"standing": "needs_reconnect", "reason": "token_revoked"}
    answering(page, fine, connection=lost, obstacle="needs_reconnect")

    ask_again(page)

    expect(card(page, fine).locator(".chip")).to_have_text("Needs to be connected again")
    expect(card(page, fine)).to_contain_text("Look on the network why")


def test_a_channels_page_shows_its_districts_and_saves_them(open_page, fine):
    page = open_page("audit")
    lanes = [
        {"area_id": "d-1", "name": {"hi": "गंगा तट", "en": "Ganga Tat"}, "waiting": 7, "turns": 2},
        {"area_id": "d-2", "name": {"en": "East Terai"}, "waiting": 1200, "turns": 3},
    ]
    plan = {
        "as_of": later(), "channel_id": fine, "waiting": 1207, "is_whole": False,
        "slots_per_day": 30, "days_to_drain": 40.2, "obstacle": None, "lanes": lanes,
        "next_slots": ["2026-11-14T12:00:00Z", "2026-11-14T13:00:00Z"],
    }  # fmt: skip
    page.route("**/plan", lambda route: route.fulfill(json=plan))

    page.evaluate(f"location.hash = '#channels/{fine}'")

    expect(page.locator("h1")).to_have_text("Fine")
    rows = page.locator(".data-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("East Terai")
    expect(rows.nth(1)).to_contain_text("1,200")
    # The campaign's clock, not the reader's.
    expect(page.locator(".slots li").first).to_contain_text("14 Nov, 5:30 pm")
    expect(page.locator("main")).to_contain_text("There are more districts than were counted.")
    name, text = saved(page, "[data-download=csv]")
    assert name == "What waits, by district Fine.csv"
    assert text.decode("utf-8-sig").splitlines()[1] == "Ganga Tat,7,2"


def test_the_list_of_channels_is_saved_as_it_is_shown(open_page, lost):
    page = open_page()
    expect(card(page, lost)).to_be_visible()

    _, text = saved(page, "[data-download=csv]")

    (row,) = [line for line in text.decode("utf-8-sig").splitlines() if "खोया हुआ चैनल" in line]
    assert "needs to be connected again,not while disconnected,0" in row


def test_what_is_wrong_with_a_channel_is_said_at_its_field(open_page):
    page = open_page("channels/new", "admin")
    page.fill("#channel-name", "Our page")
    page.fill("#channel-account", "not digits")
    page.click("#channel-save")

    fault = page.locator("[data-field=account] .fault")
    expect(fault).to_have_text("Write the Page's id, digits only")
    expect(page.locator("#channel-account")).to_be_focused()
    expect(page.locator("#channel-account")).to_have_attribute("aria-invalid", "true")


def test_an_admin_sets_a_channel_up_with_all_its_rules(open_page, office):
    page = open_page("channels/new", "admin")
    page.fill("#channel-name", "Our page")
    page.fill("#channel-account", "104857600123")
    page.check("#quota-own")
    page.fill("#quota-1", "12")
    page.check("#channel-quiet")
    page.fill("#channel-spacing", "5")
    page.click("[data-insert=area]")
    page.fill("#channel-hashtags", "#Haridwar, हर_घर_जल")
    page.uncheck("#language-en")
    page.select_option("#channel-cut", "square")
    page.click("#channel-save")

    expect(page.locator("h1")).to_have_text("Our page")
    expect(page.locator("main")).to_contain_text("22:00 to 06:00 (UTC+5:30)")
    kept = office.read("admin", f"/v1/channels/{page.url.rpartition('/')[2]}")
    assert kept["quotas"] == [{"most": 12, "window_s": 86_400}]
    assert (kept["min_spacing_s"], kept["quiet"]) == (300, {"from": "22:00", "until": "06:00"})
    assert kept["caption_template"] == "{caption}{area}"
    assert kept["hashtags"] == ["Haridwar", "हर_घर_जल"]
    assert (kept["caption_languages"], kept["edition"]["cut"]) == (["hi"], "square")


def test_a_template_with_an_unknown_field_is_said_before_and_after_it_is_sent(open_page, fine):
    page = open_page(f"channels/{fine}/change", "admin")
    page.fill("#channel-template", "{caption} {name}")

    expect(page.locator(".post-preview .fault")).to_contain_text("There is no field {name}")
    page.click("#channel-save")
    expect(page.locator("[data-field=caption_template] .field-fault")).to_contain_text("{name}")
    page.fill("#channel-template", "{caption}\n{scheme}")
    expect(page.locator(".post-text")).to_contain_text("Piped water")
    expect(page.locator("#preview-count")).to_have_text(
        re.compile(r"\d+ of 1,024 units, as Telegram counts")
    )


def test_what_was_typed_outlasts_the_language_and_a_colleagues_change_is_told(
    open_page, office, fine
):
    page = open_page(f"channels/{fine}/change", "admin")
    page.fill("#channel-name", "Typed anew")
    known = office.call("admin", "GET", f"/v1/channels/{fine}")
    body, match = {**known.json(), "min_spacing_s": 1}, {"If-Match": known.headers["ETag"]}
    office.call("admin", "PUT", f"/v1/channels/{fine}", json=body, headers=match)

    page.click(".switch-part[lang=hi]")
    expect(page.locator("#channel-name")).to_have_value("Typed anew")
    page.click("#channel-save")

    expect(page.locator(".form-trouble .banner-bad")).to_contain_text("इस बीच यह बदल गया")


def test_a_credential_is_sent_once_and_stays_nowhere(open_page, office):
    channel_id = office.channel("Secret")
    page = open_page(f"channels/{channel_id}", "admin")
    page.click("[data-do=connect]")
    field = page.locator("#connect-access_token")
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "off")

    field.fill("with blanks in it")
    page.click("#connect-go")
    expect(page.locator("[data-field=access_token] .fault")).to_contain_text("copy it again")
    expect(field).to_have_value("")
    field.fill(BOT)
    with page.expect_request(lambda one: one.method == "PUT") as sent:
        page.click("#connect-go")

    expect(page.locator(".chip", has_text="Connected")).to_be_visible()
    request: Request = sent.value
    assert json.loads(request.post_data or "")["access_token"] == BOT
    assert BOT not in page.content() + page.url
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert BOT not in kept


def test_disconnecting_asks_first(open_page, office):
    channel_id = office.connected("Goes")
    page = open_page(f"channels/{channel_id}", "admin")
    page.click("[data-do=disconnect]")
    expect(page.locator("dialog")).to_contain_text("every post of this channel waits")
    page.click("[data-confirm=disconnect]")

    expect(page.locator(".chip", has_text="Not connected")).to_be_visible()
    expect(page.locator("[data-do=disconnect]")).to_have_count(0)


def test_stopping_a_channel_says_what_happens_and_leads_to_the_stop(open_page, office, fine):
    page = open_page()
    page.click(f"[data-stop='{fine}']")
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("no post from Haridwar begins on “Fine”")
    expect(dialog).to_contain_text("To start again takes two people")
    expect(dialog).to_contain_text("This stops Haridwar alone")

    page.fill("#stop-reason", "Call 9812345678")
    page.click("[data-confirm=stop]")
    expect(dialog.locator("[data-field=reason] .fault")).to_contain_text("number out of it")
    page.fill("#stop-reason", "A wrong photo went out")
    page.click("[data-confirm=stop]")

    expect(page.locator("h1")).to_have_text("Kill switch · Haridwar")
    expect(page.locator("main")).to_contain_text("Fine")
    freeze_id = page.url.rpartition("/")[2]
    page.click("a.tab[href='#channels']")
    expect(card(page, fine).locator(".chip").first).to_have_text("Stopped")
    expect(card(page, fine).locator("[data-stop]")).to_have_count(0)
    office.lift(freeze_id)
    ask_again(page)
    expect(card(page, fine).locator("[data-stop]")).to_have_count(1)


def test_a_part_that_is_stopped_does_not_stop_the_whole(open_page, office, fine):
    wanted = {"kind": "stop", "area_id": office.area_id, "channel_id": fine, "reason": "Part"}
    freeze_id = office.post("convener", "/v1/freezes", wanted)["freeze_id"]
    page = open_page(role="admin")

    expect(card(page, fine)).to_contain_text("A freeze holds this channel in Haridwar.")
    expect(card(page, fine).locator(".chip")).to_have_text("Connected")
    office.lift(freeze_id)


def test_everything_is_stopped_at_once(open_page, office):
    page = open_page()
    page.click("[data-stop=all]")
    page.fill("#stop-reason", "The account was taken over")
    page.click("[data-confirm=stop]")
    expect(page.locator("h1")).to_have_text("Kill switch · Haridwar")
    freeze_id = page.url.rpartition("/")[2]
    page.click("a.tab[href='#channels']")

    expect(page.locator(".channels-stopped")).to_contain_text("Everything has been stopped since")
    expect(page.locator("[data-stop]")).to_have_count(0)
    page.click(".channels-stopped a")
    expect(page.locator("h1")).to_have_text("Kill switch · Haridwar")
    stopped = office.read("convener", f"/v1/freezes/{freeze_id}")
    assert (stopped["channel_id"], stopped["until"]) == (None, None)
    office.lift(freeze_id)


def test_who_steers_the_whole_campaign_stops_all_of_it(open_page):
    page = open_page(role="admin")

    page.click("[data-stop=all]")

    expect(page.locator("dialog")).to_contain_text("no post from Uttarakhand begins on any channel")
    page.wait_for_load_state("networkidle")
    expect(page.locator("dialog .banner-warn")).to_have_count(0)


def test_a_service_that_does_not_answer_is_said(open_page):
    page = open_page("audit")
    page.route("**/v1/channels", lambda route: route.abort())

    page.click("a.tab[href='#channels']")

    expect(page.locator(".banner-bad")).to_contain_text("Check your network")
    page.unroute("**/v1/channels")
    ask_again(page)
    expect(page.locator(".section-trouble .banner-bad")).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), [("hi", PHONE), ("en", PHONE), ("hi", DESK)])
def test_every_page_of_a_channel_has_words_and_fits_its_screen(open_page, lost, language, size):
    page = open_page(role="admin", language=language, size=size)
    own = f"channels/{lost}"

    for address in ("channels", own, f"{own}/change", f"{own}/connect", "channels/new"):
        page.goto(f"{page.url.partition('#')[0]}#{address}")
        expect(page.locator("main h1")).not_to_be_empty()
        expect(page.locator(".loading")).to_have_count(0)
        assert BARE_KEY.findall(page.locator("body").inner_text()) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate(SMALL) == []


TEXTS = (
    "Plain words.", "अब नल घर में है।", "A link https://example.org/a?b=1 and sampark.in, you@x.in.",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
    "\U0001f1ee\U0001f1f3 1\ufe0f\u20e3",
    "“quoted” — and … ünïcode <b>", "e\u0301 and #tag #एक ##two", " a\r\n\r\n\r\n\r\nlines\x07 ",
)  # fmt: skip


def test_the_preview_is_what_the_service_would_post(open_page):
    page = open_page("audit")
    templates = ("{caption}", "{area}: {caption} {{x}}\n\n\n{scheme}", "{hashtags}\n{caption} #own")
    said = Said(marker="m", captions={}, area="Jwalapur", scheme="", campaign="Camp")
    cases, wanted = [], []
    for kind in ChannelKind:
        for template, text in [(one, text) for one in templates for text in TEXTS]:
            channel = Channel(
                channel_id=ChannelId("c"), campaign_id=CampaignId("c"), kind=kind, name="n",
                base_url="", is_enabled=True, min_spacing_s=0, caption_languages=("hi", "en"),
                template=template, hashtags=("One", "दो", "three", "four", "five", "six"),
            )  # fmt: skip
            captions = {"hi": text, "en": "Second."}
            whole = drafted(channel, Said(**{**asdict(said), "captions": captions})).text()
            own = {"kind": kind, "template": template, "hashtags": channel.hashtags}
            names = {"captions": captions, "area": "Jwalapur", "scheme": "", "campaign": "Camp"}
            cases.append([{**own, "languages": ["hi", "en"]}, {**names, "tag": tag_of("m")}])
            wanted.append([whole, length(whole, CAPTION_LIMITS[kind].measure)])

    told = page.evaluate(
        """async ([address, cases]) => {
          const { counted } = await import(address);
          return cases.map((one) => counted(...one)).map(({ text, length }) => [text, length]);
        }""",
        [file_of(page, "registry/postwords.js"), cases],
    )

    assert told == wanted


def test_the_preview_knows_the_limits_of_the_service(open_page):
    page = open_page("audit")

    told = page.evaluate(
        "async (address) => ({ ...(await import(address)) })",
        file_of(page, "registry/postwords.js"),
    )

    assert told["LIMITS"] == {k: [limit.most, limit.measure] for k, limit in CAPTION_LIMITS.items()}
    assert set(told["PER_LANGUAGE"]) == PER_LANGUAGE
    assert set(told["TAGGED"]) == TAGGED
    assert told["MOST_HASHTAGS"] == dict(MOST_HASHTAGS)
    assert (tuple(told["FIELDS"]), told["MOST_TEMPLATE"]) == (FIELDS, MOST_TEMPLATE_CHARACTERS)
