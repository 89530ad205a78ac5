"""Reports from outside the dates or the booth: admitted or dismissed by a convener."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.held import HeldQuery, HeldReport, HeldReports, held_report
from chalicelib.entry.models.sync import change_of
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import admitting

api = Blueprint(__name__)


@api.route("/v1/held", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="List reports that wait for you", query=HeldQuery, answers={200: HeldReports})
)
def get_held(call: Call) -> Answer:
    """Answer with the refused reports of the caller's areas, longest waiting first."""
    asked = call.query
    page = admitting.list_held(
        call.user, AreaId(asked.area) if asked.area else None,
        limit=asked.limit, cursor=asked.cursor, records=wiring.current().records,
    )  # fmt: skip
    items = [held_report(row) for row in page.items]
    return Answer(body=HeldReports(items=items, next_cursor=page.cursor))


@api.route("/v1/held/{held_id}/admit", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Admit a refused report", answers={200: HeldReport}))
def post_admit(call: Call, held_id: str) -> Answer:
    """Take the report in as its worker's own."""
    tools = wiring.current()
    row = admitting.admit(
        call.user, held_id, change_of,
        records=tools.records, phones=tools.phones, clock=tools.clock, new_id=tools.new_id,
    )  # fmt: skip
    return Answer(body=held_report(row))


@api.route("/v1/held/{held_id}/dismiss", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Dismiss a refused report", answers={200: HeldReport}))
def post_dismiss(call: Call, held_id: str) -> Answer:
    """Drop the report for good."""
    tools = wiring.current()
    row = admitting.dismiss(call.user, held_id, records=tools.records, clock=tools.clock)
    return Answer(body=held_report(row))
