"""Behaviour shared by every handler: who is calling, and where errors become answers.

Triggers on blueprints start without app.py, so nothing here may depend on the app. The three
decorators are `endpoint` for routes, `batch_handler` for queues and `timer` for schedules.
How requests are read and answers are written is in wire.py.
"""

import json
import math
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final, TypeVar

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from chalice.app import CloudWatchEvent, Request, Response, SQSEvent

from chalicelib import logs, metrics, wiring
from chalicelib.domain.enrolment import is_over
from chalicelib.domain.errors import DomainError, StaleVersion
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import User
from chalicelib.entry.problems import BY_GATEWAY_STATUS, NotSignedIn, refusal_for
from chalicelib.entry.wire import (
    Answer,
    Operation,
    call_of,
    problem_response,
    require_names,
    response_of,
)
from chalicelib.services import access

_request: ContextVar[Request] = ContextVar("request")
# What a run keeps of its time to store what it made and to say how it ended.
RESERVED_S: Final = 15.0
View = Callable[..., Answer]
T = TypeVar("T")


class OutOfTime(Exception):
    """The run has to end before it can take on another message."""


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
    return problem_response(error, event.context.get("requestId"))


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
                require_names(path)
                user = None if operation.is_open else _caller(request)
                answer = view(call_of(operation, request, user), **path)
                response = response_of(answer, operation, request)
            except Exception as error:
                response = _refuse(error, request)
            _note(view.__name__, request, response, started)
            return response

        handler.operation = operation  # type: ignore[attr-defined]
        return handler

    return decorate


def _caller(request: Request) -> User:
    signed_in = request.context["authorizer"]
    subject = UserId(str(signed_in["principalId"]))
    user = access.caller(subject, records=wiring.current().records)
    # The gateway may still reuse an answer from before we said since when.
    since_s = int(signed_in.get("since", 0))
    if is_over(user, datetime.fromtimestamp(since_s, UTC)):
        raise NotSignedIn("This sign-in was ended; ask your convener for a new sheet")
    return user


def _refuse(error: Exception, request: Request) -> Response:
    refusal = refusal_for(error)
    if refusal is not error:
        logs.fault("request_failed", error, problem=refusal.slug)
    return problem_response(refusal, request.context.get("requestId"))


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
    read goes back to the queue, and after its last receive to the dead-letter queue. So does what
    a run has no time left for; else Lambda would end it, and what it had done would come again.
    """

    @wraps(handle)
    def handler(event: SQSEvent) -> dict[str, Any]:
        left_s = _left_s(event.context) - RESERVED_S
        ends_at = time.monotonic() + left_s
        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

        def one(record: Any) -> None:
            is_first = not (processor.success_messages or processor.fail_messages)
            if time.monotonic() >= ends_at and not is_first:
                raise OutOfTime
            deliver(handle, json.loads(record.body))

        with wiring.ending_in(left_s):
            answer = process_partial_response(
                event=event.to_dict(), record_handler=one, processor=processor
            )
        return dict(answer)

    return handler


def _left_s(context: Any) -> float:
    """Return how long Lambda lets this run go on, in seconds; infinite outside of it."""
    ask = getattr(context, "get_remaining_time_in_millis", None)
    return float(ask()) / 1000 if ask else math.inf


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
