"""Picks the client by a channel's kind, so that the services see one network."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.channels import Account, ChannelKind, Credential, Told
from chalicelib.domain.posts import (
    MetricsById,
    NeedsReconnect,
    Post,
    PostResult,
    Seen,
    TakedownAnswer,
)
from chalicelib.ports import ChannelClient


class Channels:
    """A ChannelClient for all kinds; raises ValueError at once when a kind has no client."""

    def __init__(self, clients: Mapping[ChannelKind, ChannelClient]) -> None:
        if missing := set(ChannelKind) - set(clients):
            raise ValueError(f"No client for channels of kind {', '.join(sorted(missing))}")
        self._clients = clients

    def publish(self, account: Account, post: Post) -> PostResult:
        """Begin a post on the channel's own network."""
        return self._of(account).publish(account, post)

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of what is pending there."""
        return self._of(account).status(account, handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Make what is ready there public."""
        return self._of(account).finalise(account, handle, post)

    def discard(self, account: Account, handle: str) -> None:
        """Drop what is pending there."""
        self._of(account).discard(account, handle)

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return the live posts there; None when they cannot be read."""
        return self._of(account).list_recent(account, since)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Remove a post from there."""
        return self._of(account).take_down(account, external_id)

    def is_live(self, account: Account, external_id: str) -> bool | None:
        """True while a post can be seen there; None when it does not tell."""
        return self._of(account).is_live(account, external_id)

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return what is counted there."""
        return self._of(account).metrics(account, external_ids)

    def quota(self, account: Account, now: datetime) -> Told | None:
        """Return what is said there of the quota."""
        return self._of(account).quota(account, now)

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Return a renewed credential from there."""
        return self._of(account).refresh(account, now)

    def _of(self, account: Account) -> ChannelClient:
        return self._clients[account.channel.kind]
