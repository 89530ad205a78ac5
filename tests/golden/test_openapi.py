"""The OpenAPI document: complete, well-formed, and in docs/ as it is served."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app import app
from chalicelib.entry.openapi import document
from chalicelib.entry.problems import MEDIA_TYPE
from chalicelib.version import VERSION
from infra import docs

DOCUMENT = document(app, VERSION)
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
NAMED = [f"{method.upper()} {path}" for path, method, _ in OPERATIONS]
every_operation = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMED)
CONTRACT = {
    "GET /v1/health", "GET /openapi.json", "GET /docs", "GET /v1/me", "POST /v1/uploads",
    "POST /v1/uploads/{upload_id}/parts", "GET /v1/uploads/{upload_id}",
    "POST /v1/uploads/{upload_id}/complete", "DELETE /v1/uploads/{upload_id}",
    "GET /v1/media/{media_id}", "POST /v1/sync", "GET /v1/worklist", "GET /v1/testimonials",
    "GET /v1/testimonials/{testimonial_id}", "POST /v1/reviews/claim", "POST /v1/reviews/release",
    "POST /v1/testimonials/{testimonial_id}/decision",
    "GET /v1/testimonials/{testimonial_id}/publications", "GET /v1/channels/{channel_id}",
    "PUT /v1/channels/{channel_id}", "GET /v1/audit/{subject_id}",
}  # fmt: skip


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_document_in_docs_is_the_one_that_is_served():
    written = (docs.DOCS / "openapi.json").read_text(encoding="utf-8")

    assert written == docs.openapi(), "run `make docs`"


def test_it_says_what_it_is():
    assert re.fullmatch(r"3\.1\.\d+", DOCUMENT["openapi"])
    assert DOCUMENT["info"] == {**DOCUMENT["info"], "title": "Sampark", "version": VERSION}


def test_every_route_has_an_operation_and_every_operation_a_route():
    routes = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}

    assert set(NAMED) == routes


def test_the_contract_with_outsiders_stands():
    assert set(NAMED) >= CONTRACT


def test_no_two_operations_share_an_id():
    ids = Counter(operation["operationId"] for _, _, operation in OPERATIONS)

    assert [name for name, times in ids.items() if times > 1] == []


def test_every_reference_leads_somewhere():
    wanted = set(references(DOCUMENT))

    assert wanted
    assert wanted <= {f"#/components/schemas/{name}" for name in SCHEMAS}


def test_no_schema_is_left_over():
    assert {f"#/components/schemas/{name}" for name in SCHEMAS} == set(references(DOCUMENT))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one_of_json_schema_2020_12(name: str):
    Draft202012Validator.check_schema(SCHEMAS[name])


@every_operation
def test_an_operation_is_whole(path: str, method: str, operation: dict[str, Any]):
    inside = re.findall(r"{(\w+)}", path)
    declared = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    keys = [(one["in"], one["name"]) for one in operation["parameters"]]

    assert operation["summary"]
    assert declared == inside
    assert len(set(keys)) == len(keys)
    assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
    for one in operation["parameters"]:
        Draft202012Validator.check_schema(one["schema"])
    assert (method in {"get", "delete"}) <= ("requestBody" not in operation)


@every_operation
def test_an_operation_says_how_it_succeeds_and_how_it_is_refused(
    path: str, method: str, operation: dict[str, Any]
):
    statuses = set(operation["responses"])

    assert statuses & {"200", "201", "202", "204"}, (path, method)
    refused = operation["responses"]["default"]["content"]
    assert refused == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert all(answer["description"] for answer in operation["responses"].values())


@every_operation
def test_an_operation_names_its_sign_in_exactly_when_its_route_has_one(
    path: str, method: str, operation: dict[str, Any]
):
    has_authorizer = app.routes[path][method.upper()].authorizer is not None

    assert ("security" in operation) is has_authorizer


def test_the_document_is_plain_json():
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
