"""A large upload over a bad line: part by part, resumed, joined on the server, and given up."""

from pathlib import Path

import httpx
import pytest

from tests.end_to_end.walk import Json, Town, wish

PART = 8 * 1024 * 1024
SIZE = 2 * PART + 5 * 1024 * 1024


@pytest.fixture
def grant(town: Town, tmp_path: Path) -> Json:
    """A grant for a file of three parts. It is no video, which shows only once it has arrived."""
    file = tmp_path / "large.mp4"
    file.write_bytes(bytes(SIZE))
    visit_id = town.worker.visit(town.next_person(), ("record", "video"))
    answer = town.worker.call("POST", "/v1/uploads", json=wish(visit_id, "video", file))
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def put(url: str, size_bytes: int = PART) -> int:
    return httpx.put(url, content=bytes(size_bytes), timeout=60).status_code


def held(town: Town, grant: Json) -> list[tuple[int, int]]:
    parts = town.worker.get(f"/v1/uploads/{grant['upload_id']}")["parts"]
    return [(part["number"], part["size_bytes"]) for part in parts]


def test_a_broken_upload_goes_on_where_it_stopped(town: Town, grant: Json):
    path = f"/v1/uploads/{grant['upload_id']}"
    assert (grant["method"], grant["part_size_bytes"]) == ("MULTIPART", PART)
    assert [part["number"] for part in grant["parts"]] == [1, 2, 3]

    assert put(grant["parts"][1]["url"]) == 200
    assert held(town, grant) == [(2, PART)]
    early = town.worker.call("POST", f"{path}/complete")
    assert (early.status_code, early.json()["missing"]) == (409, ["1", "3"])

    fresh = town.worker.call("POST", f"{path}/parts", json={"numbers": [1, 3]}).json()["parts"]
    assert [put(fresh[0]["url"]), put(fresh[1]["url"], SIZE - 2 * PART)] == [200, 200]
    assert held(town, grant) == [(1, PART), (2, PART), (3, SIZE - 2 * PART)]
    for _ in range(2):
        assert town.worker.call("POST", f"{path}/complete").status_code == 200

    media = town.worker.ended(grant["media_id"])
    assert (media["state"], media["reason"]) == ("rejected", "not_a_video")


def test_a_part_that_is_too_short_is_noticed_before_the_parts_are_joined(town: Town, grant: Json):
    for part in grant["parts"]:
        assert put(part["url"], 1000) == 200

    answer = town.worker.call("POST", f"/v1/uploads/{grant['upload_id']}/complete")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


def test_an_upload_that_was_given_up_takes_no_more_parts(town: Town, grant: Json):
    path = f"/v1/uploads/{grant['upload_id']}"
    assert put(grant["parts"][0]["url"]) == 200

    assert town.worker.call("DELETE", path).status_code == 204

    assert put(grant["parts"][1]["url"]) == 404
    more = town.worker.call("POST", f"{path}/parts", json={"numbers": [2]})
    assert (more.status_code, more.json()["current_state"]) == (409, "abandoned")
    assert town.worker.get(path)["parts"] == []
