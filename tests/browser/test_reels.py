"""What the console shows of a reel, in a real browser. Its rows are put into the stack's table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Page, expect

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.system import SystemClock, UUIDv7
from chalicelib.domain.areas import Area
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.reel_choice import Chosen, candidate_of, finding_of
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State, Testimonial
from tests.browser.conftest import sign_in
from tests.builders import a_testimonial
from tests.contracts.aws import table_client

new_id = UUIDv7()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A reel that waits for review, and whom it shows."""

    reel_id: str
    members: tuple[str, ...]


def member_at(booth: Area, reel_id: VisitId) -> Testimonial:
    assert booth.desk_id is not None
    return a_testimonial(
        State.PUBLISHED, visit_id=VisitId(new_id()), campaign_id=booth.campaign_id,
        beneficiary_id=BeneficiaryId(new_id()), booth_id=booth.area_id, desk_id=booth.desk_id,
        path=booth.path, media_ids=(), reels=(reel_id,), since=SystemClock().now(),
    )  # fmt: skip


def reel_of(members: list[Testimonial], desk: Area, reel_id: VisitId) -> Testimonial:
    chosen = [Chosen(candidate=candidate_of(member), shown_before=0) for member in members]
    plain = replace(members[0], reels=(), state=State.PENDING_REVIEW, visit_id=reel_id)
    return replace(
        plain, beneficiary_id=NOBODY, booth_id=desk.area_id, path=desk.path, captions=None,
        members=tuple(member.visit_id for member in members), findings=(finding_of(chosen),),
        verdict=Verdict.NEEDS_REVIEW, content_version=0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown(stack) -> Shown:
    client = table_client(stack.info["aws_endpoint"])
    (table,) = (name for name in client.list_tables()["TableNames"] if "ecords" in name)
    records = DynamoRecords(client, table, shards=4)
    found = records.find_many(Area, [(AreaId(booth),) for booth in stack.info["booths"][:3]])
    booths = [booth for booth in found if booth is not None]
    desk = records.find(Area, booths[0].desk_id or "")
    assert desk is not None
    reel_id = VisitId(new_id())
    members = [member_at(booth, reel_id) for booth in booths]
    for row in (*members, reel_of(members, desk, reel_id)):
        records.commit(Save(row=row))
    return Shown(reel_id=reel_id, members=tuple(member.visit_id for member in members))


@pytest.fixture
def open_item(new_page, stack):
    """Opens an item in the console in a language."""

    def opened(item: str, language: str = "en") -> Page:
        page: Page = new_page(language, viewport={"width": 1280, "height": 800})
        page.goto(f"{stack.api}/console")
        sign_in(page, stack, "moderator")
        page.goto(f"{stack.api}/console#{item}")
        return page

    return opened


Open = Callable[..., Page]
WORDS = {"en": ("Reel", "In this reel", "Watch all of it"), "hi": ("रील", "इस रील में", "पूरी देखें")}


@pytest.mark.parametrize("language", WORDS)
def test_a_reel_shows_its_members_instead_of_a_person(
    open_item: Open, shown: Shown, language: str
) -> None:
    chip, title, finding = WORDS[language]

    page = open_item(f"item/{shown.reel_id}", language)

    expect(page.locator(".review-chips")).to_contain_text(chip)
    expect(page.locator(".panel-members h2")).to_have_text(title)
    expect(page.locator(".panel-members a")).to_have_count(len(shown.members))
    expect(page.locator(".panel-findings")).to_contain_text(finding)
    expect(page.locator(".panel-person, .panel-consent")).to_have_count(0)
    expect(page.locator("#caption-hi, .panel-captions").first).to_be_visible()


def test_a_member_can_be_opened_and_leads_back_to_the_reel(open_item: Open, shown: Shown) -> None:
    page = open_item(f"item/{shown.reel_id}")

    page.locator(".panel-members a").nth(1).click()
    expect(page.locator(".panel-reels a")).to_have_count(1)
    expect(page.locator(".panel-person")).to_be_visible()
    assert page.url.endswith(shown.members[1])
    page.locator(".panel-reels a").click()

    expect(page.locator(".panel-members")).to_be_visible()


def test_a_reel_that_is_taken_cannot_be_sent_back_to_a_worker(
    open_item: Open, shown: Shown
) -> None:
    page = open_item("queue/pending_review")
    expect(page.locator(".row-link .chip").first).to_have_text("Reel")

    page.click(".take")
    expect(page.locator("[data-action=approve]:not([aria-disabled])")).to_be_visible()
    assert page.url.endswith(shown.reel_id)
    page.keyboard.press("i")

    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-action=has_issues]")).to_have_count(0)
    page.keyboard.press("r")
    expect(page.locator("dialog[open]")).to_have_count(1)
