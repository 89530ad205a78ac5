"""The whole journey over HTTP, once as it should go; then repeats, and many hands at one desk."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from infra.bench.looks import pictures
from tests.end_to_end.walk import Json, Person, Town, new_id, visited, wish, withdrawn
from tests.media_factory import filmed, jpeg, moving_clip

MOST_CALLS_A_VISIT = 4  # design.md, part 6


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jpeg(tmp_path_factory.mktemp("media") / "photo.jpg")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moving_clip(tmp_path_factory.mktemp("media") / "video.mp4")


def claimed(town: Town, visit_id: str, moderator: Person | None = None) -> httpx.Response:
    """The claim of one testimonial; others that wait are given back."""
    who = moderator or town.moderator
    for _ in range(20):
        answer = who.call("POST", "/v1/reviews/claim", json={})
        assert answer.status_code == 200, "nothing waits"
        if answer.json()["testimonial_id"] == visit_id:
            return answer
        body = {"decision": "escalate", "note": "not this test's"}
        path = f"/v1/testimonials/{answer.json()['testimonial_id']}/decision"
        headers = {"If-Match": answer.headers["etag"]}
        assert who.call("POST", path, json=body, headers=headers).status_code == 200
    raise AssertionError("the item never came")


def posted(town: Town, path: str, state: str) -> Json:
    def look() -> Json | None:
        items = town.moderator.get(f"{path}/publications")["items"]
        return items[0] if items and items[0]["state"] == state else None

    found: Json = town.eventually(look, f"a publication to be {state}")
    return found


def both_sent(town: Town, visit_id: str, photo: Path, video: Path) -> list[str]:
    """The media of a visit, ready, and every derivative of theirs readable."""
    ids = [town.worker.send(visit_id, "photo", photo), town.worker.send(visit_id, "video", video)]
    media = [town.worker.ended(media_id) for media_id in ids]
    assert [one["state"] for one in media] == ["ready", "ready"], media
    needed = ({"display", "thumb"}, {"video", "poster", "thumb", "preview"})
    assert all(few <= set(one["derivatives"]) for few, one in zip(needed, media, strict=True))
    for one in media:
        for made in one["derivatives"].values():
            read = httpx.get(made["url"])
            assert (read.status_code, len(read.content)) == (200, made["size_bytes"])
    return ids


def approved(town: Town, visit_id: str) -> str:
    """The address of a testimonial that was claimed and approved, by two where it needs two."""
    path = f"/v1/testimonials/{visit_id}"
    approve = {"decision": "approve", "captions": {"hi": "घर मिला", "en": "A house at last"}}
    why = town.moderator.get(path)["two_people"]
    for who in (town.moderator, town.moderator_2) if why else (town.moderator,):
        headers = {"If-Match": claimed(town, visit_id, who).headers["etag"]}
        decided = who.call("POST", f"{path}/decision", json=approve, headers=headers)
        assert decided.status_code == 200, decided.text
    assert decided.json()["state"] == "approved"
    return path


def seen_beside(town: Town, person: Json, path: str) -> None:
    """Who is shown is masked until somebody asks; what happened and where is told of areas."""
    item = town.moderator.get(path)
    masked = item["beneficiary"]
    assert (masked["is_masked"], masked["phone"]) == (True, person["phone"])
    assert not set(masked["names"].values()) & set(person["names"].values())
    assert item["consent"]["notice"]["is_known"] is True
    told = [one["what"] for one in item["timeline"]]
    assert told.index("visit_began") < told.index("media_ready") < told.index("verdict_reached")

    revealed = town.moderator.call("POST", f"{path}/reveal", json={"reason": "call_back"}).json()
    assert revealed["names"] == person["names"]
    assert (revealed["phone"] or "")[-4:] == (person["phone"] or "")[-4:]
    trail = town.moderator.get(f"/v1/audit/{person['beneficiary_id']}")["items"]
    assert "details_revealed" in [entry["action"] for entry in trail]

    areas = town.moderator.get(f"{path}/map")["areas"]
    assert [area["area_id"] for area in areas if area["is_own"]] == [person["booth_id"]]
    assert all(area["ring"] for area in areas)


def test_a_visit_with_a_photo_and_a_video_takes_few_calls(town: Town, photo: Path, video: Path):
    before = len(town.worker.calls)

    visit_id = town.worker.visit(town.next_person())
    town.worker.send(visit_id, "photo", photo)
    town.worker.send(visit_id, "video", video)

    assert len(town.worker.calls[before:]) <= MOST_CALLS_A_VISIT


def test_a_visit_travels_from_the_door_to_a_post_and_back_again(town: Town, tmp_path: Path):
    # Pictures that no other visit has, as a camera makes them: others would need a closer look.
    photo, video = tmp_path / "photo.jpg", tmp_path / "video.mp4"
    pictures.made(101).save(photo, "JPEG", quality=90)
    filmed(pictures.made(102, (720, 1280)), video, seconds=5.5)  # time to tell something
    person = town.next_person()
    visit_id = town.worker.visit(person)
    ids = both_sent(town, visit_id, photo, video)
    waiting = town.under_review(visit_id)
    assert (waiting["verdict"], set(waiting["media"])) == ("verified", set(ids))

    seen_beside(town, person, f"/v1/testimonials/{visit_id}")

    path = approved(town, visit_id)
    publication = posted(town, path, "posted")
    page = httpx.get(publication["permalink"])
    assert page.status_code == 200
    assert "A house at last" in page.text
    assert town.moderator.get(path)["state"] == "published"

    (item,) = town.worker.report(withdrawn(person, visit_id))
    assert item["result"] == "accepted"
    gone = posted(town, path, "taken_down")
    assert (gone["publication_id"], gone["attempts"]) == (publication["publication_id"], 1)
    assert httpx.get(publication["permalink"]).status_code == 410

    trail = town.moderator.get(f"/v1/audit/{visit_id}")
    actions = [entry["action"] for entry in trail["items"]]
    assert trail["intact"] is True
    assert actions.index("verified") < actions.index("decided") < actions.index("withdrawn")
    assert town.moderator.get(f"/v1/audit/{person['beneficiary_id']}")["intact"] is True


def test_a_worklist_tells_what_is_done(town: Town, photo: Path):
    person = town.next_person()
    visit_id = town.worker.visit(person, ("record", "photo"))
    town.worker.ended(town.worker.send(visit_id, "photo", photo))

    def look() -> Json | None:
        items = town.worker.get("/v1/worklist")["items"]
        mine = next(one for one in items if one["beneficiary_id"] == person["beneficiary_id"])
        is_done = mine["visit_id"] == visit_id and not {"consent", "photo"} & set(mine["missing"])
        return mine if is_done else None

    done: Json = town.eventually(look, "the worklist to be up to date")
    assert done["outcome"] == "met"
    assert done["phone"].startswith("+91XXXXXX")


def test_a_visit_without_consent_to_publish_makes_no_testimonial(town: Town, photo: Path):
    visit_id = town.worker.visit(town.next_person(), ("record", "photo"))
    town.worker.ended(town.worker.send(visit_id, "photo", photo))

    assert town.moderator.call("GET", f"/v1/testimonials/{visit_id}").status_code == 404


def test_every_call_repeated_answers_as_the_first_did(town: Town, photo: Path):
    person = town.next_person()
    visit_id = new_id()
    change = visited(person, visit_id)
    assert [town.worker.report(change)[0]["result"] for _ in range(3)] == [
        "accepted", "already_have", "already_have",
    ]  # fmt: skip
    (conflict,) = town.worker.report(visited(person, visit_id, outcome="moved"))
    assert (conflict["result"], conflict["problem"]["status"]) == ("conflict", 409)

    visit_id = town.worker.visit(person)
    request = wish(visit_id, "photo", photo)
    grants = [town.worker.call("POST", "/v1/uploads", json=request) for _ in range(2)]
    assert [grant.status_code for grant in grants] == [201, 201]
    assert grants[0].json()["media_id"] == grants[1].json()["media_id"]
    assert grants[0].json()["expires_at"] == grants[1].json()["expires_at"]
    other = town.worker.call("POST", "/v1/uploads", json={**request, "size_bytes": 7})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/id-taken")

    for _ in range(2):
        ended = town.worker.call("DELETE", f"/v1/uploads/{request['upload_id']}")
        assert ended.status_code == 204


def test_claims_and_releases_repeated_answer_as_the_first_did(town: Town, photo: Path):
    visit_id = town.worker.visit(town.next_person())
    town.worker.send(visit_id, "photo", photo)
    town.under_review(visit_id)

    first = claimed(town, visit_id)
    again = town.moderator.call("POST", "/v1/reviews/claim", json={})
    assert again.json()["testimonial_id"] == first.json()["testimonial_id"]

    refused = town.moderator_2.call(
        "POST", "/v1/reviews/release", json={"testimonial_id": visit_id}
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-your-claim")
    for _ in range(2):
        body = {"testimonial_id": visit_id}
        assert town.moderator.call("POST", "/v1/reviews/release", json=body).status_code == 204


def test_no_item_is_given_to_two_people_whoever_asks_at_once(town: Town, photo: Path):
    for _ in range(3):
        visit_id = town.worker.visit(town.next_person())
        town.worker.send(visit_id, "photo", photo)
        town.under_review(visit_id)
    people = [town.moderator, town.moderator_2] * 10

    with ThreadPoolExecutor(20) as desk:
        answers = list(desk.map(lambda who: who.call("POST", "/v1/reviews/claim", json={}), people))

    holders: dict[str, set[str]] = defaultdict(set)
    for who, answer in zip(people, answers, strict=True):
        assert answer.status_code in {200, 204, 503}
        if answer.status_code == 200:
            assert answer.json()["lock"]["mine"] is True
            holders[answer.json()["testimonial_id"]].add(who.user_id)
    assert holders
    assert {len(users) for users in holders.values()} == {1}
