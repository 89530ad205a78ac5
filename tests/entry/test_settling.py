"""`POST /v1/testimonials/{id}/publications/{channel_id}/settle`."""

import pytest

from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from tests.builders import CHANNEL, VISIT, a_channel, a_publication, a_testimonial
from tests.entry.conftest import World

S = PublicationState
PATH = f"/v1/testimonials/{VISIT}/publications/{CHANNEL}/settle"
LINK = "https://net.test/posts/1"
THERE = {"outcome": "posted", "permalink": LINK, "note": "seen on the page"}


@pytest.fixture
def unclear(world: World) -> World:
    world.records.seed(
        a_testimonial(State.PUBLISHING), a_channel(), a_publication(S.UNCONFIRMED, attempts=1)
    )
    return world


def test_a_moderator_says_that_a_post_is_there_and_once_more_the_same(unclear: World) -> None:
    answers = [unclear.call("POST", PATH, by="moderator", json=THERE) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    body = answers[0].json()
    assert (body["state"], body["permalink"]) == ("posted", LINK)
    assert body["channel_name"] == "Practice page"
    assert answers[1].json()["version"] == body["version"]


def test_a_moderator_says_that_a_post_is_not_there(unclear: World) -> None:
    answer = unclear.call("POST", PATH, by="moderator", json={"outcome": "not_posted"})

    assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    assert answer.json()["reason"] == "not_posted"


@pytest.mark.parametrize(
    ("by", "path", "body", "status"),
    [
        (None, PATH, THERE, 401),
        ("worker", PATH, THERE, 404),
        ("moderator", PATH.replace(CHANNEL, "elsewhere"), THERE, 404),
        ("moderator", PATH, {}, 422),
        ("moderator", PATH, {"outcome": "maybe"}, 422),
        ("moderator", PATH, {"outcome": "posted"}, 422),
        ("moderator", PATH, {**THERE, "permalink": "http://net.test/1"}, 422),
        ("moderator", PATH, {**THERE, "outcome": "not_posted"}, 422),
    ],
)
def test_everything_else_is_refused_and_changes_nothing(
    unclear: World, by: str | None, path: str, body: dict[str, str], status: int
) -> None:
    assert unclear.call("POST", path, by=by, json=body).status_code == status
    assert unclear.records.commits == []


def test_of_what_is_known_nothing_else_is_said(unclear: World) -> None:
    unclear.call("POST", PATH, by="moderator", json=THERE)

    answer = unclear.call("POST", PATH, by="moderator", json={"outcome": "not_posted"})

    assert (answer.status_code, answer.json()["current_state"]) == (409, "posted")
