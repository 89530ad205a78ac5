"""Freezes over HTTP: put up, seen, lifted by two people, and how they are refused."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.campaign import Blackout
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role
from chalicelib.domain.publishing import PostStep, PublicationState
from tests.builders import (
    DESK,
    NOON,
    VISIT,
    a_campaign,
    a_channel,
    a_publication,
    a_user,
    an_id,
)
from tests.entry.conftest import World

PATH = "/v1/freezes"
FREEZE = an_id(0xFE01)
WANTED: dict[str, Any] = {
    "freeze_id": FREEZE, "area_id": "mandal-1", "from": "2026-11-14T17:30:00+05:30",
    "until": "2026-11-16T12:00:00Z", "reason": "मौन अवधि", "kind": "silence",
}  # fmt: skip
SHOWN: dict[str, Any] = {
    "freeze_id": FREEZE, "kind": "silence", "state": "on", "area_id": "mandal-1",
    "area_names": {"hi": "mandal-1", "en": "mandal-1"}, "channel_id": None, "reason": "मौन अवधि",
    "from": "2026-11-14T12:00:00Z", "until": "2026-11-16T12:00:00Z", "by": "admin-1",
    "created_at": "2026-11-14T12:00:00Z", "lift_asked_by": None, "lift_asked_at": None,
    "lifted_by": None, "lifted_at": None, "may_lift": True, "held": 0, "swept_at": None,
}  # fmt: skip


@pytest.fixture
def icy(world: World) -> World:
    """The second moderator is the constituency's convener, the other one that of a mandal."""
    world.records.seed(
        a_channel(),
        a_user(Role.CONVENER, "constituency", user_id=UserId("moderator-2")),
        a_user(Role.CO_CONVENER, "mandal-4", user_id=UserId("moderator-3")),
    )
    return world


def post(world: World, by: str = "admin", **fields: Any) -> Any:
    return world.call("POST", PATH, by=by, json={**WANTED, **fields})


def lift(world: World, by: str) -> Any:
    return world.call("POST", f"{PATH}/{FREEZE}/lift", by=by)


def test_a_freeze_is_put_up_once_however_often_it_is_sent(icy: World):
    first, again = post(icy), post(icy)

    assert (first.status_code, first.json()) == (201, SHOWN)
    assert (again.status_code, again.json()) == (201, SHOWN)
    assert len(icy.records.commits) == 1
    other = post(icy, reason="Another")
    assert (other.status_code, other.json()["type"]) == (409, "/problems/id-taken")


def test_the_calls_of_the_contract_are_enough(icy: World):
    body = {"area_id": "state", "from": "2026-11-14T12:00:00Z", "until": None, "reason": "Unrest"}

    answer = icy.call("POST", PATH, by="admin", json=body)

    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["until"]) == ("incident", None)


def test_a_stop_of_one_channel_needs_nothing_but_where_and_why(icy: World):
    body = {"area_id": "constituency", "reason": "The page was taken over", "kind": "stop",
            "channel_id": "practice-page"}  # fmt: skip

    shown = icy.call("POST", PATH, by="second moderator", json=body).json()

    assert (shown["kind"], shown["channel_id"]) == ("stop", "practice-page")
    assert (shown["from"], shown["until"], shown["state"]) == ("2026-11-14T12:00:00Z", None, "on")


def test_it_takes_two_people_to_lift_it(icy: World):
    post(icy)

    asked, again = lift(icy, "admin"), lift(icy, "admin")
    lifted = lift(icy, "second moderator")

    assert [each.status_code for each in (asked, again, lifted)] == [200, 200, 200]
    assert asked.json() == again.json()
    assert (asked.json()["state"], asked.json()["lift_asked_by"]) == ("lift_asked", "admin-1")
    assert (asked.json()["may_lift"], asked.json()["lifted_by"]) == (False, None)
    assert (lifted.json()["state"], lifted.json()["lifted_by"]) == ("lifted", "moderator-2")
    icy.records.seed(a_user(Role.ADMIN, "state", user_id=UserId("moderator-1")))
    assert lift(icy, "moderator").status_code == 409


def test_each_step_is_in_a_chain_that_can_be_read(icy: World):
    post(icy)
    lift(icy, "admin")
    lift(icy, "second moderator")

    trail = icy.call("GET", f"/v1/audit/{FREEZE}", by="moderator").json()

    assert [(each["action"], each["actor"]) for each in trail["items"]] == [
        ("freeze_put_up", "admin-1"),
        ("freeze_lift_asked", "admin-1"),
        ("freeze_lifted", "moderator-2"),
    ]
    assert trail["intact"]
    assert "मौन" not in str(trail)


def test_the_calendar_has_freezes_and_the_campaigns_blackouts(icy: World):
    blackout = Blackout(
        area_id=AreaId("state"), from_at=NOON + timedelta(days=1),
        until_at=NOON + timedelta(days=2), reason="Polling",
    )  # fmt: skip
    icy.records.seed(a_campaign(blackouts=(blackout,)))
    post(icy)

    answer = icy.call("GET", f"{PATH}?limit=1", by="moderator")
    rest = icy.call("GET", f"{PATH}?limit=1&cursor={answer.json()['next_cursor']}", by="moderator")

    assert answer.json()["items"] == [{**SHOWN, "may_lift": False}]
    assert 'rel="next"' in answer.headers["link"]
    (shown,) = rest.json()["items"]
    assert (shown["kind"], shown["state"], shown["reason"]) == ("blackout", "planned", "Polling")
    assert (shown["by"], shown["created_at"], shown["may_lift"]) == (None, None, False)
    assert rest.json()["next_cursor"] is None
    assert icy.call("GET", PATH, by="moderator elsewhere").json()["items"] == [shown]


def test_what_could_not_be_recalled_is_told_with_where_it_is(icy: World):
    icy.records.seed(
        a_publication(
            PublicationState.POSTING, desk_id=DESK, step=PostStep.SENT, posting_since=NOON
        )
    )
    post(icy)

    shown = icy.call("GET", f"{PATH}/{FREEZE}", by="moderator").json()

    assert shown == {
        **SHOWN, "may_lift": False, "is_whole": True,
        "not_recalled": [
            {"testimonial_id": VISIT, "channel_id": "practice-page", "state": "posting",
             "permalink": None, "since": "2026-11-14T12:00:00Z"}
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"from": "2026-11-13T12:00:00Z"}, "from"),
        ({"from": "2026-11-14T12:00:00"}, "from"),
        ({"from": "9999-12-31T23:59:59-12:00"}, "from"),
        ({"until": "2026-11-14T12:00:00Z"}, "until"),
        ({"until": "2099-01-01T00:00:00Z"}, "until"),
        ({"reason": ""}, "reason"),
        ({"reason": "\u200b"}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": "Ring 98765 43210"}, "reason"),
        ({"reason": "Her number is 2345 6789 0124"}, "reason"),
        ({"kind": "blackout"}, "kind"),
        ({"kind": "stop"}, "until"),
        ({"kind": "forever"}, "kind"),
        ({"channel_id": "nowhere"}, "channel_id"),
        ({"freeze_id": "mine"}, "freeze_id"),
        ({"area_id": "../state"}, "area_id"),
    ],
    ids=str,
)
def test_what_may_not_be_is_refused_by_its_name(icy: World, fields: dict[str, Any], field: str):
    answer = post(icy, **fields)

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/invalid-input")
    assert (problem.get("field") or problem["errors"][0]["field"]) == field
    assert icy.records.commits == []


@pytest.mark.parametrize("by", ["worker", "moderator"])
def test_only_those_who_steer_an_area_freeze_it_or_lift_a_freeze(icy: World, by: str):
    assert post(icy, by=by).status_code == 403
    post(icy)

    assert lift(icy, by).status_code == 403


def test_what_is_elsewhere_looks_absent_and_the_calendar_is_not_for_workers(icy: World):
    assert post(icy, by="moderator elsewhere").status_code == 404
    post(icy)

    for method, path in (("GET", f"{PATH}/{FREEZE}"), ("POST", f"{PATH}/{FREEZE}/lift"),
                         ("GET", f"/v1/audit/{FREEZE}")):  # fmt: skip
        hers_not = icy.call(method, path, by="moderator elsewhere")
        absent = icy.call(method, path.replace(FREEZE, an_id(404)), by="moderator elsewhere")
        assert hers_not.status_code == absent.status_code == 404
        assert hers_not.json()["detail"] == absent.json()["detail"]
    assert icy.call("GET", PATH, by="worker").status_code == 403


def test_a_freeze_of_those_above_is_seen_and_not_lifted(icy: World):
    post(icy, area_id="state")

    assert icy.call("GET", f"{PATH}/{FREEZE}", by="moderator elsewhere").status_code == 200
    assert lift(icy, "moderator elsewhere").status_code == 403


def test_a_cursor_that_is_not_ours_is_refused(icy: World):
    assert icy.call("GET", f"{PATH}?cursor=blackouts:x", by="admin").status_code == 422
