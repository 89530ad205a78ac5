"""A beneficiary's own withdrawal by the code on her leaflet, and the codes to print."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.roll import Beneficiary
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.withdrawals import (
    CodeRequest,
    HeldView,
    LanguageQuery,
    LeafletsAnswer,
    LeafletsQuery,
    LeafletView,
    WithdrawalView,
    held_view,
    leaflet_view,
    leaflets_answer,
    withdrawal_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import holdings, leaflets

api = Blueprint(__name__)


@api.route("/v1/withdrawals", methods=["POST"])
@endpoint(
    Operation(
        summary="Take every consent back with the code on the leaflet",
        body=CodeRequest, answers={200: WithdrawalView}, is_open=True,
    )
)  # fmt: skip
def post_withdrawal(call: Call) -> Answer:
    """Answer with what has ended; again it answers the same."""
    tools = wiring.current()
    held = holdings.take_all_back(
        _whose(call), records=tools.records, clock=tools.clock, new_id=tools.new_id
    )
    return Answer(body=withdrawal_view(held))


@api.route("/v1/withdrawals/look", methods=["POST"])
@endpoint(
    Operation(
        summary="See what is held under the code on the leaflet",
        body=CodeRequest, answers={200: HeldView}, is_open=True,
    )
)  # fmt: skip
def post_look(call: Call) -> Answer:
    """Answer with what is held; a POST, since an address would keep the code."""
    tools = wiring.current()
    held = holdings.held_of(_whose(call), records=tools.records, clock=tools.clock)
    return Answer(body=held_view(held))


def _whose(call: Call) -> Beneficiary:
    tools = wiring.current()
    return leaflets.whose(call.body.code, call.source, records=tools.records, clock=tools.clock)


@api.route("/v1/leaflets", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Get the codes for a booth's leaflets",
        query=LeafletsQuery, answers={200: LeafletsAnswer},
    )
)  # fmt: skip
def get_leaflets(call: Call) -> Answer:
    """Answer with everybody's code in the order of the roll; the same each time."""
    tools, asked = wiring.current(), call.query
    page = leaflets.for_booth(
        call.user, AreaId(asked.booth), limit=asked.limit, cursor=asked.cursor,
        records=tools.records, vault=tools.vault,
    )  # fmt: skip
    return Answer(body=leaflets_answer(page, asked.language))


@api.route("/v1/beneficiaries/{beneficiary_id}/code", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Get the code for one person's leaflet",
        query=LanguageQuery, answers={200: LeafletView},
    )
)  # fmt: skip
def get_code(call: Call, beneficiary_id: str) -> Answer:
    """Answer with the person's code."""
    tools = wiring.current()
    leaflet = leaflets.for_person(
        call.user, BeneficiaryId(beneficiary_id), records=tools.records, vault=tools.vault
    )
    return Answer(body=leaflet_view(leaflet, call.query.language))
