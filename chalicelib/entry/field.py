"""The field side: who am I, my booth's people, and what I report."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.people import (
    AreaView,
    Me,
    ProgressChild,
    ProgressView,
    WorklistAnswer,
    WorklistQuery,
    area_view,
    me_view,
    worklist_answer,
)
from chalicelib.entry.models.sync import SyncAnswer, SyncRequest, item_answer, parsed_change
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import counting, syncing, worklist

api = Blueprint(__name__)


@api.route("/v1/me", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="Who am I here?", answers={200: Me}))
def get_me(call: Call) -> Answer:
    """Answer with the caller's roles and areas."""
    records = wiring.current().records
    wanted = {scope.area_id for scope in call.user.scopes}
    found = (records.find(Area, area_id) for area_id in sorted(wanted))
    areas = {area.area_id: area for area in found if area is not None}
    return Answer(body=me_view(call.user, {str(key): area for key, area in areas.items()}))


@api.route("/v1/areas/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See an area and those right below it", answers={200: AreaView}))
def get_area(call: Call, area_id: str) -> Answer:
    """Answer with an area of the caller's."""
    records = wiring.current().records
    area = worklist.area_of(call.user, AreaId(area_id), records=records)
    return Answer(body=area_view(area, _children(area)))


def _children(area: Area) -> list[Area]:
    records = wiring.current().records
    found = (records.find(Area, child) for child in area.children)
    return [child for child in found if child is not None]


@api.route("/v1/progress/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See an area's progress", answers={200: ProgressView}))
def get_progress(call: Call, area_id: str) -> Answer:
    """Answer with an area's counts and those of the areas right below it."""
    tools = wiring.current()
    area = worklist.area_of(call.user, AreaId(area_id), records=tools.records)
    counts, below = counting.sums(area.area_id, records=tools.records)
    children = [
        ProgressChild(
            area_id=child.area_id, names=dict(child.names), counts=below.get(child.area_id, {})
        )
        for child in _children(area)
    ]
    view = ProgressView(
        area_id=area.area_id, as_of=tools.clock.now(), counts=counts, children=children
    )
    return Answer(body=view)


@api.route("/v1/worklist", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(summary="See a booth's people", query=WorklistQuery, answers={200: WorklistAnswer})
)
def get_worklist(call: Call) -> Answer:
    """Answer with the booth's people in the order of the roll, and the notice to read out."""
    asked = call.query
    booth = AreaId(asked.booth) if asked.booth else None
    found = worklist.open_worklist(
        call.user, booth, asked.language, limit=asked.limit, cursor=asked.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=worklist_answer(found, asked.language))


@api.route("/v1/sync", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Report changes", body=SyncRequest, answers={200: SyncAnswer}))
def post_sync(call: Call) -> Answer:
    """Answer each change on its own; any order, any repeats."""
    tools = wiring.current()
    results = syncing.accept_batch(
        call.user, call.body.device_id, [parsed_change(c) for c in call.body.changes],
        records=tools.records, clock=tools.clock, new_id=tools.new_id,
    )  # fmt: skip
    return Answer(body=SyncAnswer(items=[item_answer(result) for result in results]))
