"""The codes for leaflets, and the public withdrawal: open to who holds a code, shut to guessing."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from chalice.test import Client

from app import app
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.consent import Ledger, Purpose, everywhere
from chalicelib.domain.ids import UserId
from chalicelib.domain.leaflets import MOST_GUESSES, Guesses
from chalicelib.domain.people import Role
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.roll import Beneficiary
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_channel,
    a_ledger,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_user,
    a_visit,
)
from tests.entry.conftest import World

UNKNOWN = "0000-0000-0000"
PERMALINK = "https://net.test/1"
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def code_of(world: World) -> str:
    answer = world.call("GET", f"/v1/beneficiaries/{PERSON}/code", "worker")
    assert answer.status_code == 200
    return str(answer.json()["code"])


def send(world: World, path: str, code: Any) -> httpx.Response:
    return world.call("POST", path, json={"code": code})


def withdraw(world: World, code: Any) -> httpx.Response:
    return send(world, "/v1/withdrawals", code)


def look(world: World, code: Any) -> httpx.Response:
    return send(world, "/v1/withdrawals/look", code)


def a_published_story(world: World) -> None:
    post = a_publication(PublicationState.POSTED, permalink=PERMALINK)
    world.records.seed(a_visit(), a_ledger(), a_ready_photo(), a_testimonial(), a_channel(), post)


def test_a_worker_gets_the_codes_of_her_booth_in_the_order_of_the_roll(world: World) -> None:
    answer = world.call("GET", "/v1/leaflets?booth=booth-1", "worker")

    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert item == {
        "beneficiary_id": PERSON, "serial": 1, "name": "सीता देवी", "code": code_of(world)
    }  # fmt: skip
    assert answer.json()["next_cursor"] is None
    english = world.call("GET", "/v1/leaflets?booth=booth-1&language=en", "worker")
    assert english.json()["items"][0]["name"] == "Sita Devi"


def test_a_list_that_goes_on_says_where(world: World) -> None:
    world.records.seed(a_beneficiary(beneficiary_id="other", serial=2))

    first = world.call("GET", "/v1/leaflets?booth=booth-1&limit=1", "worker")

    cursor = first.json()["next_cursor"]
    assert 'rel="next"' in first.headers["Link"]
    second = world.call("GET", f"/v1/leaflets?booth=booth-1&cursor={cursor}", "worker")
    assert [item["serial"] for item in second.json()["items"]] == [2]


@pytest.mark.parametrize("path", ["/v1/leaflets?booth=booth-1", f"/v1/beneficiaries/{PERSON}/code"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("worker elsewhere", 404), ("moderator", 403), ("nobody", 403), ("admin", 200)],
)
def test_who_does_not_go_to_the_booth_gets_no_code(
    world: World, path: str, who: str, status: int
) -> None:
    assert world.call("GET", path, who).status_code == status


@pytest.mark.parametrize("query", ["", "?booth=", "?booth=a%20b", "?booth=booth-1&limit=501"])
def test_a_list_without_a_booth_is_refused(world: World, query: str) -> None:
    assert world.call("GET", f"/v1/leaflets{query}", "worker").status_code == 422


def test_she_sees_what_is_held_without_a_sign_in(world: World) -> None:
    a_published_story(world)

    answer = look(world, code_of(world))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    held = answer.json()
    assert [p["purpose"] for p in held["purposes"]] == [purpose.value for purpose in Purpose]
    assert {p["since"] for p in held["purposes"]} == {"2026-11-14T12:00:00Z"}
    assert (held["photos"], held["videos"], held["withdrawn"]) == (1, 0, False)
    assert held["posts"] == [
        {"channel": "Practice page", "permalink": PERMALINK, "is_going": False}
    ]
    assert held["campaign_names"] == {"hi": "जन संपर्क", "en": "Public contact"}
    for hidden in ("सीता", "Sita", "3210", PERSON, VISIT, "booth-1"):
        assert hidden not in answer.text


def test_one_call_takes_everything_back_and_again_it_answers_the_same(world: World) -> None:
    a_published_story(world)
    code = code_of(world)

    first = withdraw(world, code)

    assert first.status_code == 200
    assert first.json() == {
        "withdrawn": True,
        "purposes_ended": [purpose.value for purpose in Purpose],
        "posts_to_remove": 1,
        "erase_on": "2026-12-15",
    }
    assert withdraw(world, code).json() == first.json()
    ledger = world.records.find(Ledger, PERSON)
    assert ledger is not None
    assert everywhere(ledger) == frozenset()
    assert [e.action for e in world.records.all(AuditEntry)] == ["consent_withdrawn"]
    after = look(world, code).json()
    assert (after["withdrawn"], after["purposes"], after["erase_on"]) == (True, [], "2026-12-15")


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda c: c.replace("-", " "),
        lambda c: c.translate(DEVANAGARI),
        lambda c: f" {c} ",
    ],
    ids=["small letters", "spaces", "devanagari digits", "around it"],
)
def test_a_code_may_be_typed_in_any_way(world: World, typed: Any) -> None:
    assert look(world, typed(code_of(world))).status_code == 200


@pytest.mark.parametrize(
    ("code", "status"), [(UNKNOWN, 404), ("1234", 422), ("", 422), ("UUUU-UUUU-UUUU", 422)]
)
@pytest.mark.parametrize("ask", [look, withdraw])
def test_a_wrong_code_is_answered_kindly_in_both_languages(
    world: World, ask: Any, code: str, status: int
) -> None:
    answer = ask(world, code)

    assert answer.status_code == status
    assert "code" in answer.json()["detail"]
    assert "कोड" in answer.json()["detail_hi"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"code": None}, {"code": 7}, {"code": "x" * 101}, []])
def test_a_body_without_a_code_is_refused_and_counts_as_no_guess(world: World, body: Any) -> None:
    answer = world.call("POST", "/v1/withdrawals", json=body)

    assert answer.status_code == 422
    assert world.records.all(Guesses) == []


def test_a_code_guessed_in_a_loop_is_told_when_to_come_back(world: World) -> None:
    code = code_of(world)
    statuses = [withdraw(world, UNKNOWN).status_code for _ in range(MOST_GUESSES + 2)]

    refused = look(world, code)

    assert statuses == [404] * MOST_GUESSES + [429] * 2
    assert refused.status_code == 429
    problem = refused.json()
    assert problem["type"] == "/problems/too-many-tries"
    assert 0 < problem["retry_after_s"] <= 600
    assert refused.headers["retry-after"] == str(problem["retry_after_s"])
    world.clock.advance(minutes=10)
    assert look(world, code).status_code == 200


def test_the_callers_address_is_kept_nowhere(world: World) -> None:
    withdraw(world, UNKNOWN)

    assert "127.0.0.1" not in repr(world.records.all(Guesses))


def test_of_an_erased_person_nothing_is_held_any_more(world: World) -> None:
    code = code_of(world)
    gone = a_beneficiary(names={}, guardian_names={}, phone=None, is_erased=True)
    world.records.seed(gone)

    assert look(world, code).json()["is_erased"] is True
    assert withdraw(world, code).json() == {
        "withdrawn": True, "purposes_ended": [], "posts_to_remove": 0, "erase_on": None
    }  # fmt: skip
    assert world.call("GET", f"/v1/beneficiaries/{PERSON}/code", "worker").status_code == 404


def test_who_steers_the_mandal_prints_for_its_booths(world: World) -> None:
    world.records.seed(a_user(Role.IN_CHARGE, "mandal-1", user_id=UserId("admin-1")))

    assert world.call("GET", "/v1/leaflets?booth=booth-1", "admin").status_code == 200
    assert world.call("GET", "/v1/leaflets?booth=booth-6", "admin").status_code == 404


def test_the_timer_erases_whose_day_has_come(world: World) -> None:
    world.records.seed(replace(a_beneficiary(), erase_at=NOON))

    with Client(app) as client:
        event = client.events.generate_cw_event("aws.events", "Scheduled Event", {}, [])
        found = client.lambda_.invoke("retire-data", event).payload

    assert found == {"withdrawn": 1, "retention": 0}
    person = world.records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.is_erased
