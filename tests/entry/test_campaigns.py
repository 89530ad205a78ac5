"""A campaign over HTTP."""

from typing import Any

import pytest

from tests.entry.conftest import World

WANTED: dict[str, Any] = {
    "kind": "public_scheme",
    "names": {"hi": "जन संपर्क", "en": "Public contact"},
    "languages": ["hi", "en"],
    "days": [{"area_id": "state", "first_on": "2026-11-14", "last_on": "2026-11-16"}],
    "schemes": [{"scheme_id": "housing", "names": {"en": "Housing"}}],
    "details": [{"name": "house_type", "labels": {"en": "Kind of house"}}],
    "blackouts": [
        {
            "area_id": "state",
            "from_at": "2026-11-17T12:30:00Z",
            "until_at": "2026-11-19T12:30:00Z",
            "reason": "Silence before the poll",
        }
    ],
    "retention": {"after_end_days": 30, "after_withdrawal_days": 7},
    "numbers": {"confirm": "+918000000001", "withdraw": "+918000000002"},
    "visits_per_worker": 25,
    "needs_training": True,
}
PATH = "/v1/campaigns/campaign-1"


def put(world: World, **facts: Any) -> Any:
    return world.call(
        "PUT", PATH, by="admin", json={**WANTED, **facts}, headers={"If-Match": '"1"'}
    )


def test_a_campaign_comes_back_as_it_was_declared(world: World):
    answer = put(world)

    assert answer.status_code == 200
    found = world.call("GET", PATH, by="worker")
    assert found.json() == answer.json()
    assert found.headers["etag"] == '"2"'
    assert {name: found.json()[name] for name in WANTED} == WANTED
    assert found.json()["retires_at"] == "2026-12-16T18:30:00Z"
    assert {n["language"] for n in found.json()["notices"]} == {"hi", "en"}
    assert all(len(n["sha256"]) == 64 for n in found.json()["notices"])


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "lottery"},
        {"kind": None},
        {"names": {}},
        {"languages": []},
        {"days": [{"area_id": "state", "first_on": "2026-13-40", "last_on": "2026-11-16"}]},
        {"days": [{"area_id": "nowhere", "first_on": "2026-11-14", "last_on": "2026-11-16"}]},
        {"days": [{"area_id": "state", "first_on": "2026-11-14", "last_on": "9999-12-31"}]},
        {"days": [{"area_id": "state", "first_on": "2022-11-14", "last_on": "2022-11-16"}]},
        {"retention": {"after_end_days": 0}},
        {"numbers": {"confirm": "call me"}},
        {"details": [{"name": "promise_card", "labels": {"en": "Guarantee card"}}]},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_a_declaration_that_may_not_be_is_refused_and_says_where(world: World, facts: Any):
    answer = put(world, **facts)

    assert answer.status_code == 422
    assert answer.json().get("field") or answer.json().get("errors")
    assert world.call("GET", PATH, by="admin").headers["etag"] == '"1"'


def test_a_kind_must_be_declared(world: World):
    body = {name: value for name, value in WANTED.items() if name != "kind"}

    answer = world.call("PUT", PATH, by="admin", json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "kind"


def test_a_change_without_a_version_and_one_under_an_old_version_are_refused(world: World):
    assert world.call("PUT", PATH, by="admin", json=WANTED).status_code == 428
    old = {"If-Match": '"9"'}
    assert world.call("PUT", PATH, by="admin", json=WANTED, headers=old).status_code == 412


def test_a_worker_changes_nothing_and_another_campaign_looks_absent(world: World):
    headers = {"If-Match": '"1"'}
    assert world.call("PUT", PATH, by="worker", json=WANTED, headers=headers).status_code == 403
    assert world.call("GET", "/v1/campaigns/other", by="admin").status_code == 404


def test_a_notice_is_added_once(world: World):
    body = {"notice_id": "doorstep", "language": "hi", "text": "यह सूचना पढ़कर सुनाई जाती है।"}

    first = world.call("POST", f"{PATH}/notices", by="admin", json=body)
    again = world.call("POST", f"{PATH}/notices", by="admin", json=body)

    assert (first.status_code, first.json()["version"]) == (201, 1)
    assert again.json() == first.json()
    assert world.call("POST", f"{PATH}/notices", by="worker", json=body).status_code == 403


def test_a_booth_gets_its_name_and_target(world: World):
    version = world.call("GET", "/v1/areas/booth-1", by="worker").headers["etag"]
    body = {"names": {"hi": "बूथ 7", "en": "Booth 7"}, "target": 24}

    answer = world.call(
        "PATCH", "/v1/areas/booth-1", by="admin", json=body, headers={"If-Match": version}
    )

    assert (answer.status_code, answer.json()["target"]) == (200, 24)
    assert world.call("GET", "/v1/areas/booth-1", by="worker").json()["names"] == body["names"]
