"""Out of scope looks like absent: the same status and the same words, whoever asks for what."""

from typing import Any

import pytest

from tests.builders import (
    PERSON,
    PHOTO,
    VISIT,
    a_channel,
    a_claim,
    a_publication,
    a_reviewable_place,
    a_video,
    an_id,
    pointers_to,
)
from tests.entry.conftest import World
from tests.entry.requests import a_report, a_visit_change, upload_request

UPLOAD = a_video(method="MULTIPART", multipart_id="m-1", size_bytes=20 * 2**20)
APPROVE: dict[str, Any] = {"json": {"decision": "approve"}, "headers": {"If-Match": '"1"'}}
# Who asks, how, for what is there but not hers, and for what is not there at all.
ASKED: dict[str, tuple[str, str, str, str, dict[str, Any]]] = {
    "a photo of another booth": ("worker elsewhere", "GET", "/v1/media/{}", PHOTO, {}),
    "how another area's photo was made": (
        "moderator elsewhere", "GET", "/v1/media/{}/capture", PHOTO, {},
    ),
    "a worker at how her photo was made": ("worker", "GET", "/v1/media/{}/capture", PHOTO, {}),
    "another worker's upload": ("worker elsewhere", "GET", "/v1/uploads/{}", UPLOAD.media_id, {}),
    "parts of another worker's upload": (
        "worker elsewhere", "POST", "/v1/uploads/{}/parts", UPLOAD.media_id,
        {"json": {"numbers": [1]}},
    ),
    "completing another worker's upload": (
        "worker elsewhere", "POST", "/v1/uploads/{}/complete", UPLOAD.media_id, {},
    ),
    "ending another worker's upload": (
        "worker elsewhere", "DELETE", "/v1/uploads/{}", UPLOAD.media_id, {},
    ),
    "a moderator at a worker's upload": (
        "moderator", "DELETE", "/v1/uploads/{}", UPLOAD.media_id, {},
    ),
    "another area's testimonial": ("moderator elsewhere", "GET", "/v1/testimonials/{}", VISIT, {}),
    "a worker at a testimonial": ("worker", "GET", "/v1/testimonials/{}", VISIT, {}),
    "deciding another area's testimonial": (
        "moderator elsewhere", "POST", "/v1/testimonials/{}/decision", VISIT, APPROVE,
    ),
    "another area's story": (
        "moderator elsewhere", "GET", "/v1/testimonials/{}/explain", VISIT, {},
    ),
    "a worker at a story": ("worker", "GET", "/v1/testimonials/{}/explain", VISIT, {}),
    "who is shown in another area": (
        "moderator elsewhere", "POST", "/v1/testimonials/{}/reveal", VISIT,
        {"json": {"reason": "complaint"}},
    ),
    "a worker at whom she met": (
        "worker", "POST", "/v1/testimonials/{}/reveal", VISIT, {"json": {"reason": "complaint"}},
    ),
    "another area's map": ("moderator elsewhere", "GET", "/v1/testimonials/{}/map", VISIT, {}),
    "a worker at a map": ("worker", "GET", "/v1/testimonials/{}/map", VISIT, {}),
    "an outline elsewhere": ("worker", "GET", "/v1/areas/{}/boundary", "booth-6", {}),
    "another area's publications": (
        "moderator elsewhere", "GET", "/v1/testimonials/{}/publications", VISIT, {},
    ),
    "another area's trail": ("moderator elsewhere", "GET", "/v1/audit/{}", VISIT, {}),
    "a person's trail elsewhere": ("moderator elsewhere", "GET", "/v1/audit/{}", PERSON, {}),
    "a worker at a trail": ("worker", "GET", "/v1/audit/{}", VISIT, {}),
    "an area elsewhere": ("worker", "GET", "/v1/areas/{}", "booth-6", {}),
    "the area above": ("worker", "GET", "/v1/areas/{}", "mandal-1", {}),
    "progress elsewhere": ("worker", "GET", "/v1/progress/{}", "booth-6", {}),
    "a worklist elsewhere": ("worker", "GET", "/v1/worklist?booth={}", "booth-6", {}),
    "a list of an area elsewhere": (
        "moderator elsewhere", "GET", "/v1/testimonials?area={}", "booth-1", {},
    ),
}  # fmt: skip


@pytest.fixture
def busy(world: World) -> World:
    world.records.seed(*a_reviewable_place(), UPLOAD, *pointers_to([UPLOAD]))
    world.records.seed(a_channel(), a_publication())
    world.store.open_uploads["m-1"] = {}
    return world


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    document = answer.json()
    document.pop("instance")
    return answer.status_code, document


@pytest.mark.parametrize(("who", "method", "path", "there", "more"), ASKED.values(), ids=ASKED)
def test_what_is_not_hers_is_told_like_what_is_not_there(
    busy: World, who: str, method: str, path: str, there: str, more: dict[str, Any]
):
    hers_not = busy.call(method, path.format(there), who, **more)
    absent = busy.call(method, path.format(an_id(0xABCDEF)), who, **more)

    assert told(hers_not) == told(absent)
    assert hers_not.status_code == 404
    assert busy.records.commits == []


def test_the_same_things_are_there_for_those_whose_they_are(busy: World):
    for who, path in (
        ("worker", f"/v1/media/{PHOTO}"),
        ("moderator", f"/v1/media/{PHOTO}/capture"),
        ("worker", f"/v1/uploads/{UPLOAD.media_id}"),
        ("moderator", f"/v1/testimonials/{VISIT}"),
        ("moderator", f"/v1/testimonials/{VISIT}/publications"),
        ("moderator", f"/v1/testimonials/{VISIT}/explain"),
        ("moderator", f"/v1/testimonials/{VISIT}/map"),
        ("worker", "/v1/areas/booth-1/boundary"),
        ("moderator", f"/v1/audit/{VISIT}"),
        ("moderator", f"/v1/audit/{PERSON}"),
        ("worker", "/v1/areas/booth-1"),
        ("worker", "/v1/progress/booth-1"),
        ("worker", "/v1/worklist?booth=booth-1"),
        ("moderator", "/v1/testimonials?area=booth-1"),
    ):
        assert busy.call("GET", path, who).status_code == 200, path


def test_an_upload_to_another_workers_visit_is_told_like_one_to_no_visit(busy: World):
    hers_not = busy.call("POST", "/v1/uploads", "worker elsewhere", json=upload_request())
    absent = busy.call(
        "POST", "/v1/uploads", "worker elsewhere", json=upload_request(visit_id=an_id(0xABC))
    )

    assert told(hers_not) == told(absent)
    assert hers_not.status_code == 404


def test_a_change_to_a_person_elsewhere_is_told_like_one_to_nobody(busy: World):
    changes = [
        a_visit_change(visit_id=an_id(1)),
        a_visit_change(visit_id=an_id(1), beneficiary_id=an_id(0xABC)),
    ]

    answer = busy.call("POST", "/v1/sync", "worker elsewhere", json=a_report(*changes))

    there, absent = (item["problem"] for item in answer.json()["items"])
    assert there["status"] == absent["status"] == 404
    assert there["type"] == absent["type"]
    assert there["detail"] == absent["detail"]


def test_lists_and_claims_show_nothing_of_elsewhere(busy: World):
    listed = busy.call("GET", "/v1/testimonials", "moderator elsewhere")
    claimed = busy.call("POST", "/v1/reviews/claim", "moderator elsewhere", json={})

    assert listed.json() == {"items": [], "next_cursor": None}
    assert claimed.status_code == 204


def test_an_item_that_another_holds_is_passed_over(busy: World):
    busy.records.seed(*a_reviewable_place(claim=a_claim()))

    claimed = busy.call("POST", "/v1/reviews/claim", "second moderator", json={})

    assert claimed.status_code == 204


@pytest.mark.parametrize("path", ["/v1/testimonials", "/v1/channels/practice-page"])
def test_a_worker_has_no_business_at_the_desk(busy: World, path: str):
    answer = busy.call("GET", path, "worker")

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")


@pytest.mark.parametrize("who", ["worker", "moderator"])
def test_only_an_admin_sets_channels_up(busy: World, who: str):
    body = {"name": "x", "kind": "practice", "base_url": "https://x.example.org"}

    answer = busy.call("PUT", "/v1/channels/new", who, json=body)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")
    assert busy.records.commits == []


def test_a_sign_in_without_a_row_of_ours_may_do_nothing(busy: World):
    for method, path in (("GET", "/v1/me"), ("GET", "/v1/worklist"), ("POST", "/v1/sync")):
        answer = busy.call(method, path, "nobody", **({"json": {}} if method == "POST" else {}))

        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")


def test_phones_are_masked_wherever_they_are_shown(busy: World):
    worklist = busy.call("GET", "/v1/worklist", "worker")
    detail = busy.call("GET", f"/v1/testimonials/{VISIT}", "moderator")

    assert worklist.json()["items"][0]["phone"] == "+91XXXXXX3210"
    assert detail.json()["beneficiary"]["phone"] == "+91XXXXXX3210"
    for answer in (worklist, detail):
        assert "9876543210" not in answer.text
