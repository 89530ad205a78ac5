"""Workers' days over HTTP: `GET /v1/workers/{id}/patterns` and `GET /v1/patterns/{area}`."""

import pytest

from tests.builders import WORKER, a_ledger, a_testimonial, a_visit
from tests.entry.conftest import World

DAY = "2026-11-14"


@pytest.fixture
def walked(world: World) -> World:
    """The world with one visit of which nothing came."""
    world.records.seed(a_visit(), a_ledger(), a_testimonial(media_ids=()))
    return world


def test_a_workers_day_has_all_seven_patterns_with_words_and_numbers(walked: World) -> None:
    answer = walked.call("GET", f"/v1/workers/{WORKER}/patterns?day={DAY}", by="admin")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["worker_id"], body["day"], body["met"], body["hints"]) == (WORKER, DAY, 1, 0)
    assert body["is_whole"] is True
    assert len(body["patterns"]) == 7
    counts = next(each for each in body["patterns"] if each["abuse"] == "counts_do_not_match")
    assert (counts["count"], counts["of"], counts["share"]) == (1, 1, 1.0)
    assert counts["visits"] == [a_visit().visit_id]
    assert set(counts["text"]) == {"hi", "en"}


def test_an_area_lists_its_workers(walked: World) -> None:
    answer = walked.call("GET", f"/v1/patterns/booth-1?day={DAY}", by="admin")

    assert answer.status_code == 200
    assert [each["worker_id"] for each in answer.json()["items"]] == [WORKER]
    assert answer.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("by", "path", "status"),
    [
        (None, f"/v1/patterns/booth-1?day={DAY}", 401),
        ("worker", f"/v1/workers/{WORKER}/patterns?day={DAY}", 403),
        ("worker", f"/v1/patterns/booth-1?day={DAY}", 403),
        ("admin", f"/v1/workers/nobody/patterns?day={DAY}", 404),
        ("admin", f"/v1/patterns/nowhere?day={DAY}", 404),
        ("admin", f"/v1/patterns/state?day={DAY}", 422),
        ("admin", "/v1/patterns/booth-1", 422),
        ("admin", "/v1/patterns/booth-1?day=today", 422),
        ("admin", "/v1/patterns/booth-1?day=0001-01-01", 422),
        ("admin", f"/v1/workers/{WORKER}/patterns?day=0001-01-01", 422),
    ],
)
def test_what_is_not_for_the_caller_or_no_day_is_refused(
    walked: World, by: str | None, path: str, status: int
) -> None:
    assert walked.call("GET", path, by=by).status_code == status
