"""Imports over HTTP, and the queue's messages that make a file be read."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.importing import Import, ImportState
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.entry.queues import process_import
from tests.builders import CAMPAIGN, an_id
from tests.entry.conftest import World
from tests.services.import_office import a_coded_tree, area_of, as_csv, path_of, person_of

IMPORT = an_id(0x91)
BODY = {"kind": "beneficiaries", "campaign_id": CAMPAIGN, "import_id": IMPORT}


@pytest.fixture
def importer(world: World) -> World:
    """A world whose admin steers the coded tree."""
    root = a_coded_tree()[0]
    admin = world.records.find(User, "admin-1")
    assert admin is not None
    own = Scope(role=Role.ADMIN, area_id=root.area_id, path=root.path)
    world.records.seed(*a_coded_tree(), replace(admin, scopes=(own,), version=5))
    return world


def ask(world: World, by: str = "admin", **fields: Any) -> Any:
    return world.call("POST", "/v1/imports", by=by, json={**BODY, **fields})


def deliver(message: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(message)
    record = {"messageId": "m1", "body": body, "receiptHandle": "", "eventSource": "aws:sqs"}
    return process_import({"Records": [record]}, None)


def notice(key: str) -> dict[str, Any]:
    return {"Records": [{"s3": {"object": {"key": key}}, "eventTime": "2026-11-14T12:00:00Z"}]}


def test_a_grant_is_answered_and_the_file_is_read_when_s3_says_so(importer: World) -> None:
    answer = ask(importer)
    grant = answer.json()
    assert answer.status_code == 201
    assert set(grant) == {"import_id", "method", "url", "fields", "expires_at"}
    assert (grant["import_id"], grant["method"]) == (IMPORT, "POST")
    key = grant["fields"]["key"]
    head = ("reference", "booth_code", "name")
    importer.store.originals[key] = as_csv([head, ("R1", "B1", "Sita"), ("R2", "B9", "Ram")])

    assert deliver(notice(key)) == {"batchItemFailures": []}

    shown = importer.call("GET", f"/v1/imports/{IMPORT}", by="admin").json()
    assert shown["state"] == "done"
    counts = [shown[f"rows_{name}"] for name in ("total", "done", "refused", "changed")]
    assert counts == [2, 1, 1, 1]
    assert shown["errors_url"].endswith("errors.csv")
    assert importer.records.find(Beneficiary, person_of("R1"))


def test_before_it_is_read_a_file_has_no_counts_and_no_errors(importer: World) -> None:
    ask(importer)

    shown = importer.call("GET", f"/v1/imports/{IMPORT}", by="admin").json()

    assert (shown["kind"], shown["state"], shown["errors_url"]) == (
        "beneficiaries",
        "offered",
        None,
    )
    assert (shown["rows_total"], shown["rows_done"], shown["reason"]) == (None, 0, None)


def test_a_file_that_failed_says_why_in_both_languages(importer: World) -> None:
    key = ask(importer).json()["fields"]["key"]
    importer.store.originals[key] = b"%PDF-1.7 \x00\x01"

    deliver(notice(key.replace("/", "%2F")))

    shown = importer.call("GET", f"/v1/imports/{IMPORT}", by="admin").json()
    assert (shown["state"], shown["reason"]) == ("failed", "not_a_table")
    assert set(shown["reason_text"]) == {"hi", "en"}


def test_a_job_of_ours_reads_on(importer: World) -> None:
    key = ask(importer).json()["fields"]["key"]
    importer.store.originals[key] = as_csv([("reference", "booth_code", "name")])

    deliver({"action": "read_on", "subject": IMPORT, "channel_id": None})

    kept = importer.records.find(Import, IMPORT)
    assert kept is not None
    assert kept.state is ImportState.DONE


def test_what_nobody_was_granted_is_acknowledged_and_a_fault_comes_back(importer: World) -> None:
    assert deliver({"Event": "s3:TestEvent"}) == {"batchItemFailures": []}
    assert deliver(notice("ab/imports/unknown.import")) == {"batchItemFailures": []}
    key = ask(importer).json()["fields"]["key"]
    importer.store.is_down = True

    assert deliver(notice(key)) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_the_same_request_again_answers_the_same_and_another_body_409(importer: World) -> None:
    first = ask(importer).json()

    assert ask(importer).json() == first
    clash = ask(importer, kind="workshops")
    assert (clash.status_code, clash.json()["type"]) == (409, "/problems/id-taken")


def test_imports_are_listed_newest_first_with_a_cursor(importer: World) -> None:
    for number in range(3):
        importer.clock.advance(minutes=1)
        ask(importer, import_id=an_id(0x100 + number))

    first = importer.call("GET", "/v1/imports?limit=2", by="admin")
    rest = importer.call(
        "GET", "/v1/imports", by="admin",
        params={"limit": 2, "cursor": first.json()["next_cursor"]},
    )  # fmt: skip

    ids = [item["import_id"] for page in (first, rest) for item in page.json()["items"]]
    assert ids == [an_id(0x102), an_id(0x101), an_id(0x100)]
    assert "Link" in first.headers
    assert rest.json()["next_cursor"] is None


@pytest.mark.parametrize("kind", list(ImportKind))
def test_who_only_works_or_moderates_is_told_whom_to_ask(world: World, kind: ImportKind) -> None:
    for by in ("worker", "moderator"):
        answer = ask(world, by=by, kind=kind.value)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")
        assert world.call("GET", "/v1/imports", by=by).status_code == 403


def test_another_campaign_and_an_unknown_import_look_absent(importer: World) -> None:
    assert ask(importer, campaign_id=CampaignId("elsewhere")).status_code == 404
    assert importer.call("GET", f"/v1/imports/{IMPORT}", by="admin").status_code == 404
    assert importer.call("GET", "/v1/imports/no%20such", by="admin").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "voters"},
        {"import_id": "17"},
        {"mapping": {"Ward": "Not A Field"}},
        {"mapping": {f"h{n}": "name" for n in range(101)}},
        {"mapping": ["Ward"]},
        {"size_bytes": 0},
        {"size_bytes": 300 * 1024 * 1024},
        {"campaign_id": None},
    ],
)
def test_bad_bodies_are_refused_field_by_field(importer: World, fields: dict[str, Any]) -> None:
    answer = ask(importer, **fields)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert answer.json()["errors"][0]["field"].startswith(next(iter(fields)))


def test_a_file_may_be_for_a_part_of_the_area(importer: World) -> None:
    ask(importer, area_id=area_of("M1"))

    kept = importer.records.find(Import, IMPORT)
    assert kept is not None
    assert kept.path == path_of("M1")
    assert ask(importer, area_id="nowhere", import_id=an_id(0x92)).status_code == 404
    assert ask(importer, area_id="no such", import_id=an_id(0x92)).status_code == 422


def test_a_request_needs_a_sign_in(world: World) -> None:
    assert world.call("POST", "/v1/imports", json=BODY).status_code == 401
