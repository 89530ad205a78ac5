"""Behaviour shared by every handler: where input becomes values and errors become answers.

Triggers on blueprints start without app.py, so nothing here may depend on the app. The three
decorators are `endpoint` for routes, `batch_handler` for queues and `timer` for schedules.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from chalice.app import CloudWatchEvent, Request, Response, SQSEvent
from pydantic import BaseModel, ValidationError

from chalicelib import logs, metrics, wiring
from chalicelib.domain.errors import (
    DomainError,
    InvalidInput,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import User
from chalicelib.entry.problems import (
    BY_GATEWAY_STATUS,
    MEDIA_TYPE,
    MalformedBody,
    problem_of,
    refusal_for,
)
from chalicelib.services import access

MOST_BODY_BYTES = 1_000_000
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_request: ContextVar[Request] = ContextVar("request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a route takes and gives; the OpenAPI document is made from these."""

    summary: str
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    is_open: bool = False
    needs_version: bool = False
    gives_version: bool = False
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, parsed. `body` and `query` are of the classes that the operation names."""

    body: Any
    query: Any
    if_match: int | None
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


View = Callable[..., Answer]
T = TypeVar("T")


def remember_request(event: Request, get_response: Callable[[Request], Response]) -> Response:
    """HTTP middleware: keep the request for `endpoint`, and reword Chalice's own refusals.

    Chalice keeps the request on the app, which is not safe in a server with threads.
    """
    _request.set(event)
    response = get_response(event)
    is_ours = (response.headers or {}).get("Content-Type")
    if response.status_code < 400 or is_ours:  # noqa: PLR2004
        return response
    error = BY_GATEWAY_STATUS.get(response.status_code) or refusal_for(RuntimeError())
    return _problem_response(error, event)


def endpoint(operation: Operation) -> Callable[[View], Callable[..., Response]]:
    """Wrap a view: parse the input, find the caller, encode the answer, log one line.

    The operation stays on the wrapped function as `operation`, where the API document finds it.
    """

    def decorate(view: View) -> Callable[..., Response]:
        @wraps(view)
        def handler(**path: str) -> Response:
            request = _request.get()
            started = time.monotonic()
            try:
                answer = view(_call(operation, request), **path)
                response = _encode(answer, operation)
                _link_next(answer, request, response)
            except Exception as error:
                response = _refuse(error, request)
            _note(view.__name__, request, response, started)
            return response

        handler.operation = operation  # type: ignore[attr-defined]
        return handler

    return decorate


def _call(operation: Operation, request: Request) -> Call:
    user = None if operation.is_open else _caller(request)
    return Call(
        body=_parse_body(operation.body, request) if operation.body else None,
        query=_parse(operation.query, dict(request.query_params or {}))
        if operation.query
        else None,
        if_match=_if_match(request, is_needed=operation.needs_version),
        _user=user,
    )


def _caller(request: Request) -> User:
    subject = str(request.context["authorizer"]["principalId"])
    return access.caller(UserId(subject), records=wiring.current().records)


def _parse_body(model: type[BaseModel], request: Request) -> BaseModel:
    raw = request.raw_body or b""
    if len(raw) > MOST_BODY_BYTES:
        raise InvalidInput("Send less at once", field="body", limit_bytes=MOST_BODY_BYTES)
    try:
        value = json.loads(raw or b"{}")
    except ValueError:
        raise MalformedBody("Send a JSON document in UTF-8") from None
    return _parse(model, value)


def _parse(model: type[BaseModel], value: Any) -> BaseModel:
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
    number = text.removeprefix("W/").strip('"')
    if not number.isdecimal():
        raise StaleVersion("If-Match must be an ETag that this API gave")
    return int(number)


def _encode(answer: Answer, operation: Operation) -> Response:
    headers: dict[str, str | list[str]] = {
        **PRIVATE,
        "Content-Type": operation.media_type,
        **answer.headers,
    }
    if answer.version is not None:
        headers["ETag"] = f'"{answer.version}"'
    body: str | bytes
    if isinstance(answer.body, BaseModel):
        body = answer.body.model_dump_json(by_alias=True)
    else:
        body = answer.body or ""
    return Response(body=body, status_code=answer.status, headers=headers)


def _link_next(answer: Answer, request: Request, response: Response) -> None:
    """Add the next page's address to a list's answer (RFC 8288)."""
    cursor = getattr(answer.body, "next_cursor", None)
    if cursor:
        query = urlencode({**dict(request.query_params or {}), "cursor": cursor})
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'


def _refuse(error: Exception, request: Request) -> Response:
    refusal = refusal_for(error)
    if refusal is not error:
        logs.fault("request_failed", error, problem=refusal.slug)
    return _problem_response(refusal, request)


def _problem_response(refusal: DomainError, request: Request) -> Response:
    problem = problem_of(refusal, instance=request.context.get("requestId"))
    headers: dict[str, str | list[str]] = {**PRIVATE, "Content-Type": MEDIA_TYPE}
    if problem.status == 503:  # noqa: PLR2004
        headers["Retry-After"] = "2"
    return Response(body=problem.text, status_code=problem.status, headers=headers)


def _note(view: str, request: Request, response: Response, started: float) -> None:
    elapsed_ms = round((time.monotonic() - started) * 1000)
    status = response.status_code
    logs.info(
        "request_answered", function=view, method=request.method, status=status,
        elapsed_ms=elapsed_ms, request_id=request.context.get("requestId"),
    )  # fmt: skip
    metrics.count("requests", status=f"{status // 100}xx")


def batch_handler(
    handle: Callable[[Mapping[str, Any]], None],
) -> Callable[[SQSEvent], dict[str, Any]]:
    """Wrap a handler of one message's JSON: visit every message, lose none.

    A refusal is final: recorded and acknowledged. A fault, a lost race or a body that cannot be
    read goes back to the queue, and after its last receive to the dead-letter queue.
    """

    @wraps(handle)
    def handler(event: SQSEvent) -> dict[str, Any]:
        def one(record: Any) -> None:
            deliver(handle, json.loads(record.body))

        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response(
            event=event.to_dict(), record_handler=one, processor=processor
        )
        return dict(answer)

    return handler


def deliver(handle: Callable[[Mapping[str, Any]], None], message: Mapping[str, Any]) -> None:
    """Hand one message over; swallow a refusal after recording it, let a fault through."""
    name = handle.__name__
    try:
        handle(message)
    except StaleVersion as race:
        logs.fault("message_failed", race, function=name)
        raise
    except DomainError as refusal:
        logs.warning("message_refused", function=name, problem=refusal.slug)
        metrics.count("messages", function=name, outcome="refused")
    except Exception as error:
        logs.fault("message_failed", error, function=name)
        metrics.count("messages", function=name, outcome="failed")
        raise
    else:
        metrics.count("messages", function=name, outcome="done")


def in_order(
    records: list[dict[str, Any]], step: Callable[[Mapping[str, Any]], T]
) -> tuple[list[T], list[dict[str, str]]]:
    """Return what `step` made of each stream record, and the first failure in Lambda's form.

    Order matters within a stream, so nothing after a failed record is touched in this run.
    """
    done: list[T] = []
    for record in records:
        try:
            done.append(step(record))
        except Exception as error:
            logs.fault("record_failed", error, function=step.__name__)
            return done, [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]
    return done, []


def timer(handle: Callable[[], Mapping[str, int]]) -> Callable[[CloudWatchEvent], dict[str, int]]:
    """Wrap a tick: log what it found. A fault is raised, and the next tick finds the same work."""

    @wraps(handle)
    def handler(event: CloudWatchEvent) -> dict[str, int]:  # noqa: ARG001  the tick's time does not matter
        try:
            found = dict(handle())
        except Exception as error:
            logs.fault("tick_failed", error, function=handle.__name__)
            raise
        logs.info("tick_done", function=handle.__name__, count=sum(found.values()))
        return found

    return handler
