"""What everything between approved and gone needs: its tools, its jobs, slots, and accounts."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.channels import Account, Channel, Connection, Credential
from chalicelib.domain.errors import ChannelUnavailable, StoreUnavailable
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.slots import SlotLedger, given_back
from chalicelib.ports import ChannelClient, Clock, Credentials, NewId, ObjectStore, Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing needs."""

    records: Records
    store: ObjectStore
    client: ChannelClient
    credentials: Credentials
    clock: Clock
    new_id: NewId


def publication_of(bundle: Bundle, channel_id: ChannelId) -> Publication | None:
    """Return the bundle's publication on one channel."""
    return next((p for p in bundle.publications if p.channel_id == channel_id), None)


def account_of(channel: Channel, tools: Tools) -> Account:
    """Return a channel as it is spoken for, with what signs in to it by now."""
    found = tools.credentials.read(channel.campaign_id, channel.channel_id)
    return Account(channel=channel, credential=found or Credential())


def connection_of(channel: Channel, tools: Tools) -> Connection:
    """Return how a channel's account stands."""
    known = tools.records.find(Connection, channel.campaign_id, channel.channel_id)
    return known or Connection(campaign_id=channel.campaign_id, channel_id=channel.channel_id)


def job_of(
    action: Action, publication: Publication, now: datetime, tools: Tools,
    not_before: datetime | None = None,
) -> Save:  # fmt: skip
    """Return a job about a publication, to be saved with what makes it necessary."""
    job = Job(
        action=action, subject=publication.visit_id, channel_id=publication.channel_id,
        not_before=not_before,
    )  # fmt: skip
    return Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=now))


def slot_given_back(publication: Publication, tools: Tools) -> list[Change]:
    """Return what gives a publication's slot back to its channel, when it came to nothing."""
    own = (publication.campaign_id, publication.channel_id)
    ledger = tools.records.find(SlotLedger, *own) if publication.slot_at else None
    if ledger is None or publication.slot_at not in ledger.used:
        return []
    return [Save(row=given_back(ledger, publication.slot_at))]


def discard(publication: Publication, tools: Tools) -> None:
    """Have the network drop what it keeps of a post that nobody will make public.

    Only after the table says so. A network that does not answer keeps it: nothing is lost by that.
    """
    channel = tools.records.find(Channel, publication.campaign_id, publication.channel_id)
    if channel is None or not publication.handle:
        return
    try:
        tools.client.discard(account_of(channel, tools), publication.handle)
    except (ChannelUnavailable, StoreUnavailable):
        return
