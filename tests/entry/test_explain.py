"""Findings with their links, and the whole story of a testimonial, over HTTP."""

import hashlib
from dataclasses import replace

import pytest

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import VisitId
from chalicelib.domain.policy import Action, Policy
from chalicelib.domain.verdicts import PastVerdict
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PHOTO,
    VISIT,
    a_campaign,
    a_ready_photo,
    a_reviewable_place,
    a_testimonial,
    a_worker,
    an_id,
    path_to,
)
from tests.entry.conftest import World

OTHER = an_id(0xC0FF)
SAME = Finding(
    check="media.exact_duplicate", version=1, outcome=FindingOutcome.WARN,
    evidence={"media_ids": [PHOTO], "matching_media_ids": [OTHER], "matching_booth_ids": ["b2"]},
)  # fmt: skip
FINE = replace(SAME, outcome=FindingOutcome.PASS, evidence={"compared": 1})
GONE = Finding(
    check="media.of_old", version=1, outcome=FindingOutcome.WARN,
    evidence={"worker_id": "worker-1"},
)  # fmt: skip
STORY = f"/v1/testimonials/{VISIT}/explain"


@pytest.fixture
def judged(world: World) -> World:
    """A testimonial with two verdicts."""
    item = a_testimonial(
        verdict=Verdict.NEEDS_REVIEW, findings=(SAME, GONE), evidence_version=2, judged_at=NOON
    )
    past = PastVerdict(
        visit_id=VISIT, number=1, reached_at=NOON, verdict=Verdict.VERIFIED, findings=(FINE,),
        evidence_key="", policy_number=0, media_ids=(PHOTO,),
    )  # fmt: skip
    world.records.seed(*a_reviewable_place(), item, past)
    return world


def test_a_finding_names_its_records_with_their_addresses(judged: World) -> None:
    same, gone = judged.call("GET", f"/v1/testimonials/{VISIT}", "moderator").json()["findings"]

    assert same["links"] == [
        {"rel": "media", "kind": "media", "id": PHOTO, "href": f"/v1/media/{PHOTO}"},
        {"rel": "matching_media", "kind": "media", "id": OTHER, "href": f"/v1/media/{OTHER}"},
        {"rel": "matching_booth", "kind": "area", "id": "b2", "href": "/v1/progress/b2"},
    ]
    assert same["title"]["en"] == "Same file elsewhere"
    assert gone["links"] == [{"rel": "worker", "kind": "worker", "id": "worker-1", "href": None}]
    assert gone["title"] == {"hi": "media.of_old", "en": "media.of_old"}


def test_what_follows_from_a_finding_is_told_under_the_campaigns_policy(judged: World) -> None:
    assert leads_to(judged) == ["review", "review"]

    strict = Policy(number=4, actions={SAME.check: Action.NOTE})
    judged.records.seed(a_campaign(policy=strict))
    judged.records.seed(a_testimonial(findings=(SAME, FINE), policy_number=4))

    assert leads_to(judged) == ["note", None]


def leads_to(world: World) -> list[str | None]:
    found = world.call("GET", f"/v1/testimonials/{VISIT}", "moderator").json()["findings"]
    return [one["leads_to"] for one in found]


def test_a_list_stays_short_and_says_when_and_under_what_it_was_judged(judged: World) -> None:
    (item,) = judged.call("GET", "/v1/testimonials", "moderator").json()["items"]

    assert (item["judged_at"], item["policy_number"], item["levels"]) == (
        "2026-11-14T12:00:00Z", 0, [],
    )  # fmt: skip
    assert item["findings"][0]["links"] is None
    assert item["findings"][0]["text"]["en"]


def test_a_story_holds_steps_verdicts_the_draw_and_the_chain(judged: World) -> None:
    story = judged.call("GET", STORY, "moderator").json()

    assert (story["testimonial_id"], story["verdict"]) == (VISIT, "needs_review")
    assert [step["kind"] for step in story["steps"]] == [
        "visit", "consent", "state", "upload", "verdict", "verdict",
    ]  # fmt: skip
    assert all(set(step["text"]) == {"hi", "en"} for step in story["steps"])
    assert [(one["number"], one["verdict"]) for one in story["verdicts"]] == [
        (2, "needs_review"), (1, "verified"),
    ]  # fmt: skip
    assert [(d["check"], d["before"], d["after"]) for d in story["verdicts"][0]["differs"]] == [
        ("media.exact_duplicate", "pass", "warn"), ("media.of_old", None, "warn"),
    ]  # fmt: skip
    assert story["verdicts"][1]["differs"] == []
    assert story["audit"] == {"intact": True, "entries": 0}
    assert story["media_items"][0]["media_id"] == PHOTO
    assert set(story["rule"]) == {"hi", "en"}


def test_anybody_can_repeat_the_draw_from_what_the_story_says(judged: World) -> None:
    sampling = judged.call("GET", STORY, "moderator").json()["sampling"]

    assert (sampling["seed"], sampling["applies"]) == (CAMPAIGN, False)
    for draw in sampling["draws"]:
        word = f"{sampling['seed']}/{draw['level']}/{sampling['name']}".encode()
        lot = int.from_bytes(hashlib.sha256(word).digest()[:8], "big") / 2**64
        assert draw["lot"] == round(lot, 6)


def test_levels_that_were_drawn_are_told(judged: World) -> None:
    drawn = a_testimonial(verdict=Verdict.VERIFIED, levels=("booth", "mandal"))
    judged.records.seed(drawn)

    sampling = judged.call("GET", STORY, "moderator").json()["sampling"]

    assert sampling["applies"] is True
    told = {draw["level"]: draw["is_drawn"] for draw in sampling["draws"]}
    assert told == {"booth": True, "mandal": True, "district": False, "state": False}


def test_a_story_shows_no_name_no_phone_and_no_place(judged: World) -> None:
    judged.records.seed(a_worker(name="Kiran Kumari"))

    answer = judged.call("GET", STORY, "moderator")

    assert answer.json()["person"]["masked_names"] == {"hi": "सी… दे…", "en": "S… D…"}
    for told in ("Devi", "देवी", "Kiran", "98765", "43210", '"lat"'):
        assert told not in answer.text


def test_a_story_before_any_verdict_has_no_draw(world: World) -> None:
    world.records.seed(*a_reviewable_place())

    story = world.call("GET", STORY, "moderator").json()

    assert (story["verdicts"], story["sampling"], story["verdict"]) == ([], None, None)


def test_a_reels_story_shows_its_members_and_nobody_else(world: World) -> None:
    reel_id = VisitId(an_id(0xB0FF))
    reel = a_testimonial(
        visit_id=reel_id, beneficiary_id="", booth_id=DESK, path=path_to(DESK), members=(VISIT,),
        media_ids=(), verdict=Verdict.NEEDS_REVIEW,
    )  # fmt: skip
    world.records.seed(*a_reviewable_place(), reel)

    story = world.call("GET", f"/v1/testimonials/{reel_id}/explain", "moderator").json()

    assert [member["testimonial_id"] for member in story["members"]] == [VISIT]
    assert (story["is_reel"], story["person"], story["sampling"]) == (True, None, None)


def test_the_files_of_a_story_come_with_addresses_to_look_at(judged: World) -> None:
    judged.records.seed(a_ready_photo())

    (photo,) = judged.call("GET", STORY, "moderator").json()["media_items"]

    assert photo["derivatives"]["thumb"]["url"]
