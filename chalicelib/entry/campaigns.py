"""Campaigns: what each declares about itself, for those who steer it."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.campaigns import (
    AreaKept,
    AreaRequest,
    CampaignRequest,
    CampaignView,
    NoticeRequest,
    NoticeShownView,
    area_kept,
    campaign_view,
    notice_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import campaigns

api = Blueprint(__name__)


@api.route("/v1/campaigns/{campaign_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a campaign", answers={200: CampaignView}, gives_version=True))
def get_campaign(call: Call, campaign_id: str) -> Answer:
    """Answer with the caller's own campaign."""
    found = campaigns.read(call.user, CampaignId(campaign_id), records=wiring.current().records)
    return Answer(body=campaign_view(found), version=found.version)


@api.route("/v1/campaigns/{campaign_id}", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Change what a campaign declares",
        needs_version=True, body=CampaignRequest, answers={200: CampaignView}, gives_version=True,
    )
)  # fmt: skip
def put_campaign(call: Call, campaign_id: str) -> Answer:
    """Replace everything but the notices, as read under the version in If-Match."""
    wanted = call.body.campaign(CampaignId(campaign_id))
    tools = wiring.current()
    kept = campaigns.change(
        call.user, wanted, call.if_match or 0, records=tools.records, clock=tools.clock
    )
    return Answer(body=campaign_view(kept), version=kept.version)


@api.route("/v1/campaigns/{campaign_id}/notices", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Add a notice", body=NoticeRequest, answers={201: NoticeShownView}))
def post_notice(call: Call, campaign_id: str) -> Answer:
    """Answer with the notice under its version; the same text again is the same version."""
    asked = call.body
    notice = campaigns.add_notice(
        call.user, CampaignId(campaign_id), asked.notice_id, asked.language, asked.text,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=notice_view(notice), status=201)


@api.route("/v1/areas/{area_id}", methods=["PATCH"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Name an area, set its target, or say where it lies",
        needs_version=True, body=AreaRequest, answers={200: AreaKept}, gives_version=True,
    )
)  # fmt: skip
def patch_area(call: Call, area_id: str) -> Answer:
    """Change an area as read under the version in If-Match."""
    kept = campaigns.change_area(
        call.user, AreaId(area_id), call.body.change(), call.if_match or 0,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=area_kept(kept), version=kept.version)
