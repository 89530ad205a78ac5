"""Without a good access token nothing but the open routes answers."""

from datetime import datetime, timedelta

import pytest

from app import app
from chalicelib import wiring
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import Role
from tests.builders import NOON, WORKER, a_user, a_worker
from tests.entry.conftest import World
from tests.fakes import FakeTokenVerifier

OPEN = {
    "/", "/v1/health", "/openapi.json", "/docs", "/problems/{slug}", "/config.json",
    "/console", "/field", "/explain", "/withdraw", "/sheet", "/registry",
    "/assets/{release}/{folder}/{name}",
    "/v1/enrolments/use", "/v1/withdrawals", "/v1/withdrawals/look", "/v1/appeals",
    "/v1/hooks/calls/{provider}/{token}",
    "/v1/feeds/{campaign_id}/{channel_id}",  # with a key of its own
}  # fmt: skip
CLOSED = sorted(
    (method, path) for path, methods in app.routes.items() for method in methods if path not in OPEN
)
BAD = {
    "none": None,
    "empty": "",
    "no scheme": "token of worker",
    "another scheme": "Basic dG9rZW4gb2Ygd29ya2Vy",
    "a scheme alone": "Bearer",
    "a token nobody gave": "Bearer eyJhbGciOiJub25lIn0.e30.",
    "two tokens": "Bearer token of worker, Bearer token of worker",
    "a quoted token": 'Bearer "token of worker"',
    "a very long token": "Bearer " + "x" * 30_000,
}


def test_only_these_routes_are_open():
    is_open = {
        path
        for path, methods in app.routes.items()
        for entry in methods.values()
        if entry.authorizer is None
    }

    assert is_open == OPEN


def test_a_route_says_of_itself_what_its_authorizer_does():
    for path, methods in app.routes.items():
        for entry in methods.values():
            assert entry.view_function.operation.is_open is (entry.authorizer is None), path


@pytest.mark.parametrize(("method", "path"), CLOSED, ids=str)
def test_a_closed_route_refuses_a_caller_without_a_token(world: World, method: str, path: str):
    answer = world.call(method, path.replace("{", "").replace("}", ""))

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert world.records.commits == []


@pytest.mark.parametrize("header", BAD.values(), ids=BAD)
def test_anything_but_a_good_token_is_refused(world: World, header: str | None):
    headers = {} if header is None else {"Authorization": header}

    answer = world.call("GET", "/v1/me", headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_schemes_letters_may_be_small_or_capital(world: World, scheme: str):
    answer = world.call("GET", "/v1/me", headers={"Authorization": f"{scheme} token of worker"})

    assert (answer.status_code, answer.json()["user_id"]) == (200, "worker-1")


def test_a_token_is_not_taken_from_the_address(world: World):
    answer = world.call("GET", "/v1/me?access_token=token%20of%20worker&token=token%20of%20worker")

    assert answer.status_code == 401


# A sign-in that was ended


def since(moment: datetime, subject: UserId = WORKER) -> FakeTokenVerifier:
    verifier = FakeTokenVerifier({"token of worker": subject})
    verifier.since["token of worker"] = moment
    return verifier


@pytest.mark.parametrize(("method", "path"), CLOSED, ids=str)
def test_no_route_answers_a_sign_in_that_was_ended(world: World, method: str, path: str):
    world.records.seed(a_user(Role.ADMIN, "state", user_id=WORKER, signed_out_at=NOON))
    asked = path.replace("{", "").replace("}", "")

    with wiring.using(world.tools, since(NOON - timedelta(minutes=50))):
        answer = world.call(method, asked, "worker", json={})

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert world.records.commits == []


@pytest.mark.parametrize(
    ("began", "status"),
    [(NOON - timedelta(seconds=1), 401), (NOON, 401), (NOON + timedelta(seconds=1), 200)],
    ids=["before", "in the same second", "after"],
)
def test_only_a_sign_in_from_after_the_end_is_good(world: World, began: datetime, status: int):
    world.records.seed(a_worker(signed_out_at=NOON))

    with wiring.using(world.tools, since(began)):
        answer = world.call("GET", "/v1/me", "worker")

    assert answer.status_code == status


def test_asking_whether_a_sign_in_was_ended_costs_no_read_of_its_own(world: World):
    found: list[str] = []
    find = world.records.find

    def counted(kind, *key):
        found.append(kind.__name__)
        return find(kind, *key)

    world.records.find = counted
    world.call("GET", "/v1/me", "worker")

    assert found.count("User") == 1
