"""What everything between approved and gone needs: its tools, its jobs, the account it speaks as."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.channels import Account, Channel, Connection, Credential
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Bundle, Save
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
