"""Daily digests of a desk."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.digests import DigestList, digest_list
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import digesting

api = Blueprint(__name__)


@api.route("/v1/digests/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="Read a desk's daily digests", answers={200: DigestList}))
def get_digests(call: Call, area_id: str) -> Answer:
    """Answer with the digests of the last month of an area's desk, the newest first."""
    tools = wiring.current()
    own = digesting.Tools(records=tools.records, clock=tools.clock)
    return Answer(body=digest_list(digesting.digests(call.user, AreaId(area_id), own)))
