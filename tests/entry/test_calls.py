"""Missed calls over HTTP: what providers send, what is kept from them, and the desk's calls."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from chalicelib.domain.calls import Call, CallHook, CallMark, CallState
from chalicelib.domain.campaign import Numbers
from chalicelib.domain.consent import Ledger, everywhere
from chalicelib.domain.ids import UserId
from chalicelib.domain.jobs import Action
from chalicelib.domain.people import Role
from chalicelib.domain.roll import Beneficiary, with_visit
from chalicelib.domain.visit import Visit
from chalicelib.entry import queues
from chalicelib.services.calling import token_hash_of
from tests.as_lambda import events
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_ledger,
    a_user,
    a_visit,
)
from tests.entry.conftest import World

TOKEN = "tokencanary-0123456789"  # noqa: S105  made up
NUMBER = "9876543210"
DIALLED = a_visit(call_dialled_at=NOON, desk_id=DESK)
CONTEXT = SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r"
)
EXOTEL = {
    "CallSid": "call-1", "CallFrom": f"0{NUMBER}", "CallTo": "08030752400",
    "CallStatus": "completed", "Direction": "incoming", "CallType": "call-attempt",
    "StartTime": "2026-11-14 17:30:30", "EndTime": "1970-01-01 05:30:00", "digits": '"1"',
}  # fmt: skip
OZONETEL = {
    "monitorUCID": "9049754955340984", "CallerID": f"91{NUMBER}", "Did": "914466949093",
    "StartTime": "2026-11-14 17:30:30", "Status": "NotAnswered", "Type": "InBound",
    "Apikey": "KKkeycanary",
}  # fmt: skip
HOOK = CallHook(
    provider="exotel", token_hash=token_hash_of(TOKEN), campaign_id=CAMPAIGN, name="Main",
    is_active=True, mapping={}, sources=(),
)  # fmt: skip


@pytest.fixture
def busy(world: World) -> World:
    """A place with a visit at noon and a hook of every provider, all with one secret."""
    mapping = {"id": "ref", "from": "msisdn", "to": "did", "at": "when", "zone": "+00:00"}
    for provider in ("exotel", "ozonetel", "knowlarity", "callerdesk"):
        world.records.seed(replace(HOOK, provider=provider))
    world.records.seed(
        replace(HOOK, provider="generic", mapping=mapping),
        a_campaign(numbers=Numbers(confirm="+918030752400", withdraw="+918030752499")),
        with_visit(a_beneficiary(), DIALLED), DIALLED, a_ledger(),
    )  # fmt: skip
    world.records.seed(a_user(Role.IN_CHARGE, "mandal-1", user_id=UserId("moderator-2")))
    return world


def tell(world: World, provider: str = "exotel", token: str = TOKEN, **more: Any) -> httpx.Response:
    method = more.pop("method", "GET")
    return world.call(method, f"/v1/hooks/calls/{provider}/{token}", **more)


def told(answer: httpx.Response) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    document.pop("instance")
    return document


# What providers send


SENT: dict[str, tuple[str, dict[str, Any]]] = {
    "exotel, a query": ("exotel", {"params": EXOTEL}),
    "exotel, a type that it has not": (
        "exotel", {"params": EXOTEL, "headers": {"Content-Type": "text/plain"}},
    ),
    "ozonetel, JSON in a form": (
        "ozonetel", {"method": "POST", "data": {"data": json.dumps(OZONETEL)}},
    ),
    "knowlarity, JSON": (
        "knowlarity",
        {
            "method": "POST",
            "json": {
                "callid": "1", "caller_id": f"+91{NUMBER}", "dispnumber": "+919019101000",
                "start_time": "2026-11-14 12:00:30.391601+00:00", "call_type": "incoming",
            },
        },
    ),
    "callerdesk, a form with a charset": (
        "callerdesk",
        {
            "method": "POST",
            "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
            "content": f"CallSid=1.2&SourceNumber={NUMBER}&DestinationNumber=0120&Status=CANCEL"
                       "&StartTime=2026-11-14++17:30:30",
        },
    ),
    "generic, a body without a type": (
        "generic",
        {"method": "POST", "content": b'{"ref":7,"msisdn":9876543210,"did":1,"when":1794657630}'},
    ),
    "generic, a query with an escaped plus": (
        "generic",
        {"params": {"ref": "7", "msisdn": f"+91{NUMBER}", "did": "", "when": "1794657630"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("provider", "sent"), SENT.values(), ids=SENT)
def test_each_providers_call_turns_the_visit_green(
    busy: World, provider: str, sent: dict[str, Any]
) -> None:
    answer = tell(busy, provider, **sent)

    assert (answer.status_code, answer.json()) == (200, {"result": "accepted"})
    (call,) = busy.records.all(Call)
    (visit,) = busy.records.all(Visit)
    assert (call.state, call.visit_id) == (CallState.MATCHED, VISIT)
    assert visit.call_id == f"{provider}:{call.call_id}"
    assert busy.records.find(Beneficiary, PERSON).called == VISIT  # type: ignore[union-attr]


def test_a_call_that_was_answered_is_ignored(busy: World) -> None:
    answer = tell(busy, params={**EXOTEL, "CallType": "completed"})

    assert (answer.status_code, answer.json()) == (200, {"result": "ignored"})
    assert busy.records.commits == []


def test_the_provider_does_not_learn_whose_number_it_was(busy: World) -> None:
    for number in (NUMBER, "9000000001", "anonymous", "+14155550123"):
        sent = {**EXOTEL, "CallSid": number.strip("+"), "CallFrom": number}

        assert tell(busy, params=sent).json() == {"result": "accepted"}

    states = {call.state for call in busy.records.all(Call)}
    assert len(states) == 4


def test_a_call_to_the_second_number_takes_everything_back(busy: World) -> None:
    tell(busy, params={**EXOTEL, "CallTo": "08030752499"})

    (ledger,) = busy.records.all(Ledger)
    assert len(ledger.withdrawals) == 1


def test_one_call_sent_a_hundred_times_changes_nothing(busy: World) -> None:
    tell(busy, params=EXOTEL)
    commits = len(busy.records.commits)

    answers = [tell(busy, params=EXOTEL) for _ in range(20)]
    answers.append(tell(busy, params={**EXOTEL, "CallFrom": "09000000001"}))

    assert {(answer.status_code, answer.text) for answer in answers} == {
        (200, '{"result":"accepted"}')
    }
    assert len(busy.records.commits) == commits


# What is refused


def test_a_wrong_secret_in_a_loop_writes_nothing_and_all_refusals_look_alike(busy: World) -> None:
    busy.records.seed(
        replace(HOOK, token_hash=token_hash_of("closed"), is_active=False),
        replace(HOOK, token_hash=token_hash_of("elsewhere"), sources=("198.51.100.7",)),
    )

    answers = [tell(busy, token=f"guess-{n}", params=EXOTEL) for n in range(30)]
    answers += [tell(busy, token=token, params=EXOTEL) for token in ("closed", "elsewhere")]
    answers += [tell(busy, provider, params=EXOTEL) for provider in ("twilio", "EXOTEL")]
    answers.append(tell(busy, token="guess", params={}))  # noqa: S106  made up

    assert {answer.status_code for answer in answers} == {404}
    assert len({json.dumps(told(answer)) for answer in answers}) == 1
    assert busy.records.commits == []


def test_a_hook_with_sources_is_open_to_them(busy: World) -> None:
    busy.records.seed(replace(HOOK, sources=("127.0.0.0/8",)))

    assert tell(busy, params=EXOTEL).status_code == 200


def without(field: str) -> dict[str, str]:
    return {name: value for name, value in EXOTEL.items() if name != field}


REFUSED: dict[str, tuple[str, dict[str, Any], int, str | None]] = {
    "no caller": ("exotel", {"params": without("CallFrom")}, 422, "CallFrom"),
    "no id": ("exotel", {"params": without("CallSid")}, 422, "CallSid"),
    "nothing at all": ("exotel", {}, 422, "CallType"),
    "a stale time": (
        "exotel", {"params": {**EXOTEL, "StartTime": "2026-11-13 17:29:00"}}, 422, "StartTime",
    ),
    "a time of 1970": (
        "exotel", {"params": {**EXOTEL, "StartTime": "1970-01-01 05:30:00"}}, 422, "StartTime",
    ),
    "a future time": (
        "exotel", {"params": {**EXOTEL, "StartTime": "2026-11-14 17:36:00"}}, 422, "StartTime",
    ),
    "no time": (
        "exotel", {"params": {**EXOTEL, "StartTime": "tomorrow"}}, 422, "StartTime",
    ),
    "a long id": ("exotel", {"params": {**EXOTEL, "CallSid": "x" * 10_000}}, 422, "CallSid"),
    "brackets without end": (
        "ozonetel", {"method": "POST", "data": {"data": "[" * 15_000}}, 422, "data",
    ),
    "too much": ("ozonetel", {"method": "POST", "data": {"data": "x" * 64_000}}, 413, None),
    "a picture": (
        "ozonetel", {"method": "POST", "content": b"x", "headers": {"Content-Type": "image/png"}},
        415, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("provider", "sent", "status", "field"), REFUSED.values(), ids=REFUSED)
def test_a_call_that_cannot_be_is_refused_by_the_fields_name_alone(
    busy: World, provider: str, sent: dict[str, Any], status: int, field: str | None
) -> None:
    answer = tell(busy, provider, **sent)

    assert answer.status_code == status
    assert answer.json().get("field") == field
    assert NUMBER not in answer.text
    assert busy.records.commits == []


@pytest.mark.parametrize(
    "sent",
    [{"CallFrom": f"{NUMBER}x"}, {"CallFrom": "9" * 10_000}, {"Unknown": "x" * 10_000}],
    ids=["letters in a number", "a number of 10 kB", "an unknown field of 10 kB"],
)
def test_what_else_is_odd_is_taken_in(busy: World, sent: dict[str, str]) -> None:
    assert tell(busy, params={**EXOTEL, **sent}).status_code == 200

    (call,) = busy.records.all(Call)
    assert call.state is (CallState.WITHHELD if "CallFrom" in sent else CallState.MATCHED)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    logger, heard = logging.getLogger("sampark-pipeline"), StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logger.handlers[0].formatter)
    logger.addHandler(handler)
    yield lambda: heard.getvalue() + capsys.readouterr().out
    logger.removeHandler(handler)


def test_nothing_of_a_call_is_logged_whether_it_is_taken_refused_or_fails(
    busy: World, said: Callable[[], str]
) -> None:
    tell(busy, params=EXOTEL)
    tell(busy, params={**EXOTEL, "CallSid": "2", "StartTime": "tomorrow"})
    tell(busy, "ozonetel", method="POST", data={"data": json.dumps(OZONETEL)})

    def burst(changes: object) -> None:
        raise ValueError(f"{changes} {NUMBER} {TOKEN}")

    busy.records.before_commit = burst
    failed = tell(busy, params={**EXOTEL, "CallSid": "3"})
    busy.call(
        "DELETE", f"/v1/hooks/exotel/{token_hash_of(TOKEN)}", "admin"
    )  # fmt: skip

    text = said()
    assert failed.status_code == 500
    assert "request_answered" in text
    for secret in (NUMBER, "tokencanary", "keycanary", token_hash_of(TOKEN)):
        assert secret not in text


# The visit that comes after its call


def test_the_verify_queue_brings_a_visit_to_the_call_that_waits(busy: World) -> None:
    busy.records.seed(replace(DIALLED, call_id="exotel:other"))
    tell(busy, params=EXOTEL)
    busy.records.seed(DIALLED)

    answer = queues.verify(events.sqs(events.job(Action.MATCH.value, VISIT)), CONTEXT)

    assert answer == {"batchItemFailures": []}
    assert [call.state for call in busy.records.all(Call)] == [CallState.MATCHED]
    assert len(busy.records.all(CallMark)) == 1


def test_a_withdrawal_from_a_number_that_becomes_hers_is_carried_out_by_its_job(
    busy: World,
) -> None:
    unknown = {**EXOTEL, "CallFrom": "09000000001", "CallTo": "08030752499"}
    tell(busy, params=unknown)
    busy.records.seed(a_beneficiary(phone="+919000000001"))

    answer = queues.verify(events.sqs(events.job(Action.LOOK_BACK.value, PERSON)), CONTEXT)

    assert answer == {"batchItemFailures": []}
    ledger = busy.records.find(Ledger, PERSON)
    assert ledger is not None
    assert everywhere(ledger) == frozenset()


def test_a_withdrawal_that_reached_nobody_is_listed(busy: World) -> None:
    unknown = {**EXOTEL, "CallFrom": "09000000001", "CallTo": "08030752499"}
    tell(busy, params=unknown)

    (item,) = busy.call("GET", "/v1/calls", "admin").json()["items"]

    assert (item["state"], item["reason"], item["likely"]) == ("withdrawal", "nobody", [])
    path = f"/v1/calls/{item['provider']}/{item['call_id']}/match"
    refused = busy.call("POST", path, "admin", json={"visit_id": VISIT})
    assert refused.status_code == 409
    assert "put the number on her record" in refused.json()["detail"]


# Hooks


def test_an_admin_makes_a_hook_rotates_it_and_closes_the_first(busy: World) -> None:
    body = {"provider": "exotel", "name": "Delhi"}
    first = busy.call("POST", "/v1/hooks", "admin", json=body)
    second = busy.call("POST", "/v1/hooks", "admin", json=body).json()

    assert first.status_code == 201
    made = first.json()
    assert made["path"] == f"/v1/hooks/calls/exotel/{made['token']}"
    assert busy.call("GET", made["path"], params=EXOTEL).status_code == 200
    closing = f"/v1/hooks/exotel/{made['token_hash']}"
    assert [busy.call("DELETE", closing, "admin").status_code for _ in range(2)] == [204, 204]
    assert busy.call("GET", made["path"], params=EXOTEL).status_code == 404
    assert busy.call("GET", second["path"], params=EXOTEL).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider": "twilio", "name": "x"}, "provider"),
        ({"provider": "generic", "name": "x", "mapping": {"id": "a"}}, "mapping"),
        ({"provider": "exotel", "name": "x", "sources": ["here"]}, "sources"),
    ],
)
def test_a_hook_that_cannot_work_is_refused(busy: World, body: dict[str, Any], field: str) -> None:
    answer = busy.call("POST", "/v1/hooks", "admin", json=body)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"provider": "exotel"}, {"provider": "exotel", "name": ""},
        {"provider": "exotel", "name": "x", "mapping": {"id": 7}},
        {"provider": "exotel", "name": "x", "sources": ["1"] * 51},
        {"provider": "generic", "name": "x", "mapping": {"id": "x" * 65}},
    ],
)  # fmt: skip
def test_a_bad_body_makes_no_hook(busy: World, body: dict[str, Any]) -> None:
    assert busy.call("POST", "/v1/hooks", "admin", json=body).status_code == 422

    assert busy.records.commits == []


@pytest.mark.parametrize("who", ["worker", "moderator", "second moderator"])
def test_only_an_admin_has_to_do_with_hooks(busy: World, who: str) -> None:
    body = {"provider": "exotel", "name": "x"}
    answers = [
        busy.call("POST", "/v1/hooks", who, json=body),
        busy.call("DELETE", f"/v1/hooks/exotel/{HOOK.token_hash}", who),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert busy.records.commits == []


def test_a_hook_that_is_not_there_cannot_be_closed(busy: World) -> None:
    assert busy.call("DELETE", "/v1/hooks/exotel/none", "admin").status_code == 404


# The desk


def test_who_steers_sees_the_calls_without_a_visit_and_matches_one(busy: World) -> None:
    tell(busy, params={**EXOTEL, "StartTime": "2026-11-14 17:00:30"})

    listed = busy.call("GET", "/v1/calls", "second moderator")

    (item,) = listed.json()["items"]
    assert item["likely"] == [
        {
            "visit_id": VISIT, "beneficiary_id": PERSON, "minutes_apart": 29.5,
            "same_phone": True,
        }
    ]  # fmt: skip
    assert (item["phone"], item["state"], item["reason"]) == (
        "+91XXXXXX3210", "unmatched", "no_visit"
    )  # fmt: skip
    assert NUMBER not in listed.text

    path = f"/v1/calls/{item['provider']}/{item['call_id']}/match"
    matched = [
        busy.call("POST", path, "second moderator", json={"visit_id": VISIT}) for _ in range(2)
    ]

    assert [answer.status_code for answer in matched] == [200, 200]
    assert matched[0].json() == matched[1].json()
    assert matched[0].json()["state"] == "matched"
    assert busy.call("GET", "/v1/calls", "second moderator").json()["items"] == []
    trail = busy.call("GET", f"/v1/audit/{PERSON}", "moderator").json()
    assert [entry["action"] for entry in trail["items"]] == ["call_matched_by_hand"]


def test_the_list_goes_on_where_it_says(busy: World) -> None:
    for n in range(3):
        start = f"2026-11-14 17:0{n}:00"
        tell(busy, params={**EXOTEL, "CallSid": str(n), "StartTime": start})

    first = busy.call("GET", "/v1/calls?limit=2&area=booth-1", "second moderator")
    cursor = first.json()["next_cursor"]
    rest = busy.call("GET", "/v1/calls", "second moderator", params={"limit": 2, "cursor": cursor})

    assert [item["call_id"] for item in first.json()["items"]] == ["0", "1"]
    assert 'rel="next"' in first.headers["Link"]
    assert [item["call_id"] for item in rest.json()["items"]] == ["2"]


@pytest.mark.parametrize(
    ("who", "status"), [("worker", 403), ("moderator", 403), ("nobody", 403), (None, 401)]
)
def test_others_see_and_match_no_calls(busy: World, who: str | None, status: int) -> None:
    listed = busy.call("GET", "/v1/calls", who)
    matched = busy.call("POST", "/v1/calls/exotel/1/match", who, json={"visit_id": VISIT})

    assert {listed.status_code, matched.status_code} == {status}


def test_calls_and_visits_elsewhere_are_told_like_those_that_are_not_there(busy: World) -> None:
    tell(busy, params={**EXOTEL, "StartTime": "2026-11-14 16:00:00"})
    busy.records.seed(a_user(Role.IN_CHARGE, "mandal-4", user_id=UserId("moderator-2")))

    there, absent = (
        busy.call("POST", f"/v1/calls/exotel/{call_id}/match", "second moderator",
                  json={"visit_id": VISIT})
        for call_id in ("call-1", "none")
    )  # fmt: skip

    assert there.status_code == absent.status_code == 404
    assert told(there) == told(absent)
    assert busy.call("GET", "/v1/calls?area=booth-1", "second moderator").status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=21", "area=a/b", "cursor=" + "x" * 2001])
def test_a_bad_query_is_refused(busy: World, query: str) -> None:
    assert busy.call("GET", f"/v1/calls?{query}", "second moderator").status_code == 422


@pytest.mark.parametrize("cursor", ["0:garbage", "٠:x", "junk"])
def test_a_cursor_that_somebody_made_up_is_no_fault(busy: World, cursor: str) -> None:
    answer = busy.call("GET", "/v1/calls", "second moderator", params={"cursor": cursor})

    assert answer.status_code in {200, 422}


def test_the_document_knows_the_hooks_two_methods_apart(busy: World) -> None:
    paths = busy.call("GET", "/openapi.json").json()["paths"]

    hook = paths["/v1/hooks/calls/{provider}/{token}"]
    assert {hook["get"]["operationId"], hook["post"]["operationId"]} == {
        "get_call_hook", "post_call_hook"
    }  # fmt: skip
    assert "security" not in hook["get"]
