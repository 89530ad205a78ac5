"""What is said is written down over the API, and what is public shows no number."""

from typing import Any

import pytest

from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import VISIT, a_claim, a_testimonial, a_visited_place
from tests.entry.conftest import World

PATH = f"/v1/testimonials/{VISIT}"
WORDS = {"language": "hi", "text": "मुझे घर मिला"}


def slug_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.fixture
def desk(world: World) -> World:
    world.records.seed(*a_visited_place(), a_testimonial(claim=a_claim(), version=4))
    return world


def put(world: World, by: str = "moderator", tag: str | None = '"4"', **fields: Any) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    body = {**WORDS, **fields}
    return world.call("PUT", f"{PATH}/transcript", by, json=body, headers=headers)


def kept(world: World) -> Any:
    item = world.records.find(Testimonial, VISIT)
    assert item is not None
    return item.transcript


def test_what_is_said_is_kept_and_answered_with_its_new_version(desk: World):
    answer = put(desk)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"5"')
    assert answer.json()["transcript"] == {"hi": WORDS["text"]}
    assert desk.call("GET", PATH, "moderator").json()["transcript"] == {"hi": WORDS["text"]}


def test_a_list_shows_nothing_of_what_is_said(desk: World):
    put(desk)

    (item,) = desk.call("GET", "/v1/testimonials", "moderator").json()["items"]

    assert item["transcript"] is None


def test_an_empty_text_takes_a_language_out(desk: World):
    put(desk)

    assert put(desk, tag='"5"', text="").json()["transcript"] == {}
    assert kept(desk) is None


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("worker", (404, "not-found")),
        ("moderator elsewhere", (404, "not-found")),
        ("admin", (403, "not-permitted")),
        ("second moderator", (409, "not-your-claim")),
    ],
)
def test_only_moderators_of_the_place_write_it_down(desk: World, by: str, refusal: tuple[int, str]):
    assert slug_of(put(desk, by)) == refusal
    assert kept(desk) is None


def test_words_to_a_version_that_is_gone_are_not_kept(desk: World):
    assert slug_of(put(desk, tag='"3"')) == (412, "stale-version")
    assert slug_of(put(desk, tag=None)) == (428, "precondition-missing")
    assert kept(desk) is None


def test_nothing_is_added_to_what_was_decided(desk: World):
    desk.records.seed(a_testimonial(State.APPROVED, version=4))

    assert slug_of(put(desk)) == (409, "conflict")


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "hindi"},
        {"language": "HI"},
        {"language": ""},
        {"text": None},
        {"text": "क" * 10_001},
        {"text": 5},
    ],
    ids=["long", "capital", "none", "no text", "too much text", "a number"],
)
def test_what_is_no_language_or_no_text_is_refused(desk: World, fields: dict[str, Any]):
    assert slug_of(put(desk, **fields)) == (422, "invalid-input")
    assert kept(desk) is None


@pytest.mark.parametrize(
    "text",
    ["क" * 10_000, "😀🙏🏠👨‍👩‍👧", "\u202eघर\u202c मिला", "घर\nमिला"],
    ids=["ten thousand letters", "faces", "an override", "two lines"],
)
def test_any_text_is_kept_as_it_was_written(desk: World, text: str):
    assert put(desk, text=text).json()["transcript"] == {"hi": text}


NUMBER = {"hi": "फ़ोन 98765 43210", "en": "A house at last"}
DECISION = f"{PATH}/decision"


def approve(world: World, captions: dict[str, str]) -> Any:
    body = {"decision": "approve", "captions": captions}
    return world.call("POST", DECISION, "moderator", json=body, headers={"If-Match": '"4"'})


@pytest.mark.parametrize(
    "captions",
    [NUMBER, {"hi": "आधार 2341 2341 2346"}, {"hi": "आधार XXXX-XXXX-2346"}],
    ids=["a phone", "Aadhaar", "Aadhaar that was hidden"],
)
def test_captions_with_a_number_are_refused_with_the_field_and_what_to_do(
    desk: World, captions: dict[str, str]
):
    answer = approve(desk, captions)

    assert slug_of(answer) == (422, "words-not-public")
    assert answer.json()["field"] == "captions.hi"
    assert answer.json()["errors"][0]["field"] == "captions.hi"
    assert not any(number in answer.text for number in ("98765", "2341", "2346"))


def test_captions_without_it_are_approved_then(desk: World):
    approve(desk, NUMBER)

    assert approve(desk, {"hi": "घर मिला", "en": "A house at last"}).status_code == 200
