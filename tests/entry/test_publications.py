"""Publications over HTTP: shown, listed, taken down, removed by hand, and edited."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import metrics as counts
from chalicelib.domain.posts import Metrics
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.entry import queues
from chalicelib.entry.models.publications import PublicationView
from tests.as_lambda import events
from tests.builders import (
    CHANNEL,
    DESK,
    NOON,
    VISIT,
    a_channel,
    a_publication,
    a_testimonial,
    a_visited_place,
)
from tests.entry.conftest import World

S = PublicationState
PATH = f"/v1/testimonials/{VISIT}"
ORDER = {"kind": "order", "reference": "ECI/2026/7"}
NEW = {"captions": {"hi": "पक्का घर मिला"}}
Body = Mapping[str, Any]


@pytest.fixture
def out(world: World) -> World:
    """A published testimonial, live on one channel."""
    post = a_publication(
        S.POSTED, external_id="x1", permalink="https://net.test/x1", posted_at=NOON,
        desk_id=DESK, chosen={"rule": "freshness"}, due_at=NOON + timedelta(hours=1),
        metrics=Metrics(views=120, reactions=7), metrics_at=NOON,
    )  # fmt: skip
    world.records.seed(*a_visited_place(), a_testimonial(State.PUBLISHED), a_channel(), post)
    return world


def send(world: World, path: str, body: Body, by: str = "moderator", **more: Any) -> Any:
    return world.call("POST", f"{PATH}{path}", by, json=body, **more)


def edit(world: World, body: Body = NEW, by: str = "moderator") -> Any:
    tag = world.call("GET", PATH, by).headers.get("etag", '"1"')
    return world.call("PUT", f"{PATH}/captions", by, json=body, headers={"If-Match": tag})


def test_a_post_is_shown_with_its_link_its_numbers_and_why_it_was_chosen(out: World) -> None:
    (item,) = out.call("GET", f"{PATH}/publications", "moderator").json()["items"]

    assert item["metrics"] == {
        "views": 120, "reactions": 7, "comments": None, "shares": None,
        "at": "2026-11-14T12:00:00Z",
    }  # fmt: skip
    assert (item["permalink"], item["state"]) == ("https://net.test/x1", "posted")
    assert item["chosen"] == {"rule": "freshness"}
    assert (item["takedown"], item["reason_text"], item["needs_a_person"]) == (None, None, False)


def test_every_field_of_the_contract_is_there(out: World) -> None:
    (item,) = out.call("GET", f"{PATH}/publications", "moderator").json()["items"]

    assert set(item) == {
        "publication_id", "testimonial_id", "channel_id", "channel_name", "state", "permalink",
        "reason", "told", "reason_text", "held_by", "attempts", "content_version", "slot_at",
        "due_at", "changed_at", "posted_at", "chosen", "takedown", "metrics",
        "needs_a_person", "version",
    }  # fmt: skip
    assert set(item) == set(PublicationView.model_fields)


def test_an_order_takes_it_down_and_starts_its_clock(out: World) -> None:
    answer = send(out, "/takedown", {**ORDER, "received_at": "2026-11-14T11:00:00Z"})

    (item,) = answer.json()["items"]
    takedown = item["takedown"]
    assert answer.status_code == 200
    assert item["state"] == "takedown_due"
    assert takedown["deadline_at"] == "2026-11-14T14:00:00Z"
    assert (takedown["kind"], takedown["is_late"], takedown["attempts"]) == ("order", False, [])
    assert takedown["reference"] == "ECI/2026/7"


def test_what_is_late_says_so(out: World) -> None:
    send(out, "/takedown", ORDER)
    out.clock.advance(hours=4)

    (item,) = out.call("GET", f"{PATH}/publications", "moderator").json()["items"]

    assert item["takedown"]["is_late"] is True


def test_one_channel_can_be_taken_down_by_hand(out: World) -> None:
    body = {"kind": "by_hand", "channel_ids": [CHANNEL], "note": "Her wish"}

    (item,) = send(out, "/takedown", body).json()["items"]

    assert (item["takedown"]["kind"], item["takedown"]["deadline_at"]) == ("by_hand", None)
    assert item["takedown"]["note"] == "Her wish"


BAD: dict[str, Body] = {
    "no kind": {},
    "another kind": {"kind": "withdrawal"},
    "from the future": {**ORDER, "received_at": "2026-11-15T00:00:00Z"},
    "too long a reference": {**ORDER, "reference": "x" * 101},
    "a phone number": {**ORDER, "reference": "98765 43210"},
    "no channel": {**ORDER, "channel_ids": []},
    "a channel of nobody": {**ORDER, "channel_ids": ["other"]},
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_an_order_that_cannot_be_is_refused(out: World, body: Body) -> None:
    assert send(out, "/takedown", body).status_code == 422


@pytest.mark.parametrize("by", ["worker", "moderator elsewhere"])
def test_out_of_scope_it_looks_absent(out: World, by: str) -> None:
    assert send(out, "/takedown", ORDER, by).status_code == 404
    assert send(out, f"/publications/{CHANNEL}/removed", {}, by).status_code == 404
    assert edit(out, by=by).status_code == 404


def test_what_a_person_removed_is_kept_as_proof(out: World) -> None:
    send(out, "/takedown", ORDER)

    item = send(out, f"/publications/{CHANNEL}/removed", {"note": "Removed there"}).json()

    (attempt,) = item["takedown"]["attempts"]
    assert (item["state"], item["channel_name"]) == ("taken_down", "Practice page")
    assert item["takedown"]["gone_at"] == "2026-11-14T12:00:00Z"
    assert attempt == {
        "at": "2026-11-14T12:00:00Z", "by": "moderator-1", "result": "removed_by_hand",
        "reason": "Removed there", "link": None,
    }  # fmt: skip


def test_what_stays_out_cannot_be_removed_by_hand_without_an_order(out: World) -> None:
    assert send(out, f"/publications/{CHANNEL}/removed", {}).status_code == 409


def test_what_is_edited_waits_for_review_and_its_post_goes(out: World) -> None:
    answer = edit(out)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["captions"]) == (
        "pending_review", NEW["captions"],
    )  # fmt: skip
    (item,) = out.call("GET", f"{PATH}/publications", "moderator").json()["items"]
    assert (item["state"], item["takedown"]["kind"]) == ("takedown_due", "edited")


def test_an_edit_needs_the_version_that_was_read(out: World) -> None:
    without = out.call("PUT", f"{PATH}/captions", "moderator", json=NEW)
    stale = out.call(
        "PUT", f"{PATH}/captions", "moderator", json=NEW, headers={"If-Match": '"9"'}
    )  # fmt: skip

    assert (without.status_code, stale.status_code) == (428, 412)


def test_words_that_are_not_for_the_public_are_refused_by_their_fields(out: World) -> None:
    answer = edit(out, {"captions": {}, "channel_captions": {"page": {"hi": "98765 43210"}}})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/words-not-public"
    assert answer.json()["errors"][0]["field"] == "channel_captions.page.hi"


def test_an_areas_publications_are_listed_by_state(out: World) -> None:
    order = ordered(TakedownKind.ORDER, at=NOON, by="moderator-1")
    out.records.seed(
        a_publication(S.TAKEDOWN_DUE, channel_id="second", desk_id=DESK, takedown=order)
    )

    every = out.call("GET", "/v1/publications", "moderator").json()
    due = out.call("GET", "/v1/publications?state=takedown_due,takedown_failed", "moderator").json()

    assert len(every["items"]) == 2
    (item,) = due["items"]
    assert (item["testimonial_id"], item["area_id"]) == (VISIT, "booth-1")
    assert due["next_cursor"] is None


def test_pages_of_the_list_lead_on(out: World) -> None:
    out.records.seed(a_publication(S.FAILED, channel_id="second", desk_id=DESK))
    seen, path = [], "/v1/publications?limit=1"
    while True:
        answer = out.call("GET", path, "moderator")
        seen += [item["channel_id"] for item in answer.json()["items"]]
        if answer.json()["next_cursor"] is None:
            break
        path = "/v1/publications" + answer.headers["link"].split(">")[0].removeprefix("<")

    assert sorted(seen) == [CHANNEL, "second"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("state=gone", 422), ("area=district-2", 200), ("area=nowhere", 404), ("channel=x", 200),
     ("cursor=0:made-up", 422), ("cursor=made-up", 200)],
)  # fmt: skip
def test_what_a_list_is_asked_for_is_looked_at(out: World, query: str, status: int) -> None:
    answer = out.call("GET", f"/v1/publications?{query}", "moderator")

    assert answer.status_code == status


def test_a_worker_may_not_list(out: World) -> None:
    assert out.call("GET", "/v1/publications", "worker").status_code == 403


def test_a_takedown_that_has_become_late_is_counted_for_the_alarm_once(
    out: World, capsys: pytest.CaptureFixture[str]
) -> None:
    due = replace(
        a_publication(S.TAKEDOWN_DUE, permalink="https://net.test/x1"),
        takedown=ordered(TakedownKind.ORDER, at=NOON, by="moderator-1"),
    )
    out.records.seed(due)
    out.clock.advance(hours=4)
    job = events.job("take_down", VISIT, channel_id=CHANNEL)
    capsys.readouterr()
    for _ in range(2):
        queues.publish(events.sqs(job), None)

    said = [line for line in capsys.readouterr().out.splitlines() if "takedowns_late" in line]
    assert len(said) == 1
    assert f'"Namespace":"{counts.NAMESPACE}"' in said[0]
    assert '"stage":"test"' in said[0]


def test_a_job_ends_the_reels_that_show_what_is_approved_no_longer(out: World) -> None:
    reel = a_testimonial(State.PUBLISHED, visit_id="reel-1", members=(VISIT,))
    shown = out.records.find(Testimonial, VISIT)
    assert shown is not None
    out.records.seed(replace(shown, state=State.REJECTED, reels=("reel-1",)), reel)

    queues.publish(events.sqs(events.job("end_reels", VISIT)), None)

    ended = out.records.find(Testimonial, "reel-1")
    assert ended is not None
    assert ended.state is State.WITHDRAWN
    assert out.records.find(Publication, VISIT, CHANNEL) is not None
