"""The field side: who am I, my booth's people, and what I report."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId
from chalicelib.domain.reports import Delivery, skew_of
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.people import (
    AreaView,
    Me,
    WorklistAnswer,
    WorklistQuery,
    area_view,
    me_view,
    worklist_answer,
)
from chalicelib.entry.models.sync import SyncAnswer, SyncRequest, item_answer, parsed_change
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import progress, syncing, worklist

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
@endpoint(
    Operation(
        summary="See an area and those right below it", answers={200: AreaView}, gives_version=True
    )
)
def get_area(call: Call, area_id: str) -> Answer:
    """Answer with an area of the caller's."""
    records = wiring.current().records
    area = worklist.area_of(call.user, AreaId(area_id), records=records)
    children = progress.children_of(area, records=records)
    return Answer(body=area_view(area, children), version=area.version)


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
    tools, sent = wiring.current(), call.body
    now = tools.clock.now()
    delivery = Delivery(
        device_id=sent.device_id,
        changes=tuple(parsed_change(change) for change in sent.changes),
        skew_s=skew_of(sent.sent_at, now),
    )
    results = syncing.accept_batch(
        call.user, delivery,
        records=tools.records, phones=tools.phones, clock=tools.clock, new_id=tools.new_id,
    )  # fmt: skip
    items = [item_answer(result) for result in results]
    return Answer(body=SyncAnswer(items=items, server_time=now, skew_s=delivery.skew_s))
