"""A campaign's policy over HTTP."""

from typing import Any

import pytest

from chalicelib.domain.policy import SAMPLING
from chalicelib.domain.verification.limits import LIMITS, NOTES_FOR_REVIEW
from chalicelib.domain.verification.names import COVERS, QUALITY
from chalicelib.domain.verification.rules import CHECKS
from tests.entry.conftest import World

PATH = "/v1/campaigns/campaign-1/policy"
WANTED: dict[str, Any] = {
    "actions": {QUALITY: "note"},
    "limits": {NOTES_FOR_REVIEW: 5},
    "sampling": {"booth": 1.0, "mandal": 0.25},
    "seed": "spring-2026",
}


def put(world: World, body: Any, version: int = 1, by: str = "admin") -> Any:
    return world.call("PUT", PATH, by=by, json=body, headers={"If-Match": f'"{version}"'})


def test_everybody_of_the_campaign_sees_every_check_and_every_limit(world: World):
    answer = world.call("GET", PATH, by="worker")

    shown = answer.json()
    assert (answer.status_code, answer.headers["etag"], shown["version"]) == (200, '"1"', 1)
    assert (shown["number"], shown["set_by"], shown["earlier"]) == (0, None, [])
    assert (shown["sampling"], shown["seed"]) == (SAMPLING, "campaign-1")
    assert [each["check"] for each in shown["checks"]] == [check.name for check in CHECKS]
    assert all(each["title"]["hi"] and each["title"]["en"] for each in shown["checks"])
    assert {each["action"] == each["usual_action"] for each in shown["checks"]} == {True}
    assert [each["name"] for each in shown["limits"]] == list(LIMITS)
    assert all(each["meaning"]["hi"] and each["unit"] for each in shown["limits"])


def test_what_an_admin_sets_comes_back_and_stays_readable(world: World):
    kept = put(world, WANTED)

    assert (kept.status_code, kept.headers["etag"]) == (200, '"2"')
    shown = world.call("GET", PATH, by="moderator").json()
    assert shown == kept.json()
    assert (shown["number"], shown["set_by"]) == (1, "admin-1")
    assert shown["set_at"] == "2026-11-14T12:00:00Z"
    (quality,) = (each for each in shown["checks"] if each["check"] == QUALITY)
    assert (quality["action"], quality["usual_action"]) == ("note", "review")
    (notes,) = (each for each in shown["limits"] if each["name"] == NOTES_FOR_REVIEW)
    assert (notes["value"], notes["usual"]) == (5, 3)
    assert (shown["sampling"], shown["seed"]) == (WANTED["sampling"], WANTED["seed"])

    put(world, {}, version=2)

    now = world.call("GET", PATH, by="worker").json()
    assert (now["number"], now["sampling"]) == (2, SAMPLING)
    assert now["earlier"] == [{"number": 1, "set_by": "admin-1", "set_at": "2026-11-14T12:00:00Z"}]
    old = world.call("GET", f"{PATH}/1", by="worker")
    assert {**old.json(), "version": 2} == shown
    assert "etag" not in old.headers
    assert world.call("GET", f"{PATH}/0", by="worker").json()["seed"] == "campaign-1"


def test_the_same_again_changes_nothing(world: World):
    put(world, WANTED)

    again = put(world, WANTED, version=2)

    assert (again.status_code, again.headers["etag"], again.json()["number"]) == (200, '"2"', 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"actions": {"media.beauty": "note"}}', "actions.media.beauty"),
        (f'{{"actions": {{"{COVERS}": "note"}}}}', f"actions.{COVERS}"),
        (f'{{"actions": {{"{QUALITY}": "forgive"}}}}', f"actions.{QUALITY}"),
        ('{"limits": {"notes_for_review": 0}}', "limits.notes_for_review"),
        ('{"limits": {"notes_for_review": NaN}}', "limits.notes_for_review"),
        ('{"limits": {"notes_for_review": Infinity}}', "limits.notes_for_review"),
        ('{"limits": {"notes_for_review": "many"}}', "limits.notes_for_review"),
        ('{"limits": {"beauty": 1}}', "limits.beauty"),
        ('{"sampling": {"booth": 1.5}}', "sampling.booth"),
        ('{"sampling": {"booth": -Infinity}}', "sampling.booth"),
        ('{"sampling": {"Booth 1": 0.5}}', "sampling.Booth 1"),
        ('{"seed": "a seed"}', "seed"),
        ('{"sampling": 7}', "sampling"),
        ('{"one_is_enough": ["child"]}', "one_is_enough"),
        ('{"one_is_enough": ["beauty"]}', "one_is_enough.0"),
    ],
)
def test_what_may_not_be_set_is_refused_by_its_name(world: World, body: str, field: str):
    headers = {"If-Match": '"1"', "Content-Type": "application/json"}

    answer = world.call("PUT", PATH, by="admin", content=body, headers=headers)

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/invalid-input")
    assert (problem.get("field") or problem["errors"][0]["field"]) == field
    assert world.records.commits == []


def test_a_change_needs_the_version_that_was_read_and_an_admin(world: World):
    assert world.call("PUT", PATH, by="admin", json=WANTED).status_code == 428
    assert put(world, WANTED, version=9).status_code == 412
    for who in ("worker", "moderator"):
        assert put(world, WANTED, by=who).status_code == 403
    assert world.records.commits == []


def test_another_campaigns_policy_looks_absent(world: World):
    elsewhere = "/v1/campaigns/other/policy"

    assert world.call("GET", elsewhere, by="admin").status_code == 404
    assert world.call("GET", f"{elsewhere}/0", by="admin").status_code == 404
    assert world.call("GET", f"{PATH}/1", by="admin").status_code == 404
    headers = {"If-Match": '"1"'}
    answer = world.call("PUT", elsewhere, by="admin", json=WANTED, headers=headers)
    assert answer.status_code == 404


def test_to_declare_the_campaign_anew_leaves_its_policy(world: World):
    put(world, WANTED)
    campaign = world.call("GET", "/v1/campaigns/campaign-1", by="admin").json()

    answer = world.call(
        "PUT", "/v1/campaigns/campaign-1", by="admin", json={**campaign, "visits_per_worker": 9},
        headers={"If-Match": '"2"'},
    )  # fmt: skip

    assert (answer.status_code, answer.json()["visits_per_worker"]) == (200, 9)
    shown = world.call("GET", PATH, by="admin").json()
    assert (shown["number"], shown["seed"], shown["version"]) == (1, "spring-2026", 3)


def test_for_what_two_people_approve_is_the_campaigns_but_for_a_child(world: World):
    usual = world.call("GET", PATH, by="worker").json()

    kept = put(world, {"one_is_enough": ["money", "ai_altered", "money"]}).json()

    every = ["child", "hard_hint", "public_figure", "money", "ai_altered"]
    assert (usual["two_people"], usual["one_is_enough"]) == (every, [])
    assert kept["two_people"] == ["child", "hard_hint", "public_figure"]
    assert kept["one_is_enough"] == ["money", "ai_altered"]
    assert kept["number"] == 1
