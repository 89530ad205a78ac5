"""Workshops over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import Role
from tests.builders import a_user, an_id
from tests.entry.conftest import World

ID = an_id(0x99)
BODY: dict[str, Any] = {
    "workshop_id": ID,
    "area_id": "mandal-1",
    "titles": {"hi": "प्रशिक्षण", "en": "Training"},
    "starts_at": "2026-11-16T05:30:00Z",
    "finish_by": "2026-11-20",
    "place": "Panchayat house",
    "capacity": 40,
}
PATH = f"/v1/workshops/{ID}"


@pytest.fixture
def planned(world: World) -> World:
    """A workshop that begins within the hour."""
    assert world.call("POST", "/v1/workshops", by="admin", json=BODY).status_code == 201
    world.clock.set(datetime(2026, 11, 16, 5, 0, tzinfo=UTC))
    return world


def test_a_workshop_is_planned_shown_and_listed(planned: World):
    again = planned.call("POST", "/v1/workshops", by="admin", json=BODY)

    shown = planned.call("GET", PATH, by="worker")
    listed = planned.call("GET", "/v1/workshops?area=district-1", by="admin")

    assert again.status_code == 201
    assert {name: shown.json()[name] for name in BODY} == BODY
    assert shown.headers["etag"] == '"1"'
    assert [(w["workshop_id"], w["attended"]) for w in listed.json()["items"]] == [(ID, 0)]


def test_a_list_and_a_code_both_count(planned: World):
    code = planned.call("GET", f"{PATH}/code", by="admin").json()
    assert code["svg"].startswith("<svg")

    by_code = planned.call("POST", f"{PATH}/attendance", by="worker", json={"code": code["code"]})
    by_list = planned.call(
        "POST", f"{PATH}/attendance", by="admin", json={"user_ids": ["worker-1", "worker-2"]}
    )

    assert by_code.json() == {"attended": ["worker-1"], "not_found": []}
    assert by_list.json() == {"attended": ["worker-1"], "not_found": ["worker-2"]}
    came = planned.call("GET", f"{PATH}/attendance", by="admin").json()["items"]
    assert [(one["user_id"], one["how"]) for one in came] == [("worker-1", "qr")]
    assert planned.call("GET", PATH, by="admin").json()["attended"] == 1


@pytest.mark.parametrize("body", [{"user_ids": ["worker-1"]}, {"code": "AAAA"}], ids=str)
def test_nobody_is_trained_at_a_workshop_of_next_week(planned: World, body: dict[str, Any]):
    planned.clock.set(datetime(2026, 11, 9, tzinfo=UTC))

    answer = planned.call("POST", f"{PATH}/attendance", by="admin", json=body)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert planned.call("GET", f"{PATH}/attendance", by="admin").json()["items"] == []


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: f" {code[:4]} {code[4:]} "])
def test_the_code_alone_leads_to_the_workshop_however_it_is_typed(world: World, spell: Any):
    body = {**BODY, "starts_at": "2026-11-14T07:00:00Z", "finish_by": None}
    world.call("POST", "/v1/workshops", by="admin", json=body)
    code = world.call("GET", f"{PATH}/code", by="admin").json()["code"]

    came = world.call("POST", "/v1/attendance", by="worker", json={"code": spell(code)})

    assert came.json() == {"workshop_id": ID, "titles": BODY["titles"]}
    listed = world.call("GET", f"{PATH}/attendance", by="admin").json()["items"]
    assert [(one["user_id"], one["how"]) for one in listed] == [("worker-1", "qr")]


def test_the_picture_leads_to_the_field_page(planned: World, monkeypatch: pytest.MonkeyPatch):
    drawn: list[str] = []
    monkeypatch.setattr(wiring, "qr_svg", lambda text: drawn.append(text) or "<svg/>")

    here = "https://people.example/api/field"
    code = planned.call("GET", f"{PATH}/code?field_page={here}", by="admin").json()["code"]
    planned.call("GET", f"{PATH}/code", by="admin")
    wrong = planned.call("GET", f"{PATH}/code?field_page=javascript:alert(1)", by="admin")

    assert drawn == [f"{here}#attend={code}", f"/field#attend={code}"]
    assert wrong.status_code == 422


def test_a_workshop_is_changed_under_its_version(planned: World):
    body = {**BODY, "held_at": "2026-11-16T07:00:00Z"}

    assert planned.call("PUT", PATH, by="admin", json=body).status_code == 428
    answer = planned.call("PUT", PATH, by="admin", json=body, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["held_at"]) == (200, "2026-11-16T07:00:00Z")


@pytest.mark.parametrize(
    ("by", "method", "path", "body", "status"),
    [
        ("worker", "POST", "/v1/workshops", BODY, 403),
        ("admin", "POST", "/v1/workshops", {**BODY, "area_id": "nowhere"}, 404),
        ("admin", "POST", "/v1/workshops", {**BODY, "titles": {}}, 422),
        ("admin", "POST", "/v1/workshops", {**BODY, "starts_at": "soon"}, 422),
        ("admin", "POST", "/v1/workshops", {**BODY, "place": "Other"}, 409),
        ("worker elsewhere", "GET", PATH, None, 404),
        ("worker elsewhere", "POST", f"{PATH}/attendance", {"code": "AAAA"}, 404),
        ("worker", "POST", f"{PATH}/attendance", {"code": "AAAA"}, 422),
        ("worker", "POST", f"{PATH}/attendance", {"user_ids": ["worker-1"]}, 403),
        ("admin", "POST", f"{PATH}/attendance", {}, 422),
        ("admin", "POST", f"{PATH}/attendance", {"user_ids": ["x"] * 201}, 422),
        ("worker", "GET", f"{PATH}/code", None, 403),
        ("worker", "POST", "/v1/attendance", {"code": "AAAA"}, 422),
        ("worker", "POST", "/v1/attendance", {}, 422),
        ("worker", "GET", f"{PATH}/attendance", None, 403),
    ],
)
def test_a_wrong_request_says_what_is_wrong_and_changes_nothing(
    planned: World, by: str, method: str, path: str, body: Any, status: int
):
    before = len(planned.records.commits)

    answer = planned.call(method, path, by=by, **({"json": body} if body is not None else {}))

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(planned.records.commits) == before


def test_an_aadhaar_number_in_a_title_is_masked_before_it_is_kept(world: World):
    body = {**BODY, "place": "ask 2341 2341 2346"}

    world.call("POST", "/v1/workshops", by="admin", json=body)

    assert "2341 2341" not in str(world.records.stream)


def test_a_trainer_may_plan_in_her_mandal(world: World):
    world.records.seed(a_user(Role.TRAINER, "mandal-1", user_id=UserId("moderator-2")))

    assert world.call("POST", "/v1/workshops", by="second moderator", json=BODY).status_code == 201
