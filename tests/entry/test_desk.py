"""The review queue over HTTP: how it stands, claims, renewals, giving back, leaving to others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.ids import VisitId
from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import NOON, VISIT, a_reviewable_place, a_testimonial, an_id
from tests.entry.conftest import World

SECOND = an_id(0xA2)
UNTIL = "2026-11-14T12:10:00Z"


@pytest.fixture
def desk(world: World) -> World:
    """Two items that wait, the first one for longer."""
    second = a_testimonial(visit_id=VisitId(SECOND), since=NOON + timedelta(minutes=1))
    world.records.seed(*a_reviewable_place(), second)
    return world


def post(world: World, name: str, body: dict[str, Any], by: str = "moderator") -> Any:
    return world.call("POST", f"/v1/reviews/{name}", by=by, json=body)


def claimed(world: World, by: str = "moderator", **body: Any) -> Any:
    return post(world, "claim", body, by)


def item_of(world: World, visit_id: str = VISIT) -> Testimonial:
    item = world.records.find(Testimonial, visit_id)
    assert item is not None
    return item


def test_a_claim_answers_with_the_item_its_lock_and_its_version(desk: World):
    answer = claimed(desk)

    assert answer.status_code == 200
    assert answer.json()["testimonial_id"] == VISIT
    assert answer.json()["lock"] == {"expires_at": UNTIL, "mine": True}
    assert answer.headers["ETag"] == f'"{item_of(desk).version}"'
    assert answer.json()["risk"] == "usual"


def test_the_next_item_is_fetched_beside_the_first_and_then_there_is_none(desk: World):
    claimed(desk)

    assert claimed(desk, beside=VISIT).json()["testimonial_id"] == SECOND
    answer = claimed(desk, "second moderator")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_claim_may_name_an_area_of_the_callers(desk: World):
    assert claimed(desk, area_id="mandal-1").json()["testimonial_id"] == VISIT
    assert claimed(desk, "second moderator", area_id="mandal-2").status_code == 204
    elsewhere = claimed(desk, "moderator elsewhere", area_id="mandal-1")
    assert elsewhere.status_code == 404
    assert elsewhere.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize("name", ["claim", "renew", "release", "skip"])
def test_a_worker_has_no_business_at_the_desk(desk: World, name: str):
    bodies = {"claim": {}, "renew": {"items": [{"testimonial_id": VISIT, "version": 1}]}}

    answer = post(desk, name, bodies.get(name, {"testimonial_id": VISIT}), "worker")

    # An item outside her reviewing looks absent; the desk itself is not for her.
    assert answer.status_code == (403 if name in bodies else 404)
    assert item_of(desk).version == 1


def test_a_renewal_gives_each_claim_ten_minutes_more_and_the_version_to_use(desk: World):
    claimed(desk)
    desk.clock.advance(minutes=4)
    seen = [{"testimonial_id": VISIT, "version": 2}, {"testimonial_id": SECOND, "version": 1}]

    answer = post(desk, "renew", {"items": seen})

    assert answer.json() == {
        "items": [
            {
                "testimonial_id": VISIT, "version": 3, "is_changed": False,
                "lock": {"expires_at": "2026-11-14T12:14:00Z", "mine": True},
            },
            {"testimonial_id": SECOND, "version": 1, "is_changed": True, "lock": None},
        ]
    }  # fmt: skip
    assert item_of(desk).version == 3


@pytest.mark.parametrize(
    "items",
    [[], [{"testimonial_id": VISIT, "version": 1}] * 3, [{"testimonial_id": VISIT}]],
    ids=["none", "more than she can hold", "no version"],
)
def test_a_renewal_names_one_or_two_items_with_their_versions(desk: World, items: list[Any]):
    assert post(desk, "renew", {"items": items}).status_code == 422


def test_what_was_withdrawn_on_screen_has_no_lock_any_more(desk: World):
    claimed(desk)
    desk.records.seed(replace(item_of(desk), state=State.WITHDRAWN, claim=None, version=3))

    answer = post(desk, "renew", {"items": [{"testimonial_id": VISIT, "version": 2}]})

    assert answer.status_code == 200
    assert answer.json()["items"][0]["lock"] is None


@pytest.mark.parametrize("name", ["release", "skip"])
def test_an_item_that_is_given_back_is_the_next_ones_who_asks(desk: World, name: str):
    claimed(desk)

    answer = post(desk, name, {"testimonial_id": VISIT})
    again = post(desk, name, {"testimonial_id": VISIT})

    assert (answer.status_code, again.status_code, answer.content) == (204, 204, b"")
    # What she left to others is not handed to her again, what she gave back is.
    assert claimed(desk).json()["testimonial_id"] == (SECOND if name == "skip" else VISIT)


@pytest.mark.parametrize("name", ["release", "skip"])
def test_what_somebody_else_holds_is_not_given_back_for_her(desk: World, name: str):
    claimed(desk)

    answer = post(desk, name, {"testimonial_id": VISIT}, "second moderator")

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/not-your-claim"


def test_the_queue_tells_its_depth_its_oldest_and_what_the_caller_holds(desk: World):
    claimed(desk)

    answer = desk.call("GET", "/v1/reviews/queue", by="moderator")

    assert answer.json() == {
        "waiting": 0,  # nothing has counted these items
        "oldest_since": "2026-11-14T12:00:00Z",
        "held": [VISIT],
        "is_whole": True,
        "as_of": "2026-11-14T12:00:00Z",
    }


def test_the_queue_is_told_by_area_to_whoever_may_read_there(desk: World):
    def status(by: str, area: str) -> int:
        return desk.call("GET", f"/v1/reviews/queue?area={area}", by=by).status_code

    empty = desk.call("GET", "/v1/reviews/queue?area=mandal-2", by="admin").json()
    assert empty["oldest_since"] is None
    assert status("moderator elsewhere", "mandal-1") == 404
    assert status("worker", "booth-1") == 403
