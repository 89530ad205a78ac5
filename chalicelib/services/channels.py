"""The campaign's channels: read by conveners, changed by admins."""

from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.errors import InvalidInput, NotFound, PreconditionMissing, StaleVersion
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import SlotLedger, free_at
from chalicelib.ports import Clock, Records

READERS = frozenset({Role.CONVENER, Role.ADMIN, Role.MODERATOR})
ADMINS = frozenset({Role.ADMIN})
PRIVATE_NAMES = frozenset({"localhost", "local", "internal"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_CHANNELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A channel, how its account stands, and when its next slot is there; None while it is not."""

    channel: Channel
    connection: Connection
    next_at: datetime | None


def slots(user: User, *, records: Records, clock: Clock) -> list[Slots]:
    """Return the campaign's channels with their slots, by name; raise NotPermitted."""
    require_role(user, READERS)
    found = records.channels(user.campaign_id, limit=MOST_CHANNELS)
    keys = [(channel.campaign_id, channel.channel_id) for channel in found]
    ledgers = records.find_many(SlotLedger, keys)
    connections = records.find_many(Connection, keys)
    campaign = records.recall(Campaign, user.campaign_id)
    offset_min = campaign.utc_offset_min if campaign else 0
    known = [
        _slots(channel, ledger, connection, clock.now(), offset_min)
        for channel, ledger, connection in zip(found, ledgers, connections, strict=True)
    ]
    return sorted(known, key=lambda each: (each.channel.name, each.channel.channel_id))


def _slots(
    channel: Channel,
    ledger: SlotLedger | None,
    connection: Connection | None,
    now: datetime,
    utc_offset_min: int,
) -> Slots:
    own = (channel.campaign_id, channel.channel_id)
    ledger = ledger or SlotLedger(campaign_id=own[0], channel_id=own[1])
    at = free_at(channel, ledger, now, utc_offset_min=utc_offset_min, connection=connection)
    known = connection or Connection(campaign_id=own[0], channel_id=own[1])
    return Slots(channel=channel, connection=known, next_at=at)


def read(user: User, channel_id: ChannelId, *, records: Records) -> Channel:
    """Return one of the campaign's channels; raise NotFound."""
    require_role(user, READERS)
    channel = records.find(Channel, user.campaign_id, channel_id)
    if channel is None:
        raise NotFound("There is no channel under this id")
    return channel


def put(
    user: User, wanted: Channel, if_match: int | None, *, records: Records, allow_loopback: bool
) -> Channel:
    """Create or change a channel and return it as kept.

    Raises PreconditionMissing when it exists and no version is given, StaleVersion when the given
    one is old, InvalidInput for an address that the publisher must not call.
    """
    require_role(user, ADMINS)
    require_public_address(wanted.base_url, allow_loopback=allow_loopback)
    known = records.find(Channel, user.campaign_id, wanted.channel_id)
    if known is not None and if_match is None:
        raise PreconditionMissing("Send If-Match with the ETag you read")
    if known is not None and known.version != if_match:
        raise StaleVersion("The channel changed since you read it; read it again")
    kept = replace(wanted, campaign_id=user.campaign_id, version=known.version if known else 0)
    records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def require_public_address(url: str, *, allow_loopback: bool) -> None:
    """Raise InvalidInput unless `url` is https, or a loopback address where that is allowed."""
    parts = _parts(url)
    host = parts.hostname or ""
    if host in LOOPBACK and allow_loopback and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or not _is_public(host) or parts.username:
        raise _refused_address()


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise _refused_address() from None


def _is_public(host: str) -> bool:
    """True for a dotted name and for an address outside every private network.

    A last label that begins with a digit is an address in disguise: 127.1 reaches this machine.
    """
    try:
        return ip_address(host).is_global
    except ValueError:
        _, dot, last = host.rstrip(".").rpartition(".")
        return bool(dot) and last[:1].isalpha() and last not in PRIVATE_NAMES


def _refused_address() -> InvalidInput:
    return InvalidInput("A channel's address must be https and public", field="base_url")
