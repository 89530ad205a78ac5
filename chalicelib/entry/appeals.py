"""What came back from the desk to a worker, and the request for another decision on it."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.appeals import (
    AppealAnswer,
    AppealRequest,
    AskedAnswer,
    CodeAppealRequest,
    ReturnedPage,
    appeal_answer,
    returned_page,
)
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import appealing, leaflets, returned

api = Blueprint(__name__)


@api.route("/v1/returned", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See what came back", query=PageQuery, answers={200: ReturnedPage}))
def get_returned(call: Call) -> Answer:
    """Answer with the caller's visits that were sent back or rejected, and why."""
    page = returned.came_back(
        call.user, limit=call.query.limit, cursor=call.query.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=returned_page(page))


@api.route("/v1/testimonials/{testimonial_id}/appeal", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="Ask for another decision", body=AppealRequest, answers={200: AppealAnswer})
)
def post_testimonial_appeal(call: Call, testimonial_id: str) -> Answer:
    """Let somebody else decide on what was rejected of the caller's visit, once."""
    item = appealing.ask_as_worker(
        call.user, VisitId(testimonial_id), call.body.said(), wiring.review_tools()
    )
    return Answer(body=appeal_answer(item))


@api.route("/v1/appeals", methods=["POST"])
@endpoint(
    Operation(
        summary="Ask for another decision with the code on the leaflet",
        body=CodeAppealRequest, answers={200: AskedAnswer}, is_open=True,
    )
)  # fmt: skip
def post_appeal(call: Call) -> Answer:
    """Let somebody else decide on all that was rejected of the person whose code it is, once."""
    tools = wiring.current()
    person = leaflets.whose(call.body.code, call.source, records=tools.records, clock=tools.clock)
    asked = appealing.ask_as_person(person, call.body.said(), wiring.review_tools())
    return Answer(body=AskedAnswer(asked=asked))
