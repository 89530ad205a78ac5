"""A post of which nobody knows, settled by a person who has looked on the network."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.publications import PublicationView, publication_view
from chalicelib.entry.models.settling import SettleRequest
from chalicelib.entry.publications import channel_names
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services.settling_by_hand import settle

api = Blueprint(__name__)


@api.route(
    "/v1/testimonials/{testimonial_id}/publications/{channel_id}/settle",
    methods=["POST"], authorizer=signed_in,
)  # fmt: skip
@endpoint(
    Operation(
        summary="Say whether an unconfirmed post is there", body=SettleRequest,
        answers={200: PublicationView},
    )
)  # fmt: skip
def post_settle(call: Call, testimonial_id: str, channel_id: str) -> Answer:
    """Take a person's answer for a post, and answer with its publication."""
    tools = wiring.publishing_tools()
    settled = settle(
        call.user, VisitId(testimonial_id), ChannelId(channel_id), call.body.sighting(), tools
    )
    name = channel_names(call).get(settled.channel_id, "")
    return Answer(body=publication_view(settled, name, tools.clock.now()))
