"""`POST /v1/reels` and what the review desk shows of a reel."""

from dataclasses import replace

import pytest

from chalicelib.domain.testimonial import Testimonial
from chalicelib.services import reel_making
from tests.builders import DESK, MODERATOR, a_claim, a_ready_photo, a_testimonial
from tests.entry.conftest import World
from tests.reel_place import ReelPlace, film, rows_of, visit_id

ASK = {"area_id": DESK}


@pytest.fixture
def desk(world: World) -> ReelPlace:
    """The world's own desk with four approved testimonials."""
    place = ReelPlace(
        records=world.records, store=world.store, clock=world.clock, new_id=world.tools.new_id
    )
    for number in range(4):
        world.records.seed(*rows_of(number))
        world.store.derivatives[film(number).derivatives[0].key] = b"a rendition"
    return place


def made(world: World, desk: ReelPlace) -> str:
    """Have a reel made and return its id."""
    answer = world.call("POST", "/v1/reels", by="admin", json=ASK)
    reel_id = answer.json()["testimonial_id"]
    assert desk.make(reel_id) is reel_making.Result.READY
    return reel_id


def test_who_steers_a_desk_has_its_reel_made(world: World, desk: ReelPlace) -> None:
    answers = [world.call("POST", "/v1/reels", by="admin", json=ASK) for _ in range(2)]

    first, second = answers
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.json() == {
        "testimonial_id": first.json()["testimonial_id"], "area_id": DESK, "state": "collecting",
        "member_ids": [visit_id(number) for number in range(4)],
    }  # fmt: skip
    assert desk.reel(first.json()["testimonial_id"]).members


@pytest.mark.parametrize(
    ("by", "body", "status"),
    [
        ("moderator", ASK, 403),
        ("worker", ASK, 403),
        (None, ASK, 401),
        ("admin", {"area_id": "nowhere"}, 404),
        ("admin", {"area_id": "#"}, 422),
        ("admin", {}, 422),
    ],
)
def test_others_and_other_places_are_refused(
    world: World, desk: ReelPlace, by: str | None, body: dict[str, str], status: int
) -> None:
    assert world.call("POST", "/v1/reels", by=by, json=body).status_code == status
    assert desk.records.commits == []


def test_too_few_testimonials_are_a_conflict_that_says_how_many_there_are(world: World) -> None:
    answer = world.call("POST", "/v1/reels", by="admin", json=ASK)

    assert answer.status_code == 409
    assert answer.json()["approved"] == 0


def test_a_reel_is_listed_and_claimed_like_any_item(world: World, desk: ReelPlace) -> None:
    reel_id = made(world, desk)

    listed = world.call("GET", "/v1/testimonials", by="moderator").json()["items"]
    claimed = world.call("POST", "/v1/reviews/claim", by="moderator", json={})

    assert [(item["testimonial_id"], item["is_reel"]) for item in listed] == [(reel_id, True)]
    assert claimed.json()["testimonial_id"] == reel_id
    assert claimed.json()["lock"]["mine"] is True


def test_a_reel_shows_its_film_its_members_and_no_person(world: World, desk: ReelPlace) -> None:
    reel_id = made(world, desk)

    shown = world.call("GET", f"/v1/testimonials/{reel_id}", by="moderator").json()

    assert (shown["beneficiary"], shown["visit"], shown["consent"]) == (None, None, None)
    assert shown["beneficiary_id"] == ""
    assert shown["members"] == [
        {
            "testimonial_id": visit_id(number), "state": "published",
            "area_id": area, "area": {"names": {"hi": area, "en": area}},
        }
        for number, area in enumerate(("booth-1", "booth-3", "booth-4", "booth-6"))
    ]  # fmt: skip
    (film_shown,) = shown["media_items"]
    assert set(film_shown["derivatives"]) == {"video", "poster", "thumb"}
    assert shown["findings"][0]["check"] == "reel.members"
    assert shown["captions"] == {
        "hi": "जन संपर्क · constituency", "en": "Public contact · constituency",
    }  # fmt: skip
    media = world.call("GET", f"/v1/media/{film_shown['media_id']}", by="moderator")
    assert media.json()["measured"]["duration_s"] > 0
    trail = world.call("GET", f"/v1/audit/{reel_id}", by="moderator").json()
    assert [entry["action"] for entry in trail["items"]] == ["reel_begun", "reel_composed"]
    assert trail["intact"] is True


def test_a_testimonial_says_in_which_reels_it_is_and_a_plain_one_in_none(
    world: World, desk: ReelPlace
) -> None:
    reel_id = made(world, desk)
    world.records.seed(a_ready_photo(), a_testimonial())

    member = world.call("GET", f"/v1/testimonials/{visit_id(0)}", by="moderator").json()
    plain = world.call("GET", f"/v1/testimonials/{a_testimonial().visit_id}", by="moderator").json()

    assert (member["reels"], member["is_reel"], member["members"]) == ([reel_id], False, [])
    assert (plain["reels"], plain["is_reel"], plain["members"]) == ([], False, [])


def test_a_reel_is_not_sent_back_to_a_worker(world: World, desk: ReelPlace) -> None:
    reel = world.records.find(Testimonial, made(world, desk))
    assert reel is not None
    world.records.seed(replace(reel, claim=a_claim(MODERATOR)))

    answer = world.call(
        "POST", f"/v1/testimonials/{reel.visit_id}/decision", by="moderator",
        json={"decision": "has_issues", "reason_code": "other"},
        headers={"If-Match": f'"{reel.version}"'},
    )  # fmt: skip

    assert answer.status_code == 409
