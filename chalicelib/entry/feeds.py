"""The feed that a partner app reads, with a key of its own instead of a sign-in."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.feeds import FeedQuery, FeedView, feed_view
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import feeding

api = Blueprint(__name__)


@api.route("/v1/feeds/{campaign_id}/{channel_id}", methods=["GET"])
@endpoint(
    Operation(
        summary="Read a partner app's feed",
        query=FeedQuery, answers={200: FeedView}, is_open=True,
    )
)  # fmt: skip
def get_feed(call: Call, campaign_id: str, channel_id: str) -> Answer:
    """Answer with what follows the cursor: posts to show, and posts to take away."""
    tools = wiring.current()
    page = feeding.read(
        CampaignId(campaign_id), ChannelId(channel_id), call.bearer,
        limit=call.query.limit, cursor=call.query.cursor,
        tools=feeding.Tools(
            records=tools.records, store=tools.store, credentials=tools.credentials,
            vault=tools.vault, clock=tools.clock,
        ),
    )  # fmt: skip
    return Answer(body=feed_view(page))
