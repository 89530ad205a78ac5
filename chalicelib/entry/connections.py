"""What signs in to the channels: given by an admin, kept with the secrets, never shown again."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ChannelId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.connections import (
    ConnectionView,
    CredentialRequest,
    connection_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import connecting

api = Blueprint(__name__)


@api.route("/v1/channels/{channel_id}/credential", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Connect a channel's account",
        body=CredentialRequest,
        answers={200: ConnectionView},
    )
)
def put_credential(call: Call, channel_id: str) -> Answer:
    """Keep what signs in to a channel, and answer how its account stands then."""
    credential = call.body.credential()
    kept = connecting.give(call.user, ChannelId(channel_id), credential, _tools())
    return Answer(body=connection_view(kept))


@api.route("/v1/channels/{channel_id}/credential", methods=["DELETE"], authorizer=signed_in)
@endpoint(Operation(summary="Disconnect a channel's account", answers={200: ConnectionView}))
def delete_credential(call: Call, channel_id: str) -> Answer:
    """Forget what signs in to a channel; its queue is held from then on."""
    kept = connecting.take_away(call.user, ChannelId(channel_id), _tools())
    return Answer(body=connection_view(kept))


def _tools() -> connecting.Tools:
    tools = wiring.current()
    return connecting.Tools(records=tools.records, credentials=tools.credentials, clock=tools.clock)
