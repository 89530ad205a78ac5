"""Workers' sign-ins: printed codes, one device each, a lost phone, a role taken away."""

from chalice.app import Blueprint

from chalicelib import logs, wiring
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.enrolments import (
    MOST_PER_SHEET,
    CardView,
    SheetRequest,
    SheetView,
    UseAnswer,
    UseRequest,
    WorkerList,
    WorkersQuery,
    WorkerView,
    card_view,
    role_named,
    sheet_view,
    use_answer,
    worker_list,
    worker_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import enrolling, roles

api = Blueprint(__name__)


@api.route("/v1/users", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See a booth's workers", query=WorkersQuery, answers={200: WorkerList})
)  # fmt: skip
def get_users(call: Call) -> Answer:
    """Answer with the booth's workers, and which of them have a phone enrolled."""
    asked = call.query
    page = enrolling.list_workers(
        call.user, AreaId(asked.booth), limit=asked.limit, cursor=asked.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=worker_list(page))


@api.route("/v1/enrolments", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Make a booth's sheet", body=SheetRequest, answers={200: SheetView}))
def post_enrolments(call: Call) -> Answer:
    """Answer with a fresh one-time code per worker; her older codes are void from now on."""
    asked: SheetRequest = call.body
    sheet = enrolling.make_sheet(
        call.user, asked.booth, asked.wanted, limit=MOST_PER_SHEET, cursor=asked.cursor,
        tools=_tools(),
    )  # fmt: skip
    cards = [_card(card, asked.field_page) for card in sheet.cards]
    return Answer(body=sheet_view(asked.booth, sheet, cards))


def _card(card: enrolling.Card, field_page: str) -> CardView:
    """A code stands behind `#`, so no server and no log on the way ever sees it."""
    url = f"{field_page}#enrol={card.token}"
    return card_view(card, url, wiring.qr_svg(url))


@api.route("/v1/enrolments/use", methods=["POST"])
@endpoint(
    Operation(
        summary="Enrol a phone", body=UseRequest, answers={200: UseAnswer}, is_open=True,
    )
)  # fmt: skip
def post_enrolment_use(call: Call) -> Answer:
    """Answer a good code with what the phone signs in with, once for one device."""
    opened = enrolling.use_code(call.body.token, call.body.device_id, _tools())
    logs.info("phone_enrolled", user_id=opened.worker.user_id, outcome="done")
    return Answer(body=use_answer(opened))


@api.route("/v1/users/{user_id}/revoke", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Sign a lost phone out", answers={200: WorkerView}))
def post_revoke(call: Call, user_id: str) -> Answer:
    """End a worker's sign-in, codes and unused grants; answer with where she stands now."""
    worker = enrolling.sign_out(call.user, UserId(user_id), _tools())
    logs.info("phone_signed_out", user_id=worker.user_id, outcome="done")
    return Answer(body=worker_view(worker))


@api.route("/v1/users/{user_id}/scopes/{role}/{area_id}", methods=["DELETE"], authorizer=signed_in)
@endpoint(Operation(summary="Take a role away", answers={204: None}))
def delete_scope(call: Call, user_id: str, role: str, area_id: str) -> Answer:
    """Take one role over one area from a person; the same when she does not hold it."""
    known = role_named(role)
    if roles.take_away(call.user, UserId(user_id), known, AreaId(area_id), _tools()):
        logs.info(
            "role_taken_away", user_id=user_id, kind=known.value, area_id=area_id,
            by=call.user.user_id, outcome="done",
        )  # fmt: skip
    return Answer(status=204)


def _tools() -> enrolling.Tools:
    tools = wiring.current()
    return enrolling.Tools(
        records=tools.records, vault=tools.vault, sign_ins=tools.sign_ins, clock=tools.clock,
        new_id=tools.new_id,
    )  # fmt: skip
