"""How a channel's account stands with its network: what a change of its credential makes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.channels import (
    OPEN,
    Channel,
    ChannelKind,
    Connection,
    Credential,
    Standing,
    Told,
)
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.feeds import LEAST_KEY
from chalicelib.domain.refusals import Later
from chalicelib.domain.signed_deliveries import secret_of

LOOK_EVERY: Final = timedelta(minutes=15)
LOOK_AGAIN: Final = timedelta(minutes=5)  # after a network that did not answer

# What a credential must have for each kind of network; what it may have besides is refreshed with.
NEEDED: Final[Mapping[ChannelKind, tuple[str, ...]]] = {
    ChannelKind.FACEBOOK: ("access",),
    ChannelKind.INSTAGRAM: ("access",),
    ChannelKind.X: ("access",),
    ChannelKind.YOUTUBE: ("access",),
    ChannelKind.TELEGRAM: ("access",),
    ChannelKind.PARTNER: ("signing",),
    ChannelKind.PRACTICE: (),
}
# What the API calls them.
FIELDS: Final[Mapping[str, str]] = {
    "access": "access_token",
    "refresh": "refresh_token",
    "client_id": "client_id",
    "client_secret": "client_secret",
    "signing": "signing_secrets",
}


def fresh(channel: Channel, now: datetime) -> Connection:
    """Return how a channel's account stands before anybody has given a credential."""
    is_open = channel.kind in OPEN
    return Connection(
        campaign_id=channel.campaign_id,
        channel_id=channel.channel_id,
        standing=Standing.CONNECTED if is_open else Standing.NEEDS_RECONNECT,
        reason=None if is_open else Later.NO_TOKEN,
        changed_at=now,
        due_at=None if is_open else now,
    )


def needed_by(channel: Channel) -> tuple[str, ...]:
    """Return what a channel's credential must have; an app that only reads its feed has a key."""
    is_pulled = channel.kind is ChannelKind.PARTNER and not channel.base_url
    return ("access",) if is_pulled else NEEDED[channel.kind]


def require_complete(channel: Channel, credential: Credential) -> None:
    """Raise InvalidInput unless a credential has what its channel needs.

    Nothing of what was given is part of the error.
    """
    for text in credential.signing:
        secret_of(text, field=FIELDS["signing"])
    for name in needed_by(channel):
        if not getattr(credential, name):
            raise InvalidInput(f"This network needs {FIELDS[name]}", field=FIELDS[name])
    is_short = 0 < len(credential.access) < LEAST_KEY
    if channel.kind is ChannelKind.PARTNER and is_short:
        raise InvalidInput(
            f"A feed's key has at least {LEAST_KEY} characters", field=FIELDS["access"]
        )
    given = (credential.access, credential.refresh, credential.client_id, credential.client_secret)
    if any(not text.isascii() or not text.isprintable() or " " in text for text in given):
        raise InvalidInput(
            "A credential is printable ASCII without spaces: copy it again", field="access_token"
        )


def connected(connection: Connection, credential: Credential, now: datetime) -> Connection:
    """Return the connection with a credential that is good as far as anybody knows."""
    is_news = connection.standing is not Standing.CONNECTED
    return replace(
        connection,
        standing=Standing.CONNECTED,
        reason=None,
        changed_at=now if is_news else connection.changed_at,
        paused_until=None if is_news else connection.paused_until,
        expires_at=credential.expires_at,
        due_at=next_look(credential, now),
    )


def lost(connection: Connection, reason: str, now: datetime) -> Connection:
    """Return the connection when only a person can mend it."""
    is_news = connection.standing is not Standing.NEEDS_RECONNECT
    return replace(
        connection,
        standing=Standing.NEEDS_RECONNECT,
        reason=reason,
        changed_at=now if is_news else connection.changed_at,
        due_at=now + LOOK_EVERY,
    )


def tended(connection: Connection, told: Told | None, now: datetime) -> Connection:
    """Return the connection after a look that changed nothing but what the network tells."""
    return replace(connection, told=told or connection.told, due_at=now + LOOK_EVERY)


def next_look(credential: Credential, now: datetime) -> datetime:
    """Return when to look again: every quarter of an hour, and once more before it ends."""
    ends = credential.expires_at
    return min(now + LOOK_EVERY, max(now, ends)) if ends else now + LOOK_EVERY
