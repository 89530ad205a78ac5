"""The wire: a request becomes values here, and values an answer; every header is set here.

What is sent too large, malformed or under a stale version is refused before a view sees it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from chalice.app import Request, Response
from pydantic import BaseModel, ValidationError

from chalicelib import settings
from chalicelib.domain.errors import (
    DomainError,
    InvalidInput,
    NotFound,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.people import User
from chalicelib.entry.front import asker
from chalicelib.entry.problems import MEDIA_TYPE, MalformedBody, RequestTooLarge, problem_of

MOST_BODY_BYTES: Final = 1_000_000
PRIVATE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
# Wider than any id and any file name of ours; what is not like this names nothing.
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_ETAG: Final = re.compile(r'(?:W/)?"?([0-9]{1,18})"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a route takes and gives; the OpenAPI document is made from these."""

    summary: str
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    is_open: bool = False
    needs_version: bool = False
    takes_version: bool = False
    gives_version: bool = False
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, parsed. `body` and `query` are of the classes that the operation names.

    `source` is the address that the request came from. `raw` and `params` are the body and the
    query as they were sent, for the one caller who does not speak our forms; `bearer` is the key
    of one who has no sign-in.
    """

    body: Any
    query: Any
    if_match: int | None
    source: str
    raw: bytes
    params: Mapping[str, str]
    bearer: str = field(repr=False)
    _user: User | None

    @property
    def user(self) -> User:
        """Who is calling."""
        assert self._user is not None  # noqa: S101  routes that are not open have a user
        return self._user


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view answers with."""

    body: BaseModel | str | bytes | None = None
    status: int = 200
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def call_of(operation: Operation, request: Request, user: User | None) -> Call:
    """Return the request as values; raise the refusal that names what is wrong with it."""
    query = dict(request.query_params or {})
    return Call(
        body=_body(operation.body, request) if operation.body else None,
        query=_parsed(operation.query, query) if operation.query else None,
        if_match=_if_match(request, is_needed=operation.needs_version),
        source=_source(request),
        raw=_raw(request),
        params=query,
        bearer=_bearer(request),
        _user=user,
    )


def _source(request: Request) -> str:
    seen = str(request.context.get("identity", {}).get("sourceIp", ""))
    return asker(seen, request.headers or {}, settings.current().front_secret)


def _bearer(request: Request) -> str:
    headers: Mapping[str, str] = request.headers or {}
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _raw(request: Request) -> bytes:
    raw = request.raw_body or b""
    return raw if isinstance(raw, bytes) else raw.encode()


def require_names(path: Mapping[str, str]) -> None:
    """Raise NotFound for a path in which nothing of ours can be named.

    A store would otherwise be asked for keys that it refuses, and that would look like a fault.
    """
    if not all(_NAME.fullmatch(name) for name in path.values()):
        raise NotFound("There is nothing under this id")


def _body(model: type[BaseModel], request: Request) -> BaseModel:
    raw = request.raw_body or b""
    if len(raw) > MOST_BODY_BYTES:
        raise RequestTooLarge("Send less at once", limit_bytes=MOST_BODY_BYTES)
    try:
        value = json.loads(raw or b"{}")
    except (ValueError, RecursionError):  # brackets without end overflow the reader's stack
        raise MalformedBody("Send a JSON document in UTF-8") from None
    return _parsed(model, value)


def _parsed(model: type[BaseModel], value: Any) -> BaseModel:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise invalid(error) from None


def invalid(error: ValidationError) -> InvalidInput:
    """Return the refusal that lists each wrong field; never the value that was sent."""
    found = [
        {"field": ".".join(str(part) for part in one["loc"]) or "body", "message": one["msg"]}
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return InvalidInput("Correct the fields that are listed and send it again", errors=found[:20])


def _if_match(request: Request, *, is_needed: bool) -> int | None:
    text = request.headers.get("if-match")
    if text is None:
        if is_needed:
            raise PreconditionMissing("Send If-Match with the ETag of the version you read")
        return None
    tag = _ETAG.fullmatch(text.strip())
    if tag is None:
        raise StaleVersion("If-Match must be an ETag that this API gave")
    return int(tag[1])


def response_of(answer: Answer, operation: Operation, request: Request) -> Response:
    """Return the answer with its headers; a list that goes on says where, in `Link` too."""
    headers: dict[str, str | list[str]] = {
        **PRIVATE,
        "Content-Type": operation.media_type,
        **answer.headers,
    }
    if answer.version is not None:
        headers["ETag"] = f'"{answer.version}"'
    if cursor := getattr(answer.body, "next_cursor", None):
        query = urlencode({**(request.query_params or {}), "cursor": cursor})
        headers["Link"] = f'<?{query}>; rel="next"'
    body: str | bytes
    if isinstance(answer.body, BaseModel):
        body = answer.body.model_dump_json(by_alias=True)
    else:
        body = answer.body or ""
    return Response(body=body, status_code=answer.status, headers=headers)


def problem_response(refusal: DomainError, instance: str | None) -> Response:
    """Return the problem document of a refusal as a response."""
    problem = problem_of(refusal, instance=instance)
    headers: dict[str, str | list[str]] = {**PRIVATE, "Content-Type": MEDIA_TYPE}
    if problem.status == 503:  # noqa: PLR2004
        headers["Retry-After"] = "2"
    elif "retry_after_s" in refusal.facts:
        headers["Retry-After"] = str(refusal.facts["retry_after_s"])
    return Response(body=problem.text, status_code=problem.status, headers=headers)
