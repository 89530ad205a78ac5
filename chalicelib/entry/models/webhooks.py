"""Outgoing webhooks: their addresses, and what was sent there."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, SecretStr

from chalicelib.domain.audit import Scalar
from chalicelib.domain.rows import Page
from chalicelib.domain.webhooks import Delivery, DeliveryState, EventType, Try, Webhook
from chalicelib.entry.models.common import FreshId, Instant, Model
from chalicelib.services.webhooks import Made, Plan

Secret = Annotated[SecretStr, Field(max_length=200)]


class WebhookRequest(Model):
    """Which address is told of which events; of all where `types` is empty."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    types: list[EventType] = Field(max_length=len(EventType), default_factory=list)
    enabled: bool = True

    def plan(self) -> Plan:
        """Return what is asked for as the service knows it."""
        types = tuple(dict.fromkeys(self.types))
        return Plan(url=self.url, types=types, is_enabled=self.enabled)


class SecretRequest(Model):
    """A secret to sign with; a new one is made where none is given."""

    secret: Secret | None = None

    def text(self) -> str | None:
        """Return the secret as it was given."""
        return self.secret.get_secret_value() if self.secret else None


class NewWebhookRequest(WebhookRequest, SecretRequest):
    """A webhook to be made."""

    webhook_id: FreshId | None = None


class WebhookView(WebhookRequest):
    """A webhook as kept; its secrets are never shown again."""

    webhook_id: str
    off_reason: str | None
    created_at: Instant
    rotated_at: Instant | None
    version: int


class MadeWebhook(WebhookView):
    """A webhook with its secret, which nobody sees again."""

    secret: str


class WebhookList(Model):
    """A campaign's webhooks; there are few, so no second page."""

    items: list[WebhookView]
    next_cursor: None = None


class TryView(Model):
    """One try: the status that came back, or why none did."""

    at: Instant
    status: int | None
    reason: str
    took_ms: int


class DeliveryView(Model):
    """One message and its tries."""

    delivery_id: str
    type: EventType
    state: DeliveryState
    made_at: Instant
    next_try_at: Instant | None
    tries: list[TryView]
    data: dict[str, Scalar]


class DeliveryList(Model):
    """A page of what was sent, the newest first."""

    items: list[DeliveryView]
    next_cursor: str | None


def webhook_view(webhook: Webhook) -> WebhookView:
    """Return a webhook as an answer."""
    return WebhookView(
        webhook_id=webhook.webhook_id,
        url=webhook.url,
        types=list(webhook.types),
        enabled=webhook.is_enabled,
        off_reason=webhook.off_reason,
        created_at=webhook.created_at,
        rotated_at=webhook.rotated_at,
        version=webhook.version,
    )


def made_webhook(made: Made) -> MadeWebhook:
    """Return a webhook and its secret as an answer."""
    return MadeWebhook(**dict(webhook_view(made.webhook)), secret=made.secret)


def webhook_list(found: Sequence[Webhook]) -> WebhookList:
    """Return webhooks as an answer."""
    return WebhookList(items=[webhook_view(each) for each in found])


def delivery_list(page: Page[Delivery]) -> DeliveryList:
    """Return a page of messages as an answer."""
    return DeliveryList(items=[delivery_view(each) for each in page.items], next_cursor=page.cursor)


def delivery_view(delivery: Delivery) -> DeliveryView:
    """Return a message as an answer."""
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        type=delivery.type,
        state=delivery.state,
        made_at=delivery.made_at,
        next_try_at=delivery.due_at,
        tries=[_try(each) for each in delivery.tries],
        data={"subject_id": delivery.subject_id, **delivery.facts},
    )


def _try(one: Try) -> TryView:
    return TryView(at=one.at, status=one.status, reason=one.reason, took_ms=one.took_ms)
