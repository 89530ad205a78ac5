"""ETag and If-Match: nobody overwrites what she has not seen."""

from typing import Any

import pytest

from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import CHANNEL, VISIT, a_channel, a_claim, a_testimonial, a_visited_place
from tests.entry.conftest import World

DECISION = f"/v1/testimonials/{VISIT}/decision"
APPROVE = {"decision": "approve"}
CHANNEL_BODY: dict[str, Any] = {
    "name": "Practice page", "kind": "practice", "base_url": "https://practice.example.org"
}  # fmt: skip


def slug_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.fixture
def claimed(world: World) -> World:
    world.records.seed(*a_visited_place(), a_testimonial(claim=a_claim(), version=4))
    return world


def state_of(world: World) -> State:
    item = world.records.find(Testimonial, VISIT)
    assert item is not None
    return item.state


def test_what_two_people_may_change_is_read_with_its_version(claimed: World):
    answer = claimed.call("GET", f"/v1/testimonials/{VISIT}", "moderator")

    assert answer.headers["etag"] == '"4"'
    assert answer.json()["version"] == 4


def test_a_claim_answers_with_the_version_to_decide_under(world: World):
    world.records.seed(*a_visited_place(), a_testimonial())

    answer = world.call("POST", "/v1/reviews/claim", "moderator", json={})

    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    assert answer.json()["lock"]["mine"] is True


@pytest.mark.parametrize("tag", ['"4"', "4", 'W/"4"'])
def test_a_decision_under_the_version_read_is_taken(claimed: World, tag: str):
    answer = claimed.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": tag})

    assert answer.status_code == 200
    assert state_of(claimed) is State.APPROVED


STALE = ['"3"', '"5"', '"0"', "*", "abc", '"', "", "-4", "4.0", '"4", "5"', "9" * 5000, "४"]


@pytest.mark.parametrize("tag", STALE, ids=range(len(STALE)))
def test_a_decision_under_any_other_version_is_stale(claimed: World, tag: str):
    headers = {b"If-Match": tag.encode()}

    answer = claimed.call("POST", DECISION, "moderator", json=APPROVE, headers=headers)

    assert slug_of(answer) == (412, "stale-version")
    assert state_of(claimed) is State.PENDING_REVIEW


def test_a_decision_without_a_version_is_asked_for_one(claimed: World):
    answer = claimed.call("POST", DECISION, "moderator", json=APPROVE)

    assert slug_of(answer) == (428, "precondition-missing")
    assert state_of(claimed) is State.PENDING_REVIEW


def test_a_decision_sent_twice_is_taken_once(claimed: World):
    first, again = (
        claimed.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": '"4"'})
        for _ in range(2)
    )

    assert first.status_code == 200
    assert slug_of(again) == (412, "stale-version")
    # She sees that nothing is left to do, should the first answer have been lost.
    assert (again.json()["current_state"], again.json()["is_done"]) == ("approved", True)


def test_another_decision_on_the_same_version_is_not_taken_and_says_so(claimed: World):
    claimed.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": '"4"'})

    reject = {"decision": "reject", "reason_code": "other"}
    other = claimed.call("POST", DECISION, "moderator", json=reject, headers={"If-Match": '"4"'})

    assert slug_of(other) == (412, "stale-version")
    assert (other.json()["current_state"], other.json()["is_done"]) == ("approved", False)


def test_a_second_moderator_cannot_decide_a_claimed_item(claimed: World):
    answer = claimed.call(
        "POST", DECISION, "second moderator", json=APPROVE, headers={"If-Match": '"4"'}
    )

    assert slug_of(answer) == (409, "not-your-claim")
    assert state_of(claimed) is State.PENDING_REVIEW


@pytest.mark.parametrize("decision", ["reject", "has_issues"])
def test_turning_an_item_down_needs_a_reason(claimed: World, decision: str):
    answer = claimed.call(
        "POST", DECISION, "moderator", json={"decision": decision}, headers={"If-Match": '"4"'}
    )

    assert slug_of(answer) == (422, "invalid-input")
    assert answer.json()["field"] == "reason_code"


def put(world: World, tag: str | None, **fields: Any) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    body = {**CHANNEL_BODY, **fields}
    return world.call("PUT", f"/v1/channels/{CHANNEL}", "admin", json=body, headers=headers)


def test_a_new_channel_needs_no_version_and_a_known_one_does(world: World):
    created = put(world, None)
    blind = put(world, None, name="Other")
    changed = put(world, created.headers["etag"], name="Third")
    stale = put(world, created.headers["etag"], name="Fourth")

    assert (created.status_code, created.headers["etag"]) == (200, '"1"')
    assert slug_of(blind) == (428, "precondition-missing")
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert slug_of(stale) == (412, "stale-version")
    read = world.call("GET", f"/v1/channels/{CHANNEL}", "admin")
    assert (read.json()["name"], read.headers["etag"]) == ("Third", '"2"')


@pytest.mark.parametrize(
    "url",
    [
        "http://practice.example.org", "https://127.0.0.1/", "https://10.0.0.8", "https://[::1]/",
        "https://169.254.169.254/latest", "ftp://example.org", "javascript:alert(1)", "",
        "https://localhost", "https://user:word@example.org", "https://2130706433/", "https://[",
    ],
)  # fmt: skip
def test_a_channel_never_points_into_a_private_network(world: World, url: str):
    answer = put(world, None, base_url=url)

    assert slug_of(answer) == (422, "invalid-input")


def test_a_channel_under_a_name_that_is_none_is_not_made(world: World):
    world.records.seed(a_channel())

    answer = world.call("PUT", "/v1/channels/a%20b", "admin", json=CHANNEL_BODY)

    assert slug_of(answer) == (404, "not-found")
