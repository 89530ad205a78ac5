"""What a caller may send amiss: each is refused with its own problem and changes nothing."""

import json
from typing import Any

import pytest

from tests.builders import VISIT, a_ledger, a_media, a_testimonial, a_visit, an_id, pointers_to
from tests.entry.conftest import World
from tests.entry.requests import a_report, a_visit_change, upload_request

JSON = {"Content-Type": "application/json"}


def slug_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


MALFORMED = {
    "cut off": b'{"device_id": "d", "changes": [',
    "two documents": b"{} {}",
    "not UTF-8": b'{"device_id": "\xff\xfe"}',
    "brackets without end": b"[" * 100_000,
    "single quotes": b"{'device_id': 'd'}",
    "a number of ten thousand digits": b'{"device_id": ' + b"9" * 10_000 + b"}",
    "a zero byte": b'{"device_id": "d"}\x00',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_not_json_cannot_be_read(world: World, content: bytes):
    answer = world.call("POST", "/v1/sync", "worker", content=content, headers=JSON)

    assert slug_of(answer) == (400, "malformed-body")
    assert world.records.commits == []


OTHER_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "text/json",
    "multipart/form-data",
]


@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_a_body_of_another_media_type_is_not_taken(world: World, content_type: str):
    content, headers = json.dumps(a_report()).encode(), {"Content-Type": content_type}

    answer = world.call("POST", "/v1/sync", "worker", content=content, headers=headers)

    assert slug_of(answer) == (415, "unsupported-media-type")
    assert world.records.commits == []


def test_json_with_a_charset_is_taken(world: World):
    content = json.dumps(a_report()).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}

    answer = world.call("POST", "/v1/sync", "worker", content=content, headers=headers)

    assert answer.status_code == 200


SHAPES = {
    "a list": [],
    "a word": "device",
    "nothing": None,
    "a number": 7,
    "a field of another type": {"device_id": {"a": 1}, "changes": []},
    "a list that is an object": {"device_id": "d", "changes": {}},
    "a field too long": {"device_id": "d" * 65, "changes": []},
    "characters that no device has": {"device_id": "d e", "changes": []},
    "too many changes": {"device_id": "d", "changes": [{"change_id": "1", "type": "x"}] * 501},
    "half a character": {"device_id": "\ud800", "changes": []},
}


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
def test_a_body_in_the_wrong_shape_is_refused_field_by_field(world: World, body: Any):
    content = json.dumps(body).encode()

    answer = world.call("POST", "/v1/sync", "worker", content=content, headers=JSON)

    assert slug_of(answer) == (422, "invalid-input")
    assert all(set(error) == {"field", "message"} for error in answer.json()["errors"])
    assert answer.json()["errors"]


def test_a_refusal_of_a_field_never_repeats_what_was_sent(world: World):
    body = {
        "device_id": {"name": "Secretnamewali"},
        "changes": [{"change_id": "+919812345678" * 9}],
    }

    answer = world.call("POST", "/v1/sync", "worker", json=body)

    assert slug_of(answer) == (422, "invalid-input")
    assert "Secretnamewali" not in answer.text
    assert "+9198" not in answer.text


def test_unknown_fields_of_a_newer_client_are_left_aside(world: World):
    answer = world.call("POST", "/v1/sync", "worker", json={**a_report(), "battery": 0.4})

    assert [item["result"] for item in answer.json()["items"]] == ["accepted"]


# --- change by change ---------------------------------------------------------------------------

BAD_CHANGES: dict[str, dict[str, Any]] = {
    "a type that is not known": {"type": "visit.imagined"},
    "no instant": {"at": None},
    "an instant without a zone": {"at": "2026-11-14T12:00:00", "type": "consent.given"},
    "no data": {"data": None},
    "data in the wrong type": {"data": ["a"]},
    "an id that is none": {"data": a_visit_change(visit_id="1")["data"]},
    "an outcome that is none": {"data": a_visit_change(outcome="maybe")["data"]},
    "an end before its start": {"data": a_visit_change(ended_at="2026-11-14T11:00:00Z")["data"]},
    "a place off the globe": {
        "data": a_visit_change(location={"lat": 91, "lon": 0, "accuracy_m": 1})["data"]
    },
    "a sticker nobody agreed to": {
        "data": a_visit_change(sticker={"placed": True, "owner_agreed": False})["data"]
    },
    "a clock days ahead": {"data": a_visit_change(started_at="2026-11-19T12:00:00Z")["data"]},
    "another booth's person": {"data": a_visit_change(beneficiary_id=an_id(0xFF))["data"]},
    "a booth elsewhere": {"data": a_visit_change(booth_id="booth-6")["data"]},
}


@pytest.mark.parametrize("wrong", BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_one_bad_change_never_stops_the_good_ones(world: World, wrong: dict[str, Any]):
    first, last = a_visit_change(visit_id=an_id(1)), a_visit_change(visit_id=an_id(2))
    bad = {**a_visit_change(visit_id=an_id(3)), **wrong}

    answer = world.call("POST", "/v1/sync", "worker", json=a_report(first, bad, last))

    items = answer.json()["items"]
    assert [item["result"] for item in items] == ["accepted", "refused", "accepted"]
    assert items[1]["problem"]["status"] in {404, 422}
    assert items[1]["problem"]["detail"]


def test_a_place_of_vanishing_fractions_is_kept_and_repeats_as_the_same(world: World):
    change = a_visit_change(location={"lat": 1e-300, "lon": -1e-9, "accuracy_m": 5e-324})

    answers = [world.call("POST", "/v1/sync", "worker", json=a_report(change)) for _ in range(2)]

    results = [answer.json()["items"][0]["result"] for answer in answers]
    assert results == ["accepted", "already_have"]


# --- uploads ------------------------------------------------------------------------------------

BAD_UPLOADS: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "no bytes": ({"size_bytes": 0}, (422, "invalid-input")),
    "fewer than no bytes": ({"size_bytes": -1}, (422, "invalid-input")),
    "half a byte": ({"size_bytes": 1.5}, (422, "invalid-input")),
    "a size of four hundred digits": ({"size_bytes": 10**400}, (413, "media-too-large")),
    "a photo above the ceiling": ({"size_bytes": 30 * 2**20 + 1}, (413, "media-too-large")),
    "an executable": ({"content_type": "application/x-msdownload"}, (415, "media-not-accepted")),
    "an SVG": ({"content_type": "image/svg+xml"}, (415, "media-not-accepted")),
    "a video said to be a photo": ({"content_type": "video/mp4"}, (415, "media-not-accepted")),
    "a kind that is none": ({"kind": "song"}, (422, "invalid-input")),
    "a hash in hex": ({"sha256": "ab" * 32}, (422, "invalid-input")),
    "half a hash": ({"sha256": "YWJj"}, (422, "invalid-input")),
    "no hash": ({"sha256": ""}, (422, "invalid-input")),
    "an id that is none": ({"upload_id": "../../etc/passwd"}, (422, "invalid-input")),
    "a visit that is none": ({"visit_id": "a/b"}, (422, "invalid-input")),
    "a visit that is unknown": ({"visit_id": an_id(0xFFF)}, (404, "not-found")),
}


@pytest.mark.parametrize(("wrong", "expected"), BAD_UPLOADS.values(), ids=BAD_UPLOADS)
def test_a_bad_wish_to_upload_is_granted_nothing(
    world: World, wrong: dict[str, Any], expected: tuple[int, str]
):
    world.records.seed(a_visit(), a_ledger())

    answer = world.call("POST", "/v1/uploads", "worker", json=upload_request(**wrong))

    assert slug_of(answer) == expected
    assert world.records.commits == []


def test_a_grant_asked_for_again_is_the_same_grant(world: World):
    world.records.seed(a_visit(), a_ledger())
    request = upload_request(upload_id=an_id(5))

    first, again = (world.call("POST", "/v1/uploads", "worker", json=request) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert len([c for c in world.records.commits if c]) == 2  # its pointer and its row, once


@pytest.mark.parametrize("numbers", [[], [0], [1, 99], [-1], ["x"], [1] * 51, None])
def test_parts_that_do_not_exist_get_no_url(world: World, numbers: Any):
    media = a_media(method="MULTIPART", multipart_id="m-1", size_bytes=20 * 2**20)
    world.records.seed(a_visit(), a_ledger(), media, *pointers_to([media]))
    path = f"/v1/uploads/{media.media_id}/parts"

    answer = world.call("POST", path, "worker", json={"numbers": numbers})

    assert slug_of(answer) == (422, "invalid-input")


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=x", "state=lost", "area=a/b"])
def test_a_list_asked_for_in_a_wrong_way_is_refused(world: World, query: str):
    answer = world.call("GET", f"/v1/testimonials?{query}", "moderator")

    assert slug_of(answer) == (422, "invalid-input")


@pytest.mark.parametrize("cursor", ["x", "%C2%B2:x", "9:x", "%00", "W1tb" * 400, "~" * 2001, ":::"])
def test_a_made_up_cursor_is_no_fault_of_ours(world: World, cursor: str):
    answer = world.call("GET", f"/v1/testimonials?cursor={cursor}", "moderator")

    assert answer.status_code in {200, 422}


def test_a_list_that_goes_on_says_where_in_its_body_and_its_link(world: World):
    world.records.seed(*(a_testimonial(visit_id=an_id(number)) for number in range(3)))
    path = "/v1/testimonials?state=pending_review&limit=2"

    first = world.call("GET", path, "moderator")
    link = first.headers["link"]
    second = world.call("GET", "/v1/testimonials" + link[1 : link.index(">")], "moderator")

    assert link.endswith('>; rel="next"')
    assert len(first.json()["items"]) == 2
    assert first.json()["next_cursor"]
    assert len(second.json()["items"]) == 1
    assert second.json()["next_cursor"] is None
    assert "link" not in second.headers


def test_a_claim_may_be_asked_for_without_a_body(world: World):
    world.records.seed(a_visit(), a_ledger(), a_testimonial())

    answer = world.call("POST", "/v1/reviews/claim", "moderator", headers=JSON)

    assert (answer.status_code, answer.json()["visit_id"]) == (200, VISIT)
