"""Freezes and the stop of channels: the calendar, putting up, lifting by two people."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.areas import Area
from chalicelib.domain.freezes import Freeze
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.models.freezes import (
    FreezeList,
    FreezeRequest,
    FreezeStoryView,
    FreezeView,
    freeze_list,
    freeze_view,
    story_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import freeze_calendar, freezing

api = Blueprint(__name__)


@api.route("/v1/freezes", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Let nothing be posted in an area", body=FreezeRequest, answers={201: FreezeView}
    )
)
def post_freeze(call: Call) -> Answer:
    """Answer with the freeze; from now on no post begins there, and what waits is held."""
    wanted = call.body.wanted(call.body.freeze_id or wiring.current().new_id())
    freeze = freezing.announce(call.user, wanted, _tools())
    return Answer(body=_view(call, freeze), status=201)


@api.route("/v1/freezes", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See the calendar", query=PageQuery, answers={200: FreezeList}))
def get_freezes(call: Call) -> Answer:
    """Answer with what concerns your areas: freezes, the newest first, then blackouts."""
    tools = wiring.current()
    page = freeze_calendar.listed(
        call.user, limit=call.query.limit, cursor=call.query.cursor,
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=freeze_list(page))


@api.route("/v1/freezes/{freeze_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See what a freeze could not recall", answers={200: FreezeStoryView}))
def get_freeze(call: Call, freeze_id: str) -> Answer:
    """Answer with how many posts it holds, and with those that were on their way when it came."""
    tools = wiring.current()
    story = freeze_calendar.read(call.user, freeze_id, records=tools.records, clock=tools.clock)
    return Answer(body=story_view(story))


@api.route("/v1/freezes/{freeze_id}/lift", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Have a freeze lifted: two people do", answers={200: FreezeView}))
def post_freeze_lift(call: Call, freeze_id: str) -> Answer:
    """Answer with the freeze: asked to be lifted by the first person, lifted by the second."""
    return Answer(body=_view(call, freezing.lift_one(call.user, freeze_id, _tools())))


def _view(call: Call, freeze: Freeze) -> FreezeView:
    tools = wiring.current()
    area = tools.records.find(Area, freeze.area_id)
    return freeze_view(freeze_calendar.shown(call.user, freeze, area, tools.clock.now()))


def _tools() -> freezing.Tools:
    tools = wiring.current()
    return freezing.Tools(records=tools.records, clock=tools.clock, new_id=tools.new_id)
