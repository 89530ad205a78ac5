"""Imports: a grant for a file, and what became of its rows."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ImportId
from chalicelib.domain.importing import Import
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.models.imports import (
    ImportGrant,
    ImportList,
    ImportRequest,
    ImportView,
    import_grant,
    import_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import import_reports, importing

api = Blueprint(__name__)


@api.route("/v1/imports", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Ask to import a file", body=ImportRequest, answers={201: ImportGrant}))
def post_import(call: Call) -> Answer:
    """Answer with a grant for one file of areas, workers, beneficiaries or workshops."""
    tools = wiring.current()
    grant = importing.offer(
        call.user, call.body.offer(), records=tools.records, store=tools.store, clock=tools.clock,
        new_id=tools.new_id,
    )  # fmt: skip
    return Answer(body=import_grant(grant), status=201)


@api.route("/v1/imports", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a campaign's imports", query=PageQuery, answers={200: ImportList}))
def get_imports(call: Call) -> Answer:
    """Answer with the imports into the caller's area, the newest first."""
    page = importing.listed(
        call.user, limit=call.query.limit, cursor=call.query.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(
        body=ImportList(items=[_view(each) for each in page.items], next_cursor=page.cursor)
    )


@api.route("/v1/imports/{import_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See how far an import has come", answers={200: ImportView}))
def get_import(call: Call, import_id: str) -> Answer:
    """Answer with the counts, and where the rows that were refused are listed."""
    tools = wiring.current()
    return Answer(body=_view(importing.show(call.user, ImportId(import_id), records=tools.records)))


def _view(imported: Import) -> ImportView:
    return import_view(imported, import_reports.url(imported, store=wiring.current().store))
