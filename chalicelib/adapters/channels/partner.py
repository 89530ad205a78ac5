"""Hands posts to an app of somebody else: signed deliveries, as docs/partners.md says.

A post is one delivery whose id is our marker, so the app can drop a repeat and knows the post by
it. An app without an address is never called: it reads the feed, and standing in the feed is all
that being posted means there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from chalicelib.adapters.channels.one_call import no_handle
from chalicelib.adapters.channels.partner_answers import listed, removal_of, result_of
from chalicelib.adapters.channels.partner_messages import published, rfc3339, withdrawn
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.errors import ChannelUnavailable, InvalidInput
from chalicelib.domain.posts import (
    MetricsById,
    Post,
    PostDeferred,
    Posted,
    PostResult,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later
from chalicelib.domain.signed_deliveries import secret_of, signed
from chalicelib.ports import Clock, Deliveries

CLOCKS_DIFFER: Final = timedelta(minutes=1)
MOST_LIST_BYTES: Final = 1_048_576  # some thousands of posts
PULL_ONLY: Final = "reads_the_feed"


class PartnerChannel:
    """A ChannelClient for partners' apps."""

    def __init__(self, deliveries: Deliveries, clock: Clock) -> None:
        self._deliveries = deliveries
        self._clock = clock

    def publish(self, account: Account, post: Post) -> PostResult:
        """Deliver the post once; an app that reads the feed has it there already."""
        if not _address(account):
            return Posted(external_id=post.marker, permalink="")
        secrets = _secrets(account.credential)
        if not secrets:
            return PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)
        now = self._clock.now()
        body = published(post, now)
        headers = signed(secrets, post.marker, now, body)
        answer = self._deliveries.send("POST", _address(account), headers, body)
        return result_of(answer, account, post)

    def status(self, account: Account, handle: str) -> PostResult:  # noqa: ARG002  the port's own
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:  # noqa: ARG002
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def discard(self, account: Account, handle: str) -> None:
        """Do nothing: nothing is ever pending here."""

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return what the app says it shows; None when it has no list to ask for."""
        if not _address(account):
            return None
        from_when = rfc3339(since - CLOCKS_DIFFER)
        headers = signed(_needed(account), f"list-{from_when}", self._clock.now(), b"")
        url = f"{_address(account)}/published?{urlencode({'since': from_when})}"
        answer = self._deliveries.send("GET", url, headers, most_bytes=MOST_LIST_BYTES)
        return listed(answer, account)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Tell the app to take a post down; what it has read from the feed it removes itself."""
        if not _address(account):
            return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason=PULL_ONLY)
        now = self._clock.now()
        body = withdrawn(external_id, now)
        # An id of its own: the app drops what it has had under the post's.
        headers = signed(_needed(account), f"{external_id}-withdrawn", now, body)
        return removal_of(self._deliveries.send("POST", _address(account), headers, body))

    def is_live(self, account: Account, external_id: str) -> bool | None:  # noqa: ARG002
        """Return None: apps do not tell of a single post."""
        return None

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:  # noqa: ARG002
        """Return nothing: apps do not tell what they count."""
        return {}

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """Return None: an app says when it has had enough, and not before."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | None:  # noqa: ARG002
        """Return None: secrets are changed by people, on both sides."""
        return None


def _address(account: Account) -> str:
    return account.channel.base_url.rstrip("/")


def _secrets(credential: Credential) -> tuple[bytes, ...]:
    """Return what to sign with, the newest first; nothing when one of them is no secret."""
    try:
        return tuple(secret_of(text) for text in credential.signing)
    except InvalidInput:
        return ()


def _needed(account: Account) -> tuple[bytes, ...]:
    secrets = _secrets(account.credential)
    if not secrets:
        raise ChannelUnavailable("The channel has no secret to sign with")
    return secrets
