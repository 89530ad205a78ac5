"""Outgoing webhooks of a campaign: an admin's business."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import PageQuery
from chalicelib.entry.models.webhooks import (
    DeliveryList,
    DeliveryView,
    MadeWebhook,
    NewWebhookRequest,
    SecretRequest,
    WebhookList,
    WebhookRequest,
    WebhookView,
    delivery_list,
    delivery_view,
    made_webhook,
    webhook_list,
    webhook_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import webhooks

api = Blueprint(__name__)
ALL = "/v1/webhooks"
ONE = f"{ALL}/{{webhook_id}}"


def _tools() -> webhooks.Tools:
    tools = wiring.current()
    return webhooks.Tools(
        records=tools.records, credentials=tools.credentials, vault=tools.vault,
        clock=tools.clock, new_id=tools.new_id,
        allow_loopback=tools.settings.allow_loopback_channels,
    )  # fmt: skip


@api.route(ALL, methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="List the outgoing webhooks", answers={200: WebhookList}))
def get_webhooks(call: Call) -> Answer:
    """Answer with the campaign's webhooks."""
    found = webhooks.listed(call.user, records=wiring.current().records)
    return Answer(body=webhook_list(found))


@api.route(ALL, methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Make a webhook", body=NewWebhookRequest, answers={201: MadeWebhook}))
def post_webhook(call: Call) -> Answer:
    """Make a webhook, and answer with its secret, which nobody sees again."""
    tools = _tools()
    webhook_id = call.body.webhook_id or tools.new_id()
    made = webhooks.make(call.user, webhook_id, call.body.plan(), call.body.text(), tools)
    return Answer(status=201, body=made_webhook(made), version=made.webhook.version)


@api.route(ONE, methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See a webhook", answers={200: WebhookView}, gives_version=True))
def get_webhook(call: Call, webhook_id: str) -> Answer:
    """Answer with one webhook."""
    found = webhooks.read(call.user, webhook_id, records=wiring.current().records)
    return Answer(body=webhook_view(found), version=found.version)


@api.route(ONE, methods=["PUT"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Change a webhook",
        takes_version=True, body=WebhookRequest, answers={200: WebhookView}, gives_version=True,
    )
)  # fmt: skip
def put_webhook(call: Call, webhook_id: str) -> Answer:
    """Change a webhook as read under the version in If-Match."""
    kept = webhooks.change(call.user, webhook_id, call.body.plan(), call.if_match, _tools())
    return Answer(body=webhook_view(kept), version=kept.version)


@api.route(ONE, methods=["DELETE"], authorizer=signed_in)
@endpoint(Operation(summary="Remove a webhook", answers={204: None}))
def delete_webhook(call: Call, webhook_id: str) -> Answer:
    """Tell this address nothing any more, and forget its secrets."""
    webhooks.remove(call.user, webhook_id, _tools())
    return Answer(status=204)


@api.route(f"{ONE}/rotate", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="Rotate a webhook's secret", body=SecretRequest, answers={200: MadeWebhook})
)
def post_webhook_rotate(call: Call, webhook_id: str) -> Answer:
    """Answer with another secret; the one before signs beside it until the next rotation."""
    made = webhooks.rotate(call.user, webhook_id, call.body.text(), _tools())
    return Answer(body=made_webhook(made))


@api.route(f"{ONE}/test", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Try a webhook", answers={202: DeliveryView}))
def post_webhook_test(call: Call, webhook_id: str) -> Answer:
    """Send a message that tells nothing, and answer with it on its way."""
    return Answer(status=202, body=delivery_view(webhooks.test(call.user, webhook_id, _tools())))


@api.route(f"{ONE}/deliveries", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See what was sent", query=PageQuery, answers={200: DeliveryList}))
def get_deliveries(call: Call, webhook_id: str) -> Answer:
    """Answer with the messages of the last 30 days, the newest first."""
    page = webhooks.deliveries(
        call.user, webhook_id, limit=call.query.limit, cursor=call.query.cursor,
        records=wiring.current().records,
    )  # fmt: skip
    return Answer(body=delivery_list(page))


@api.route(f"{ONE}/deliveries/{{delivery_id}}/replay", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Send a message again", answers={202: DeliveryView}))
def post_replay(call: Call, webhook_id: str, delivery_id: str) -> Answer:
    """Have a message sent again, with the same id."""
    sent = webhooks.replay(call.user, webhook_id, delivery_id, _tools())
    return Answer(status=202, body=delivery_view(sent))
