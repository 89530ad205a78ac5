"""Whose address counts: CloudFront's word is taken beside its secret, anybody else's never."""

import pytest

from chalicelib.entry.front import asker
from tests.entry.conftest import ENVIRONMENT, World

EDGE, HER, FORGED = "203.0.113.9", "198.51.100.7", "192.0.2.1"
SECRET = ENVIRONMENT["FRONT_SECRET"]
TRIES = 10


def headers(passed: str | None = None, secret: str | None = SECRET) -> dict[str, str]:
    given = {"x-front-secret": secret, "x-forwarded-for": passed}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize(
    "passed",
    [f"{HER}, {EDGE}", HER, f"{FORGED}, {HER}, {EDGE}", f"{FORGED},{HER}", f" {HER} ,{EDGE}"],
)
def test_through_the_front_the_address_is_the_one_that_the_front_saw(passed):
    assert asker(EDGE, headers(passed), SECRET) == HER


@pytest.mark.parametrize("secret", [None, "", "guessed", SECRET + "x", "é"])
def test_without_the_secret_nobody_can_say_where_she_is(secret):
    assert asker(EDGE, headers(f"{FORGED}, {EDGE}", secret), SECRET) == EDGE


def test_where_there_is_no_front_an_empty_secret_opens_nothing():
    assert asker(EDGE, headers(f"{FORGED}, {EDGE}", ""), "") == EDGE


@pytest.mark.parametrize("passed", [None, "", EDGE, ",", f", {EDGE}"])
def test_a_front_that_names_nobody_leaves_the_address_that_was_seen(passed):
    assert asker(EDGE, headers(passed), SECRET) == EDGE


def wrong_code(world: World, address: str) -> int:
    sent = {"X-Front-Secret": SECRET, "X-Forwarded-For": f"{address}, 127.0.0.1"}
    answer = world.call("POST", "/v1/withdrawals/look", json={"code": "XXXX"}, headers=sent)
    return answer.status_code


def test_guesses_through_the_front_are_counted_for_the_guesser_alone(world: World):
    tries = [wrong_code(world, FORGED) for _ in range(TRIES)]

    assert set(tries) == {422}
    assert wrong_code(world, FORGED) == 429
    assert wrong_code(world, HER) == 422
