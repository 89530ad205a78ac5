"""A worker's duplicates: seen beside an item, and rejected together with one reason."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.duplicates import (
    DuplicatesAnswer,
    RejectDuplicatesRequest,
    TurnedDownAnswer,
    duplicate_view,
    turned_down_view,
)
from chalicelib.entry.models.testimonials import brief_view
from chalicelib.entry.uploads import shown
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import duplicates

api = Blueprint(__name__)


@api.route("/v1/testimonials/{testimonial_id}/duplicates", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See the same worker's duplicates", answers={200: DuplicatesAnswer}))
def get_testimonial_duplicates(call: Call, testimonial_id: str) -> Answer:
    """Answer with what waits for review and shows nothing but the same files."""
    tools = wiring.current()
    found = duplicates.duplicates_of(call.user, VisitId(testimonial_id), records=tools.records)
    now = tools.clock.now()
    views = [
        duplicate_view(
            brief_view(each.item, call.user.user_id, now), [shown(one) for one in each.media]
        )
        for each in found
    ]
    return Answer(body=DuplicatesAnswer(items=views))


@api.route(
    "/v1/testimonials/{testimonial_id}/duplicates/reject", methods=["POST"], authorizer=signed_in
)
@endpoint(
    Operation(
        summary="Reject duplicates of an item that you hold", body=RejectDuplicatesRequest,
        answers={200: TurnedDownAnswer},
    )
)  # fmt: skip
def post_duplicates_reject(call: Call, testimonial_id: str) -> Answer:
    """Answer for each item whether it was rejected, or why it was left."""
    ended = duplicates.reject(
        call.user, VisitId(testimonial_id), call.body.parsed(), wiring.review_tools()
    )
    return Answer(body=TurnedDownAnswer(items=[turned_down_view(each) for each in ended]))
