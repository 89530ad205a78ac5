"""Second looks at what was decided below, and how far the levels agree."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.samples import (
    AgreementView,
    CheckRequest,
    LevelQuery,
    LookView,
    SamplePage,
    SamplesQuery,
    SampleView,
    agreement_view,
    look_view,
    sample_brief,
    sample_view,
)
from chalicelib.entry.models.testimonials import full_view
from chalicelib.entry.uploads import shown
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import agreement, dossiers, sampling

api = Blueprint(__name__)


@api.route("/v1/samples", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="List what waits for a second look", query=SamplesQuery,
              answers={200: SamplePage})
)  # fmt: skip
def get_samples(call: Call) -> Answer:
    """Answer with what was drawn and decided, the longest waiting first."""
    asked = call.query
    page = sampling.waiting(
        call.user, asked.level, AreaId(asked.area) if asked.area else None,
        limit=asked.limit, cursor=asked.cursor, records=wiring.current().records,
    )  # fmt: skip
    items = [sample_brief(look) for look in page.items]
    return Answer(body=SamplePage(items=items, next_cursor=page.cursor))


@api.route("/v1/samples/{testimonial_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See one without its decision", query=LevelQuery, answers={200: SampleView})
)
def get_sample(call: Call, testimonial_id: str) -> Answer:
    """Answer with the item; with what was decided only once the caller has said her own."""
    tools, user, visit_id = wiring.current(), call.user, VisitId(testimonial_id)
    look = sampling.open_look(user, visit_id, call.query.level, records=tools.records)
    dossier = dossiers.show(user, visit_id, records=tools.records)
    media = [shown(one) for one in dossier.media]
    item = full_view(dossier, media, user.user_id, tools.clock.now())
    return Answer(body=sample_view(item, look, user.user_id))


@api.route("/v1/samples/{testimonial_id}/checks", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="Say what you would have decided", body=CheckRequest, answers={201: LookView})
)
def post_sample_check(call: Call, testimonial_id: str) -> Answer:
    """Answer with the look as kept, and with the first decision."""
    tools, asked = wiring.current(), call.body
    look = sampling.keep(
        call.user, VisitId(testimonial_id), asked.level, asked.parsed(),
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=look_view(look), status=201)


@api.route("/v1/agreement/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See how far the levels agree in an area", answers={200: AgreementView})
)
def get_agreement(call: Call, area_id: str) -> Answer:
    """Answer with what was drawn, looked at and decided alike, by level."""
    tools = wiring.current()
    found = agreement.report(call.user, AreaId(area_id), records=tools.records, clock=tools.clock)
    return Answer(body=agreement_view(found))
