"""Credentials over HTTP: `PUT` and `DELETE /v1/channels/{id}/credential`."""

import logging

import pytest

from chalicelib.domain.channels import ChannelKind, Connection
from tests.builders import CAMPAIGN, CHANNEL, a_channel
from tests.entry.conftest import World

PATH = f"/v1/channels/{CHANNEL}/credential"
SECRET = "EAAG-very-secret"  # noqa: S105  a sample


@pytest.fixture
def page(world: World) -> World:
    """The world with a page that nobody has connected."""
    world.records.seed(a_channel(kind=ChannelKind.FACEBOOK))
    return world


def test_an_admin_connects_a_page_and_is_never_shown_the_token(
    page: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"access_token": SECRET, "expires_at": "2027-01-01T00:00:00Z"}

    answer = page.call("PUT", PATH, by="admin", json=given)

    assert answer.status_code == 200
    assert answer.json()["standing"] == "connected"
    assert answer.json()["expires_at"] == "2027-01-01T00:00:00Z"
    assert SECRET not in answer.text
    assert SECRET not in caplog.text
    assert SECRET not in repr(page.records.all(Connection))
    kept = page.tools.credentials.read(CAMPAIGN, CHANNEL)
    assert kept is not None
    assert kept.access == SECRET


def test_a_page_is_disconnected(page: World) -> None:
    page.call("PUT", PATH, by="admin", json={"access_token": SECRET})

    answer = page.call("DELETE", PATH, by="admin")

    assert (answer.status_code, answer.json()["standing"]) == (200, "needs_reconnect")
    assert page.tools.credentials.read(CAMPAIGN, CHANNEL) is None


@pytest.mark.parametrize("by", ["worker", "moderator"])
def test_nobody_else_connects_anything(page: World, by: str) -> None:
    answer = page.call("PUT", PATH, by=by, json={"access_token": SECRET})

    assert answer.status_code == 403
    assert page.tools.credentials.read(CAMPAIGN, CHANNEL) is None


@pytest.mark.parametrize(
    "given",
    [
        {}, {"access_token": ""}, {"access_token": f"{SECRET} {SECRET}"},
        {"access_token": SECRET * 400}, {"access_token": 7}, {"signing_secrets": SECRET},
        {"access_token": SECRET, "expires_at": "tomorrow"},
    ],
)  # fmt: skip
def test_a_bad_credential_is_a_problem_that_repeats_nothing(
    page: World, given: dict[str, object]
) -> None:
    answer = page.call("PUT", PATH, by="admin", json=given)

    assert (answer.status_code // 100, answer.headers["content-type"]) == (
        4, "application/problem+json",
    )  # fmt: skip
    assert SECRET not in answer.text
    assert page.tools.credentials.read(CAMPAIGN, CHANNEL) is None
