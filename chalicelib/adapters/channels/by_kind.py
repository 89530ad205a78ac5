"""Picks the client by a channel's kind, so that the services see one network."""

from collections.abc import Mapping

from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.posts import Post, Posted, PostResult, TakedownResult
from chalicelib.ports import ChannelClient


class Channels:
    """A ChannelClient for all kinds; raises ValueError at once when a kind has no client."""

    def __init__(self, clients: Mapping[ChannelKind, ChannelClient]) -> None:
        if missing := set(ChannelKind) - set(clients):
            raise ValueError(f"No client for channels of kind {', '.join(sorted(missing))}")
        self._clients = clients

    def publish(self, channel: Channel, post: Post) -> PostResult:
        """Publish once, on the channel's own network."""
        return self._clients[channel.kind].publish(channel, post)

    def find(self, channel: Channel, marker: str) -> Posted | None:
        """Return the live post with this marker from the channel's own network."""
        return self._clients[channel.kind].find(channel, marker)

    def take_down(self, channel: Channel, external_id: str) -> TakedownResult:
        """Remove a post from the channel's own network."""
        return self._clients[channel.kind].take_down(channel, external_id)
