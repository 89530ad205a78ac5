"""Missed calls: the providers' webhook, and the calls that fit no visit.

Providers send forms and queries instead of our JSON, so the webhook reads them as they come. Its
path holds the hook's secret: whoever logs paths in front of this API gives it away.
"""

from typing import Final

from chalice.app import Blueprint

from chalicelib import logs, wiring
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.calls import (
    CallsAnswer,
    CallsQuery,
    CallView,
    HookAnswer,
    HookRequest,
    MatchRequest,
    TakenAnswer,
    call_view,
    calls_answer,
    hook_answer,
)
from chalicelib.entry.problems import RequestTooLarge
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import call_desk, call_hooks, calling

api = Blueprint(__name__)
HOOK: Final = "/v1/hooks/calls/{provider}/{token}"
# What providers call their forms; one without a type is taken for JSON by Chalice.
FORMS: Final = ["application/json", "application/x-www-form-urlencoded", "text/plain"]
MOST_BYTES: Final = 64_000  # the longest call seen has 3 kB


@api.route(HOOK, methods=["GET"], content_types=FORMS)
@endpoint(Operation(summary="Tell of a missed call", answers={200: TakenAnswer}, is_open=True))
def get_call_hook(call: Call, provider: str, token: str) -> Answer:
    """Take in a call that a provider tells of in its query."""
    return _taken(call, provider, token)


@api.route(HOOK, methods=["POST"], content_types=FORMS)
@endpoint(Operation(summary="Tell of a missed call", answers={200: TakenAnswer}, is_open=True))
def post_call_hook(call: Call, provider: str, token: str) -> Answer:
    """Take in a call that a provider tells of in a form or in JSON."""
    return _taken(call, provider, token)


def _taken(call: Call, provider: str, token: str) -> Answer:
    if len(call.raw) > MOST_BYTES:
        raise RequestTooLarge("One call is told of at a time", limit_bytes=MOST_BYTES)
    tools = wiring.current()
    told = calling.Told(
        provider=provider, token=token, source=call.source, query=call.params, body=call.raw
    )
    taken = calling.accept(
        told, records=tools.records, phones=tools.phones, clock=tools.clock, new_id=tools.new_id
    )
    return Answer(body=TakenAnswer(result=taken))


@api.route("/v1/hooks", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Make a provider's hook", body=HookRequest, answers={201: HookAnswer}))
def post_hook(call: Call) -> Answer:
    """Answer with a new hook and its secret, which nobody sees again."""
    tools = wiring.current()
    made = call_hooks.make_hook(
        call.user, call.body.plan(), records=tools.records, vault=tools.vault, new_id=tools.new_id
    )
    logs.info("hook_made", kind=made.hook.provider, user_id=call.user.user_id)
    return Answer(status=201, body=hook_answer(made))


@api.route("/v1/hooks/{provider}/{token_hash}", methods=["DELETE"], authorizer=signed_in)
@endpoint(Operation(summary="Close a provider's hook", answers={204: None}))
def delete_hook(call: Call, provider: str, token_hash: str) -> Answer:
    """Let nobody in at this hook any more."""
    call_hooks.close_hook(call.user, provider, token_hash, records=wiring.current().records)
    logs.info("hook_closed", kind=provider, user_id=call.user.user_id)
    return Answer(status=204)


@api.route("/v1/calls", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="List calls without a visit", query=CallsQuery, answers={200: CallsAnswer})
)
def get_calls(call: Call) -> Answer:
    """Answer with the calls that fit no visit, and the visits they most likely belong to."""
    asked = call.query
    page = call_desk.list_open(
        call.user, AreaId(asked.area) if asked.area else None,
        limit=asked.limit, cursor=asked.cursor, records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=calls_answer(page))


@api.route("/v1/calls/{provider}/{call_id}/match", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Match a call by hand", body=MatchRequest, answers={200: CallView}))
def post_call_match(call: Call, provider: str, call_id: str) -> Answer:
    """Give a call to a visit that has none."""
    tools = wiring.current()
    matched = call_desk.match_by_hand(
        call.user, provider, call_id, VisitId(call.body.visit_id),
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=call_view(matched))
