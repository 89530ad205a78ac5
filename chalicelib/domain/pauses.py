"""How long a channel rests after its network wants a post later."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.channels import Connection
from chalicelib.domain.connections import lost
from chalicelib.domain.posts import PostDeferred
from chalicelib.domain.refusals import Later

# A rest of a network that names no time; each that follows at once is twice as long.
REST: Final = timedelta(minutes=1)
LONGEST_REST: Final = timedelta(hours=1)


def after_deferral(
    connection: Connection, result: PostDeferred, asked_at: datetime, now: datetime
) -> Connection:
    """Return how the account stands after its network clearly took nothing.

    Of several posts that it wants later at once, the first one makes it rest. A credential that was
    given after the network was asked, at `asked_at`, is not the one that it takes no more.
    """
    paused = _resting(connection, result, now)
    if result.needs_reconnect and not _is_given_since(connection, asked_at):
        return lost(paused, result.reason, now)
    if result.reason == Later.TOKEN_EXPIRED:
        return replace(paused, due_at=now)  # the timer renews it
    return paused


def _is_given_since(connection: Connection, asked_at: datetime) -> bool:
    return connection.changed_at is not None and connection.changed_at >= asked_at


def _resting(connection: Connection, result: PostDeferred, now: datetime) -> Connection:
    until = connection.paused_until
    if until is not None and now < until:
        wished = now + (result.wait or timedelta())
        return replace(connection, paused_until=max(until, wished))
    rest = result.wait or _longer(connection, now)
    return replace(connection, paused_at=now, paused_until=now + rest, reason=result.reason)


def _longer(connection: Connection, now: datetime) -> timedelta:
    """Return twice the last rest when it ended just now, else a short one."""
    since, until = connection.paused_at, connection.paused_until
    if since is None or until is None:
        return REST
    last = until - since
    return min(2 * last, LONGEST_REST) if now - until <= max(last, LONGEST_REST / 6) else REST
