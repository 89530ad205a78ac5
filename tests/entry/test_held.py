"""`/v1/held`: who sees refused reports, and what becomes of them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign, Days
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role
from chalicelib.domain.visit import Visit
from tests.builders import CONSENT, PERSON, VISIT, a_user, an_id
from tests.entry.conftest import World
from tests.entry.requests import NOON, a_report, a_visit_change, upload_request


@pytest.fixture
def held(world: World) -> tuple[World, str]:
    """A world in which worker-2 of booth-6 reported a visit at booth-1; admin-1 is of the state."""
    # Stands for the convener of another constituency in these tests.
    world.records.seed(a_user(Role.CONVENER, "mandal-4", user_id=UserId("moderator-3")))
    world.call("POST", "/v1/sync", by="worker elsewhere", json=a_report())
    (item,) = world.call("GET", "/v1/held", by="admin").json()["items"]
    return world, item["held_id"]


def test_a_held_report_is_listed_with_who_what_when_and_why(held: tuple[World, str]) -> None:
    world, held_id = held

    answer = world.call("GET", "/v1/held?area=booth-1&limit=10", by="admin")

    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "held_id": held_id, "type": "visit.recorded", "reason": "outside-booth",
                "reasons": ["outside-booth"], "at": NOON, "skew_s": 0, "received_at": NOON,
                "beneficiary_id": PERSON, "area_id": "booth-1", "worker_id": "worker-2",
                "device_id": "device-1", "state": "held", "decided_by": None, "decided_at": None,
            }
        ],
        "next_cursor": None,
    }  # fmt: skip


def test_the_list_goes_on_where_its_cursor_says(held: tuple[World, str]) -> None:
    world, held_id = held
    world.clock.set(world.clock.now() + timedelta(minutes=1))
    more = {**a_visit_change(visit_id=an_id(3)), "change_id": "3"}
    world.call("POST", "/v1/sync", by="worker elsewhere", json=a_report(more))

    first = world.call("GET", "/v1/held?limit=1", by="admin")
    cursor = first.json()["next_cursor"]
    second = world.call("GET", f"/v1/held?limit=1&cursor={cursor}", by="admin")

    assert [item["held_id"] for item in first.json()["items"]] == [held_id]
    assert 'rel="next"' in first.headers["Link"]
    assert len(second.json()["items"]) == 1
    assert second.json()["items"][0]["held_id"] != held_id


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "area=%23", "cursor=" + "x" * 2001])
def test_a_query_that_cannot_be_is_refused(world: World, query: str) -> None:
    assert world.call("GET", f"/v1/held?{query}", by="admin").status_code == 422


@pytest.mark.parametrize(("step", "state"), [("admit", "admitted"), ("dismiss", "dismissed")])
def test_a_decision_is_answered_the_same_however_often(
    held: tuple[World, str], step: str, state: str
) -> None:
    world, held_id = held

    answers = [world.call("POST", f"/v1/held/{held_id}/{step}", by="admin") for _ in range(2)]

    first, second = answers
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert (first.json()["state"], first.json()["decided_by"]) == (state, "admin-1")
    assert (world.records.find(Visit, VISIT) is not None) is (step == "admit")
    assert len(world.records.all(AuditEntry)) == 1
    assert world.call("GET", "/v1/held", by="admin").json()["items"] == []


def test_an_admitted_visit_is_the_workers_and_her_repeat_is_known(
    held: tuple[World, str],
) -> None:
    world, held_id = held
    world.call("POST", f"/v1/held/{held_id}/admit", by="admin")

    answer = world.call("POST", "/v1/sync", by="worker elsewhere", json=a_report())

    visit = world.records.find(Visit, VISIT)
    assert answer.json()["items"] == [{"change_id": "1", "result": "already_have", "problem": None}]
    assert visit is not None
    assert visit.worker_id == "worker-2"


def test_an_admitted_visit_of_another_booth_gets_its_photo(held: tuple[World, str]) -> None:
    world, _ = held
    ask = ("POST", "/v1/uploads", "worker elsewhere")
    world.call("POST", "/v1/sync", by="worker elsewhere", json=a_report(a_consent_change()))
    before = world.call(*ask, json=upload_request())
    for item in world.call("GET", "/v1/held", by="admin").json()["items"]:
        world.call("POST", f"/v1/held/{item['held_id']}/admit", by="admin")

    answer = world.call(*ask, json=upload_request())

    assert (before.status_code, answer.status_code) == (404, 201)
    assert world.call("POST", "/v1/uploads", "worker", json=upload_request()).status_code == 404


def a_consent_change() -> dict[str, Any]:
    data = {
        "consent_id": CONSENT, "beneficiary_id": PERSON, "visit_id": VISIT, "method": "spoken",
        "purposes": ["record", "photo"],
        "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"},
    }  # fmt: skip
    return {"change_id": "2", "type": "consent.given", "at": NOON, "data": data}


def test_who_steers_the_persons_booth_alone_admits_no_visit_from_another(world: World) -> None:
    at_another = a_visit_change(booth_id="booth-6")
    world.records.seed(a_user(Role.IN_CHARGE, "booth-1", user_id=UserId("moderator-2")))
    world.call("POST", "/v1/sync", by="worker", json=a_report(at_another))
    (item,) = world.call("GET", "/v1/held", by="second moderator").json()["items"]
    path = f"/v1/held/{item['held_id']}/admit"

    refused = world.call("POST", path, by="second moderator")
    waiting = world.call("GET", "/v1/held", by="admin").json()["items"]
    admitted = world.call("POST", path, by="admin")

    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/not-found")
    assert [one["held_id"] for one in waiting] == [item["held_id"]]
    assert admitted.json()["state"] == "admitted"


def test_the_other_decision_comes_too_late(held: tuple[World, str]) -> None:
    world, held_id = held
    world.call("POST", f"/v1/held/{held_id}/dismiss", by="admin")

    answer = world.call("POST", f"/v1/held/{held_id}/admit", by="admin")

    assert answer.status_code == 409
    assert answer.json()["current_state"] == "dismissed"


def test_what_it_is_refused_for_besides_is_answered_and_it_waits_on(
    held: tuple[World, str],
) -> None:
    world, held_id = held
    world.call("POST", "/v1/sync", by="worker", json=a_report(a_visit_change(outcome="refused")))

    answer = world.call("POST", f"/v1/held/{held_id}/admit", by="admin")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/id-taken")
    assert len(world.call("GET", "/v1/held", by="admin").json()["items"]) == 1


ROUTES = [("GET", "/v1/held"), ("POST", "/v1/held/{}/admit"), ("POST", "/v1/held/{}/dismiss")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("by", ["worker", "moderator"])
def test_without_a_steering_role_nothing_is_shown(
    held: tuple[World, str], method: str, path: str, by: str
) -> None:
    world, held_id = held

    answer = world.call(method, path.format(held_id), by=by)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")


@pytest.mark.parametrize(("method", "path"), ROUTES[1:])
def test_out_of_scope_looks_absent(held: tuple[World, str], method: str, path: str) -> None:
    world, held_id = held

    foreign = world.call(method, path.format(held_id), by="moderator elsewhere")
    absent = world.call(method, path.format(an_id(404)), by="moderator elsewhere")

    assert foreign.status_code == absent.status_code == 404
    said, same = foreign.json(), absent.json()
    assert {**said, "instance": ""} == {**same, "instance": ""}
    assert world.call("GET", "/v1/held", by="moderator elsewhere").json()["items"] == []
    assert world.call("GET", "/v1/held?area=booth-1", by="moderator elsewhere").status_code == 404


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_in_particular_is_asked_to_sign_in(world: World, method: str, path: str) -> None:
    assert world.call(method, path.format("x")).status_code == 401


def test_a_report_outside_the_days_names_them(world: World) -> None:
    set_days(world, "2026-11-10", "2026-11-13")

    answer = world.call("POST", "/v1/sync", by="worker", json=a_report()).json()

    problem = answer["items"][0]["problem"]
    assert (problem["type"], problem["status"]) == ("/problems/outside-dates", 409)
    assert (problem["first_on"], problem["last_on"]) == ("2026-11-10", "2026-11-13")


def set_days(world: World, first_on: str, last_on: str) -> None:
    campaign: Any = world.records.find(Campaign, "campaign-1")
    days = Days(first_on=date.fromisoformat(first_on), last_on=date.fromisoformat(last_on))
    world.records.seed(replace(campaign, days={AreaId("state"): days}))
