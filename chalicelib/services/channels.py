"""The campaign's channels: read by conveners, changed by admins."""

from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.errors import InvalidInput, NotFound, PreconditionMissing, StaleVersion
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.publishing import Channel, SlotLedger, promised_ahead
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, Records

READERS = frozenset({Role.CONVENER, Role.ADMIN, Role.MODERATOR})
ADMINS = frozenset({Role.ADMIN})
PRIVATE_NAMES = frozenset({"localhost", "local", "internal"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_CHANNELS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A channel, when its next slot is free, and how many before that are promised."""

    channel: Channel
    next_at: datetime
    promised: int


def slots(user: User, *, records: Records, clock: Clock) -> list[Slots]:
    """Return the campaign's channels with their slots, by name; raise NotPermitted."""
    require_role(user, READERS)
    now = clock.now()
    found = records.channels(user.campaign_id, limit=MOST_CHANNELS)
    keys = [(channel.campaign_id, channel.channel_id) for channel in found]
    ledgers = records.find_many(SlotLedger, keys)
    known = [_slots(each, of, now) for each, of in zip(found, ledgers, strict=True)]
    return sorted(known, key=lambda each: (each.channel.name, each.channel.channel_id))


def _slots(channel: Channel, ledger: SlotLedger | None, now: datetime) -> Slots:
    if ledger is None:
        return Slots(channel=channel, next_at=now, promised=0)
    promised = promised_ahead(ledger, channel, now)
    return Slots(channel=channel, next_at=max(now, ledger.next_at), promised=promised)


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
