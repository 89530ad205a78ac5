"""Training workshops and who came."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId, UserId, WorkshopId
from chalicelib.domain.workshops import CODE_LIFE_S, Workshop
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.models.workshops import (
    AttendanceAnswer,
    AttendanceList,
    AttendanceRequest,
    CodeAttendanceRequest,
    CodeQuery,
    CodeView,
    WorkshopCame,
    WorkshopList,
    WorkshopQuery,
    WorkshopRequest,
    WorkshopView,
    attendance_list,
    workshop_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import worklist, workshops

api = Blueprint(__name__)


@api.route("/v1/workshops", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Plan a workshop",
        body=WorkshopRequest, answers={201: WorkshopView}, gives_version=True,
    )
)  # fmt: skip
def post_workshop(call: Call) -> Answer:
    """Answer with the workshop as planned; the same request again gets the same."""
    tools = wiring.current()
    workshop_id = WorkshopId(call.body.workshop_id or tools.new_id())
    kept = workshops.plan(call.user, call.body.workshop(workshop_id), records=tools.records)
    return _answer(kept, 201)


@api.route("/v1/workshops", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See an area's workshops", query=WorkshopQuery, answers={200: WorkshopList})
)
def get_workshops(call: Call) -> Answer:
    """Answer with the workshops by time, each with how many came and whether it is late."""
    tools, asked = wiring.current(), call.query
    area = worklist.area_of(call.user, AreaId(asked.area), records=tools.records)
    page = workshops.listed(
        call.user, area, limit=asked.limit, cursor=asked.cursor, records=tools.records
    )
    today = tools.clock.now().date()
    items = [workshop_view(item, attended, today) for item, attended in page.items]
    return Answer(body=WorkshopList(items=items, next_cursor=page.cursor))


@api.route("/v1/workshops/{workshop_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a workshop", answers={200: WorkshopView}, gives_version=True))
def get_workshop(call: Call, workshop_id: str) -> Answer:
    """Answer with one workshop."""
    return _answer(_shown(call, workshop_id))


@api.route("/v1/workshops/{workshop_id}", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Change a workshop",
        needs_version=True, body=WorkshopRequest, answers={200: WorkshopView}, gives_version=True,
    )
)  # fmt: skip
def put_workshop(call: Call, workshop_id: str) -> Answer:
    """Change a workshop as read under the version in If-Match."""
    wanted = call.body.workshop(WorkshopId(workshop_id))
    kept = workshops.change(call.user, wanted, call.if_match or 0, records=wiring.current().records)
    return _answer(kept)


@api.route("/v1/workshops/{workshop_id}/attendance", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="Say who came", body=AttendanceRequest, answers={200: AttendanceAnswer})
)
def post_attendance(call: Call, workshop_id: str) -> Answer:
    """Take a list from a trainer, or the shown code from whoever is in the room."""
    workshop, asked = _shown(call, workshop_id), call.body
    if asked.code is not None:
        workshops.attend(call.user, workshop, asked.code, _tools())
        return Answer(body=AttendanceAnswer(attended=[call.user.user_id], not_found=[]))
    if asked.user_ids is None:
        raise InvalidInput("Send user_ids, or the code that is shown", field="user_ids")
    user_ids = [UserId(user_id) for user_id in asked.user_ids]
    found = workshops.attest(call.user, workshop, user_ids, _tools())
    return Answer(
        body=AttendanceAnswer(
            attended=[user_id for user_id, is_there in found.items() if is_there],
            not_found=[user_id for user_id, is_there in found.items() if not is_there],
        )
    )


@api.route("/v1/workshops/{workshop_id}/attendance", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See who came", query=PageQuery, answers={200: AttendanceList}))
def get_attendance(call: Call, workshop_id: str) -> Answer:
    """Answer with a page of who came."""
    page = workshops.attendance(
        call.user, _shown(call, workshop_id), limit=call.query.limit, cursor=call.query.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=attendance_list(page))


@api.route("/v1/workshops/{workshop_id}/code", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="Get the code to show in the room", query=CodeQuery, answers={200: CodeView})
)
def get_workshop_code(call: Call, workshop_id: str) -> Answer:
    """Answer with the code of these ten minutes, also as a QR picture.

    In the picture it stands behind `#`, so no server and no log on the way ever sees it.
    """
    code = workshops.code_to_show(call.user, _shown(call, workshop_id), _tools())
    picture = wiring.qr_svg(f"{call.query.field_page}#attend={code}")
    return Answer(body=CodeView(code=code, valid_s=CODE_LIFE_S, svg=picture))


@api.route("/v1/attendance", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Be at the workshop that shows this code",
        body=CodeAttendanceRequest, answers={200: WorkshopCame},
    )
)  # fmt: skip
def post_own_attendance(call: Call) -> Answer:
    """Answer with the workshop; which one it is follows from the code."""
    workshop = workshops.attend_around(call.user, call.body.code, _tools())
    came = WorkshopCame(workshop_id=workshop.workshop_id, titles=dict(workshop.titles))
    return Answer(body=came)


def _shown(call: Call, workshop_id: str) -> Workshop:
    records = wiring.current().records
    return workshops.show(call.user, WorkshopId(workshop_id), records=records)


def _answer(workshop: Workshop, status: int = 200) -> Answer:
    tools = wiring.current()
    attended = workshops.count(workshop, records=tools.records)
    view = workshop_view(workshop, attended, tools.clock.now().date())
    return Answer(body=view, version=workshop.version, status=status)


def _tools() -> workshops.Tools:
    tools = wiring.current()
    return workshops.Tools(records=tools.records, vault=tools.vault, clock=tools.clock)
