"""The review desk in a real browser: by keyboard alone, two people at once, and all that may happen
to an item, a network or a sign-in between looking and deciding.

A decision can be taken back for longer than a test takes, so nothing here waits for what follows.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.areas import Area
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.level_checks import second_looks
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from tests.browser.conftest import fill_in, sign_in
from tests.browser.test_console import (
    APPROVED,
    DESK,
    READY_WITHIN_S,
    Field,
    becomes,
    change,
    item_on,
    leaves,
    new_id,
    photo,
    take,
)
from tests.conftest import Stack, start_stack, stop_stack
from tests.contracts.aws import table_client

MODERATORS = ("moderator", "moderator_2")
SCRIPT = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
TURNED = "safe \u202egnp.exe\u202c \u2066abc\u2069"
EMOJI = "👩🏽‍🌾🪔 कहानी 👨‍👩‍👧"
HOSTILE = f"{SCRIPT} {TURNED} {EMOJI}"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack on which a decision can be taken back for longer than a test looks at it."""
    process, found = start_stack(tmp_path_factory.mktemp("stack") / "local", UNDO_SECONDS="25")
    yield found
    assert stop_stack(process) == 0


@pytest.fixture(scope="module")
def field(stack: Stack) -> Iterator[Field]:
    made = Field(stack)
    yield made
    made.http.close()


@pytest.fixture(autouse=True)
def empty_queue(field: Field) -> None:
    """Let no test find what another left."""
    for role in MODERATORS:
        while (found := field.call(role, "POST", "/v1/reviews/claim", json={})).status_code == 200:
            path = f"/v1/testimonials/{found.json()['testimonial_id']}/decision"
            body = {"decision": "reject", "reason_code": "other"}
            # One that is judged anew this moment is met again in the next round.
            field.call(role, "POST", path, json=body, headers={"If-Match": found.headers["etag"]})


@pytest.fixture
def open_desk(new_page: Open, stack: Stack) -> Open:
    """Opens the console for somebody, each in a browser of her own."""

    def opened(role: str = "moderator") -> Page:
        page = new_page("en", viewport=DESK)
        page.goto(f"{stack.api}/console")
        sign_in(page, stack, role)
        expect(page.locator("h1")).to_be_visible()
        return page

    return opened


def decided(field: Field, role: str, testimonial_id: str, body: dict, etag: str) -> None:
    path = f"/v1/testimonials/{testimonial_id}/decision"
    field.call(role, "POST", path, json=body, headers={"If-Match": etag}).raise_for_status()


def decisions_on(field: Field, testimonial_id: str) -> list[tuple[str, str | None]]:
    found = field.read("moderator", f"/v1/testimonials/{testimonial_id}")["decisions"]
    return [(one["decision"], one["note"]) for one in found]


def photos_of(field: Field, number: int) -> set[str]:
    return set(field.visits_with_photos(*(photo() for _ in range(number))))


def awake(page: Page) -> str:
    """Wait until the item on the screen can be decided on; return its id."""
    expect(page.locator("[data-action=approve]:not([aria-disabled])")).to_be_visible()
    return item_on(page)


def looks_again(page: Page) -> None:
    """What happens when she comes back to the window."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def withdraw(field: Field, visit_id: str) -> None:
    item = field.read("moderator", f"/v1/testimonials/{visit_id}")
    data = {"beneficiary_id": item["beneficiary_id"], "visit_id": visit_id}
    body = {"device_id": new_id(), "changes": [change("consent.withdrawn", data)]}
    answer = field.call("worker", "POST", "/v1/sync", json=body).raise_for_status().json()
    assert [one["result"] for one in answer["items"]] == ["accepted"]
    becomes(field, visit_id, "withdrawn")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + READY_WITHIN_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def decides(page: Page, *keys: str) -> str:
    """Decide the item on the screen by these keys; return its id."""
    testimonial_id = awake(page)
    expect(page.locator("h1")).to_be_focused()
    press(page, *keys)
    leaves(page, testimonial_id)
    return testimonial_id


def sign_in_by_keys(page: Page, person: dict[str, str]) -> None:
    expect(page.locator("#sign-in-username")).to_be_focused()
    page.keyboard.type(person["username"])
    press(page, "Tab")
    page.keyboard.type(person["password"])
    press(page, "Enter")


def walk_the_list(page: Page, number: int) -> None:
    """Go down and up the queue and open what is found there first."""
    rows = page.locator(".row-link")
    expect(rows).to_have_count(number)
    press(page, "j", "j")
    expect(rows.nth(1)).to_be_focused()
    press(page, "k")
    expect(rows.nth(0)).to_be_focused()
    press(page, "n")
    awake(page)
    press(page, "j", "Enter")
    expect(page.locator(".finding[open]")).to_have_count(1)


def test_a_whole_shift_of_reviewing_needs_the_keyboard_alone(
    new_page: Open, stack: Stack, field: Field
) -> None:
    photos_of(field, 6)
    page = new_page("en", viewport=DESK)
    page.goto(f"{stack.api}/console")
    sign_in_by_keys(page, stack.users["moderator"])
    walk_the_list(page, 6)

    approved = item_on(page)
    press(page, "a")
    leaves(page, approved)
    rejected = decides(page, "r", "3", "Enter")
    sent_back = decides(page, "i", "1", "Enter")
    passed_up = decides(page, "e", "Enter")
    skipped = decides(page, "s")
    taken_back = decides(page, "a")
    press(page, "u")
    expect(page.locator(f"[data-testimonial='{taken_back}']")).to_be_visible()
    press(page, "?")
    expect(page.locator("dialog[open] .keys")).to_be_visible()
    press(page, "Escape")

    becomes(field, approved, *APPROVED)
    states = [field.state_of(one) for one in (rejected, sent_back, taken_back)]
    assert states == ["rejected", "has_issues", "pending_review"]
    assert decisions_on(field, passed_up) == [("escalate", None)]
    assert decisions_on(field, skipped) == decisions_on(field, taken_back) == []
    withdraw(field, sent_back)  # else it comes back to her in another test


def test_two_moderators_who_take_and_decide_at_once_never_share_an_item(
    open_desk: Open, field: Field
) -> None:
    photos_of(field, 6)
    pages = [open_desk(role) for role in MODERATORS]
    for page in pages:
        page.keyboard.press("n")

    seen: list[str] = []
    for _ in range(3):
        on_screen = [awake(page) for page in pages]
        assert len(set(on_screen)) == 2
        seen += on_screen
        for page in pages:
            page.keyboard.press("a")
        for page, testimonial_id in zip(pages, on_screen, strict=True):
            leaves(page, testimonial_id)

    assert len(set(seen)) == len(seen)
    for one in seen:
        becomes(field, one, *APPROVED)
        assert [kind for kind, _ in decisions_on(field, one)].count("approve") == 1


def test_the_last_one_waiting_goes_to_one_of_two_and_the_other_is_told(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    pages = [open_desk(role) for role in MODERATORS]

    for page in pages:
        page.keyboard.press("n")

    nothing = [page.locator(".banner-good") for page in pages]
    until(lambda: sum(one.count() for one in nothing) == 1)
    (other,) = (page for page, one in zip(pages, nothing, strict=True) if one.count())
    assert other.locator("[data-testimonial]").count() == 0
    assert sum(page.locator("[data-testimonial]").count() for page in pages) == 1
    expect(other.locator(".banner-good")).to_have_text("Nothing is waiting for review just now.")


def test_what_changed_meanwhile_is_said_and_what_was_typed_stays(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    page.fill("#caption-en", "Typed before it changed")
    found = field.call("moderator", "GET", f"/v1/testimonials/{testimonial_id}")
    path = f"/v1/testimonials/{testimonial_id}/transcript"
    body = {"language": "hi", "text": "उन्होंने गैस के बारे में बताया"}
    headers = {"If-Match": found.headers["etag"]}
    field.call("moderator", "PUT", path, json=body, headers=headers).raise_for_status()

    looks_again(page)

    changes = page.locator(".banner.changes")
    expect(changes).to_contain_text("This item changed while you looked")
    expect(changes).to_contain_text("What is said was written down anew")
    expect(page.locator("#caption-en")).to_have_value("Typed before it changed")
    page.click("[data-action=approve]")
    leaves(page, testimonial_id)
    becomes(field, testimonial_id, *APPROVED)


def test_what_is_decided_without_a_network_is_sent_when_it_is_back(
    open_desk: Open, field: Field
) -> None:
    photos_of(field, 2)
    page = open_desk()
    first = take(page)
    expect(page.locator(".review")).to_be_visible()
    until(lambda: len(field.read("moderator", "/v1/reviews/queue")["held"]) == 2)
    page.wait_for_timeout(300)  # the answer of the claim that is now known to have been made

    page.context.set_offline(True)
    page.keyboard.press("a")
    leaves(page, first)
    second = awake(page)
    expect(page.locator(".last")).to_contain_text("It is sent when the network is back")
    page.fill("#caption-en", "Written without a network")
    page.click("[data-action=approve]")
    expect(page.locator(".review-empty")).to_contain_text("There is no network just now")
    assert {field.state_of(one) for one in (first, second)} == {"pending_review"}
    page.context.set_offline(False)

    for one in (first, second):
        becomes(field, one, *APPROVED)
    kept = field.read("moderator", f"/v1/testimonials/{second}")["captions"]
    assert kept["en"] == "Written without a network"
    assert decisions_on(field, first) == [("approve", None)]
    expect(page.locator(".take")).to_be_visible()


def test_an_answer_that_was_lost_on_its_way_is_not_taken_for_a_refusal(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    cut = []

    def lose_the_answer(route) -> None:
        if not cut:
            cut.append(route.fetch())  # it arrives and is carried out; nobody hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/decision", lose_the_answer)
    page.keyboard.press("a")
    expect(page.locator(".last")).to_contain_text("It is sent when the network is back")
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("[data-last=kept]")).to_contain_text("Approved")
    expect(page.locator("[data-refused]")).to_have_count(0)
    assert decisions_on(field, testimonial_id) == [("approve", None)]


def test_an_expired_token_is_renewed_without_a_word(open_desk: Open, field: Field) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    spoil(page, "access_token")

    page.keyboard.press("a")

    becomes(field, testimonial_id, *APPROVED)
    expect(page.locator("#sign-in-username")).to_have_count(0)


def test_work_in_progress_outlives_a_sign_in_that_ended(
    open_desk: Open, field: Field, stack: Stack
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    page.fill("#caption-en", "Half a sentence")
    page.click("[data-action=reject]")
    page.keyboard.press("2")
    page.fill("#decision-note", "Another person speaks")
    spoil(page, "access_token", "refresh_token")
    looks_again(page)
    expect(page.locator(".banner-note")).to_contain_text("Your sign-in has ended")

    person = stack.users["moderator"]
    fill_in(page, person["username"], person["password"])

    expect(page.locator("#decision-note")).to_have_value("Another person speaks")
    expect(page.locator("[value=wrong_person]")).to_be_checked()
    expect(page.locator("#caption-en")).to_have_value("Half a sentence")
    page.click("[data-confirm=reject]")
    becomes(field, testimonial_id, "rejected")


def test_a_decision_that_met_an_ended_sign_in_is_sent_after_the_next(
    open_desk: Open, field: Field, stack: Stack
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    spoil(page, "access_token", "refresh_token")

    page.keyboard.press("a")
    expect(page.locator("#sign-in-username")).to_be_visible()
    person = stack.users["moderator"]
    fill_in(page, person["username"], person["password"])

    becomes(field, testimonial_id, *APPROVED)
    assert decisions_on(field, testimonial_id) == [("approve", None)]


def spoil(page: Page, *names: str) -> None:
    page.evaluate(
        """names => {
          const kept = JSON.parse(sessionStorage['sampark.session']);
          for (const name of names) kept[name] = 'no-longer-good';
          sessionStorage['sampark.session'] = JSON.stringify(kept);
        }""",
        list(names),
    )


def test_an_item_that_is_withdrawn_leaves_the_screen_with_a_notice(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    withdraw(field, testimonial_id)

    looks_again(page)

    expect(page.locator(f"[data-testimonial='{testimonial_id}']")).to_have_count(0)
    notice = page.locator(f"[data-refused='{testimonial_id}']")
    expect(notice).to_contain_text("The person took it back, so the item is gone")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def test_a_decision_on_what_was_withdrawn_is_refused_in_plain_words(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    withdraw(field, testimonial_id)

    page.keyboard.press("a")

    notice = page.locator(f"[data-refused='{testimonial_id}']")
    expect(notice).to_contain_text("“Approve” was not done")
    assert field.state_of(testimonial_id) == "withdrawn"
    assert decisions_on(field, testimonial_id) == []


def test_two_presses_of_a_key_decide_one_item(open_desk: Open, field: Field) -> None:
    photos_of(field, 2)
    page = open_desk()
    first = take(page)
    until(lambda: len(field.read("moderator", "/v1/reviews/queue")["held"]) == 2)
    page.wait_for_timeout(300)

    page.keyboard.press("a")
    page.keyboard.press("a")
    second = awake(page)

    becomes(field, first, *APPROVED)
    assert second != first
    assert decisions_on(field, second) == []


def test_what_was_decided_in_another_window_is_not_decided_again(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    found = field.call("moderator", "GET", f"/v1/testimonials/{testimonial_id}")
    body = {"decision": "reject", "reason_code": "duplicate"}
    decided(field, "moderator", testimonial_id, body, found.headers["etag"])

    page.keyboard.press("a")

    notice = page.locator(f"[data-refused='{testimonial_id}']")
    expect(notice).to_contain_text("“Approve” was not done")
    assert field.state_of(testimonial_id) == "rejected"
    assert decisions_on(field, testimonial_id) == [("reject", None)]


def test_an_item_that_a_colleague_took_meanwhile_is_hers_to_decide(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    body = {"testimonial_id": testimonial_id}
    field.call("moderator", "POST", "/v1/reviews/release", json=body).raise_for_status()
    taken = field.call("moderator_2", "POST", "/v1/reviews/claim", json={}).json()
    assert taken["testimonial_id"] == testimonial_id

    page.keyboard.press("a")
    notice = page.locator(f"[data-refused='{testimonial_id}']")
    expect(notice).to_contain_text("“Approve” was not done")
    notice.get_by_role("button", name="Open it again").click()

    expect(page.locator(".banner-note")).to_contain_text("A colleague has this item just now")
    expect(page.locator(".actions")).to_have_count(0)
    assert decisions_on(field, testimonial_id) == []


def test_a_decision_is_taken_back_from_the_queue_too_with_what_was_written(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    page.fill("#caption-en", "To be kept")
    page.click("[data-action=approve]")
    expect(page.locator(".take")).to_be_visible()  # nothing else waits
    becomes(field, testimonial_id, *APPROVED)

    page.click("[data-action=undo]")

    expect(page.locator(f"[data-testimonial='{testimonial_id}']")).to_be_visible()
    assert awake(page) == testimonial_id
    expect(page.locator("#caption-en")).to_have_value("To be kept")
    assert field.state_of(testimonial_id) == "pending_review"
    expect(page.locator("[data-action=undo]")).to_have_count(0)


def test_the_second_of_two_people_does_not_learn_what_the_first_chose(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    first, second = (open_desk(role) for role in MODERATORS)
    testimonial_id = take(first)
    first.check("[name=ai_altered]")
    expect(first.locator("[data-two-people]")).to_contain_text("altered by AI")
    first.keyboard.press("a")
    expect(first.locator(".last")).to_contain_text("a second person decides too")

    assert take(second) == testimonial_id
    expect(second.locator("[data-two-people]")).to_contain_text("altered by AI")
    expect(second.locator("[data-decision]")).to_have_count(0)
    assert "second person decides too" not in second.inner_text("body")
    second.keyboard.press("a")

    becomes(field, testimonial_id, *APPROVED)


def test_identical_ones_of_the_same_worker_are_rejected_with_one_reason(
    open_desk: Open, field: Field
) -> None:
    made = field.visits_with_photos(*[photo()] * 3)
    page = open_desk()
    page.keyboard.press("n")
    awake(page)

    page.keyboard.press("r")
    page.click("[data-twins=all]")
    expect(page.locator("[name=twin]:checked")).to_have_count(2)
    page.keyboard.press("6")
    page.keyboard.press("Enter")

    for one in made:
        becomes(field, one, "rejected")
    expect(page.locator(".last")).to_contain_text("2 rejected, 0 left")


def test_an_appeal_shows_both_sides_to_somebody_else(open_desk: Open, field: Field) -> None:
    visit_id = field.visit_with_photo()
    found = field.call("moderator", "POST", "/v1/reviews/claim", json={})
    said = {"decision": "reject", "reason_code": "unclear_media", "note": "Too dark to see"}
    decided(field, "moderator", visit_id, said, found.headers["etag"])
    path = f"/v1/testimonials/{visit_id}/appeal"
    field.call("worker", "POST", path, json={"note": HOSTILE}).raise_for_status()
    page = open_desk("moderator_2")

    assert take(page) == visit_id

    sides = page.locator(".panel-appeal")
    expect(sides).to_contain_text("Asked by: Worker")
    expect(sides).to_contain_text("Too dark to see")
    expect(sides).to_contain_text("<script>window.hacked=1</script>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def test_whatever_people_write_is_shown_as_text(open_desk: Open, field: Field) -> None:
    visit_id = field.visit_with_photo()
    item = field.call("moderator", "GET", f"/v1/testimonials/{visit_id}")
    path = f"/v1/testimonials/{visit_id}/transcript"
    body = {"language": "hi", "text": (HOSTILE + " ") + "क" * (10_000 - len(HOSTILE) - 1)}
    headers = {"If-Match": item.headers["etag"]}
    field.call("moderator", "PUT", path, json=body, headers=headers).raise_for_status()
    becomes(field, visit_id, "pending_review")
    page = open_desk()
    assert take(page) == visit_id

    page.fill("#caption-en", HOSTILE)
    page.click("[data-action=has_issues]")
    page.keyboard.press("8")
    page.fill("#decision-note", HOSTILE)
    page.click("[data-confirm=has_issues]")
    becomes(field, visit_id, "has_issues")
    page.goto(f"{page.url.partition('#')[0]}#item/{visit_id}")

    expect(page.locator("[data-decision=has_issues]")).to_contain_text("<script>")
    expect(page.locator(".review-side")).to_contain_text(EMOJI)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    assert decisions_on(field, visit_id) == [("has_issues", HOSTILE)]
    withdraw(field, visit_id)  # else it comes back to her in another test


def test_a_caption_with_a_long_number_is_asked_about_once(open_desk: Open, field: Field) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    page.fill("#caption-en", "Call 98765 43210")

    page.click("[data-action=approve]")
    expect(page.locator("dialog[open]")).to_contain_text("A caption holds a long number")
    page.get_by_role("button", name="Correct the words").click()
    page.fill("#caption-en", "Call us")
    page.click("[data-action=approve]")

    becomes(field, testimonial_id, *APPROVED)


def test_a_page_that_is_loaded_again_goes_on_and_one_that_is_closed_gives_back(
    open_desk: Open, field: Field
) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)

    page.evaluate("location.reload()")
    page.wait_for_load_state()
    assert awake(page) == testimonial_id
    page.close()

    until(lambda: field.read("moderator", "/v1/reviews/queue")["held"] == [])
    assert field.state_of(testimonial_id) == "pending_review"


def test_her_own_numbers_count_what_she_decided(open_desk: Open, field: Field) -> None:
    field.visit_with_photo()
    page = open_desk()
    testimonial_id = take(page)
    page.keyboard.press("a")
    becomes(field, testimonial_id, *APPROVED)

    page.click("[data-window=preferences]")
    page.click("dialog[open] [data-window=numbers]")

    today = page.locator(".numbers-table tbody tr").first.locator("td").first
    expect(today).not_to_have_text("0")
    expect(page.locator(".numbers-window")).to_contain_text("You see these first")


def drawn_for_a_second_look(stack: Stack, visit_id: str, by: str) -> None:
    """As if the item had been drawn at the mandal before it was decided."""
    client = table_client(stack.info["aws_endpoint"])
    (table,) = (name for name in client.list_tables()["TableNames"] if "ecords" in name)
    records = DynamoRecords(client, table, shards=4)
    item = records.find(Testimonial, VisitId(visit_id))
    assert item is not None
    areas = records.find_many(Area, [(area_id,) for area_id in item.path])
    levels = [area.level if area else "" for area in areas]
    item = replace(item, levels=("booth", "mandal"))
    looks = second_looks(item, DecisionKind.REJECT, UserId(by), levels)
    records.commit(Save(row=item), *(Save(row=look) for look in looks))


def test_a_second_look_is_had_without_the_first_decision(
    open_desk: Open, field: Field, stack: Stack
) -> None:
    visit_id = field.visit_with_photo()
    found = field.call("moderator", "POST", "/v1/reviews/claim", json={})
    said = {"decision": "reject", "reason_code": "unclear_media", "note": "Too dark to see"}
    decided(field, "moderator", visit_id, said, found.headers["etag"])
    drawn_for_a_second_look(stack, visit_id, stack.users["moderator"]["user_id"])
    page = open_desk("convener")

    page.get_by_role("link", name="Second looks").click()
    page.locator(f"a[href$='{visit_id}']").click()
    expect(page.locator(".stage-cell").first).to_be_visible()
    assert "Too dark to see" not in page.inner_text("body")
    assert page.locator("[data-decision], .panel-audit, .panel-history").count() == 0
    page.check("[name=decision][value=approve]")
    page.get_by_role("button", name="Keep my answer").click()

    expect(page.locator(".banner-warn")).to_contain_text("the first decision: Reject")
    page.reload()
    expect(page.locator(".banner-warn")).to_contain_text("You: Approve")


def test_a_break_is_spoken_of_after_the_time_that_she_set(new_page, stack, field) -> None:
    field.visit_with_photo()
    page = new_page("en", viewport=DESK)
    page.add_init_script("localStorage['sampark.console.settings'] = '{\"break_minutes\": 20}'")
    page.clock.install()
    page.goto(f"{stack.api}/console")
    sign_in(page, stack, "moderator")
    page.click(".take")
    expect(page.locator(".actions")).to_be_visible()
    reminder = page.locator(".banner.break")

    for _ in range(4):
        expect(reminder).to_have_count(0)
        page.mouse.click(5, 5)
        with page.expect_response("**/v1/reviews/renew"):
            page.clock.fast_forward(4 * 60_000 + 30_000)
    page.mouse.click(5, 5)
    page.clock.fast_forward(3 * 60_000)

    expect(reminder).to_contain_text("20 minutes without a pause")
    reminder.get_by_role("button", name="I have paused").click()
    expect(reminder).to_have_count(0)
