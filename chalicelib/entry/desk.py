"""The review queue: how it stands, and who holds what."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.reviews import (
    QueueQuery,
    QueueView,
    RenewAnswer,
    RenewRequest,
    queue_view,
    renewed_view,
)
from chalicelib.entry.models.testimonials import ClaimRequest, ReleaseRequest, TestimonialView
from chalicelib.entry.reviews import testimonial_shown
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import claiming, queue_standing, renewing

api = Blueprint(__name__)


@api.route("/v1/reviews/queue", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See how the queue stands", query=QueueQuery,
                    answers={200: QueueView}))  # fmt: skip
def get_queue(call: Call) -> Answer:
    """Answer with how much waits in the caller's areas, and since when."""
    tools, area = wiring.current(), call.query.area
    found = queue_standing.standing(
        call.user, AreaId(area) if area else None, records=tools.records, clock=tools.clock
    )
    return Answer(body=queue_view(found))


@api.route("/v1/reviews/claim", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Take the next item", body=ClaimRequest,
        answers={200: TestimonialView, 204: None}, gives_version=True,
    )
)  # fmt: skip
def post_claim(call: Call) -> Answer:
    """Answer with an item held for ten minutes, or 204 when nothing waits."""
    tools = wiring.current()
    held = claiming.claim_next(
        call.user, call.body.parsed(), records=tools.records, clock=tools.clock
    )
    return Answer(status=204) if held is None else testimonial_shown(call, held)


@api.route("/v1/reviews/renew", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Go on holding items", body=RenewRequest,
                    answers={200: RenewAnswer}))  # fmt: skip
def post_renew(call: Call) -> Answer:
    """Answer with each claim for ten minutes more, or without a lock when it is lost."""
    tools = wiring.current()
    found = renewing.go_on(call.user, call.body.parsed(), records=tools.records, clock=tools.clock)
    return Answer(body=RenewAnswer(items=[renewed_view(each) for each in found]))


@api.route("/v1/reviews/release", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Give an item back", body=ReleaseRequest, answers={204: None}))
def post_release(call: Call) -> Answer:
    """Let others have a claimed item."""
    tools = wiring.current()
    visit_id = VisitId(call.body.testimonial_id)
    claiming.let_go(call.user, visit_id, records=tools.records, clock=tools.clock)
    return Answer(status=204)


@api.route("/v1/reviews/skip", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Leave an item to others", body=ReleaseRequest, answers={204: None}))
def post_skip(call: Call) -> Answer:
    """Give a claimed item back, for others first."""
    tools = wiring.current()
    visit_id = VisitId(call.body.testimonial_id)
    claiming.skip(call.user, visit_id, records=tools.records, clock=tools.clock)
    return Answer(status=204)
