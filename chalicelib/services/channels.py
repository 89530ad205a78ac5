"""The campaign's channels: read by conveners, changed by admins. Their queues are in plans.py."""

from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.caption_room import check_words
from chalicelib.domain.channel_kinds import require_fit
from chalicelib.domain.channels import OPEN, Channel, ChannelKind, Connection
from chalicelib.domain.connections import fresh
from chalicelib.domain.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.rows import Save, Unchanged
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.ports import Clock, Credentials, Records
from chalicelib.services.retry import again

READERS = frozenset({Role.CONVENER, Role.ADMIN, Role.MODERATOR})
ADMINS = frozenset({Role.ADMIN})
PRIVATE_NAMES = frozenset({"localhost", "local", "internal"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_CHANNELS = 20


def read(user: User, channel_id: ChannelId, *, records: Records) -> Channel:
    """Return one of the campaign's channels; raise NotFound."""
    require_role(user, READERS)
    channel = records.find(Channel, user.campaign_id, channel_id)
    if channel is None:
        raise NotFound("There is no channel under this id")
    return channel


def put(
    user: User, wanted: Channel, if_match: int | None, *,
    records: Records, credentials: Credentials, clock: Clock, allow_loopback: bool,
) -> Channel:  # fmt: skip
    """Create or change a channel and return it as kept; its slots are looked for at once.

    At another place than before it has to be connected anew. Raises PreconditionMissing when it
    exists and no version is given, StaleVersion when the given one is old, Conflict for another
    account than the one that posts went to, InvalidInput for an address that the publisher must not
    call and for what such a channel cannot have.
    """
    require_role(user, ADMINS)
    _require_valid(wanted, allow_loopback=allow_loopback)
    known = records.find(Channel, user.campaign_id, wanted.channel_id)
    if known is not None and if_match is None:
        raise PreconditionMissing("Send If-Match with the ETag you read")
    if known is not None and known.version != if_match:
        raise StaleVersion("The channel changed since you read it; read it again")
    kept = replace(wanted, campaign_id=user.campaign_id, version=known.version if known else 0)
    seen = _may_be_another(known, kept, records) if known else []
    is_moved = known is not None and _place_of(known) != _place_of(kept)
    if is_moved:
        # Before anybody calls the new address: what signs in to the old one is not for its owner.
        credentials.drop(kept.campaign_id, kept.channel_id)
    records.commit(Save(row=kept), *seen)
    again(lambda: _look_at_once(kept, records, clock, is_moved=is_moved))
    return replace(kept, version=kept.version + 1)


def _may_be_another(known: Channel, kept: Channel, records: Records) -> list[Unchanged]:
    """Return what must not change meanwhile for a channel to become another account.

    A takedown asks the account that the channel names by then, and believes what it has not to be
    gone. So raises Conflict once anything waited for its slots.
    """
    if (known.kind, known.account) == (kept.kind, kept.account):
        return []
    own = (known.campaign_id, known.channel_id)
    ledger = records.find(SlotLedger, *own)
    if records.under(Lane, *own, limit=1).items:
        raise Conflict("Posts went to this account; make another channel for another one")
    return [Unchanged(row=ledger)] if ledger else []


def _place_of(channel: Channel) -> tuple[ChannelKind, str, str]:
    """Return to whom a channel's credential is shown."""
    parts = urlsplit(channel.base_url)
    return channel.kind, parts.scheme, parts.netloc


def _require_valid(wanted: Channel, *, allow_loopback: bool) -> None:
    require_fit(wanted)
    # A partner without an address reads our feed itself.
    if wanted.base_url or wanted.kind is not ChannelKind.PARTNER:
        require_public_address(wanted.base_url, allow_loopback=allow_loopback)
    check_words(wanted)


def _look_at_once(channel: Channel, records: Records, clock: Clock, *, is_moved: bool) -> None:
    """Make the channel's ledger due: what it has waiting goes by the new rules from now on.

    A new account that somebody has to sign in to gets no slots before she has.
    """
    own, now = (channel.campaign_id, channel.channel_id), clock.now()
    known = records.find(SlotLedger, *own)
    ledger = known or SlotLedger(campaign_id=own[0], channel_id=own[1])
    changes = [Save(row=replace(ledger, due_at=now))]
    connection = records.find(Connection, *own)
    if connection is None and channel.kind not in OPEN:
        changes.append(Save(row=fresh(channel, now)))
    elif connection is not None and is_moved:
        changes.append(Save(row=replace(fresh(channel, now), version=connection.version)))
    records.commit(*changes)


def require_public_address(url: str, *, allow_loopback: bool, field: str = "base_url") -> None:
    """Raise InvalidInput unless `url` is https, or a loopback address where that is allowed.

    `field` is what the caller calls it.
    """
    parts = _parts(url, field)
    host = parts.hostname or ""
    if host in LOOPBACK and allow_loopback and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or not _is_public(host) or parts.username:
        raise _refused_address(field)


def _parts(url: str, field: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise _refused_address(field) from None


def _is_public(host: str) -> bool:
    """True for a dotted name and for an address outside every private network.

    A last label that begins with a digit is an address in disguise: 127.1 reaches this machine.
    """
    try:
        return ip_address(host).is_global
    except ValueError:
        _, dot, last = host.rstrip(".").rpartition(".")
        return bool(dot) and last[:1].isalpha() and last not in PRIVATE_NAMES


def _refused_address(field: str) -> InvalidInput:
    return InvalidInput("The address must be https and public", field=field)
