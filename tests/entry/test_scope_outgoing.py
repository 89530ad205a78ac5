"""What goes out is told to nobody outside its area or its campaign, and moved by nobody there."""

from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.freezes import Freeze, FreezeKind
from chalicelib.domain.ids import AreaId, CampaignId, UserId
from chalicelib.domain.people import Role, Scope
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from chalicelib.domain.webhooks import Webhook
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    VISIT,
    a_channel,
    a_publication,
    a_testimonial,
    a_user,
    a_visited_place,
    an_id,
    path_to,
)
from tests.entry.conftest import PEOPLE, World

FREEZE, HOOK = an_id(0xF7), an_id(0xE7)
OWN = AreaId("another-root")
ITEM = "/v1/testimonials/{}"
POST = f"{ITEM}/publications/{CHANNEL}"
CAPTIONS: dict[str, Any] = {
    "json": {"captions": {"hi": "नया", "en": "New"}}, "headers": {"If-Match": '"1"'},
}  # fmt: skip
KEY: dict[str, Any] = {"json": {"access_token": "t" * 40}}
PLAN: dict[str, Any] = {"json": {"url": "https://own.example/hook"}, "headers": {"If-Match": '"1"'}}
FROZEN: dict[str, Any] = {
    "area_id": OWN, "reason": "Silence", "kind": "incident", "from": None, "until": None,
}  # fmt: skip
# How it is asked for, and what is there; the same is asked for what is not.
OUTGOING: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "where it was posted": ("GET", f"{ITEM}/publications", VISIT, {}),
    "settling a post": ("POST", f"{POST}/settle", VISIT, {"json": {"outcome": "not_posted"}}),
    "saying that a post is gone": ("POST", f"{POST}/removed", VISIT, {"json": {}}),
    "taking down": ("POST", f"{ITEM}/takedown", VISIT, {"json": {"kind": "by_hand"}}),
    "editing what was approved": ("PUT", f"{ITEM}/captions", VISIT, CAPTIONS),
    "posts of an area": ("GET", "/v1/publications?area={}", "booth-1", {}),
    "digests of an area": ("GET", "/v1/digests/{}", "booth-1", {}),
    "a freeze of a sibling area": ("GET", "/v1/freezes/{}", FREEZE, {}),
}
OF_THE_CAMPAIGN: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "lifting a freeze": ("POST", "/v1/freezes/{}/lift", FREEZE, {"json": {}}),
    "a channel": ("GET", "/v1/channels/{}", CHANNEL, {}),
    "a channel's queue": ("GET", "/v1/channels/{}/plan", CHANNEL, {}),
    "connecting a channel": ("PUT", "/v1/channels/{}/credential", CHANNEL, KEY),
    "disconnecting a channel": ("DELETE", "/v1/channels/{}/credential", CHANNEL, {}),
    "a webhook": ("GET", "/v1/webhooks/{}", HOOK, {}),
    "changing a webhook": ("PUT", "/v1/webhooks/{}", HOOK, PLAN),
    "removing a webhook": ("DELETE", "/v1/webhooks/{}", HOOK, {}),
    "another secret of a webhook": ("POST", "/v1/webhooks/{}/rotate", HOOK, {"json": {}}),
    "trying a webhook": ("POST", "/v1/webhooks/{}/test", HOOK, {"json": {}}),
    "what a webhook was sent": ("GET", "/v1/webhooks/{}/deliveries", HOOK, {}),
}


@pytest.fixture
def out(world: World) -> World:
    """A place with a post of which nobody knows, a freeze, a webhook; and another campaign."""
    freeze = Freeze(
        freeze_id=FREEZE, campaign_id=CAMPAIGN, area_id=AreaId("booth-1"), path=path_to("booth-1"),
        kind=FreezeKind.INCIDENT, reason="r", from_at=NOON, until_at=None,
        by=UserId("admin-1"), created_at=NOON,
    )  # fmt: skip
    hook = Webhook(
        campaign_id=CAMPAIGN, webhook_id=HOOK, url="https://own.example/h",
        created_by=UserId("admin-1"), created_at=NOON,
    )  # fmt: skip
    another = CampaignId("another")
    scope = Scope(role=Role.ADMIN, area_id=OWN, path=(OWN,))
    stranger = a_user(
        Role.ADMIN, user_id=UserId(PEOPLE["nobody"]), campaign_id=another, scopes=(scope,)
    )
    world.records.seed(
        *a_visited_place(), a_testimonial(State.PUBLISHING), a_channel(), freeze, hook, stranger,
        a_publication(PublicationState.UNCONFIRMED),
    )  # fmt: skip
    return world


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    document = answer.json()
    document.pop("instance")
    return answer.status_code, document


def is_like_absent(
    world: World, who: str, method: str, path: str, there: str, more: dict[str, Any]
) -> None:
    hers_not = world.call(method, path.format(there), who, **more)
    absent = world.call(method, path.format(an_id(0xABCDEF)), who, **more)

    assert told(hers_not) == told(absent)
    assert hers_not.status_code == 404
    assert world.records.commits == []


@pytest.mark.parametrize(("method", "path", "there", "more"), OUTGOING.values(), ids=OUTGOING)
@pytest.mark.parametrize("who", ["moderator elsewhere", "nobody"], ids=["sibling", "stranger"])
def test_what_goes_out_of_another_area_looks_absent(
    out: World, who: str, method: str, path: str, there: str, more: dict[str, Any]
):
    is_like_absent(out, who, method, path, there, more)


@pytest.mark.parametrize(
    ("method", "path", "there", "more"), OF_THE_CAMPAIGN.values(), ids=OF_THE_CAMPAIGN
)
def test_what_belongs_to_a_campaign_looks_absent_from_another_one(
    out: World, method: str, path: str, there: str, more: dict[str, Any]
):
    is_like_absent(out, "nobody", method, path, there, more)


def test_lists_of_another_campaign_are_empty(out: World):
    for path in ("channels", "webhooks", "freezes", "publications"):
        answer = out.call("GET", f"/v1/{path}", "nobody")
        assert (answer.status_code, answer.json()["items"]) == (200, []), path


def test_nobody_stops_what_is_above_or_beside_her(out: World):
    out.records.seed(
        a_user(Role.CONVENER, "booth-1", user_id=UserId("moderator-2")),
    )
    for area in ("booth-2", "booth-6", "mandal-1", "constituency", "state", "nowhere"):
        wanted = {"area_id": area, "reason": "Stop", "kind": "stop", "from": None, "until": None}
        answer = out.call("POST", "/v1/freezes", "second moderator", json=wanted)
        assert answer.status_code == 404, area
    assert out.records.commits == []


def test_a_freeze_names_no_channel_of_another_campaign(out: World):
    area = Area(
        area_id=OWN, campaign_id=CampaignId("another"), parent_id=None, level="state",
        names={"en": "Another"}, path=(OWN,),
    )  # fmt: skip
    out.records.seed(area)

    answer = out.call("POST", "/v1/freezes", "nobody", json={**FROZEN, "channel_id": CHANNEL})

    assert answer.status_code == 422
    assert out.records.commits == []
