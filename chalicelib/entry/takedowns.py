"""Takedowns: what is out and must go, on an order, by hand, or since its words were edited."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.publications import (
    CaptionsRequest,
    PublicationList,
    PublicationView,
    RemovedRequest,
    TakedownRequest,
    publication_list,
    publication_view,
)
from chalicelib.entry.models.testimonials import TestimonialView
from chalicelib.entry.publications import channel_names
from chalicelib.entry.reviews import testimonial_shown
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import ordering_down, reworking

api = Blueprint(__name__)
PATH = "/v1/testimonials/{testimonial_id}"


@api.route(f"{PATH}/takedown", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Take its posts down", body=TakedownRequest, answers={200: PublicationList}
    )
)  # fmt: skip
def post_takedown(call: Call, testimonial_id: str) -> Answer:
    """Answer with its publications: what is out goes, what waits is cancelled."""
    tools = wiring.review_tools()
    found = ordering_down.order_down(
        call.user, VisitId(testimonial_id), call.body.parsed(), tools
    )  # fmt: skip
    return Answer(body=publication_list(found, channel_names(call), tools.clock.now()))


@api.route(
    f"{PATH}/publications/{{channel_id}}/removed", methods=["POST"], authorizer=signed_in
)  # fmt: skip
@endpoint(
    Operation(
        summary="Say that you removed a post there", body=RemovedRequest,
        answers={200: PublicationView},
    )
)  # fmt: skip
def post_removed(call: Call, testimonial_id: str, channel_id: str) -> Answer:
    """Answer with the publication, taken down by hand."""
    tools, channel = wiring.review_tools(), ChannelId(channel_id)
    gone = ordering_down.removed_by_hand(
        call.user, VisitId(testimonial_id), channel, call.body.note.strip(), tools
    )
    name = channel_names(call).get(channel, "")
    return Answer(body=publication_view(gone, name, tools.clock.now()))


@api.route(f"{PATH}/captions", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Edit what was approved", body=CaptionsRequest, answers={200: TestimonialView},
        needs_version=True, gives_version=True,
    )
)  # fmt: skip
def put_captions(call: Call, testimonial_id: str) -> Answer:
    """Answer with the item, waiting for review with its new words; what is out of it goes."""
    visit_id = VisitId(testimonial_id)
    reworking.rework(
        call.user, visit_id, call.if_match or 0, call.body.parsed(), wiring.review_tools()
    )
    return testimonial_shown(call, visit_id)
