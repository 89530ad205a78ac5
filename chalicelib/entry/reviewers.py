"""Numbers of review: a moderator's own, those of an area's moderators, and what gets done."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.reviewers import (
    OwnNumbersView,
    ReviewersView,
    ThroughputView,
    own_view,
    reviewers_view,
    throughput_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import reviewers, throughput

api = Blueprint(__name__)


@api.route("/v1/reviewers/me", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See your own numbers", answers={200: OwnNumbersView}))
def get_own_numbers(call: Call) -> Answer:
    """Answer with what the caller decided lately, and how far second looks agree."""
    tools = wiring.current()
    found = reviewers.own(call.user, records=tools.records, clock=tools.clock)
    return Answer(body=own_view(found))


@api.route("/v1/reviewers/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See the numbers of an area's moderators", answers={200: ReviewersView})
)
def get_reviewers(call: Call, area_id: str) -> Answer:
    """Answer with each moderator's numbers of days that are over."""
    tools = wiring.current()
    found = reviewers.of_area(call.user, AreaId(area_id), records=tools.records, clock=tools.clock)
    return Answer(body=reviewers_view(found))


@api.route("/v1/throughput/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See how much gets reviewed", answers={200: ThroughputView}))
def get_throughput(call: Call, area_id: str) -> Answer:
    """Answer with what was decided day by day, and how much waits."""
    tools = wiring.current()
    found = throughput.report(call.user, AreaId(area_id), records=tools.records, clock=tools.clock)
    return Answer(body=throughput_view(found))
