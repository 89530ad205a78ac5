"""Where, when and with what an original was made: for the few who may know, each time audited."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import MediaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.captures import CaptureView, capture_view
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import captures

api = Blueprint(__name__)


@api.route("/v1/media/{media_id}/capture", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See how a file was made", answers={200: CaptureView}))
def get_capture(call: Call, media_id: str) -> Answer:
    """Answer with what the original said of its making, after an audit entry says who read it."""
    tools = wiring.current()
    found = captures.reveal(
        call.user, MediaId(media_id), records=tools.records, vault=tools.vault, clock=tools.clock
    )
    return Answer(body=capture_view(media_id, found))
