"""Workers' days: hints for those who steer an area."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.patterns import (
    DayQuery,
    DaysQuery,
    WorkerDays,
    WorkerDayView,
    day_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import patterns

api = Blueprint(__name__)


@api.route("/v1/workers/{worker_id}/patterns", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="See what a worker's visits of a day have in common",
        query=DayQuery, answers={200: WorkerDayView},
    )
)  # fmt: skip
def get_worker_patterns(call: Call, worker_id: str) -> Answer:
    """Answer with the seven patterns of one worker's day."""
    records = wiring.current().records
    shown = patterns.of_worker(call.user, UserId(worker_id), call.query.day, records=records)
    return Answer(body=day_view(*shown))


@api.route("/v1/patterns/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="See the workers' days of a booth or mandal",
        query=DaysQuery, answers={200: WorkerDays},
    )
)  # fmt: skip
def get_area_patterns(call: Call, area_id: str) -> Answer:
    """Answer with the seven patterns of each worker of a booth, or of a mandal's booths."""
    asked = call.query
    page = patterns.of_area(
        call.user, AreaId(area_id), asked.day, limit=asked.limit, cursor=asked.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    body = WorkerDays(items=[day_view(*shown) for shown in page.items], next_cursor=page.cursor)
    return Answer(body=body)
