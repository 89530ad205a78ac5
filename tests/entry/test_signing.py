"""`POST /v1/uploads/sign` in Uppy's words, and what a phone reads of an upload that went wrong."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from chalicelib.domain.media import MediaState, UploadMethod, original_key
from chalicelib.domain.rejections import SENTENCES, RejectReason
from tests.builders import PHOTO_BYTES, a_ledger, a_video, a_visit, an_id, pointers_to
from tests.entry.conftest import World

MIB = 2**20
UPLOAD = a_video(method=UploadMethod.MULTIPART, multipart_id="m-1", size_bytes=17 * MIB)
KEY = UPLOAD.media_id
PART = {"method": "PUT", "key": KEY, "uploadId": "m-1", "partNumber": 1}


def given(world: World, **fields: Any) -> None:
    media = replace(UPLOAD, **fields)
    world.records.seed(a_visit(), a_ledger(), media, *pointers_to([media]))


def sign(world: World, by: str = "worker", **request: Any) -> httpx.Response:
    return world.call("POST", "/v1/uploads/sign", by, json=request)


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ({"method": "PUT", "key": KEY, "contentType": "video/mp4"}, original_key(UPLOAD)),
        ({"method": "POST", "key": KEY}, original_key(UPLOAD)),
        (PART, None),
        ({"method": "GET", "key": original_key(UPLOAD), "uploadId": "m-1"}, None),
        ({"method": "DELETE", "key": original_key(UPLOAD), "uploadId": "m-1"}, None),
    ],
    ids=["put", "create", "part", "list", "abort"],
)
def test_a_request_in_uppys_words_is_answered_with_where_to_send_it(
    world: World, request_: dict[str, Any], key: str | None
):
    given(world)

    answer = sign(world, **request_)

    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"url", "headers", "key"}
    assert answer.json()["key"] == key
    assert original_key(UPLOAD) in answer.json()["url"]


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


BAD: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "a method that S3 is not asked with": ({**PART, "method": "PATCH"}, (422, "invalid-input")),
    "no key": ({"method": "PUT", "key": ""}, (422, "invalid-input")),
    "a key without end": ({"method": "PUT", "key": "k" * 2000}, (422, "invalid-input")),
    "a name of the browser's own": ({**PART, "key": "a1-IMG 1.jpg"}, (404, "not-found")),
    "an upload that is none": ({**PART, "key": an_id(404)}, (404, "not-found")),
    "an object elsewhere": ({**PART, "key": f"00/x/{KEY}.video"}, (404, "not-found")),
    "a part beyond the last": ({**PART, "partNumber": 5}, (422, "invalid-input")),
    "part zero": ({**PART, "partNumber": 0}, (422, "invalid-input")),
    "half a part": ({**PART, "partNumber": 1.5}, (422, "invalid-input")),
    "an upload of nobody's": ({**PART, "uploadId": "m-2"}, (409, "conflict")),
    "joining what is not there": (
        {"method": "POST", "key": KEY, "uploadId": "m-1"}, (409, "conflict"),
    ),
    "reading the file": ({"method": "GET", "key": KEY}, (422, "invalid-input")),
    "removing the file": ({"method": "DELETE", "key": KEY}, (422, "invalid-input")),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "expected"), BAD.values(), ids=BAD)
def test_what_cannot_be_signed_is_told_in_a_problem(
    world: World, request_: dict[str, Any], expected: tuple[int, str]
):
    given(world)

    assert problem(sign(world, **request_)) == expected
    assert world.records.commits == []


def test_parts_that_are_missing_are_named(world: World):
    given(world)
    world.store.open_uploads["m-1"] = {2: bytes(5 * MIB)}

    answer = sign(world, method="POST", key=KEY, uploadId="m-1")

    assert answer.json()["missing"] == ["1", "3", "4"]


@pytest.mark.parametrize("who", ["worker elsewhere", "moderator"])
def test_anothers_upload_is_told_like_none(world: World, who: str):
    given(world)

    hers_not, absent = sign(world, who, **PART), sign(world, who, **{**PART, "key": an_id(404)})

    assert problem(hers_not) == problem(absent) == (404, "not-found")
    assert hers_not.json()["detail"] == absent.json()["detail"]


@pytest.mark.parametrize("state", [MediaState.STORED, MediaState.READY, MediaState.ABANDONED])
def test_after_its_end_an_upload_says_where_it_is_now(world: World, state: MediaState):
    given(world, state=state)

    answer = sign(world, **PART)

    assert problem(answer) == (409, "conflict")
    assert answer.json()["current_state"] == state.value


def test_without_consent_nothing_is_signed(world: World):
    given(world)
    world.records.seed(a_ledger(erase_at=world.clock.now()))

    assert problem(sign(world, **PART)) == (403, "consent-missing")


def test_who_is_not_signed_in_is_told_so(world: World):
    given(world)

    assert problem(world.call("POST", "/v1/uploads/sign", json=PART)) == (401, "not-signed-in")


@pytest.mark.parametrize("path", ["/v1/uploads/{}", "/v1/media/{}"])
@pytest.mark.parametrize("reason", [RejectReason.HASH_MISMATCH, RejectReason.SIZE_MISMATCH])
def test_a_phone_reads_what_was_wrong_with_its_file_in_both_languages(
    world: World, path: str, reason: RejectReason
):
    given(world, state=MediaState.REJECTED, reason=reason)

    told = world.call("GET", path.format(KEY), "worker").json()

    assert (told["state"], told["reason"]) == ("rejected", reason.value)
    assert told["reason_text"] == SENTENCES[reason]


def test_before_a_file_has_ended_nothing_is_said_of_it(world: World):
    given(world)
    world.store.receive(UPLOAD, PHOTO_BYTES)

    told = world.call("POST", f"/v1/uploads/{KEY}/complete", "worker").json()

    assert (told["state"], told["reason"], told["reason_text"]) == ("offered", None, None)
