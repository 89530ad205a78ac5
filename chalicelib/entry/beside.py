"""Beside a testimonial: who is shown, in full; its map; and the outlines that maps are made of."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.maps import (
    BoundaryRequest,
    BoundaryView,
    DetailsAnswer,
    DetailsRequest,
    MapView,
    boundary_view,
    details_answer,
    map_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import area_maps, boundaries, revealing

api = Blueprint(__name__)
BOUNDARY = "/v1/areas/{area_id}/boundary"


@api.route("/v1/testimonials/{testimonial_id}/reveal", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="See who is shown, in full", body=DetailsRequest,
              answers={200: DetailsAnswer})
)  # fmt: skip
def post_details_reveal(call: Call, testimonial_id: str) -> Answer:
    """Answer with names and number after an audit entry says who saw them and why."""
    tools = wiring.current()
    found = revealing.reveal(
        call.user, VisitId(testimonial_id), call.body.reason,
        records=tools.records, vault=tools.vault, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=details_answer(found))


@api.route("/v1/testimonials/{testimonial_id}/map", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a testimonial's area on a map", answers={200: MapView}))
def get_map(call: Call, testimonial_id: str) -> Answer:
    """Answer with the areas around, and how far from its area's middle the visit was."""
    found = area_maps.draw(call.user, VisitId(testimonial_id), records=wiring.current().records)
    return Answer(body=map_view(found))


@api.route(BOUNDARY, methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See an area's outline", answers={200: BoundaryView}, gives_version=True)
)
def get_boundary(call: Call, area_id: str) -> Answer:
    """Answer with the outline, or with one of no points."""
    found = boundaries.read(call.user, AreaId(area_id), records=wiring.current().records)
    return Answer(body=boundary_view(found), version=found.version)


@api.route(BOUNDARY, methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Draw an area's outline", needs_version=True, body=BoundaryRequest,
        answers={200: BoundaryView}, gives_version=True,
    )
)  # fmt: skip
def put_boundary(call: Call, area_id: str) -> Answer:
    """Keep an outline as read under the version in If-Match."""
    kept = boundaries.draw(
        call.user, AreaId(area_id), call.body.ring, call.if_match or 0,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=boundary_view(kept), version=kept.version)
