"""Sheets, enrolling a phone and signing a lost one out, over HTTP."""

import base64
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chalicelib import wiring
from chalicelib.domain.enrolment import Enrolment
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import Role, User
from tests.builders import NOON, WORKER, a_phone, a_user, a_video, a_worker, pointers_to
from tests.entry.conftest import World
from tests.fakes import FakeSignIns, FakeTokenVerifier

ASHA = UserId("asha")
SHEET: dict[str, Any] = {"booth_id": "booth-1", "field_page": "https://sampark.example/field"}
DEVICE = "0192a000-0000-7000-8000-00000000dddd"


def asha(**fields: Any) -> User:
    usual = {
        "user_id": ASHA, "username": "asha-1", "name": "आशा रावत", "reference": "W-17",
        "phone": a_phone("+919812345678", "asha"),
    }  # fmt: skip
    return a_worker(**{**usual, **fields})


@pytest.fixture
def office(world: World) -> Iterator[World]:
    """The small place with Asha at booth-1, an in-charge of its mandal, and their tokens."""
    world.records.seed(asha(), a_user(Role.IN_CHARGE, "mandal-1"))
    world.records.seed(a_user(Role.CO_CONVENER, "mandal-4"))
    subjects = {
        "token of asha": ASHA,
        "token of in-charge": UserId("in_charge-1"),
        "token of elsewhere": UserId("co_convener-1"),
        "token of worker": WORKER,
        "token of admin": UserId("admin-1"),
        "token of moderator": UserId("moderator-1"),
        "token of nobody": UserId("no-row-of-ours"),
    }
    verifier = FakeTokenVerifier(subjects)
    verifier.since = dict.fromkeys(subjects, NOON - timedelta(hours=1))
    with wiring.using(world.tools, verifier):
        yield world


def sheet(office: World, by: str = "in-charge", **more: Any) -> dict[str, Any]:
    answer = office.call("POST", "/v1/enrolments", by, json={**SHEET, **more})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def a_token(office: World) -> str:
    (card,) = sheet(office, user_ids=[ASHA])["items"]
    return str(card["token"])


def use(office: World, token: str, device_id: str = DEVICE) -> httpx.Response:
    body = {"token": token, "device_id": device_id}
    return office.call("POST", "/v1/enrolments/use", json=body)


def kept(office: World, user_id: str = ASHA) -> User:
    found = office.records.find(User, user_id)
    assert found is not None
    return found


def slug_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


# Sheets


def test_a_sheet_has_names_codes_and_pictures_that_lead_to_the_field_page(office: World):
    answer = sheet(office)

    (card,) = answer["items"]
    assert (card["user_id"], card["name"], card["reference"]) == (ASHA, "आशा रावत", "W-17")
    assert re.fullmatch(r"[A-Z2-7]{15}", card["token"])
    assert card["url"] == f"https://sampark.example/field#enrol={card['token']}"
    assert card["svg"].startswith("<svg")
    assert card["expires_at"] == "2026-11-28T12:00:00Z"
    assert (answer["booth_id"], answer["next_cursor"]) == ("booth-1", None)


def test_who_has_no_sign_in_is_named_and_gets_no_card(office: World):
    assert sheet(office)["left_out"] == [{"user_id": WORKER, "name": "A person"}]


def test_a_sheet_that_knows_no_address_gives_the_path(office: World):
    (card,) = office.call(
        "POST", "/v1/enrolments", "in-charge", json={"booth_id": "booth-1"}
    ).json()["items"]

    assert card["url"] == f"/field#enrol={card['token']}"


PAGES = [
    "javascript:alert(1)", "https://x/field#enrol=", "https://x/field?a=b", "https://x/a b",
    "https://user@x/field", "//x/field", "", "https://x/\u202e", "https://x/" + "a" * 300, 7,
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_code_hangs_on_nothing_but_a_pages_address(office: World, page: object):
    answer = office.call("POST", "/v1/enrolments", "in-charge", json={**SHEET, "field_page": page})

    assert slug_of(answer) == (422, "invalid-input")
    assert office.records.commits == []


BODIES: list[Any] = [{}, [], {"booth_id": "a b"}, {"booth_id": None}, {**SHEET, "user_ids": "asha"},
                     {**SHEET, "user_ids": ["x"] * 51}]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_a_sheet_of_nothing_sensible_is_refused(office: World, body: Any):
    answer = office.call("POST", "/v1/enrolments", "in-charge", json=body)

    assert slug_of(answer) == (422, "invalid-input")
    assert office.records.commits == []


def test_a_cursor_that_is_not_ours_is_refused(office: World):
    answer = office.call("POST", "/v1/enrolments", "in-charge", json={**SHEET, "cursor": "x"})

    assert slug_of(answer) == (422, "invalid-input")


def test_the_workers_of_a_booth_are_shown_with_masked_phones(office: World):
    use(office, a_token(office))

    answer = office.call("GET", "/v1/users?booth=booth-1", "in-charge")

    (first, second) = answer.json()["items"]
    assert first == {
        "user_id": ASHA, "name": "आशा रावत", "reference": "W-17",
        "phone": kept(office).phone.shown, "trained_at": None, "enrolled": True,
        "signed_out_at": None,
    }  # fmt: skip
    assert "9812345678" not in answer.text
    assert (second["user_id"], second["enrolled"], second["phone"]) == (WORKER, False, None)


def test_the_list_of_workers_goes_page_by_page(office: World):
    first = office.call("GET", "/v1/users?booth=booth-1&limit=1", "in-charge").json()
    path = f"/v1/users?booth=booth-1&limit=1&cursor={first['next_cursor']}"
    second = office.call("GET", path, "in-charge").json()

    assert [one["user_id"] for one in (*first["items"], *second["items"])] == [ASHA, WORKER]
    assert second["next_cursor"] is None


# Who may

CALLS: dict[str, tuple[str, str, Any]] = {
    "a sheet": ("POST", "/v1/enrolments", SHEET),
    "the list": ("GET", "/v1/users?booth=booth-1", None),
    "signing out": ("POST", f"/v1/users/{ASHA}/revoke", None),
}


@pytest.mark.parametrize("asked", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("by", ["worker", "asha", "moderator"])
def test_a_worker_or_moderator_may_not(office: World, asked: tuple[str, str, Any], by: str):
    method, path, body = asked

    answer = office.call(method, path, by, json=body)

    assert slug_of(answer) == (403, "not-permitted")
    assert office.records.commits == []


@pytest.mark.parametrize("asked", CALLS.values(), ids=CALLS)
def test_out_of_scope_looks_like_absent(office: World, asked: tuple[str, str, Any]):
    method, path, body = asked
    absent = str(path).replace("booth-1", "booth-99").replace(ASHA, "nobody-here")
    nothing = {**body, "booth_id": "booth-99"} if body else None

    beyond = office.call(method, path, "elsewhere", json=body)
    missing = office.call(method, absent, "elsewhere", json=nothing)

    assert slug_of(beyond) == slug_of(missing) == (404, "not-found")
    assert beyond.json()["detail"] == missing.json()["detail"]
    assert office.records.commits == []


# Enrolling


def test_a_phone_enrols_with_the_code_and_no_sign_in(office: World):
    answer = use(office, a_token(office))

    pool = office.tools.sign_ins
    assert isinstance(pool, FakeSignIns)
    assert answer.json() == {
        "username": "asha-1", "password": pool.passwords["asha-1"], "user_id": ASHA,
        "name": "आशा रावत",
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"
    assert kept(office).device_id == DEVICE


def test_neither_code_nor_password_reaches_a_log(
    office: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    token = a_token(office)
    password = use(office, token).json()["password"]
    use(office, token, "another-phone")

    told = "".join(capfd.readouterr()) + caplog.text
    assert token not in told
    assert password not in told


def test_every_code_that_is_not_good_gets_one_and_the_same_answer(office: World):
    token = a_token(office)
    newer = a_token(office)
    use(office, newer)
    mixed_up = {
        "another phone": newer,
        "void": token,
        "unknown": "A" * 15,
        "odd": "\x00\u202e#é'\"",
    }

    answers = [use(office, one, "another-phone") for one in mixed_up.values()]

    documents = [{**one.json(), "instance": ""} for one in answers]
    assert {one.status_code for one in answers} == {404}
    assert all(document == documents[0] for document in documents)
    assert documents[0]["detail_hi"]


def test_a_lost_answer_may_be_asked_for_again_by_the_same_phone(office: World):
    token = a_token(office)
    first = use(office, token).json()

    second = use(office, token).json()

    assert first["password"] != second["password"]
    assert first["user_id"] == second["user_id"] == ASHA
    office.clock.advance(minutes=10)
    assert use(office, token).status_code == 404


def test_guessing_in_a_loop_gets_nowhere_and_writes_nothing(office: World):
    a_token(office)
    made = len(office.records.commits)

    ends = {use(office, base64.b32encode(bytes([n] * 10)).decode()[:15]).status_code
            for n in range(100)}  # fmt: skip

    assert ends == {404}
    assert len(office.records.commits) == made


ODD: list[Any] = [
    {}, {"token": "A" * 15}, {"token": "", "device_id": "d"}, {"token": None, "device_id": "d"},
    {"token": ["A"], "device_id": "d"}, {"token": "A" * 201, "device_id": "d"},
    {"token": "A" * 15, "device_id": "a b"}, {"token": "A" * 15, "device_id": "\u202e"},
    {"token": "A" * 15, "device_id": "d" * 65}, {"token": "A" * 15, "device_id": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize("body", ODD, ids=lambda body: str(body)[:60])
def test_a_body_of_the_wrong_shape_is_refused(office: World, body: Any):
    answer = office.call("POST", "/v1/enrolments/use", json=body)

    assert slug_of(answer) == (422, "invalid-input")


def test_half_a_character_is_refused(office: World):
    answer = office.call(
        "POST", "/v1/enrolments/use", content=b'{"token": "\\ud800", "device_id": "d"}',
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert slug_of(answer) == (422, "invalid-input")


def test_a_token_of_another_member_of_the_pool_makes_no_difference(office: World):
    body = {"token": a_token(office), "device_id": DEVICE}

    answer = office.call("POST", "/v1/enrolments/use", "nobody", json=body)

    assert answer.json()["user_id"] == ASHA


def test_somebody_of_the_pool_without_a_row_here_may_nothing(office: World):
    for method, path, body in CALLS.values():
        answer = office.call(method, path, "nobody", json=body)
        assert slug_of(answer) == (403, "not-permitted")


# A lost phone


def test_a_lost_phone_is_signed_out_and_shown_so(office: World):
    use(office, a_token(office))

    answer = office.call("POST", f"/v1/users/{ASHA}/revoke", "in-charge")

    assert (answer.status_code, answer.json()["enrolled"]) == (200, False)
    assert answer.json()["signed_out_at"] == "2026-11-14T12:00:00Z"
    again = office.call("POST", f"/v1/users/{ASHA}/revoke", "in-charge")
    assert again.status_code == 200


def test_her_calls_are_refused_from_that_moment_on(office: World):
    assert office.call("GET", "/v1/me", "asha").status_code == 200

    office.call("POST", f"/v1/users/{ASHA}/revoke", "in-charge")

    assert slug_of(office.call("GET", "/v1/me", "asha")) == (401, "not-signed-in")
    assert office.call("GET", "/v1/me", "worker").status_code == 200


def test_a_convener_may_sign_herself_out(office: World):
    office.call("POST", "/v1/users/in_charge-1/revoke", "in-charge")

    assert office.call("GET", "/v1/me", "in-charge").status_code == 401


def test_her_sheet_is_void_and_a_new_one_lets_her_in(office: World):
    token = a_token(office)
    office.call("POST", f"/v1/users/{ASHA}/revoke", "in-charge")
    office.clock.advance(seconds=1)
    assert use(office, token).status_code == 404

    assert use(office, a_token(office), "a-new-phone").status_code == 200
    assert kept(office).device_id == "a-new-phone"
    assert {card.made_by for card in office.records.all(Enrolment)} == {"in_charge-1"}


def test_nobody_below_signs_out_who_stands_above(office: World):
    scopes = (*asha().scopes, *a_user(Role.CONVENER, "constituency").scopes)
    office.records.seed(replace(asha(), scopes=scopes))

    answer = office.call("POST", f"/v1/users/{ASHA}/revoke", "in-charge")

    assert slug_of(answer) == (403, "not-permitted")
    assert answer.json()["needs"] == ["convener", "admin"]


@pytest.mark.parametrize("step", ["parts", "complete"])
def test_her_new_phone_asks_for_an_old_upload_again_before_it_goes_on(office: World, step: str):
    video = a_video(
        worker_id=ASHA, method="MULTIPART", multipart_id="m-1", size_bytes=20 * 2**20,
        granted_at=NOON - timedelta(hours=3),
    )  # fmt: skip
    office.records.seed(video, *pointers_to([video]))
    office.records.seed(replace(kept(office), signed_out_at=NOON - timedelta(hours=2)))

    answer = office.call(
        "POST", f"/v1/uploads/{video.media_id}/{step}", "asha", json={"numbers": [1]}
    )

    assert slug_of(answer) == (409, "conflict")
    assert office.records.commits == []


# Roles


def take(office: World, by: str, role: str = "worker", area: str = "booth-1") -> httpx.Response:
    return office.call("DELETE", f"/v1/users/{ASHA}/scopes/{role}/{area}", by)


def with_two_roles(office: World) -> None:
    scopes = (*asha().scopes, *a_user(Role.CONVENER, "booth-1").scopes)
    office.records.seed(replace(asha(), scopes=scopes))


def test_a_role_is_taken_away_from_the_next_request_on(office: World):
    with_two_roles(office)

    answers = [take(office, "admin", "convener") for _ in range(2)]

    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert office.call("GET", "/v1/me", "asha").json()["roles"] == ["worker"]
    assert slug_of(office.call("GET", "/v1/users?booth=booth-1", "asha")) == (403, "not-permitted")


def test_who_took_which_role_from_whom_is_in_the_log(
    office: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(logging.getLogger("sampark-pipeline"), "propagate", True)
    caplog.set_level("INFO")
    with_two_roles(office)
    take(office, "admin", "convener")
    take(office, "admin", "convener")

    told = [
        [line.user_id, line.kind, line.area_id, line.by]  # type: ignore[attr-defined]
        for line in caplog.records if line.message == "role_taken_away"
    ]  # fmt: skip
    assert told == [[ASHA, "convener", "booth-1", "admin-1"]]


def test_without_her_last_role_she_is_out(office: World):
    assert take(office, "in-charge").status_code == 204

    assert office.call("GET", "/v1/me", "asha").status_code == 401
    listed = office.call("GET", "/v1/users?booth=booth-1", "in-charge").json()["items"]
    assert ASHA not in [one["user_id"] for one in listed]


@pytest.mark.parametrize("by", ["worker", "asha", "moderator", "nobody"])
def test_a_role_is_not_taken_by_who_steers_nothing(office: World, by: str):
    assert slug_of(take(office, by)) == (403, "not-permitted")
    assert office.records.commits == []


def test_a_role_in_an_area_elsewhere_looks_absent(office: World):
    beyond, missing = take(office, "elsewhere"), take(office, "elsewhere", area="booth-99")

    assert slug_of(beyond) == slug_of(missing) == (404, "not-found")
    assert beyond.json()["detail"] == missing.json()["detail"]
    assert office.records.commits == []


def test_a_role_above_the_callers_stays(office: World):
    with_two_roles(office)

    answer = take(office, "in-charge", "convener")

    assert slug_of(answer) == (403, "not-permitted")
    assert answer.json()["needs"] == ["convener", "admin"]


def test_nobody_takes_her_own_role(office: World):
    answer = office.call("DELETE", "/v1/users/admin-1/scopes/admin/state", "admin")

    assert slug_of(answer) == (409, "conflict")


@pytest.mark.parametrize("role", ["queen", "WORKER", "worker%20"])
def test_a_role_that_is_none_is_refused(office: World, role: str):
    answer = take(office, "admin", role)

    assert answer.status_code in {404, 422}
    assert office.records.commits == []
