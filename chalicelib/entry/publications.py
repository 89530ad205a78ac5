"""Publications: what became of each testimonial on each channel, and of an area's posts."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.publications import (
    PublicationList,
    PublicationPage,
    PublicationsQuery,
    publication_list,
    publication_page,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import publications, scheduling

api = Blueprint(__name__)


@api.route("/v1/testimonials/{testimonial_id}/publications", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See where it was posted", answers={200: PublicationList}))
def get_publications(call: Call, testimonial_id: str) -> Answer:
    """Answer with one publication per channel."""
    tools = wiring.current()
    found = publications.publications(call.user, VisitId(testimonial_id), records=tools.records)
    return Answer(body=publication_list(found, channel_names(call), tools.clock.now()))


@api.route("/v1/publications", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="List an area's publications", query=PublicationsQuery,
        answers={200: PublicationPage},
    )
)  # fmt: skip
def get_publications_of_an_area(call: Call) -> Answer:
    """Answer with the publications in some states in the caller's areas."""
    tools, asked = wiring.current(), call.query
    page = publications.list_by_state(
        call.user, asked.parsed(), limit=asked.limit, cursor=asked.cursor, records=tools.records
    )
    body = publication_page(page.items, page.cursor, channel_names(call), tools.clock.now())
    return Answer(body=body)


def channel_names(call: Call) -> dict[ChannelId, str]:
    """Return what the campaign's channels are called, by their ids."""
    records = wiring.current().records
    known = records.channels(call.user.campaign_id, limit=scheduling.MOST_CHANNELS)
    return {channel.channel_id: channel.name for channel in known}
