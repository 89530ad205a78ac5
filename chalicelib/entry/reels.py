"""Highlights reels of several approved testimonials; the nightly ones begin in timers.py."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.reels import ReelRequest, ReelView, reel_view
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import reel_choosing, reels

api = Blueprint(__name__)


@api.route("/v1/reels", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Have a reel made", body=ReelRequest, answers={202: ReelView}))
def post_reel(call: Call) -> Answer:
    """Begin the day's reel of a desk, or answer with the one that was begun."""
    tools = wiring.current()
    choosing = reel_choosing.Tools(records=tools.records, clock=tools.clock, new_id=tools.new_id)
    reel = reels.ask_for(call.user, AreaId(call.body.area_id), choosing)
    return Answer(body=reel_view(reel), status=202)
