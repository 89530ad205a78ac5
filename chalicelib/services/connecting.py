"""Connects channels with their networks: keeps credentials, renews them, asks for quotas.

A credential is given by an admin, kept with the secrets, and never shown again.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.channels import OPEN, Account, Channel, Connection, Credential
from chalicelib.domain.connections import (
    LOOK_AGAIN,
    connected,
    fresh,
    lost,
    require_complete,
    tended,
)
from chalicelib.domain.errors import ChannelUnavailable, StaleVersion, StoreUnavailable
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.people import User, require_role
from chalicelib.domain.posts import NeedsReconnect
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import DueKind, Row, Save
from chalicelib.ports import Clock, Credentials, Records
from chalicelib.services import outgoing
from chalicelib.services.channels import ADMINS, read
from chalicelib.services.retry import again

MOST_AT_ONCE = 100
LONGEST_TICK = timedelta(seconds=60)  # the function has two minutes, one look up to half of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What giving a credential needs."""

    records: Records
    credentials: Credentials
    clock: Clock


def give(user: User, channel_id: ChannelId, credential: Credential, tools: Tools) -> Connection:
    """Keep a channel's credential and return how its account stands then. Safe to repeat.

    Raises NotFound, NotPermitted, or InvalidInput for a credential that lacks what its kind needs.
    """
    require_role(user, ADMINS)
    channel = read(user, channel_id, records=tools.records)
    require_complete(channel, credential)
    # First the secret: a connection that says so without one would lose a post's slot.
    tools.credentials.keep(channel.campaign_id, channel_id, credential)
    return again(lambda: _given(channel, credential, tools))


def _given(channel: Channel, credential: Credential, tools: Tools) -> Connection:
    now = tools.clock.now()
    # It is looked at at once: the network itself says whether it is good.
    kept = replace(connected(_known(channel, tools), credential, now), due_at=now)
    tools.records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def take_away(user: User, channel_id: ChannelId, tools: Tools) -> Connection:
    """Forget a channel's credential; its queue is held from then on. Safe to repeat."""
    require_role(user, ADMINS)
    channel = read(user, channel_id, records=tools.records)
    kept = again(lambda: _taken(channel, tools))
    tools.credentials.drop(channel.campaign_id, channel_id)
    return kept


def _taken(channel: Channel, tools: Tools) -> Connection:
    now, known = tools.clock.now(), _known(channel, tools)
    gone = fresh(channel, now) if channel.kind in OPEN else lost(known, Later.NO_TOKEN, now)
    kept = replace(gone, version=known.version, due_at=None)
    tools.records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def _known(channel: Channel, tools: Tools) -> Connection:
    found = tools.records.find(Connection, channel.campaign_id, channel.channel_id)
    return found or fresh(channel, tools.clock.now())


def tend(tools: outgoing.Tools) -> dict[str, int]:
    """Renew credentials that end soon, and ask for quotas; return how many of each.

    A tick may come 0, 1 or n times: what was renewed is no longer due. One channel's trouble holds
    no other up; raises StoreUnavailable in the end when there was some.
    """
    counts, start, trouble = {"kept": 0, "renewed": 0, "lost": 0}, tools.clock.now(), None
    for row in tools.records.due(DueKind.CONNECTION, start, limit=MOST_AT_ONCE):
        if tools.clock.now() - start >= LONGEST_TICK:
            break
        try:
            counts[_tend(row, tools)] += 1
        except StaleVersion:
            continue  # another tick looks at it, or it was given anew while we did
        except StoreUnavailable as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return counts


def _tend(row: Row, tools: outgoing.Tools) -> str:
    assert isinstance(row, Connection)  # noqa: S101  the index holds nothing else
    now = tools.clock.now()
    channel = tools.records.find(Channel, row.campaign_id, row.channel_id)
    if channel is None or channel.kind in OPEN:
        tools.records.commit(Save(row=replace(row, due_at=None)))
        return "kept"
    # Before the network is asked: of two that renew at once one would hold what is void by then.
    claimed = replace(row, due_at=now + LOOK_AGAIN)
    tools.records.commit(Save(row=claimed))
    try:
        after, outcome = _looked_at(replace(claimed, version=row.version + 1), channel, tools)
    except ChannelUnavailable:
        return "kept"
    tools.records.commit(Save(row=after))
    return outcome


def _looked_at(
    connection: Connection, channel: Channel, tools: outgoing.Tools
) -> tuple[Connection, str]:
    """Return the connection after a look at its credential, and what came of it."""
    now = tools.clock.now()
    credential = tools.credentials.read(channel.campaign_id, channel.channel_id)
    if credential is None:
        return lost(connection, Later.NO_TOKEN, now), "lost"
    account = Account(channel=channel, credential=credential)
    renewed = tools.client.refresh(account, now)
    if isinstance(renewed, NeedsReconnect):
        return lost(connection, renewed.reason, now), "lost"
    if renewed is None:
        return tended(connection, tools.client.quota(account, now), now), "kept"
    if tools.credentials.read(channel.campaign_id, channel.channel_id) != credential:
        raise StaleVersion("Another credential was given meanwhile, and counts")
    # At once: what it was made of may be void by now.
    tools.credentials.keep(channel.campaign_id, channel.channel_id, renewed)
    return connected(replace(connection, paused_until=None), renewed, now), "renewed"
