"""What came back, asking again, and a worker's duplicates, over HTTP: who may, and bad input."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app import app
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.leaflets import MOST_GUESSES, Guesses
from chalicelib.domain.people import Role
from chalicelib.domain.returned import Returned
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.entry.openapi import document
from chalicelib.services.duplicates import MOST_AT_ONCE
from tests.builders import (
    MODERATOR,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_claim,
    a_testimonial,
    a_user,
    an_id,
    path_to,
)
from tests.entry.conftest import OTHER, World

UNKNOWN = "0000-0000-0000"
HOSTILE = [
    "<script>alert(1)</script>",
    "\u202egnp.exe\u202c",
    "👩🏽‍🌾 वह मैं हूँ ❤️",
    "ग" * 2000,
]


def returned(world: World, who: str = "worker") -> httpx.Response:
    return world.call("GET", "/v1/returned", who)


def appeal(world: World, who: str = "worker", **body: Any) -> httpx.Response:
    return world.call("POST", f"/v1/testimonials/{VISIT}/appeal", who, json=body)


def by_code(world: World, code: Any, **more: Any) -> httpx.Response:
    return world.call("POST", "/v1/appeals", json={"code": code, **more})


def code_of(world: World) -> str:
    return str(world.call("GET", f"/v1/beneficiaries/{PERSON}/code", "worker").json()["code"])


def item(world: World, visit_id: VisitId = VISIT) -> Testimonial:
    found = world.records.find(Testimonial, visit_id)
    assert found is not None
    return found


def test_a_worker_reads_what_came_back_and_why(back: World) -> None:
    answer = returned(back)

    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "testimonial_id": VISIT, "beneficiary_id": PERSON, "booth_id": "booth-1",
                "state": "rejected", "reason_code": "wrong_person", "note": "Not she",
                "at": "2026-11-14T12:00:00Z", "may_ask_again": True, "appeal": None,
            }
        ],
        "next_cursor": None,
    }  # fmt: skip
    assert MODERATOR not in answer.text


def test_what_was_rejected_before_decisions_were_kept_has_no_reason(back: World) -> None:
    back.records.seed(a_testimonial(State.REJECTED))

    (shown,) = returned(back).json()["items"]

    assert (shown["reason_code"], shown["note"], shown["at"]) == (
        None, None, "2026-11-14T12:00:00Z",
    )  # fmt: skip


def test_what_came_back_is_for_workers(back: World) -> None:
    assert returned(back, "moderator").status_code == 403
    assert returned(back, "worker elsewhere").json()["items"] == []
    assert back.call("GET", "/v1/returned").status_code == 401


def test_a_list_that_goes_on_says_where(back: World) -> None:
    mark = Returned(worker_id=WORKER, visit_id=OTHER, path=path_to("booth-1"), at=NOON)
    back.records.seed(mark, a_testimonial(State.REJECTED, visit_id=OTHER))

    first = back.call("GET", "/v1/returned?limit=1", "worker")

    cursor = first.json()["next_cursor"]
    assert 'rel="next"' in first.headers["Link"]
    second = back.call("GET", f"/v1/returned?limit=1&cursor={cursor}", "worker")
    ids = [one["testimonial_id"] for page in (first, second) for one in page.json()["items"]]
    assert ids == [VISIT, OTHER]
    assert back.call("GET", "/v1/returned?cursor=x", "worker").status_code == 422
    assert back.call("GET", "/v1/returned?limit=101", "worker").status_code == 422


@pytest.mark.parametrize("note", HOSTILE, ids=["html", "right to left", "emoji", "2000 letters"])
def test_a_worker_asks_in_her_own_words(back: World, note: str) -> None:
    answer = appeal(back, note=note)

    assert answer.status_code == 200
    asked = {"by": "worker", "at": "2026-11-14T12:00:00Z", "note": note}
    assert answer.json() == {
        "testimonial_id": VISIT, "state": "pending_review", "appeal": asked
    }  # fmt: skip
    (shown,) = returned(back).json()["items"]
    assert (shown["state"], shown["may_ask_again"], shown["appeal"]) == (
        "pending_review", False, asked,
    )  # fmt: skip
    assert (shown["reason_code"], shown["note"]) == ("wrong_person", "Not she")


@pytest.mark.parametrize("note", [None, "", " \n\t "])
def test_she_need_not_say_why(back: World, note: str | None) -> None:
    assert appeal(back, note=note).json()["appeal"]["note"] is None


@pytest.mark.parametrize(
    "note", ["ग" * 2001, "x" * 10_000, "x" * 20_000, 7, ["a"], {"hi": "x"}],
    ids=["2001 letters", "10000 letters", "20000 letters", "number", "list", "object"],
)  # fmt: skip
@pytest.mark.parametrize("ask", ["worker", "code"])
def test_a_note_that_is_too_long_or_no_text_is_refused(back: World, ask: str, note: Any) -> None:
    code = code_of(back)

    answer = appeal(back, note=note) if ask == "worker" else by_code(back, code, note=note)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert answer.json()["errors"][0]["field"] == "note"
    assert item(back).state is State.REJECTED


def test_an_aadhaar_number_in_a_note_is_masked(back: World) -> None:
    asked = appeal(back, note="2345 6789 0124 is hers").json()["appeal"]

    assert "2345 6789" not in asked["note"]


def test_the_same_request_again_gets_the_same_answer_and_another_one_is_refused(
    back: World,
) -> None:
    first = appeal(back, note="She is")

    assert appeal(back, note="She is").json() == first.json()
    other = appeal(back, note="Really")
    assert (other.status_code, other.json()["current_state"]) == (409, "pending_review")


@pytest.mark.parametrize("who", ["worker elsewhere", "moderator", "admin"])
def test_what_is_not_her_visit_is_told_like_what_is_not_there(back: World, who: str) -> None:
    def told(path: str) -> tuple[int, dict[str, Any]]:
        answer = back.call("POST", path, who, json={})
        return answer.status_code, {**answer.json(), "instance": ""}

    hers_not = told(f"/v1/testimonials/{VISIT}/appeal")

    assert hers_not == told(f"/v1/testimonials/{an_id(0xABC)}/appeal")
    assert hers_not[0] == 404
    assert item(back).appeal is None


def test_without_a_sign_in_there_is_no_asking_by_id(back: World) -> None:
    answer = back.call("POST", f"/v1/testimonials/{VISIT}/appeal", json={})

    assert answer.status_code == 401


def test_she_asks_herself_with_the_code_on_her_leaflet(back: World) -> None:
    code = code_of(back)

    first = by_code(back, code, note="It is me")

    assert (first.status_code, first.json()) == (200, {"asked": 1})
    assert by_code(back, code, note="It is me").json() == {"asked": 1}
    assert [(e.action, e.actor) for e in back.records.all(AuditEntry)] == [
        ("asked_again", "beneficiary")
    ]
    (shown,) = returned(back).json()["items"]
    assert (shown["appeal"]["by"], shown["appeal"]["note"]) == ("beneficiary", None)
    assert appeal(back).status_code == 409


def test_what_she_holds_says_what_she_may_ask_about(back: World) -> None:
    code = code_of(back)

    def counts() -> list[int]:
        held = back.call("POST", "/v1/withdrawals/look", json={"code": code}).json()
        return [held["may_ask_again"], held["asked_again"], held["rejected_again"]]

    assert counts() == [1, 0, 0]
    by_code(back, code)
    assert counts() == [0, 1, 0]


def test_a_code_under_which_nothing_was_rejected_asks_for_nothing(world: World) -> None:
    assert by_code(world, code_of(world)).json() == {"asked": 0}


@pytest.mark.parametrize(
    ("code", "status"), [(UNKNOWN, 404), ("1234", 422), ("", 422), ("UUUU-UUUU-UUUU", 422)]
)
def test_a_wrong_code_is_answered_as_a_withdrawals_is(back: World, code: str, status: int) -> None:
    answers = [by_code(back, code), back.call("POST", "/v1/withdrawals", json={"code": code})]

    first, second = ({**answer.json(), "instance": ""} for answer in answers)
    assert first == second
    assert {answer.status_code for answer in answers} == {status}
    assert item(back).appeal is None


def test_guesses_are_counted_together_with_those_of_withdrawals(back: World) -> None:
    code = code_of(back)
    half = MOST_GUESSES // 2
    for _ in range(half):
        by_code(back, UNKNOWN)
    for _ in range(MOST_GUESSES - half):
        back.call("POST", "/v1/withdrawals", json={"code": UNKNOWN})

    refused = by_code(back, code)

    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-tries")
    assert [guesses.count for guesses in back.records.all(Guesses)] == [MOST_GUESSES]
    assert item(back).appeal is None


# A worker's duplicates


def duplicates(world: World, who: str = "moderator") -> httpx.Response:
    return world.call("GET", f"/v1/testimonials/{VISIT}/duplicates", who)


def turn_down(world: World, who: str = "moderator", **fields: Any) -> httpx.Response:
    items = [{"testimonial_id": OTHER, "version": 1}]
    body = {"reason_code": "duplicate", "items": items, **fields}
    return world.call("POST", f"/v1/testimonials/{VISIT}/duplicates/reject", who, json=body)


def test_a_moderator_sees_the_duplicates_with_their_pictures(twice: World) -> None:
    answer = duplicates(twice)

    assert answer.status_code == 200
    (found,) = answer.json()["items"]
    assert set(found) == {
        "testimonial_id", "area_id", "state", "version", "media_items", "lock"
    }  # fmt: skip
    assert (found["testimonial_id"], found["version"], found["lock"]) == (OTHER, 1, None)
    assert [m["media_id"] for m in found["media_items"]] == [an_id(0xC002)]
    assert found["media_items"][0]["derivatives"]["thumb"]["url"]


def test_a_duplicate_that_another_holds_shows_the_lock(twice: World) -> None:
    twice.records.seed(replace(item(twice, OTHER), claim=a_claim(UserId("moderator-2"))))

    (found,) = duplicates(twice).json()["items"]
    (left,) = turn_down(twice).json()["items"]

    assert found["lock"] == {"expires_at": "2026-11-14T12:10:00Z", "mine": False}
    assert (left["result"], left["problem"]["type"]) == ("left", "/problems/not-your-claim")


def test_one_reason_rejects_them_and_says_so_item_by_item(twice: World) -> None:
    items = [{"testimonial_id": OTHER, "version": 1}, {"testimonial_id": "none", "version": 0}]

    answer = turn_down(twice, items=items, note=HOSTILE[0])

    assert answer.status_code == 200
    rejected, left = answer.json()["items"]
    assert rejected == {"testimonial_id": OTHER, "result": "rejected", "problem": None}
    assert (left["result"], left["problem"]["status"]) == ("left", 404)
    assert item(twice, OTHER).state is State.REJECTED
    assert item(twice, OTHER).decisions[-1].note == HOSTILE[0]
    assert item(twice).state is State.PENDING_REVIEW


def test_each_of_them_can_be_taken_back_like_any_decision(twice: World) -> None:
    turn_down(twice)

    answer = twice.call("POST", f"/v1/testimonials/{OTHER}/undo", "moderator")

    assert answer.status_code == 200
    assert item(twice, OTHER).state is State.PENDING_REVIEW


@pytest.mark.parametrize(
    "fields",
    [
        {"items": []},
        {"items": [{"testimonial_id": OTHER, "version": 1}] * (MOST_AT_ONCE + 1)},
        {"items": [{"testimonial_id": OTHER}]},
        {"items": [{"testimonial_id": "a b", "version": 1}]},
        {"items": [{"testimonial_id": OTHER, "version": -1}]},
        {"items": "all"},
        {"reason_code": None},
        {"reason_code": "because"},
        {"note": "x" * 10_000},
        {"note": "ग" * 2001},
    ],
    ids=[
        "none", "too many", "no version", "no id", "no such version", "all", "no reason",
        "no such reason", "10000 letters", "2001 letters",
    ],
)  # fmt: skip
def test_a_rejection_that_is_not_one_is_refused(twice: World, fields: dict[str, Any]) -> None:
    answer = turn_down(twice, **fields)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert twice.records.commits == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker", 404), ("moderator elsewhere", 404), ("second moderator", 409), ("admin", 403)],
)
def test_only_who_holds_the_item_rejects_its_duplicates(
    twice: World, who: str, status: int
) -> None:
    assert turn_down(twice, who).status_code == status
    assert item(twice, OTHER).state is State.PENDING_REVIEW


@pytest.mark.parametrize(
    ("who", "status"), [("worker", 404), ("moderator elsewhere", 404), ("admin", 403)]
)
def test_duplicates_are_for_the_items_moderators(twice: World, who: str, status: int) -> None:
    assert duplicates(twice, who).status_code == status


def test_a_convener_of_the_desk_does_not_decide(twice: World) -> None:
    twice.records.seed(a_user(Role.CONVENER, "constituency", user_id=UserId("admin-1")))

    assert turn_down(twice, "admin").status_code == 403


# There is no bulk approval


@pytest.mark.parametrize("extra", ["decision", "kind", "action"])
def test_what_asks_to_approve_several_rejects_them_all_the_same(twice: World, extra: str) -> None:
    turn_down(twice, **{extra: "approve"})

    assert item(twice, OTHER).state is State.REJECTED


def test_no_route_takes_several_approvals() -> None:
    """Whatever may say `approve` stands in the body itself, never in a list of it."""
    described = document(app, "1")
    schemas = described["components"]["schemas"]

    def says_approve(value: Any) -> bool:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            return says_approve(schemas[name] if name else list(value.values()))
        if isinstance(value, list):
            return any(map(says_approve, value))
        return value == "approve"

    def several(value: Any) -> bool:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            many = [value.get("items"), value.get("additionalProperties")]
            return says_approve(many) or several(schemas[name] if name else list(value.values()))
        return isinstance(value, list) and any(map(several, value))

    bodies = {
        f"{method.upper()} {path}": told["requestBody"]["content"]["application/json"]["schema"]
        for path, methods in described["paths"].items()
        for method, told in methods.items()
        if "requestBody" in told
    }
    assert [name for name, body in bodies.items() if several(body)] == []
    deciding = sorted(name for name, body in bodies.items() if says_approve(body))
    assert "POST /v1/testimonials/{testimonial_id}/decision" in deciding
    assert [name for name in deciding if "{testimonial_id}" not in name] == []
    assert "POST /v1/testimonials/{testimonial_id}/duplicates/reject" not in deciding
