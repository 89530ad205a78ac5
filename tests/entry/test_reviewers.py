"""Numbers over HTTP: `GET /v1/reviewers/…` and `/v1/throughput/{area}`."""

from datetime import timedelta

import pytest

from chalicelib.domain.review_days import UNDONE, ReviewDay
from tests.builders import (
    CAMPAIGN,
    DESK,
    MODERATOR,
    NOON,
    a_testimonial,
    path_to,
)
from tests.entry.conftest import World


@pytest.fixture
def worked(world: World) -> World:
    """The world with a moderator's day, over and going on."""
    for days in (0, 1):
        world.records.seed(
            ReviewDay(
                user_id=MODERATOR, day=NOON.date() - timedelta(days=days), desk_id=DESK,
                campaign_id=CAMPAIGN, path=path_to("constituency"),
                counts={"approve": 3, "reject": 1, UNDONE: 1}, looked_s=50,
            )
        )  # fmt: skip
    world.records.seed(a_testimonial())
    return world


def test_a_moderator_sees_her_own_numbers_of_today(worked: World) -> None:
    answer = worked.call("GET", "/v1/reviewers/me", by="moderator")

    body = answer.json()
    assert answer.status_code == 200
    assert body["days"][0] == {
        "day": "2026-11-14", "desk_id": DESK, "counts": {"approve": 3, "reject": 1, "undone": 1},
        "decided": 4, "undone": 1, "looked_s": 50,
    }  # fmt: skip
    assert body["agreement"] == {"checked": 0, "agreed": 0, "share": None, "kappa": None}
    assert (body["as_of"], body["is_whole"]) == ("2026-11-14T12:00:00Z", True)


def test_who_answers_for_the_area_sees_days_that_are_over(worked: World) -> None:
    body = worked.call("GET", "/v1/reviewers/constituency", by="admin").json()

    assert (body["until"], body["desks"], body["is_whole"]) == ("2026-11-13", 1, True)
    (person,) = body["people"]
    assert (person["user_id"], person["decided"], person["undone"]) == (MODERATOR, 4, 1)
    assert (person["seconds_per_item"], person["name"]) == (12.5, "A person")
    assert person["agreement"]["checked"] == 0


def test_throughput_is_told_by_day_with_the_queue(worked: World) -> None:
    body = worked.call("GET", "/v1/throughput/constituency", by="moderator").json()

    assert [day["day"] for day in body["days"]] == ["2026-11-13", "2026-11-14"]
    assert body["days"][1] == {
        "day": "2026-11-14", "counts": {"approve": 3, "reject": 1, "undone": 1}, "decided": 4,
        "people": 1, "looked_s": 50,
    }  # fmt: skip
    assert (body["waiting"], body["oldest_since"]) == (0, "2026-11-14T12:00:00Z")
    assert (body["is_oldest_sure"], body["is_whole"], body["desks"]) == (True, True, 1)


@pytest.mark.parametrize(
    ("by", "path", "status"),
    [
        (None, "/v1/reviewers/me", 401),
        ("worker", "/v1/reviewers/me", 403),
        ("admin", "/v1/reviewers/me", 403),
        ("moderator", "/v1/reviewers/constituency", 403),
        ("admin", "/v1/reviewers/nowhere", 404),
        ("worker", "/v1/throughput/booth-1", 403),
        ("moderator elsewhere", "/v1/throughput/constituency", 404),
    ],
)
def test_who_may_not_see_numbers_is_told_so_or_nothing(
    worked: World, by: str | None, path: str, status: int
) -> None:
    assert worked.call("GET", path, by=by).status_code == status


def test_a_chain_comes_with_its_end(worked: World) -> None:
    body = worked.call("GET", f"/v1/audit/{a_testimonial().visit_id}", by="moderator").json()

    assert body["head"] == {"seq": 0, "hash": ""}
    assert (body["items"], body["intact"]) == ([], True)
