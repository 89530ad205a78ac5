"""An operator's own systems that are told of events: their addresses, secrets, and what was sent.

An admin's business. A secret is shown once, when it is made; while it is rotated, messages are
signed with it and with the one before, so nothing is refused in between.
"""

from dataclasses import dataclass, replace

from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import (
    Conflict,
    IdTaken,
    NotFound,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.signed_deliveries import secret_of, secret_text
from chalicelib.domain.webhooks import (
    MOST_WEBHOOKS,
    TRY_LIFE,
    Delivery,
    EventType,
    Webhook,
    kept_secrets,
    replayed,
)
from chalicelib.ports import Clock, Credentials, NewId, Records, Vault
from chalicelib.services.channels import require_public_address
from chalicelib.services.retry import again

KEEPERS = frozenset({Role.ADMIN})
PURPOSE = "webhook"
ROWS_PER_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What keeping webhooks needs."""

    records: Records
    credentials: Credentials
    vault: Vault
    clock: Clock
    new_id: NewId
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an admin asks for; without `types` everything is told."""

    url: str
    types: tuple[EventType, ...] = ()
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A webhook with a secret that nobody sees again."""

    webhook: Webhook
    secret: str


def place_of(webhook_id: str) -> ChannelId:
    """Return where a webhook's secrets lie: beside those of the channels."""
    return ChannelId(f"webhook-{webhook_id}")


def listed(user: User, *, records: Records) -> tuple[Webhook, ...]:
    """Return the campaign's webhooks, the oldest first; raise NotPermitted."""
    require_role(user, KEEPERS)
    return every(user.campaign_id, records=records)


def every(campaign_id: CampaignId, *, records: Records) -> tuple[Webhook, ...]:
    """Return a campaign's webhooks, the oldest first, without those that were removed."""
    found: list[Webhook] = []
    cursor = None
    while True:
        page = records.under(Webhook, campaign_id, limit=ROWS_PER_PAGE, cursor=cursor)
        found += [each for each in page.items if not each.is_removed]
        cursor = page.cursor
        if cursor is None:
            return tuple(found)


def read(user: User, webhook_id: str, *, records: Records) -> Webhook:
    """Return one of the campaign's webhooks; raise NotFound."""
    require_role(user, KEEPERS)
    found = records.find(Webhook, user.campaign_id, webhook_id)
    if found is None or found.is_removed:
        raise NotFound("There is no webhook under this id")
    return found


def make(user: User, webhook_id: str, plan: Plan, secret: str | None, tools: Tools) -> Made:
    """Make a webhook and return it with its secret, a given one or a new one.

    The same again gives another secret, as the first may never have arrived. Raises InvalidInput
    for an address that we must not call and for a secret in the wrong form, IdTaken for another
    webhook's id, Conflict when there are MOST_WEBHOOKS.
    """
    require_role(user, KEEPERS)
    require_public_address(plan.url, allow_loopback=tools.allow_loopback, field="url")
    made = Webhook(
        campaign_id=user.campaign_id, webhook_id=webhook_id, url=plan.url, types=plan.types,
        is_enabled=plan.is_enabled, created_by=user.user_id, created_at=tools.clock.now(),
    )  # fmt: skip
    text = _secret(user, secret, tools)
    kept = again(lambda: _made(user, made, tools))
    _keep(kept, Credential(signing=(text,)), tools)
    return Made(webhook=kept, secret=text)


def _made(user: User, made: Webhook, tools: Tools) -> Webhook:
    known = tools.records.find(Webhook, user.campaign_id, made.webhook_id)
    if known is not None:
        if _plan(known) != _plan(made) or known.is_removed:
            raise IdTaken("This id was used for another webhook; mint a new one")
        return known
    if len(listed(user, records=tools.records)) >= MOST_WEBHOOKS:
        raise Conflict(f"A campaign has at most {MOST_WEBHOOKS} webhooks; remove one first")
    tools.records.commit(Save(row=made))
    return replace(made, version=1)


def _plan(webhook: Webhook) -> Plan:
    return Plan(url=webhook.url, types=webhook.types, is_enabled=webhook.is_enabled)


def _secret(user: User, given: str | None, tools: Tools) -> str:
    if given is not None:
        secret_of(given)
        return given
    # Whoever lacks the campaign's secret key cannot guess what is made with it.
    return secret_text(tools.vault.digest(user.campaign_id, PURPOSE, tools.new_id()))


def _keep(webhook: Webhook, credential: Credential, tools: Tools) -> None:
    tools.credentials.keep(webhook.campaign_id, place_of(webhook.webhook_id), credential)


def change(user: User, webhook_id: str, plan: Plan, if_match: int | None, tools: Tools) -> Webhook:
    """Change a webhook and return it; raise PreconditionMissing or StaleVersion as for channels."""
    known = read(user, webhook_id, records=tools.records)
    require_public_address(plan.url, allow_loopback=tools.allow_loopback, field="url")
    if if_match is None:
        raise PreconditionMissing("Send If-Match with the ETag you read")
    if known.version != if_match:
        raise StaleVersion("The webhook changed since you read it; read it again")
    kept = replace(
        known, url=plan.url, types=plan.types, is_enabled=plan.is_enabled,
        off_reason=None if plan.is_enabled else known.off_reason,
    )  # fmt: skip
    tools.records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def remove(user: User, webhook_id: str, tools: Tools) -> None:
    """Remove a webhook and its secrets; what waits for it is given up. Safe to repeat."""
    require_role(user, KEEPERS)

    def step() -> None:
        known = tools.records.find(Webhook, user.campaign_id, webhook_id)
        if known is None:
            raise NotFound("There is no webhook under this id")
        if not known.is_removed:
            gone = replace(known, is_removed=True, is_enabled=False)
            tools.records.commit(Save(row=gone))

    again(step)
    tools.credentials.drop(user.campaign_id, place_of(webhook_id))


def rotate(user: User, webhook_id: str, secret: str | None, tools: Tools) -> Made:
    """Give a webhook another secret and return it; the one before signs beside it until the next.

    Raises NotFound, or InvalidInput for a given secret in the wrong form.
    """
    webhook = read(user, webhook_id, records=tools.records)
    text = _secret(user, secret, tools)
    known = tools.credentials.read(webhook.campaign_id, place_of(webhook_id)) or Credential()
    _keep(webhook, replace(known, signing=kept_secrets(known.signing, text)), tools)
    rotated = again(lambda: _rotated(user, webhook_id, tools))
    return Made(webhook=rotated, secret=text)


def _rotated(user: User, webhook_id: str, tools: Tools) -> Webhook:
    known = read(user, webhook_id, records=tools.records)
    kept = replace(known, rotated_at=tools.clock.now())
    tools.records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def test(user: User, webhook_id: str, tools: Tools) -> Delivery:
    """Send a webhook a message that tells nothing, and return it on its way."""
    webhook = read(user, webhook_id, records=tools.records)
    now = tools.clock.now()
    message = Delivery(
        campaign_id=webhook.campaign_id, webhook_id=webhook_id,
        delivery_id=f"msg_{tools.new_id().replace('-', '')}", type=EventType.TEST, made_at=now,
        subject_id=webhook_id, facts={}, due_at=now + TRY_LIFE,
    )  # fmt: skip
    tools.records.commit(Save(row=message), _job(message, tools))
    return replace(message, version=1)


def deliveries(
    user: User, webhook_id: str, *, limit: int, cursor: str | None, records: Records
) -> Page[Delivery]:
    """Return what was sent to a webhook, the newest first; raise NotFound."""
    read(user, webhook_id, records=records)
    page = records.listed(Delivery, webhook_id, limit=limit, cursor=cursor)
    # Ids are made by whoever makes a webhook: another campaign may have one under the same.
    own = tuple(each for each in page.items if each.campaign_id == user.campaign_id)
    return replace(page, items=own)


def replay(user: User, webhook_id: str, delivery_id: str, tools: Tools) -> Delivery:
    """Have a message sent again, with the same id, and return it; raise NotFound."""
    read(user, webhook_id, records=tools.records)
    return again(lambda: _replay(user, webhook_id, delivery_id, tools))


def _replay(user: User, webhook_id: str, delivery_id: str, tools: Tools) -> Delivery:
    known = tools.records.find(Delivery, webhook_id, delivery_id)
    if known is None or known.campaign_id != user.campaign_id:
        raise NotFound("There is no message under this id; they are kept for 30 days")
    again_due = replayed(known, tools.clock.now())
    tools.records.commit(Save(row=again_due), _job(again_due, tools))
    return replace(again_due, version=again_due.version + 1)


def _job(message: Delivery, tools: Tools) -> Save:
    job = Job(action=Action.DELIVER, subject=message.webhook_id, delivery_id=message.delivery_id)
    now = tools.clock.now()
    return Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=now))
