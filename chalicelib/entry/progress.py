"""Progress of an area, for pages and for spreadsheets."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.progress import (
    ProgressQuery,
    ProgressView,
    ReportLink,
    progress_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import progress

api = Blueprint(__name__)
CSV = ".csv"
XLSX = ".xlsx"


@api.route("/v1/progress/{area_id}", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="See an area's progress; with .csv or .xlsx behind the id, as a table",
        query=ProgressQuery,
        answers={200: ProgressView, 303: ReportLink},
    )
)
def get_progress(call: Call, area_id: str) -> Answer:
    """Answer with the counts of an area and of those right below it, in the form asked for."""
    tools, asked = wiring.current(), call.query
    ending = next((each for each in (CSV, XLSX) if area_id.endswith(each)), "")
    found = progress.report(
        call.user, AreaId(area_id.removesuffix(ending)), records=tools.records, clock=tools.clock
    )
    if not ending:
        return Answer(body=progress_view(found, asked.day))
    form = progress.Form(language=asked.language, by_day=asked.by == "day", day=asked.day)
    table = progress.sheet(found, form)
    return _csv(found, table) if ending == CSV else _xlsx(found, table)


def _csv(found: progress.Report, table: progress.Sheet) -> Answer:
    """Answer with the table itself: a text, which the gateway passes on as it is."""
    text = wiring.current().tables.csv(table.header, table.rows).decode()
    name = f"{progress.file_stem(found)}{CSV}"
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Answer(body=text, headers=headers)


def _xlsx(found: progress.Report, table: progress.Sheet) -> Answer:
    """Answer with where the workbook lies: bytes do not pass through the gateway."""
    tools = wiring.current()
    url = progress.workbook(
        found, table, tables=tools.tables, store=tools.store, new_id=tools.new_id
    )
    return Answer(body=ReportLink(url=url), status=303, headers={"Location": url})
