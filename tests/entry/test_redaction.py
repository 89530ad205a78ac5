"""Nothing personal reaches a log, a metric or an error: no name, phone, caption, place or token."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import logs, metrics, wiring
from chalicelib.domain.capture import Capture
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.places import Location
from chalicelib.entry import queues, streams, timers
from chalicelib.services import captures
from tests.as_lambda import events
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_media,
    a_publication,
    a_ready_photo,
    a_reviewable_place,
    a_visit,
    a_worker,
    pointers_to,
)
from tests.entry.conftest import World
from tests.entry.requests import a_report, a_visit_change
from tests.fakes import FakeTokenVerifier, FakeVault

NAME = "Secretnamewali"
PHONE = "+919812345678"
CAPTION = "captioncanary"
PLACE = "29.9457123"
TOKEN = "tokencanary.abc.def"  # noqa: S105  made up
URL = "https://bucket.example/photo.jpg?X-Amz-Signature=signaturecanary"
SECRETS = (NAME, PHONE, PHONE[3:], CAPTION, PLACE, "tokencanary", "signaturecanary")
CONTEXT = SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r"
)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Everything that was logged or counted so far, in the very form CloudWatch is given."""
    logger, heard = logging.getLogger("sampark-pipeline"), StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logger.handlers[0].formatter)
    logger.addHandler(handler)
    yield lambda: heard.getvalue() + capsys.readouterr().out
    logger.removeHandler(handler)


def full_record() -> dict[str, Any]:
    """Every field of the records that hold something personal, under its own name."""
    location = Location(lat=float(PLACE), lon=78.1642, accuracy_m=5)
    rows = (
        a_worker(name=NAME),
        a_beneficiary(names={"hi": NAME}, guardian_names={"hi": NAME}, phone=PHONE),
        a_visit(location=location),
        a_publication(captions={"hi": CAPTION}, permalink=URL),
        Capture(lat=float(PLACE), lon=78.1642, make=NAME, model=CAPTION, software=NAME),
    )
    fields = {name: value for row in rows for name, value in asdict(row).items()}
    return {
        **fields, "lat": float(PLACE), "lon": 78.1642, "token": TOKEN, "authorization": TOKEN,
        "url": URL, "caption": CAPTION, "note": CAPTION, "body": json.dumps({"phone": PHONE}),
        "path": f"/v1/{PHONE}", "query": NAME, "headers": {"authorization": TOKEN},
        "shown": PHONE, "code": CAPTION, "change": NAME, "password": TOKEN, "reference": NAME,
    }  # fmt: skip


def require_silence(text: str) -> None:
    assert text
    found = [secret for secret in SECRETS if secret in text]
    assert found == []


@pytest.mark.parametrize("write", [logs.info, logs.warning], ids=["info", "warning"])
def test_a_full_record_given_to_the_log_leaves_only_ids_and_codes(
    said: Callable[[], str], write: Callable[..., None]
):
    write("record_seen", **full_record())

    text = said()
    require_silence(text)
    assert VISIT in text
    assert PERSON in text


def test_a_fault_tells_where_it_arose_and_not_what_it_says(said: Callable[[], str]):
    try:
        spill()
    except ValueError as error:
        logs.fault("request_failed", error, **full_record())

    text = said()
    require_silence(text)
    assert "ValueError" in text
    assert "test_redaction.py:" in text


def spill() -> None:
    raise ValueError(f"{NAME} {PHONE} {URL} {TOKEN} {CAPTION} {PLACE}")


def test_our_own_faults_say_what_did_not_answer(said: Callable[[], str]):
    logs.fault("request_failed", StoreUnavailable("table: ThrottlingException"))

    assert "table: ThrottlingException" in said()


def test_a_count_knows_nothing_of_persons(said: Callable[[], str]):
    metrics.count("requests", status="2xx")

    (line,) = said().splitlines()
    assert set(json.loads(line)) == {"_aws", "status", "service", "requests"}


def telling_change(**fields: Any) -> dict[str, Any]:
    where = {"lat": float(PLACE), "lon": 78.1642, "accuracy_m": 5}
    change = a_visit_change(location=where, name=NAME, phone=PHONE, caption=CAPTION, url=URL)
    return {**change, **fields}


def test_a_request_that_fails_tells_nobody_what_was_in_it(world: World, said: Callable[[], str]):
    def burst(changes: object) -> None:
        raise ValueError(f"{changes} {NAME} {PHONE} {URL} {TOKEN} {CAPTION}")

    world.records.before_commit = burst
    answer = world.call("POST", "/v1/sync", "worker", json=a_report(telling_change()))

    text = said()
    assert answer.status_code == 500
    assert "request_failed" in text
    require_silence(text)
    require_silence(answer.text)
    assert answer.json()["instance"] in text


def test_where_a_picture_was_made_is_told_to_its_reader_and_to_no_log(
    world: World, said: Callable[[], str]
):
    made = Capture(lat=29.94571, lon=78.1642, make=NAME, software=CAPTION, has_metadata=True)
    photo = a_ready_photo(capture=captures.sealed(a_media(), made, FakeVault()))
    world.records.seed(*a_reviewable_place(), photo, *pointers_to([photo]))

    answer = world.call("GET", f"/v1/media/{photo.media_id}/capture", "moderator")

    assert (answer.json()["make"], answer.json()["location"]["lat"]) == (NAME, 29.94571)
    text = said()
    assert "request_answered" in text
    require_silence(text)
    assert "29.94571" not in text


def test_who_is_revealed_is_told_to_her_reader_and_to_no_log(world: World, said: Callable[[], str]):
    person = a_beneficiary(names={"hi": NAME}, guardian_names={"hi": CAPTION}, phone=PHONE)
    world.records.seed(*a_reviewable_place(), person)

    answer = world.call(
        "POST", f"/v1/testimonials/{VISIT}/reveal", "moderator", json={"reason": "other"}
    )

    assert answer.json() == {
        "names": {"hi": NAME}, "guardian_names": {"hi": CAPTION}, "phone": PHONE,
    }  # fmt: skip
    text = said()
    assert "request_answered" in text
    require_silence(text)


REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a good report": ("POST", "/v1/sync", {"json": a_report(telling_change())}),
    "a bad change": ("POST", "/v1/sync", {"json": a_report(telling_change(type=NAME))}),
    "a bad field": ("POST", "/v1/sync", {"json": {"device_id": [NAME, PHONE], "changes": URL}}),
    "no JSON": ("POST", "/v1/sync", {"content": f"{NAME}={PHONE}".encode()}),
    "a form": ("POST", "/v1/sync", {"data": {"name": NAME, "phone": PHONE}}),
    "a phone as an id": ("GET", f"/v1/media/{PHONE[1:]}", {}),
    "a name in a query": ("GET", f"/v1/worklist?booth={NAME}&q={PHONE[1:]}&caption={CAPTION}", {}),
    "an unknown path": ("GET", f"/v1/{NAME}/{PHONE[1:]}", {}),
    "a wrong method": ("DELETE", f"/v1/me?name={NAME}", {}),
    "a bad token": ("GET", "/v1/me", {"headers": {"Authorization": f"Bearer {TOKEN}"}}),
    "a call at a shut hook": (
        "GET", f"/v1/hooks/calls/exotel/{TOKEN}?CallFrom={PHONE[1:]}&CallSid={NAME}", {}
    ),
    "a guessed code": ("POST", "/v1/withdrawals/look", {"json": {"code": f"{NAME} {PHONE}"}}),
    "a found card": ("POST", "/v1/enrolments/use", {"json": {"token": TOKEN, "device_id": NAME}}),
    "a number to correct": (
        "PATCH", f"/v1/beneficiaries/{PERSON}",
        {"json": {"fields": {"phone": f"{NAME} {PHONE}"}}, "headers": {"If-Match": '"1"'}},
    ),
    "a file's headers": (
        "POST", "/v1/imports", {"json": {"kind": NAME, "mapping": {PHONE: CAPTION}}}
    ),
    "a telling client": (
        "GET", "/v1/me", {"headers": {"User-Agent": NAME, "Referer": URL, "Cookie": TOKEN}}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "more"), REQUESTS.values(), ids=REQUESTS)
def test_what_a_request_holds_is_not_logged_and_not_told_back(
    world: World, said: Callable[[], str], method: str, path: str, more: dict[str, Any]
):
    by = None if "Authorization" in more.get("headers", {}) else "worker"

    answer = world.call(method, path, by, **more)

    said_back = answer.text.replace(f'"change_id":"{NAME}"', "")
    for secret in SECRETS:
        assert secret not in said_back
        assert secret not in said()


SPILLED = {
    "not JSON": f"{NAME} {PHONE} {URL}",
    "of another shape": json.dumps({"subject": {NAME: PHONE}, "action": CAPTION, "url": URL}),
    "with another key": json.dumps({"Records": [{"s3": {"object": {"key": f"{NAME}/{PHONE}"}}}]}),
}


@pytest.mark.parametrize("body", SPILLED.values(), ids=SPILLED)
@pytest.mark.parametrize(
    "handler",
    [
        queues.process_photo, queues.process_import, queues.verify, queues.publish, queues.compose,
    ],
)  # fmt: skip
def test_a_message_that_fails_is_not_quoted(
    world: World, said: Callable[[], str], handler: Any, body: str
):
    handler(events.sqs(body), CONTEXT)

    text = said()
    for secret in SECRETS:
        assert secret not in text
    assert world.jobs.sent == []


def test_a_stream_record_that_fails_is_not_quoted(world: World, said: Callable[[], str]):
    class Torn:
        def row_of(self, image: object, *_: object) -> None:
            raise ValueError(f"{NAME} {PHONE} {image}")

    with wiring.using(replace(world.tools, images=Torn()), FakeTokenVerifier({})):
        answer = streams.relay_records(events.stream({"phone": {"S": PHONE}}), CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    text = said()
    assert "record_failed" in text
    require_silence(text)


@pytest.mark.parametrize(
    "tick", [timers.reconcile, timers.retire_data, timers.release_slots, timers.collect_metrics]
)
def test_a_tick_logs_counts_and_nothing_else(world: World, said: Callable[[], str], tick: Any):
    world.records.seed(a_beneficiary(names={"hi": NAME}, phone=PHONE, erase_at=NOON))

    tick({**events.tick(), "detail": {"name": NAME}, "id": PHONE}, CONTEXT)

    require_silence(said())
