"""The OpenAPI 3.1 document, made from the routes and the models behind them."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.entry.problems import MEDIA_TYPE
from chalicelib.entry.wire import Operation

PREFIX = "#/components/schemas/"
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Branch on this; /problems/<slug> explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What the person can do about it."},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": True,
}
HEADER_TEXT = {"schema": {"type": "string"}}


def document(app: Chalice, version: str) -> dict[str, Any]:
    """Return the document for every route that carries an operation."""
    found = list(_operations(app))
    models = sorted(_models(found), key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template=PREFIX + "{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation, name in found:
        paths.setdefault(path, {})[method.lower()] = _described(path, operation, name)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sampark", "version": version, "description": DESCRIPTION},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": dict(PROBLEM), **schemas.get("$defs", {})},
            "securitySchemes": {
                "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


DESCRIPTION = (
    "Consent-first media and verification pipeline. Instants are RFC 3339 in UTC; ids are UUIDs, "
    "version 7, that clients may mint; every error is a problem document (RFC 9457)."
)


def _operations(app: Chalice) -> Iterator[tuple[str, str, Operation, str]]:
    for path, methods in app.routes.items():
        for method, entry in methods.items():
            operation = getattr(entry.view_function, "operation", None)
            if isinstance(operation, Operation):
                yield path, method, operation, entry.view_function.__name__


def _models(found: list[tuple[str, str, Operation, str]]) -> set[type[BaseModel]]:
    models: set[type[BaseModel]] = set()
    for _, _, operation, _ in found:
        models |= {model for model in (operation.body, *operation.answers.values()) if model}
    return models


def _described(path: str, operation: Operation, name: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(path), *_query_parameters(operation)],
        "responses": dict(_responses(operation)),
    }
    if operation.needs_version or operation.takes_version:
        described["parameters"].append(_if_match(operation))
    if operation.body:
        described["requestBody"] = {"required": True, "content": _json(operation.body)}
    if not operation.is_open:
        described["security"] = [{"access_token": []}]
    return described


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": n, "in": "path", "required": True, **HEADER_TEXT} for n in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(ref_template=PREFIX + "{model}")
    defs, needed = schema.get("$defs", {}), schema.get("required", ())
    return [
        _query_parameter(name, _inlined(form, defs), is_needed=name in needed)
        for name, form in schema["properties"].items()
    ]


def _query_parameter(name: str, form: dict[str, Any], *, is_needed: bool) -> dict[str, Any]:
    """Return a parameter; what its field says of itself stands where readers look for it."""
    told = {key: form.pop(key) for key in ("description",) if key in form}
    return {"name": name, "in": "query", "required": is_needed, **told, "schema": form}


def _inlined(form: Any, defs: Mapping[str, Any]) -> Any:
    """Return a parameter's schema without references: query forms are not components."""
    if isinstance(form, dict) and "$ref" in form:
        return _inlined(defs[form["$ref"].removeprefix(PREFIX)], defs)
    if isinstance(form, dict):
        return {key: _inlined(value, defs) for key, value in form.items()}
    return [_inlined(value, defs) for value in form] if isinstance(form, list) else form


def _if_match(operation: Operation) -> dict[str, Any]:
    return {
        "name": "If-Match", "in": "header", "required": operation.needs_version, **HEADER_TEXT
    }  # fmt: skip


def _responses(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, model in operation.answers.items():
        answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if model is not None:
            answer["content"] = _json(model)
        elif status != HTTPStatus.NO_CONTENT:
            answer["content"] = {operation.media_type: {}}
        if operation.gives_version:
            answer["headers"] = {"ETag": HEADER_TEXT}
        yield str(status), answer
    problem = {"schema": {"$ref": PREFIX + "Problem"}}
    yield "default", {"description": "A problem", "content": {MEDIA_TYPE: problem}}


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": PREFIX + model.__name__}}}
