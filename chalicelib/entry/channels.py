"""Channels, and what waits for their slots."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import ChannelId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.channels import (
    ChannelList,
    ChannelRequest,
    ChannelView,
    PlanView,
    channel_list,
    channel_view,
    plan_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import channels, plans

api = Blueprint(__name__)


@api.route("/v1/channels", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="List the channels with their slots", answers={200: ChannelList}))
def get_channels(call: Call) -> Answer:
    """Answer with the campaign's channels, when each is free next and how long its queue takes."""
    tools = wiring.current()
    found = plans.slots(call.user, records=tools.records, clock=tools.clock)
    return Answer(body=channel_list(found))


@api.route("/v1/channels/{channel_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a channel", answers={200: ChannelView}, gives_version=True))
def get_channel(call: Call, channel_id: str) -> Answer:
    """Answer with one of the campaign's channels."""
    channel = channels.read(call.user, ChannelId(channel_id), records=wiring.current().records)
    return Answer(body=channel_view(channel), version=channel.version)


@api.route("/v1/channels/{channel_id}/plan", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See what waits for a channel's slots", answers={200: PlanView}))
def get_plan(call: Call, channel_id: str) -> Answer:
    """Answer with what waits from which districts, the next slots, and how long it takes."""
    tools = wiring.current()
    found = plans.plan(
        call.user, ChannelId(channel_id), records=tools.records, clock=tools.clock
    )  # fmt: skip
    return Answer(body=plan_view(found))


@api.route("/v1/channels/{channel_id}", methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Set a channel up",
        takes_version=True, body=ChannelRequest, answers={200: ChannelView},
        gives_version=True,
    )
)  # fmt: skip
def put_channel(call: Call, channel_id: str) -> Answer:
    """Create a channel, or change it as read under the version in If-Match."""
    tools = wiring.current()
    wanted = call.body.channel(ChannelId(channel_id), call.user.campaign_id)
    kept = channels.put(
        call.user, wanted, call.if_match, records=tools.records, credentials=tools.credentials,
        clock=tools.clock, allow_loopback=tools.settings.allow_loopback_channels,
    )  # fmt: skip
    return Answer(body=channel_view(kept), version=kept.version)
