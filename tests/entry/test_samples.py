"""Second looks and agreement over HTTP."""

from typing import Any

import pytest

from chalicelib.domain.finding import Verdict
from tests.builders import NOON, VISIT, a_claim, a_reviewable_place, an_id
from tests.entry.conftest import World

CHECKS = f"/v1/samples/{VISIT}/checks"
REJECT = {"level": "state", "decision": "reject", "reason_code": "unclear_media", "note": "dark"}


@pytest.fixture
def decided(world: World) -> World:
    """An item that was drawn at two levels above, verified and approved."""
    item: dict[str, Any] = {
        "verdict": Verdict.VERIFIED, "judged_at": NOON, "evidence_version": 1,
        "levels": ("booth", "mandal", "state"), "claim": a_claim(),
    }  # fmt: skip
    world.records.seed(*a_reviewable_place(**item))
    answer = world.call(
        "POST", f"/v1/testimonials/{VISIT}/decision", by="moderator", json={"decision": "approve"},
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert answer.status_code == 200
    return world


def listed(world: World, by: str = "admin", level: str = "state", more: str = "") -> Any:
    return world.call("GET", f"/v1/samples?level={level}{more}", by=by)


def test_what_waits_is_listed_without_its_decision(decided: World):
    answer = listed(decided)

    assert answer.json() == {
        "items": [
            {
                "testimonial_id": VISIT, "level": "state", "area_id": "booth-1",
                "waiting_since": "2026-11-14T12:00:00Z",
            }
        ],
        "next_cursor": None,
    }  # fmt: skip
    assert listed(decided, more="&area=mandal-1&limit=1").json()["items"]
    assert listed(decided, more="&area=mandal-4").json()["items"] == []
    # A moderator of the constituency may look for the mandals, and not for the state.
    assert listed(decided, "second moderator", "mandal").json()["items"]
    assert listed(decided, "second moderator").json()["items"] == []


def test_an_item_is_seen_without_anything_that_tells_of_the_decision(decided: World):
    answer = decided.call("GET", f"/v1/samples/{VISIT}?level=state", by="admin")

    shown = answer.json()
    assert answer.status_code == 200
    assert (shown["testimonial_id"], shown["level"], shown["look"]) == (VISIT, "state", None)
    assert shown["media_items"]
    assert shown["consent"]["purposes"]
    assert shown["verdict"] == "verified"
    assert not {"state", "history", "version", "is_escalated", "lock", "ai_altered"} & set(shown)
    assert "approve" not in answer.text
    assert "etag" not in answer.headers


def test_a_look_is_kept_once_and_tells_the_first_decision(decided: World):
    first = decided.call("POST", CHECKS, by="admin", json=REJECT)
    again = decided.call("POST", CHECKS, by="admin", json=REJECT)
    otherwise = decided.call("POST", CHECKS, by="admin", json={**REJECT, "note": "blurred"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json() == {
        "testimonial_id": VISIT, "level": "state", "decision": "reject",
        "reason_code": "unclear_media", "note": "dark", "at": "2026-11-14T12:00:00Z",
        "first_decision": "approve", "agrees": False,
    }  # fmt: skip
    assert (otherwise.status_code, otherwise.json()["type"]) == (409, "/problems/id-taken")
    assert listed(decided).json()["items"] == []
    seen = decided.call("GET", f"/v1/samples/{VISIT}?level=state", by="admin").json()
    assert seen["look"] == first.json()
    trail = decided.call("GET", f"/v1/audit/{VISIT}", by="admin").json()
    assert (trail["items"][-1]["action"], trail["intact"]) == ("looked_at_again", True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**REJECT, "decision": "escalate"}, 422),
        ({**REJECT, "reason_code": None}, 422),
        ({**REJECT, "level": "The State"}, 422),
        ({**REJECT, "level": "district"}, 404),
        ({}, 422),
    ],
    ids=["no decision", "no reason", "no level of a tree", "not drawn there", "nothing"],
)
def test_what_is_no_look_is_refused(decided: World, body: dict[str, Any], status: int):
    assert decided.call("POST", CHECKS, by="admin", json=body).status_code == status


def test_aadhaar_is_masked_in_a_note(decided: World):
    answer = decided.call("POST", CHECKS, by="admin", json={**REJECT, "note": "2341 2341 2346"})

    assert "2341 2341" not in answer.json()["note"]


def test_who_may_not_look_is_told_so_or_nothing(decided: World):
    mandal = {"level": "mandal", "decision": "approve"}

    def asked(by: str, body: dict[str, Any], path: str = CHECKS) -> int:
        return decided.call("POST", path, by=by, json=body).status_code

    assert asked("moderator", mandal) == 403  # it is her own decision
    assert asked("second moderator", REJECT) == 403  # of the state, from below
    assert asked("moderator elsewhere", mandal) == 404
    assert asked("worker", mandal) == 404
    assert asked("admin", mandal, f"/v1/samples/{an_id(5)}/checks") == 404
    assert listed(decided, "worker").status_code == 403
    assert listed(decided, more="&area=nowhere").status_code == 404
    assert decided.call("GET", "/v1/samples", by="admin").status_code == 422
    sample = f"/v1/samples/{VISIT}?level=mandal"
    assert decided.call("GET", sample, by="moderator").status_code == 403
    assert decided.call("GET", sample, by="moderator elsewhere").status_code == 404


def test_agreement_is_told_by_level_with_seed_and_rates(decided: World):
    decided.call("POST", CHECKS, by="admin", json=REJECT)

    answer = decided.call("GET", "/v1/agreement/constituency", by="admin").json()

    assert (answer["seed"], answer["sampling"]["mandal"]) == ("campaign-1", 0.2)
    assert (answer["as_of"], answer["is_whole"]) == ("2026-11-14T12:00:00Z", True)
    mandal, district, state = answer["levels"]
    assert [each["level"] for each in answer["levels"]] == ["mandal", "district", "state"]
    assert (mandal["drawn"], mandal["checked"], mandal["share"]) == (1, 0, None)
    assert (district["drawn"], district["kappa"]) == (0, None)
    assert (state["drawn"], state["checked"], state["agreed"], state["share"]) == (1, 1, 0, 0.0)
    assert state["kappa"] == 0.0
    assert state["counts"] == [{"first_decision": "approve", "decision": "reject", "count": 1}]
    assert (
        decided.call("GET", "/v1/agreement/district-2", by="moderator elsewhere").status_code == 404
    )
    assert decided.call("GET", "/v1/agreement/booth-1", by="worker").status_code == 404
