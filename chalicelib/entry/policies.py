"""A campaign's policy: what each check leads to, its limits, and how many are drawn."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import CampaignId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.policies import PolicyRequest, PolicyView, policy_view
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import policies

api = Blueprint(__name__)


@api.route("/v1/campaigns/{campaign_id}/policy", methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="See how strictly a campaign verifies",
        answers={200: PolicyView}, gives_version=True,
    )
)  # fmt: skip
def get_policy(call: Call, campaign_id: str) -> Answer:
    """Answer with every check, limit and rate as they stand, and the last numbers before."""
    found = policies.read(call.user, CampaignId(campaign_id), records=wiring.current().records)
    return Answer(body=policy_view(found), version=found.version)


@api.route("/v1/campaigns/{campaign_id}/policy", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Set how strictly a campaign verifies, from the next evidence on",
        needs_version=True, body=PolicyRequest, answers={200: PolicyView}, gives_version=True,
    )
)  # fmt: skip
def put_policy(call: Call, campaign_id: str) -> Answer:
    """Set what differs from usual, as read under the campaign's version in If-Match."""
    tools = wiring.current()
    kept = policies.change(
        call.user, CampaignId(campaign_id), call.body.wanted(), call.if_match or 0,
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=policy_view(kept), version=kept.version)


@api.route("/v1/campaigns/{campaign_id}/policy/{number}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See an earlier number of a policy", answers={200: PolicyView}))
def get_policy_number(call: Call, campaign_id: str, number: str) -> Answer:
    """Answer with the policy that verdicts of this number were made under."""
    records = wiring.current().records
    found = policies.read_number(call.user, CampaignId(campaign_id), number, records=records)
    return Answer(body=policy_view(found))
