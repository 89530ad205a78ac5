"""Outgoing webhooks: which events an operator's own systems are told, and each message's way there.

An event is an audit entry that somebody outside may want to know of; a message holds ids, codes and
numbers, as the entry does, and nothing personal. One event makes one message per webhook, always
with the same id, so a receiver drops what it has had.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.audit import AuditEntry, Scalar
from chalicelib.domain.ids import CampaignId, UserId
from chalicelib.domain.signed_deliveries import (
    Delivered,
    Undelivered,
    is_taken,
    is_unwanted,
    next_try,
)

MOST_WEBHOOKS: Final = 10  # of a campaign
MOST_TRIES_KEPT: Final = 12
DELIVERY_LIFE: Final = timedelta(days=30)
# How long the secret before the last one still signs.
ROTATION: Final = timedelta(hours=24)
# A message whose job is lost is found again after this; a try ends well within it.
TRY_LIFE: Final = timedelta(minutes=2)


class EventType(StrEnum):
    """What can be told."""

    APPROVED = "testimonial.approved"
    WITHDRAWN = "testimonial.withdrawn"
    POSTED = "publication.posted"
    FAILED = "publication.failed"
    UNCONFIRMED = "publication.unconfirmed"
    TAKEN_DOWN = "publication.taken_down"
    TAKEDOWN_FAILED = "publication.takedown_failed"
    FREEZE = "freeze.put_up"
    LIFTED = "freeze.lifted"
    TEST = "webhook.test"  # when somebody asks for one


# From an audit entry's action to the event that it is.
EVENTS: Final[Mapping[str, EventType]] = {
    "scheduled": EventType.APPROVED,  # for good: nobody can take it back any more
    "withdrawn": EventType.WITHDRAWN,
    "publication_posted": EventType.POSTED,
    "publication_failed": EventType.FAILED,
    "publication_unconfirmed": EventType.UNCONFIRMED,
    "publication_taken_down": EventType.TAKEN_DOWN,
    "publication_takedown_failed": EventType.TAKEDOWN_FAILED,
    "freeze_put_up": EventType.FREEZE,
    "freeze_lifted": EventType.LIFTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address of an operator's own system. Without `types` it is told everything.

    Its secrets lie where the channels' credentials do. `off_reason` says why it was switched off.
    """

    campaign_id: CampaignId
    webhook_id: str
    url: str
    created_by: UserId
    created_at: datetime
    types: tuple[EventType, ...] = ()
    is_enabled: bool = True
    off_reason: str | None = None
    is_removed: bool = False
    rotated_at: datetime | None = None
    version: int = 0


class DeliveryState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # every try was made, or the receiver wants no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try: the status that came back, or why none did, and how long it took."""

    at: datetime
    status: int | None
    reason: str
    took_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one webhook; `tries` are the newest, `count` is how many there were.

    The count begins anew when somebody has it sent again.
    """

    campaign_id: CampaignId
    webhook_id: str
    delivery_id: str
    type: EventType
    made_at: datetime
    subject_id: str
    facts: Mapping[str, Scalar]
    state: DeliveryState = DeliveryState.WAITING
    count: int = 0
    tries: tuple[Try, ...] = ()
    due_at: datetime | None = None
    version: int = 0

    @property
    def expires_at(self) -> datetime:
        """When the table may forget it."""
        return self.made_at + DELIVERY_LIFE


def event_of(entry: AuditEntry) -> EventType | None:
    """Return the event that an audit entry is; None for most."""
    return EVENTS.get(entry.action)


def wants(webhook: Webhook, event: EventType) -> bool:
    """True when a webhook is told of an event."""
    return webhook.is_enabled and (not webhook.types or event in webhook.types)


def delivery_of(webhook: Webhook, entry: AuditEntry, event: EventType, now: datetime) -> Delivery:
    """Return the message that tells a webhook of an entry; the same entry gives the same id."""
    said = f"{webhook.webhook_id}/{entry.subject_id}/{entry.seq}/{entry.action}"
    return Delivery(
        campaign_id=webhook.campaign_id,
        webhook_id=webhook.webhook_id,
        delivery_id=f"msg_{hashlib.sha256(said.encode()).hexdigest()[:32]}",
        type=event,
        made_at=entry.at,
        subject_id=entry.subject_id,
        facts={**entry.facts, "audit_seq": entry.seq, "audit_hash": entry.hash},
        due_at=now + TRY_LIFE,
    )


def body_of(delivery: Delivery) -> bytes:
    """Return a message's body in JSON: the same bytes at every try, or the id would lie."""
    said = {
        "type": delivery.type.value,
        "timestamp": delivery.made_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"subject_id": delivery.subject_id, **delivery.facts},
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def is_open(delivery: Delivery) -> bool:
    """True while a message is still to be tried."""
    return delivery.state is DeliveryState.WAITING


def tried(delivery: Delivery, answer: Delivered | Undelivered, now: datetime) -> Delivery:
    """Return the message after a try: there, given up, or to be tried again at `due_at`."""
    status = answer.status if isinstance(answer, Delivered) else None
    reason = "" if isinstance(answer, Delivered) else answer.reason.value
    one = Try(at=now, status=status, reason=reason, took_ms=answer.took_ms)
    known = replace(
        delivery, count=delivery.count + 1, tries=(*delivery.tries, one)[-MOST_TRIES_KEPT:]
    )
    if status is not None and is_taken(status):
        return replace(known, state=DeliveryState.DELIVERED, due_at=None)
    wait = answer.wait if isinstance(answer, Delivered) else None
    due_at = next_try(known.count, delivery.delivery_id, now, wait)
    if due_at is None or (status is not None and is_unwanted(status)):
        return replace(known, state=DeliveryState.FAILED, due_at=None)
    return replace(known, due_at=due_at)


def switches_off(answer: Delivered | Undelivered) -> bool:
    """True when the receiver wants no message any more."""
    return isinstance(answer, Delivered) and is_unwanted(answer.status)


def switched_off(webhook: Webhook, reason: str) -> Webhook:
    """Return the webhook, told nothing from now on."""
    return replace(webhook, is_enabled=False, off_reason=reason)


def replayed(delivery: Delivery, now: datetime) -> Delivery:
    """Return the message to be tried anew, with every pause of the schedule before it again."""
    return replace(delivery, state=DeliveryState.WAITING, count=0, due_at=now + TRY_LIFE)


def kept_secrets(secrets: tuple[str, ...], fresh: str) -> tuple[str, ...]:
    """Return the secrets after a rotation: the new one signs beside the one before it."""
    return (fresh, *secrets[:1])
