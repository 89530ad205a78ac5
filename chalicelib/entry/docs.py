"""Open routes that explain the API: health, the OpenAPI document, its page, and the problems."""

import json
from functools import lru_cache
from typing import Any, Final

from chalice.app import Blueprint
from pydantic.json_schema import models_json_schema

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.entry import docs_page
from chalicelib.entry.docs_guide import ProblemKind
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.changes import ConsentData, UpdateData, VisitData, WithdrawalData
from chalicelib.entry.models.common import Model
from chalicelib.entry.openapi import PREFIX, document
from chalicelib.entry.problems import ADVICE, STATUS
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.version import VERSION

docs = Blueprint(__name__)
HTML = "text/html"
HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
FORM: Final = PREFIX + "{model}"
# The document leaves a change's data open, as the API does: a bad change must not stop good ones.
CHANGES: Final = (VisitData, ConsentData, UpdateData, WithdrawalData)
PROBLEMS: Final = [
    ProblemKind(
        slug=kind.slug,
        title=kind.title,
        status=status,
        meaning=kind.__doc__ or "",
        advice=ADVICE[kind],
    )
    for kind, status in STATUS.items()
]


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
    return Answer(body=_reference(), headers=HEADERS)


@lru_cache(maxsize=1)
def _reference() -> str:
    """Return the page: the routes do not change while a process lives, so it is made once."""
    described = _document()
    _, told = models_json_schema([(model, "validation") for model in CHANGES], ref_template=FORM)
    schemas = {**told["$defs"], **described["components"]["schemas"]}
    return docs_page.reference({**described, "components": {"schemas": schemas}}, PROBLEMS)


@docs.route("/problems/{slug}", methods=["GET"])
@endpoint(Operation(summary="What a problem means", answers={200: None}, is_open=True,
                    media_type=HTML))  # fmt: skip
def get_problem(call: Call, slug: str) -> Answer:  # noqa: ARG001
    """Answer with the page that a problem's `type` leads to."""
    kind = next((kind for kind in PROBLEMS if kind.slug == slug), None)
    if kind is None:
        raise NotFound("There is no such problem")
    return Answer(body=docs_page.problem(kind), headers=HEADERS)
