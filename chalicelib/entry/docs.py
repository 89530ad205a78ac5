"""Open routes that explain the API: health, the OpenAPI document, its page, and the problems."""

import html
import json
from typing import Any

from chalice.app import Blueprint

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import Model
from chalicelib.entry.openapi import document
from chalicelib.entry.problems import STATUS
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.version import VERSION

docs = Blueprint(__name__)
HTML = "text/html"
STYLE = "/shared/style.css"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
}


class Health(Model):
    """That this process is up, and which code it runs."""

    status: str
    version: str
    stage: str


@docs.route("/v1/health", methods=["GET"])
@endpoint(Operation(summary="Is it up?", answers={200: Health}, is_open=True))
def get_health(call: Call) -> Answer:  # noqa: ARG001
    """Answer without touching a store."""
    return Answer(body=Health(status="ok", version=VERSION, stage=settings.current().stage))


@docs.route("/openapi.json", methods=["GET"])
@endpoint(Operation(summary="This document", answers={200: None}, is_open=True))
def get_openapi(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the OpenAPI document."""
    return Answer(body=json.dumps(_document(), ensure_ascii=False))


def _document() -> dict[str, Any]:
    return document(docs.current_app, VERSION)


@docs.route("/docs", methods=["GET"])
@endpoint(Operation(summary="The API on a page", answers={200: None}, is_open=True,
                    media_type=HTML))  # fmt: skip
def get_docs(call: Call) -> Answer:  # noqa: ARG001
    """Answer with a page made from the OpenAPI document; it runs no script."""
    return Answer(body=_page("Sampark API", _operations(_document())), headers=HEADERS)


@docs.route("/problems/{slug}", methods=["GET"])
@endpoint(Operation(summary="What a problem means", answers={200: None}, is_open=True,
                    media_type=HTML))  # fmt: skip
def get_problem(call: Call, slug: str) -> Answer:  # noqa: ARG001
    """Answer with the page that a problem's `type` leads to."""
    kind = next((kind for kind in STATUS if kind.slug == slug), None)
    if kind is None:
        raise NotFound("There is no such problem")
    text = f"<p>{html.escape(kind.__doc__ or '')}</p><p>HTTP {STATUS[kind]}</p>"
    return Answer(body=_page(kind.title, text), headers=HEADERS)


def _page(title: str, inner: str) -> str:
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(title)}</title><link rel=stylesheet href="{STYLE}">'
        f"<body><main><h1>{html.escape(title)}</h1>{inner}</main></body></html>"
    )


def _operations(described: dict[str, Any]) -> str:
    rows = [
        _operation(path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    intro = html.escape(described["info"]["description"])
    link = '<p><a href="/openapi.json">openapi.json</a></p>'
    return f"<p>{intro}</p>{link}{''.join(rows)}"


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    answers = ", ".join(_answer(s, a) for s, a in operation["responses"].items() if s != "default")
    names = ", ".join(one["name"] for one in operation["parameters"])
    takes = _schema_name(operation.get("requestBody", {}).get("content", {}))
    parts = [("Parameters", names), ("Body", takes), ("Answers", answers)]
    facts = "".join(f"<dt>{name}</dt><dd>{html.escape(v)}</dd>" for name, v in parts if v)
    lock = "" if "security" in operation else " (open)"
    return (
        f"<section><h2><code>{method.upper()} {html.escape(path)}</code></h2>"
        f"<p>{html.escape(operation['summary'])}{lock}</p><dl>{facts}</dl></section>"
    )


def _answer(status: str, answer: dict[str, Any]) -> str:
    name = _schema_name(answer.get("content", {}))
    return f"{status} {name}".strip()


def _schema_name(content: dict[str, Any]) -> str:
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    return str(reference).rpartition("/")[2]
