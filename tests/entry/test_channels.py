"""Channels over HTTP: set up, listed with their slots, and what waits for them."""

from typing import Any

import pytest

from chalicelib.domain.channels import Connection, Told
from chalicelib.domain.slots import SlotLedger
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, an_area
from tests.entry.conftest import World
from tests.services.queues import a_lane, waits

ADDRESS = f"/v1/channels/{CHANNEL}"
FACEBOOK = {"name": "Page", "kind": "facebook", "account": "1234567890"}


@pytest.fixture
def queued(world: World) -> World:
    """The world with a channel, what waits for it, and what its network told."""
    told = Told(most=50, used=3, at=NOON)
    world.records.seed(
        a_channel(),
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)),
        Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, told=told),
        an_area("district-1"), a_lane(turns=2), waits(1), waits(2),
    )  # fmt: skip
    return world


def put(world: World, body: dict[str, Any], **headers: str) -> Any:
    return world.call("PUT", ADDRESS, by="admin", json=body, headers=headers)


def test_channels_are_listed_with_their_slots(queued: World) -> None:
    body = queued.call("GET", "/v1/channels", by="moderator").json()

    (channel,) = body["items"]
    assert (channel["channel_id"], channel["enabled"], channel["version"]) == (CHANNEL, True, 1)
    assert channel["next_slot_at"] == "2026-11-14T12:01:00Z"
    assert (channel["waiting"], channel["is_whole"], channel["caption_limit"]) == (2, True, 1000)
    assert (channel["slots_per_day"], channel["days_to_drain"]) == (50, 0.04)
    assert channel["connection"]["standing"] == "connected"
    assert channel["connection"]["quota"] == {"most": 50, "used": 3, "at": "2026-11-14T12:00:00Z"}
    assert channel["caption_languages"] == ["hi", "en"]
    assert body["next_cursor"] is None


def test_a_plan_says_what_waits_from_where_and_when_the_next_slots_come(queued: World) -> None:
    body = queued.call("GET", f"{ADDRESS}/plan", by="moderator").json()

    assert (body["as_of"], body["channel_id"], body["waiting"]) == (
        "2026-11-14T12:00:00Z", CHANNEL, 2,
    )  # fmt: skip
    assert body["next_slots"][:2] == ["2026-11-14T12:01:00Z", "2026-11-14T12:02:00Z"]
    assert (body["is_whole"], body["obstacle"]) == (True, None)
    assert body["lanes"] == [
        {
            "area_id": "district-1", "name": {"hi": "district-1", "en": "district-1"},
            "waiting": 2, "turns": 2,
        }
    ]  # fmt: skip


def test_what_is_left_out_is_usual_for_the_kind(world: World) -> None:
    answer = put(world, FACEBOOK)

    body = answer.json()
    assert answer.status_code == 200
    assert body["base_url"] == "https://graph.facebook.com/v23.0"
    assert body["quotas"] == [{"most": 30, "window_s": 86_400}]
    assert (body["quiet"], body["hashtags"], body["caption_template"]) == (None, [], "{caption}")
    assert world.records.all(SlotLedger)[0].due_at == NOON


def test_a_channel_is_kept_as_it_was_put(world: World) -> None:
    given = {
        **FACEBOOK, "quotas": [{"most": 2, "window_s": 60}, {"most": 9, "window_s": 604_800}],
        "quiet": {"from": "22:00", "until": "06:30"}, "min_spacing_s": 5, "made_for_kids": True,
        "caption_template": "{caption} {hashtags}", "hashtags": ["घर"],
    }  # fmt: skip
    put(world, given)

    kept = world.call("GET", ADDRESS, by="moderator")

    assert {name: kept.json()[name] for name in given} == given
    assert kept.headers["ETag"] == '"1"'
    assert put(world, {**given, "quotas": []}).status_code == 428
    assert put(world, {**given, "quotas": []}, **{"If-Match": '"1"'}).json()["quotas"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"quotas": [{"most": 0, "window_s": 60}]},
        {"quotas": [{"most": 1001, "window_s": 60}]},
        {"quotas": [{"most": 1, "window_s": 604_801}]},
        {"quotas": [{"most": 1, "window_s": 1}] * 4},
        {"quiet": {"from": "24:00", "until": "06:00"}},
        {"quiet": {"from": "06:00", "until": "06:00"}},
        {"account": "my page"},
        {"base_url": "http://10.0.0.8"},
        {"caption_template": "{captoin}"},
        {"hashtags": ["two words"]},
        {"kind": "practice", "account": ""},
    ],
    ids=str,
)
def test_what_a_channel_cannot_have_is_refused(world: World, wrong: dict[str, Any]) -> None:
    assert put(world, {**FACEBOOK, **wrong}).status_code == 422
    assert world.records.commits == []


@pytest.mark.parametrize(
    ("by", "path", "status"),
    [
        (None, "/v1/channels", 401),
        ("worker", "/v1/channels", 403),
        ("worker", f"{ADDRESS}/plan", 403),
        ("moderator", "/v1/channels/unknown/plan", 404),
    ],
)
def test_who_may_not_see_channels_is_told_so(
    queued: World, by: str | None, path: str, status: int
) -> None:
    assert queued.call("GET", path, by=by).status_code == status
