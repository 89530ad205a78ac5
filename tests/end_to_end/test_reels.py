"""A highlights reel over HTTP: three people, one film, one post, until one of them leaves."""

from functools import partial
from pathlib import Path

import httpx

from tests.end_to_end.deployed import eventually
from tests.end_to_end.test_journey import approved, posted
from tests.end_to_end.walk import Json, Town, withdrawn
from tests.media_factory import moving_clip

# Three clips of three seconds are composed in a quarter of a minute on two busy cores.
COMPOSED_WITHIN_S = 180


def an_approved_person(town: Town, file: Path) -> tuple[Json, str]:
    """Somebody whose video was approved just now, and her testimonial's id."""
    person = town.next_person()
    visit_id = town.worker.visit(person)
    town.worker.ended(town.worker.send(visit_id, "video", file))
    town.under_review(visit_id)
    approved(town, visit_id)
    return person, visit_id


def composed(town: Town, reel_id: str) -> Json:
    """The reel once it waits for review."""

    def look() -> Json | None:
        reel = town.moderator.get(f"/v1/testimonials/{reel_id}")
        return reel if reel["state"] == "pending_review" else None

    return eventually(look, within_s=COMPOSED_WITHIN_S, what="a reel to be composed")


def asked_for(town: Town, members: set[str]) -> str:
    """The id of the day's reel, which shows these; asking again changes nothing."""
    area_id = town.convener.get("/v1/me")["scopes"][0]["area_id"]
    # None joins a reel while its approval can be taken back.
    for visit_id in members:
        eventually(
            partial(is_going_out, town, visit_id), within_s=30, what="an approval to be final"
        )
    asked = [town.convener.call("POST", "/v1/reels", json={"area_id": area_id}) for _ in range(2)]
    assert [answer.status_code for answer in asked] == [202, 202]
    assert asked[0].json()["testimonial_id"] == asked[1].json()["testimonial_id"]
    assert members <= set(asked[0].json()["member_ids"])
    return str(asked[0].json()["testimonial_id"])


def is_going_out(town: Town, visit_id: str) -> bool:
    state = town.moderator.get(f"/v1/testimonials/{visit_id}")["state"]
    return state in {"publishing", "published"}


def require_film(reel: Json) -> None:
    (film,) = reel["media_items"]
    video = film["derivatives"]["video"]
    assert len(httpx.get(video["url"]).content) == video["size_bytes"]
    # Three clips of three seconds and two cards, less what the crossfades share.
    assert 9 < film["measured"]["duration_s"] < 90
    assert [found["check"] for found in reel["findings"]] == ["reel.members"]


def state_of(town: Town, visit_id: str) -> str:
    return str(town.moderator.get(f"/v1/testimonials/{visit_id}")["state"])


def test_a_reel_of_three_is_reviewed_posted_once_and_gone_when_one_of_them_withdraws(
    town: Town, tmp_path: Path
) -> None:
    clips = [moving_clip(tmp_path / f"{n}.mp4", seconds=3.1 + n / 10) for n in range(3)]
    people = [an_approved_person(town, clip) for clip in clips]
    for _, visit_id in people:  # nobody is in a reel whose approval may still be taken back
        town.eventually(lambda v=visit_id: state_of(town, v) != "approved", "it to be scheduled")
    reel_id = asked_for(town, {visit_id for _, visit_id in people})
    require_film(composed(town, reel_id))

    path = approved(town, reel_id)
    publication = posted(town, path, "posted")
    assert publication["attempts"] == 1
    assert httpx.get(publication["permalink"]).status_code == 200

    leaver, her_visit = people[1]
    town.worker.report(withdrawn(leaver, her_visit))
    posted(town, path, "taken_down")
    assert httpx.get(publication["permalink"]).status_code == 410
    assert state_of(town, reel_id) == "withdrawn"
    assert [state_of(town, people[n][1]) for n in (0, 2)] == ["published", "published"]
    trail = town.moderator.get(f"/v1/audit/{reel_id}")
    assert trail["intact"] is True
    assert [entry["action"] for entry in trail["items"]][:2] == ["reel_begun", "reel_composed"]
