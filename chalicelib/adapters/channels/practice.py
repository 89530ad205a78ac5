"""Posts to a practice network: a small HTTP API on loopback, for training and demonstrations.

It knows a post by our marker, so one call makes a post, and what is unclear is found again by it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import httpx

from chalicelib.adapters.channels.attempts import number, unheard
from chalicelib.adapters.channels.calls import TOO_MANY, Caller, Heard, Silence, wait_of
from chalicelib.adapters.channels.one_call import no_handle
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    MetricsById,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal

CREATED: Final = 201
ALREADY_THERE: Final = 409
GONE: Final = frozenset({204, 404, 410})
# This says nothing about the post: a proxy gives it before or after the network's work.
SAYS_NOTHING: Final = 408
CLOCKS_DIFFER: Final = timedelta(minutes=1)
PAGE: Final = 100
MOST_PAGES: Final = 20

REASONS: Final[Mapping[str, Refusal]] = {
    "unsafe_content": Refusal.CONTENT,
    "media_unreachable": Refusal.MEDIA,
    "media_address": Refusal.MEDIA,
    "media_kind": Refusal.MEDIA,
    "media_too_large": Refusal.MEDIA,
    "media_too_slow": Refusal.MEDIA,
}
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LINK: Final = re.compile(r"https?://[!-~]{1,2000}")


class PracticeChannel:
    """A ChannelClient for practice networks."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def publish(self, account: Account, post: Post) -> PostResult:
        """Ask once. A post that is there already under our marker is ours; 4xx is a clear no."""
        media = [{"kind": one.kind.value, "url": one.url} for one in post.media]
        body = {"marker": post.marker, "caption": post.caption, "media": media}
        try:
            heard = self._caller.call("POST", f"{_root(account)}/posts", json=body)
        except Silence as silence:
            return unheard(silence)
        return _result(heard)

    def status(self, account: Account, handle: str) -> PostResult:  # noqa: ARG002  the port's own
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:  # noqa: ARG002
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def discard(self, account: Account, handle: str) -> None:
        """Do nothing: nothing is ever pending here."""

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen]:
        """Return the live posts since then, by their markers; raise ChannelUnavailable."""
        asked = {"since": (since - CLOCKS_DIFFER).isoformat(), "limit": str(PAGE)}
        found: list[Seen] = []
        for _ in range(MOST_PAGES):
            heard = self._caller.ask("GET", f"{_root(account)}/posts", params=asked)
            found += _page(heard)
            cursor = heard.said.get("next")
            if not isinstance(cursor, str):
                return found
            asked["cursor"] = cursor
        raise ChannelUnavailable("The channel's list does not end")

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Remove a post; raise ChannelUnavailable when we cannot know."""
        heard = self._caller.ask("DELETE", _address(account, external_id))
        if heard.status in GONE:
            return TakedownAnswer(result=TakedownResult.REMOVED)
        if heard.is_ours and heard.status != SAYS_NOTHING:
            reason = _code(heard) or f"http_{heard.status}"
            return TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason)
        raise ChannelUnavailable(f"The channel did not say whether it is gone: {heard.status}")

    def is_live(self, account: Account, external_id: str) -> bool:
        """True while the network has the post; raise ChannelUnavailable."""
        return self._counted(account, external_id) is not None

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return the views and likes of those posts that are live; raise ChannelUnavailable."""
        counted = {each: self._counted(account, each) for each in external_ids}
        return {each: metrics for each, metrics in counted.items() if metrics is not None}

    def _counted(self, account: Account, external_id: str) -> Metrics | None:
        """Return what is counted of a post; None when it is not there."""
        heard = self._caller.ask("GET", _address(account, external_id))
        if heard.status in GONE:
            return None
        if heard.status != httpx.codes.OK:
            raise ChannelUnavailable(f"The channel did not say what it has: {heard.status}")
        said = heard.said
        return Metrics(views=number(said.get("views")), reactions=number(said.get("likes")))

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """Return None: the network has no limit of its own."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | None:  # noqa: ARG002
        """Return None: nobody signs in here."""
        return None


def _root(account: Account) -> str:
    return account.channel.base_url.rstrip("/")


def _address(account: Account, external_id: str) -> str:
    return f"{_root(account)}/posts/{quote(external_id, safe='')}"


def _result(heard: Heard) -> PostResult:
    if heard.status in {CREATED, ALREADY_THERE}:
        return _posted(heard.said) or PostUnclear(reason="broken_answer")
    if heard.status == TOO_MANY:
        return PostDeferred(reason=Later.RATE_LIMITED, wait=wait_of(heard))
    if heard.is_ours and heard.status != SAYS_NOTHING:
        told = _code(heard)
        return PostRefused(reason=REASONS.get(told, Refusal.OTHER), told=told)
    return PostUnclear(reason=f"http_{heard.status}")


def _posted(said: Mapping[str, Any]) -> Posted | None:
    """Return the post that an answer names; None unless its id and link are usable."""
    external_id, link = said.get("id"), said.get("permalink")
    if not isinstance(external_id, str) or not isinstance(link, str):
        return None
    if not _ID.fullmatch(external_id) or not _LINK.fullmatch(link):
        return None
    return Posted(external_id=external_id, permalink=link)


def _page(heard: Heard) -> list[Seen]:
    items = heard.said.get("items")
    if heard.status != httpx.codes.OK or not isinstance(items, list):
        raise ChannelUnavailable(f"The channel's list cannot be read: status {heard.status}")
    return [_seen(one) for one in items]


def _seen(one: object) -> Seen:
    """Return a post of the list; one that cannot be read may be ours, so nothing is known then."""
    posted = _posted(one) if isinstance(one, dict) else None
    marker = one.get("marker") if isinstance(one, dict) else None
    if posted is None or not isinstance(marker, str):
        raise ChannelUnavailable("The channel's list cannot be read")
    return Seen(external_id=posted.external_id, permalink=posted.permalink, text=marker)


def _code(heard: Heard) -> str:
    """Return the network's short code; anything longer could carry a caption into our records."""
    reason = heard.said.get("reason")
    return reason if isinstance(reason, str) and _CODE.fullmatch(reason) else ""
