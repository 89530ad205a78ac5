"""Testimonials: read, decided, taken back, explained; and the audit trail."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.audits import AuditAnswer, audit_answer
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.models.explain import ExplanationView, explanation_view
from chalicelib.entry.models.testimonials import (
    DecisionRequest,
    ListQuery,
    TestimonialPage,
    TestimonialView,
    TranscriptRequest,
    brief_view,
    full_view,
)
from chalicelib.entry.uploads import shown
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import auditing, dossiers, explaining, moderation, transcripts, undoing

api = Blueprint(__name__)


@api.route("/v1/testimonials", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="List testimonials", query=ListQuery, answers={200: TestimonialPage}))
def get_testimonials(call: Call) -> Answer:
    """Answer with one state's testimonials in the caller's areas, longest waiting first."""
    tools, asked = wiring.review_tools(), call.query
    page = moderation.list_by_state(
        call.user, asked.state, AreaId(asked.area) if asked.area else None,
        limit=asked.limit, cursor=asked.cursor, records=tools.records,
    )  # fmt: skip
    now = tools.clock.now()
    items = [brief_view(item, call.user.user_id, now, tools.undo) for item in page.items]
    return Answer(body=TestimonialPage(items=items, next_cursor=page.cursor))


@api.route("/v1/testimonials/{testimonial_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See one testimonial", answers={200: TestimonialView}, gives_version=True)
)
def get_testimonial(call: Call, testimonial_id: str) -> Answer:
    """Answer with the bundle, its verdict and its media."""
    return testimonial_shown(call, VisitId(testimonial_id))


def testimonial_shown(call: Call, visit_id: VisitId) -> Answer:
    """Return the answer that shows one testimonial with all that lies beside it."""
    tools = wiring.current()
    dossier = dossiers.show(call.user, visit_id, records=tools.records)
    media = [shown(one) for one in dossier.media]
    undo = wiring.review_tools().undo
    view = full_view(dossier, media, call.user.user_id, tools.clock.now(), undo)
    return Answer(body=view, version=dossier.item.version)


@api.route("/v1/testimonials/{testimonial_id}/explain", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See the whole story of one", answers={200: ExplanationView}))
def get_explanation(call: Call, testimonial_id: str) -> Answer:
    """Answer with everything that happened, every verdict, and how people were drawn to look."""
    tools = wiring.review_tools()
    story = explaining.explain(
        call.user, VisitId(testimonial_id), records=tools.records, clock=tools.clock,
        undo=tools.undo,
    )  # fmt: skip
    media = [shown(one) for one in story.dossier.rows.media]
    return Answer(body=explanation_view(story, media, tools.clock.now()))


@api.route("/v1/testimonials/{testimonial_id}/decision", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Decide a claimed item", body=DecisionRequest, answers={200: TestimonialView},
        needs_version=True, gives_version=True,
    )
)  # fmt: skip
def post_decision(call: Call, testimonial_id: str) -> Answer:
    """Decide what was read under the version in If-Match."""
    visit_id = VisitId(testimonial_id)
    moderation.pass_decision(
        call.user, visit_id, call.if_match or 0, call.body.parsed(), wiring.review_tools()
    )
    return testimonial_shown(call, visit_id)


@api.route("/v1/testimonials/{testimonial_id}/undo", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Take the decision back", answers={200: TestimonialView}, gives_version=True
    )
)  # fmt: skip
def post_undo(call: Call, testimonial_id: str) -> Answer:
    """Answer with the item, held by the caller again."""
    visit_id = VisitId(testimonial_id)
    undoing.take_back(call.user, visit_id, wiring.review_tools())
    return testimonial_shown(call, visit_id)


@api.route("/v1/testimonials/{testimonial_id}/transcript", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Write down what is said", body=TranscriptRequest, answers={200: TestimonialView},
        needs_version=True, gives_version=True,
    )
)  # fmt: skip
def put_transcript(call: Call, testimonial_id: str) -> Answer:
    """Keep what is said in one language; it is verified with that, and never published."""
    tools, visit_id = wiring.current(), VisitId(testimonial_id)
    transcripts.keep(
        call.user, visit_id, call.if_match or 0, call.body.parsed(), records=tools.records,
        clock=tools.clock, new_id=tools.new_id,
    )  # fmt: skip
    return testimonial_shown(call, visit_id)


@api.route("/v1/audit/{subject_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See every event of a subject", query=PageQuery, answers={200: AuditAnswer})
)
def get_audit(call: Call, subject_id: str) -> Answer:
    """Answer with the chain of a testimonial or a beneficiary, and whether it is intact."""
    tools = wiring.review_tools()
    found = auditing.trail(
        call.user, subject_id, limit=call.query.limit, cursor=call.query.cursor,
        records=tools.records, now=tools.clock.now(), undo=tools.undo,
    )  # fmt: skip
    return Answer(body=audit_answer(found))
