"""The second of two people learns nothing of the first by any answer of the API."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.ids import UserId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.testimonial import Testimonial
from tests.builders import DESK, MODERATOR, NOON, VISIT, a_testimonial, a_visited_place, path_to
from tests.entry.conftest import World

PATH = f"/v1/testimonials/{VISIT}"
APPROVE = {"decision": "approve"}
REJECT = {"decision": "reject", "reason_code": "other", "note": "Not she"}
# Every address at which an item, or what was decided, is read.
ADDRESSES = (
    PATH, "/v1/testimonials?state=pending_review", f"{PATH}/explain", f"/v1/audit/{VISIT}",
    f"{PATH}/publications", f"/v1/samples?level=state&area={DESK}", "/v1/reviews/queue",
    f"/v1/reviewers/{DESK}", "/v1/reviewers/me",
)  # fmt: skip


@pytest.fixture
def desk(world: World) -> World:
    """An item that two people have to approve; the second moderator has every other role too."""
    world.records.seed(*a_visited_place(), a_testimonial(ai_altered=True, levels=("state",)))
    known = world.records.find(User, "moderator-2")
    assert known is not None
    more = tuple(
        Scope(role=role, area_id=DESK, path=path_to(DESK)) for role in (Role.CONVENER, Role.ADMIN)
    )
    world.records.seed(replace(known, scopes=(*known.scopes, *more)))
    return world


def take(world: World, by: str) -> Any:
    answer = world.call("POST", "/v1/reviews/claim", by, json={})
    assert answer.status_code == 200, answer.text
    return answer


def decide(world: World, by: str, body: dict[str, Any]) -> Any:
    tag = take(world, by).headers["etag"]
    return world.call("POST", f"{PATH}/decision", by, json=body, headers={"If-Match": tag})


def read(world: World, by: str, path: str) -> Any:
    answer = world.call("GET", path, by)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def without_versions(body: Any) -> str:
    """Return an answer as text, without what claiming and giving back changes as well."""
    if isinstance(body, dict):
        gone = {"version", "as_of"}
        return json.dumps({k: without_versions(v) for k, v in body.items() if k not in gone})
    return json.dumps([without_versions(v) for v in body]) if isinstance(body, list) else str(body)


def test_every_answer_is_as_if_nobody_had_approved(desk: World):
    before = {path: without_versions(read(desk, "second moderator", path)) for path in ADDRESSES}

    first = decide(desk, "moderator", APPROVE)

    assert (first.status_code, first.json()["state"]) == (200, "pending_review")
    after = {path: without_versions(read(desk, "second moderator", path)) for path in ADDRESSES}
    assert after == before
    told = take(desk, "second moderator").json()
    assert (told["decisions"], told["undo_until"]) == ([], None)
    assert MODERATOR not in json.dumps(told)


def test_whoever_approved_sees_her_own_choice_and_can_take_it_back(desk: World):
    shown = decide(desk, "moderator", APPROVE).json()

    assert [(each["decision"], each["mine"]) for each in shown["decisions"]] == [("approve", True)]
    assert (shown["lock"], shown["undo_until"]) == (None, "2026-11-14T12:00:30Z")
    assert read(desk, "moderator", PATH)["decisions"] == shown["decisions"]
    assert len(read(desk, "moderator", f"/v1/audit/{VISIT}")["items"]) == 1


def test_an_undo_that_is_not_hers_says_the_same_whether_anybody_decided(desk: World):
    nobody = desk.call("POST", f"{PATH}/undo", "second moderator")
    decide(desk, "moderator", APPROVE)
    somebody = desk.call("POST", f"{PATH}/undo", "second moderator")

    def said(answer: Any) -> dict[str, Any]:
        return {k: v for k, v in answer.json().items() if k != "instance"}

    assert nobody.status_code == somebody.status_code == 409
    assert said(nobody) == said(somebody)


def test_a_second_who_says_no_does_not_learn_that_she_stands_alone_before_it_is_final(desk: World):
    decide(desk, "moderator", APPROVE)
    said = decide(desk, "second moderator", REJECT).json()

    assert said["state"] == "rejected"
    assert [each["decision"] for each in said["decisions"]] == ["reject"]
    decided = [each for each in said["timeline"] if each["what"] == "decided"]
    assert len(decided) == 1
    assert read(desk, "second moderator", f"/v1/audit/{VISIT}")["items"] == []

    desk.clock.set(NOON + timedelta(seconds=31))
    shown = read(desk, "second moderator", PATH)
    assert [each["decision"] for each in shown["decisions"]] == ["approve", "reject"]
    trail = read(desk, "second moderator", f"/v1/audit/{VISIT}")
    assert [each["action"] for each in trail["items"]] == ["decided", "decided"]
    assert trail["intact"] is True


def test_both_approve_and_the_item_goes_on(desk: World):
    decide(desk, "moderator", APPROVE)

    answer = decide(desk, "second moderator", APPROVE)

    assert answer.json()["state"] == "approved"
    item = desk.records.find(Testimonial, VISIT)
    assert item is not None
    assert [each.by for each in item.decisions] == [MODERATOR, UserId("moderator-2")]


def test_taking_back_gives_the_item_back_to_whoever_decided(desk: World):
    decide(desk, "moderator", REJECT)

    answer = desk.call("POST", f"{PATH}/undo", "moderator")

    shown = answer.json()
    assert (answer.status_code, shown["state"], shown["lock"]["mine"]) == (
        200, "pending_review", True,
    )  # fmt: skip
    assert answer.headers["etag"] == f'"{shown["version"]}"'
    assert (shown["decisions"], shown["undo_until"]) == ([], None)
    again = desk.call("POST", f"{PATH}/undo", "moderator")
    assert (again.status_code, again.headers["etag"]) == (200, answer.headers["etag"])


def test_too_late_is_said_with_where_it_is_now(desk: World):
    decide(desk, "moderator", REJECT)
    desk.clock.set(NOON + timedelta(seconds=31))

    answer = desk.call("POST", f"{PATH}/undo", "moderator")

    assert (answer.status_code, answer.json()["current_state"]) == (409, "rejected")
    assert read(desk, "moderator", PATH)["undo_until"] == "2026-11-14T12:00:30Z"
