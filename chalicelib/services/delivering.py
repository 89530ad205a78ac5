"""Tells operators' own systems of events: a message per event and webhook, until it is there.

A message's row comes before its first try, under an id that follows from the event, so that one
event told twice is one message; receivers drop what they have had by the same id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.freezes import Freeze
from chalicelib.domain.ids import CampaignId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.signed_deliveries import (
    Delivered,
    Trouble,
    Undelivered,
    secret_of,
    signed,
)
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.webhooks import (
    Delivery,
    DeliveryState,
    Webhook,
    body_of,
    delivery_of,
    event_of,
    is_open,
    switched_off,
    switches_off,
    tried,
    wants,
)
from chalicelib.ports import Clock, Credentials, Deliveries, Jobs, NewId, Records
from chalicelib.services.remembering import Remembered
from chalicelib.services.retry import again
from chalicelib.services.webhooks import every, place_of

BATCH = 100
LONGEST_DELAY = timedelta(minutes=15)  # as long as a message can wait on its queue
UNWANTED = "receiver_wants_no_more"
Known = Remembered[tuple[Webhook, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a try needs."""

    records: Records
    credentials: Credentials
    deliveries: Deliveries
    clock: Clock
    new_id: NewId


def announce(entry: AuditEntry, *, records: Records, jobs: Jobs, clock: Clock, known: Known) -> int:
    """Write the messages that tell of an audit entry, and send them on; return how many.

    Safe to repeat. Which webhooks there are is remembered for a minute.
    """
    event = event_of(entry)
    campaign_id = _campaign_of(entry, records) if event else None
    if event is None or campaign_id is None:
        return 0
    wanted = [each for each in _webhooks(campaign_id, records, known) if wants(each, event)]
    messages = [delivery_of(each, entry, event, clock.now()) for each in wanted]
    if messages:
        records.add(messages)
    for message in messages:
        jobs.send(_job(message))
    return len(messages)


def _campaign_of(entry: AuditEntry, records: Records) -> CampaignId | None:
    item = records.recall(Testimonial, VisitId(entry.subject_id))
    # A freeze is as new as its entry: a read of what was lately may not know of it.
    subject = item or records.find(Freeze, entry.subject_id)
    return subject.campaign_id if subject else None


def _webhooks(campaign_id: CampaignId, records: Records, known: Known) -> Sequence[Webhook]:
    found = known.known(campaign_id)
    if found is None:
        found = every(campaign_id, records=records)
        known.keep(campaign_id, found)
    return found


def _job(message: Delivery) -> Job:
    return Job(action=Action.DELIVER, subject=message.webhook_id, delivery_id=message.delivery_id)


def deliver(webhook_id: str, delivery_id: str, tools: Tools) -> str:
    """Try a message once, if its time has come; return how that ended. Safe to repeat.

    Two tries at once may both arrive: the receiver knows them by their id.
    """
    message = tools.records.find(Delivery, webhook_id, delivery_id)
    if message is None or not is_open(message) or _is_early(message, tools.clock.now()):
        return "left"
    webhook = tools.records.find(Webhook, message.campaign_id, webhook_id)
    if webhook is None or not webhook.is_enabled:
        return again(lambda: _given_up(webhook_id, delivery_id, tools))
    answer = _sent(webhook, message, tools)
    if switches_off(answer):
        again(lambda: _switch_off(webhook, tools))
    return again(lambda: _record(webhook_id, delivery_id, message.count, answer, tools))


def _is_early(message: Delivery, now: datetime) -> bool:
    """True for what waits between tries; the first one comes with the message."""
    return bool(message.count) and message.due_at is not None and now < message.due_at


def _sent(webhook: Webhook, message: Delivery, tools: Tools) -> Delivered | Undelivered:
    place = place_of(webhook.webhook_id)
    credential = tools.credentials.read(webhook.campaign_id, place)
    if credential is None or not credential.signing:
        return Undelivered(reason=Trouble.NOT_SENT)
    secrets = [secret_of(text) for text in credential.signing]
    body = body_of(message)
    headers = signed(secrets, message.delivery_id, tools.clock.now(), body)
    return tools.deliveries.send("POST", webhook.url, headers, body)


def _record(
    webhook_id: str,
    delivery_id: str,
    count: int,
    answer: Delivered | Undelivered,
    tools: Tools,
) -> str:
    message = tools.records.find(Delivery, webhook_id, delivery_id)
    if message is None or not is_open(message) or message.count != count:
        return "left"  # another run has recorded this try
    after = tried(message, answer, tools.clock.now())
    tools.records.commit(Save(row=after), *_next_try(after, tools))
    return after.state.value


def _next_try(message: Delivery, tools: Tools) -> list[Save]:
    """Return the job of the next try; what is too far away for a queue is found by the timer."""
    now = tools.clock.now()
    if message.due_at is None or message.due_at - now > LONGEST_DELAY:
        return []
    job = replace(_job(message), not_before=message.due_at)
    return [Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=now))]


def _given_up(webhook_id: str, delivery_id: str, tools: Tools) -> str:
    message = tools.records.find(Delivery, webhook_id, delivery_id)
    if message is not None and is_open(message):
        gone = replace(message, state=DeliveryState.FAILED, due_at=None)
        tools.records.commit(Save(row=gone))
    return DeliveryState.FAILED.value


def _switch_off(webhook: Webhook, tools: Tools) -> None:
    known = tools.records.find(Webhook, webhook.campaign_id, webhook.webhook_id)
    if known is not None and known.is_enabled and known.url == webhook.url:
        tools.records.commit(Save(row=switched_off(known, UNWANTED)))


def send_due(*, records: Records, jobs: Jobs, clock: Clock) -> int:
    """Send every message on whose time has come, or whose job is lost; return how many."""
    due = records.due(DueKind.DELIVERY, clock.now(), limit=BATCH)
    messages = [each for each in due if isinstance(each, Delivery)]
    for message in messages:
        jobs.send(_job(message))
    return len(messages)
