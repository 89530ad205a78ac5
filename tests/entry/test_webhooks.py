"""Webhooks and feeds over HTTP."""

from typing import Any

import pytest

from chalicelib.domain.channels import ChannelKind, Credential
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from chalicelib.domain.webhooks import Delivery, Webhook
from chalicelib.services import feeding
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    a_channel,
    a_publication,
    a_testimonial,
    a_visited_place,
    an_id,
)
from tests.entry.conftest import World

ALL = "/v1/webhooks"
HOOK = an_id(0xE001)
ONE = f"{ALL}/{HOOK}"
WANTED = {"webhook_id": HOOK, "url": "https://own.example/hook", "types": ["publication.posted"]}
FEED = f"/v1/feeds/{CAMPAIGN}/{CHANNEL}"
KEY = "k" * 40


def made(world: World) -> Any:
    return world.call("POST", ALL, by="admin", json=WANTED)


def test_a_webhook_is_made_read_changed_and_removed(world: World) -> None:
    first = made(world)
    assert first.status_code == 201
    assert first.json()["secret"].startswith("whsec_")

    read = world.call("GET", ONE, by="admin")
    assert (read.json()["types"], read.json()["enabled"]) == (["publication.posted"], True)
    assert "secret" not in read.json()
    assert [each["webhook_id"] for each in world.call("GET", ALL, by="admin").json()["items"]] == [
        HOOK
    ]

    off = {"url": WANTED["url"], "enabled": False}
    changed = world.call(
        "PUT", ONE, by="admin", json=off, headers={"If-Match": read.headers["ETag"]}
    )
    assert (changed.status_code, changed.json()["enabled"]) == (200, False)
    assert world.call("PUT", ONE, by="admin", json=off).status_code == 428
    assert world.call("DELETE", ONE, by="admin").status_code == 204
    assert world.call("GET", ONE, by="admin").status_code == 404


def test_a_secret_is_rotated_and_shown_once(world: World) -> None:
    secret = made(world).json()["secret"]

    rotated = world.call("POST", f"{ONE}/rotate", by="admin", json={})

    assert rotated.status_code == 200
    assert rotated.json()["secret"] != secret
    assert rotated.json()["secret"] not in repr(world.records.all(Webhook))


@pytest.mark.parametrize("secret", ["short", "whsec_", "whsec_@@@@", "whsec_c2hvcnQ="])
def test_a_secret_in_the_wrong_form_is_a_problem_that_says_what_to_do(
    world: World, secret: str
) -> None:
    answer = world.call("POST", ALL, by="admin", json={**WANTED, "secret": secret})

    assert answer.status_code == 422
    assert answer.json()["field"] == "secret"
    assert secret not in answer.json()["detail"] or secret == "whsec_"  # noqa: S105  a prefix
    assert world.records.all(Webhook) == []


@pytest.mark.parametrize("url", ["http://own.example", "https://127.0.0.1/", "https://10.1.2.3/"])
def test_a_private_address_is_refused(world: World, url: str) -> None:
    answer = world.call("POST", ALL, by="admin", json={**WANTED, "url": url})

    assert answer.status_code == 422


def test_a_message_is_tried_listed_and_sent_again(world: World) -> None:
    made(world)
    sent = world.call("POST", f"{ONE}/test", by="admin")
    assert (sent.status_code, sent.json()["state"]) == (202, "waiting")

    listed = world.call("GET", f"{ONE}/deliveries?limit=1", by="admin").json()
    assert [each["type"] for each in listed["items"]] == ["webhook.test"]
    again = world.call("POST", f"{ONE}/deliveries/{sent.json()['delivery_id']}/replay", by="admin")
    assert (again.status_code, again.json()["delivery_id"]) == (202, sent.json()["delivery_id"])
    assert len(world.records.all(Delivery)) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ALL), ("POST", ALL), ("GET", ONE), ("PUT", ONE), ("DELETE", ONE),
        ("POST", f"{ONE}/rotate"), ("POST", f"{ONE}/test"), ("GET", f"{ONE}/deliveries"),
        ("POST", f"{ONE}/deliveries/msg_1/replay"),
    ],
)  # fmt: skip
def test_nobody_else_has_to_do_with_webhooks(world: World, method: str, path: str) -> None:
    more = {"json": WANTED} if method in {"POST", "PUT"} else {}
    assert world.call(method, path, by="moderator", **more).status_code == 403


def test_a_partner_app_reads_its_feed_with_its_own_key(world: World) -> None:
    world.records.seed(*a_visited_place(), a_channel(kind=ChannelKind.PARTNER, base_url=""))
    post = a_publication(PublicationState.POSTED, due_at=None)
    world.records.seed(a_testimonial(State.PUBLISHED), post)
    world.tools.credentials.keep(CAMPAIGN, CHANNEL, Credential(access=KEY))
    feeding.write(None, post, records=world.records, clock=world.clock)
    world.clock.advance(minutes=1)

    body = world.call("GET", FEED, headers={"Authorization": f"Bearer {KEY}"}).json()

    assert [each["kind"] for each in body["items"]] == ["published"]
    assert body["items"][0]["post"]["media"][0]["kind"] == "photo"
    assert not body["has_more"]
    rest = world.call(
        "GET", f"{FEED}?cursor={body['next_cursor']}", headers={"Authorization": f"bearer {KEY}"}
    )
    assert (rest.json()["items"], rest.json()["next_cursor"]) == ([], body["next_cursor"])
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}):
        assert world.call("GET", FEED, headers=wrong).status_code == 404
    tampered = world.call(
        "GET", f"{FEED}?cursor={body['next_cursor'][:-3]}AAA",
        headers={"Authorization": f"Bearer {KEY}"},
    )  # fmt: skip
    assert (tampered.status_code, tampered.json()["field"]) == (422, "cursor")
